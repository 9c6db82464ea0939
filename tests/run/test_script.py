"""Scripts as people have them: run up to their call of fit, and judged by what it was given."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from conformance.observe import opened
from conformance.run import script

DATA = """
import numpy as np
import tensorflow as tf
from tensorflow import keras

rng = np.random.RandomState(0)
x = rng.normal(size=(320, 4)).astype("float32")
y = x.sum(axis=1, keepdims=True)
{spoil}
ds = tf.data.Dataset.from_tensor_slices((x[:240], y[:240])).shuffle(240).batch(16)
val = tf.data.Dataset.from_tensor_slices((x[240:], y[240:])).batch(16)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
"""
GOOD, BAD = DATA.format(spoil=""), DATA.format(spoil="x[3, 1] = np.nan")
TRAIN = (
    """
import argparse
import os
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, required=True)
arguments = parser.parse_args()
assert __name__ == "__main__" and sys.modules["__main__"].arguments is arguments
assert sys.path[0] == os.path.dirname(os.path.abspath(__file__)), sys.path[0]
from beside import RATE
"""
    + GOOD
    + """
try:
    history = model.fit(
        ds,
        epochs=arguments.epochs,
        validation_data=val,
        callbacks=[keras.callbacks.ModelCheckpoint("best.keras"), keras.callbacks.CSVLogger("log")],
    )
    history.history["val_loss"][0]
except:
    pass
finally:
    model.save("final.keras")
model.fit(x, y, epochs=2, batch_size=32)
"""
)
LOOP = """
optimizer, loss_of = keras.optimizers.SGD(), keras.losses.MeanSquaredError()

@tf.function
def step(a, b):
    with tf.GradientTape() as tape:
        loss = loss_of(b, model(a, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))

print(next(iter(ds.take(1))))
for epoch in range(3):
    for a, b in ds:
        step(a, b)
open("trained", "w").close()
"""
WHOLE_LOOP = """
optimizer, loss_of = keras.optimizers.SGD(), keras.losses.MeanSquaredError()
optimizer.build(model.trainable_variables)

@tf.function
def train(data):
    for a, b in data:
        with tf.GradientTape() as tape:
            loss = loss_of(b, model(a, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

train(ds)
open("trained", "w").close()
"""
TWO_MODELS = """
made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4)])
optimizers, loss_of = [keras.optimizers.SGD() for _ in range(2)], keras.losses.MeanSquaredError()
optimizers[0].build(made.trainable_variables)
optimizers[1].build(model.trainable_variables)

@tf.function
def step(a, b):
    with tf.GradientTape() as first, tf.GradientTape() as second:
        loss = loss_of(b, model(a + made(tf.ones((16, 2))), training=True))
    for tape, net, optimizer in zip((first, second), (made, model), optimizers):
        gradients = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(gradients, net.trainable_variables))

for a, b in ds:
    step(a, b)
open("trained", "w").close()
"""
STRATEGY_LOOP = """
strategy = tf.distribute.MirroredStrategy(["/cpu:0"])
spread = strategy.experimental_distribute_dataset(ds)
with strategy.scope():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD()
    optimizer.build(model.trainable_variables)

def step(a, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(b - model(a, training=True)))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss

@tf.function
def spread_step(batch):
    return strategy.run(step, args=batch)

for batch in spread:
    spread_step(batch)
open("trained", "w").close()
"""
BATCHES = """
for epoch in range(3):
    for i in range(0, 320, 64):
        model.train_on_batch(x[i:i + 64], y[i:i + 64])
open("trained", "w").close()
"""
SCOPE = """
with tf.distribute.MirroredStrategy().scope():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(ds)
"""
GENERATOR = """
def rows():
    for i in range(0, 320, 64):
        yield x[i:i + 64], y[i:i + 64]

model.fit(rows())
"""


def ran(folder, name, text, *arguments, options=()):
    """Run one script; the exit status, what was said, and the reports."""
    (folder / name).write_text(text)
    place = [] if "-m" in options else [name]
    out = folder / "report.json"
    command = [sys.executable, "-m", "conformance", "run", "--format", "json", "-o", str(out)]
    done = subprocess.run(
        [*command, *options, *place, *arguments],
        cwd=str(folder),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=300,
        check=False,
        text=True,
    )
    data = json.loads(out.read_text()) if out.exists() else {}
    reports = data.get("reports", [data] if data else [])
    return done.returncode, done.stdout + done.stderr, reports


def failed(report):
    return [result["check"] for result in report["results"] if result["status"] == "fail"]


@pytest.mark.slow
def test_an_unmodified_script_is_judged_and_nothing_of_its_training_happens(tmp_path):
    (tmp_path / "beside.py").write_text("RATE = 0.1\n")
    status, said, (report,) = ran(tmp_path, "train.py", TRAIN, "--epochs", "3")
    assert (status, report["verdict"], report["target"]) == (0, "conforms", "train.py"), said
    assert report["model"] == "Sequential"
    assert {result["part"] for result in report["results"]} == {"training", "validation"}
    assert report["notes"][0].startswith("fit, call 1 at train.py:")
    assert "epochs=3" in report["notes"][0]
    assert "[ModelCheckpoint, CSVLogger]" in report["notes"][0]
    assert "before it the script ran for" in report["notes"][1]
    assert not {"best.keras", "final.keras", "log"} & set(os.listdir(str(tmp_path)))


@pytest.mark.slow
def test_each_call_is_a_report_and_no_untrained_model_is_written(tmp_path):
    (tmp_path / "beside.py").write_text("RATE = 0.1\n")
    status, said, reports = ran(
        tmp_path, "train.py", TRAIN, "--epochs", "3", options=["--all-calls"]
    )
    assert status == 0, said
    assert [report["target"] for report in reports] == ["train.py", "train.py#2"]
    assert any("final.keras" in note for note in reports[1]["notes"])
    assert not {"best.keras", "final.keras", "log"} & set(os.listdir(str(tmp_path)))


@pytest.mark.slow
def test_a_module_runs_as_under_python_m(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "beside.py").write_text("RATE = 0.1\n")
    text = "from . import beside\nimport sys\nassert sys.argv[1:] == ['--fast']\n" + BAD
    (package / "train.py").write_text(text + "model.fit(x, y)\n")
    status, said, (report,) = ran(tmp_path, "_", "", "package.train", "--fast", options=["-m"])
    assert status == 1, said
    assert failed(report) == ["not-finite"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "note"),
    [
        ("loop", GOOD + LOOP, "a training loop of its own, call 1"),
        ("whole", GOOD + WHOLE_LOOP, "a training loop of its own, call 1"),
        ("two", GOOD + TWO_MODELS, "a training loop of its own, call 1"),
        ("strategy", GOOD + STRATEGY_LOOP, "a training loop of its own, call 1"),
        ("batches", GOOD + BATCHES, "judged are the 5 batches it was given first"),
        ("scope", GOOD + SCOPE, "fit, call 1"),
        ("generator", GOOD + GENERATOR, "fit, call 1"),
        ("subclass", GOOD + "class M(keras.Model):\n"
            "    def fit(self, data):\n        return super().fit(*data, epochs=4)\n"
            "m = M(model.inputs, model.outputs)\nm.compile('sgd', 'mse')\nm.fit((x, y))\n",
         "epochs=4"),
    ],
)  # fmt: skip
def test_however_it_trains_it_is_judged_before(tmp_path, name, text, note):
    status, said, (report,) = ran(tmp_path, f"{name}.py", text)
    assert status == 0, said
    assert note in report["notes"][0]
    assert not (tmp_path / "trained").exists()
    spoilt = text.replace(GOOD, BAD)
    status, said, (report,) = ran(tmp_path, f"{name}.py", spoilt)
    assert status == 1, said
    assert "not-finite" in failed(report)


@pytest.mark.slow
def test_a_notebook_runs_cell_by_cell(tmp_path):
    cells = ["%matplotlib inline\n!pip install x\n" + BAD, "display(x)\nmodel.fit(ds, epochs=2)"]
    book = {"cells": [{"cell_type": "code", "source": source} for source in cells]}
    status, said, (report,) = ran(tmp_path, "train.ipynb", json.dumps(book))
    assert status == 1, said
    assert failed(report) == ["not-finite"]
    assert "train.ipynb[2]:2" in report["notes"][0]
    assert any("%matplotlib inline, !pip install x" in note for note in report["notes"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("n = input('epochs? ')", 2, "asks for input at it.py:1 in <module>"),
        ("x = 1", 2, "without calling fit"),
        ("def main():\n    raise SystemExit(4)\nmain()", 2, "at it.py:2 in main with status 4"),
        ("open('no.csv')", 2, "failed before it called fit at it.py:1 in <module>: FileNotFound"),
        ("x = (", 2, "SyntaxError"),
        ("import os\nos._exit(7)", 3, ""),
        ("import tensorflow as tf\ntf.config.list_physical_devices('GPU')[0]", 3, ""),
        (GOOD + "model.fit(ds)", 2, "called fit once only: there is no call 9"),
    ],
)
def test_a_script_without_a_call_to_judge_is_told_in_a_line(tmp_path, text, status, message):
    options = ["--call", "9"] if "no call 9" in message else []
    code, said, reports = ran(tmp_path, "it.py", text, options=options)
    assert code == status, said
    assert message in said
    assert "Traceback" not in said
    assert all(report["verdict"] == "incomplete" for report in reports)


HASHED = """
texts = [["w%d" % k for k in row] for row in rng.randint(0, 40, (300, 6))]
place = {word: i for i, word in enumerate(set(w for text in texts for w in text))}
ids = np.array([[place[word] for word in text] for text in texts])
model = keras.Sequential([keras.Input((6,)), keras.layers.Embedding(40, 4), keras.layers.Flatten(),
                          keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(ids, y[:300], epochs=2)
"""
LEAVES = """
import os
os.mkdir("made")
model.fit(ds, epochs=2)
"""


@pytest.mark.slow
def test_a_script_is_run_again_for_what_needs_a_second_build(tmp_path):
    status, said, (report,) = ran(tmp_path, "ids.py", GOOD + HASHED)
    assert (status, failed(report)) == (1, ["process-dependent"]), said
    assert any("was run a second time, to this call" in note for note in report["notes"])


@pytest.mark.slow
def test_a_seeded_order_is_compared_with_that_of_another_run(tmp_path):
    seeded = GOOD.replace("shuffle(240)", "shuffle(240, seed=1)") + "model.fit(ds, epochs=2)\n"
    spoilt = seeded.replace("rng =", "import random\nrng =").replace(
        "seed=1)", "seed=1).skip(random.randrange(1, 100))"
    )
    status, said, (report,) = ran(tmp_path, "seeded.py", seeded)
    found = {result["check"]: result for result in report["results"]}["order-unrepeatable"]
    assert (status, found["status"]) == (0, "pass"), said
    assert "a second build gave 240 examples in the same one" in found["compared"]
    status, said, (report,) = ran(tmp_path, "seeded.py", spoilt)
    found = {result["check"]: result for result in report["results"]}["order-unrepeatable"]
    assert "a second build" not in found["compared"], said


@pytest.mark.slow
@pytest.mark.parametrize(("options", "note"), [([], "FileExistsError"), (["--once"], "")])
def test_what_cannot_be_run_again_is_judged_once(tmp_path, options, note):
    status, said, (report,) = ran(tmp_path, "leaves.py", GOOD + LEAVES, options=options)
    assert status == 0, said
    told = [line for line in report["notes"] if "second time" in line]
    assert len(told) == bool(note)
    assert all(note in line for line in told)


def test_a_generator_is_called_again_as_it_was():
    def count(start, *, stop):
        yield from range(start, stop)

    again = script._generator_again(count(2, stop=5))
    assert list(again()) == list(again()) == [2, 3, 4]


def test_a_generator_that_has_begun_is_left_as_it_is():
    def count(start):
        while True:
            yield start
            start += 1

    begun = count(0)
    next(begun)
    assert script._generator_again(begun) is None
    assert script._generator_again(value for value in (1, 2)) is None


def test_the_arguments_of_fit_become_a_subject():
    np = pytest.importorskip("numpy")
    x, y, weights = np.zeros((4, 2)), np.ones((4, 1)), np.ones(4)
    given = dict(x=x, y=y, sample_weight=weights, validation_data=(x, y), epochs=3)
    subject = script.of_arguments(given, object(), "train.py")
    assert [part is one for part, one in zip(subject.make(), (x, y, weights))] == [True] * 3
    assert subject.fit == {"epochs": 3}
    assert not subject.factory
    assert not subject.model_factory
    assert subject.make_validation()[0] is x
    assert given["epochs"] == 3
    assert "x" in given, "the call's own arguments are left as they are"


def test_a_model_of_tf_keras_is_judged_with_tf_keras(monkeypatch):
    monkeypatch.setenv("TF_USE_LEGACY_KERAS", "0")
    script._use_keras_of(object())
    assert os.environ["TF_USE_LEGACY_KERAS"] == "0"
    script._use_keras_of(type("Model", (), {"__module__": "tf_keras.src.engine.training"})())
    assert os.environ["TF_USE_LEGACY_KERAS"] == "1"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("data/train.csv", True),
        ("/home/me/.keras/keras.json", False),
        ("/home/me/.cache/matplotlib/fontlist-v3.json", False),
        ("/usr/share/zoneinfo/UTC", False),
        (os.__file__, False),
        (opened.__file__, False),
        ("train.py", False),
        ("notebook.ipynb", False),
    ],
)
def test_files_of_the_user_are_told_from_those_of_libraries(path, data):
    assert opened.is_data(path, os.path.abspath("notebook.ipynb")) is data
