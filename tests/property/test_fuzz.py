"""Every property bites: templates with one defect each, and what fuzz makes of them."""

from __future__ import annotations

import ast
import doctest
import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis.database import DirectoryBasedExampleDatabase

from conformance import cli, properties
from conformance.properties import PROPERTIES, _child, _inputs, counterexamples, fuzz, paired
from conformance.properties.report import decoded
from conformance.run.subject import TargetError

pytestmark = [pytest.mark.property, pytest.mark.slow]

GOOD = """
import numpy as np
import tensorflow as tf
from tensorflow import keras

DOMAIN = {
    "features": {"dtypes": ("float32",), "ranks": (1, 1)},
    "label": {"dtypes": ("float32",), "ranks": (0, 0), "choices": (0, 1)},
}


def make_source(directory, examples):
    x, y = examples["features"], examples["label"]
    if len(x) != len(y):
        raise ValueError("another number of labels than of rows")
    return x, y


def make_dataset(source, *, batch_size=4, shuffle=False, drop_remainder=False, cache=False):
    x, y = source
    dataset = tf.data.Dataset.from_tensor_slices((x, y))
    if cache:
        dataset = dataset.cache()
    if shuffle:
        dataset = dataset.shuffle(max(len(y), 1))
    return dataset.batch(batch_size, drop_remainder=drop_remainder)


def expected(examples):
    return examples["features"], examples["label"]
"""
MODEL = """

def make_model(spec):
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.Flatten()(inputs)))
    model.compile("sgd", "mae")  # features reach 1000, where squares diverge
    return model
"""
ANY_MODEL = """

class Any(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


def make_model(spec):
    model = Any()
    model.compile("sgd", "mse")
    return model
"""
SEQUENCE = """

class Batches:
    element_spec = tf.TensorSpec((None, 7), tf.float32), tf.TensorSpec((None,), tf.float32)

    def __init__(self, x, y, size):
        self.x, self.y, self.size = x, y, size
        if size < 1:
            raise ValueError("batch_size must be positive")

    def __len__(self):
        return -(-len(self.y) // self.size)

    def __getitem__(self, index):
        rows = slice(index * self.size, (index + 1) * self.size)
        return self.x[rows], self.y[rows]
"""

# property -> (what is replaced, by what, appended code, number of examples and options of the
# smallest counterexample)
DEFECTS = {
    "last row lost": ("contents", "x, y = source", "x, y = (a[:-1] for a in source)", "", 1, {}),
    "scaled": ("contents", "(x, y))", "(x * 2, y))", "", 1, {}),
    "float64": ("contents", "(x, y))", "(x.astype('float64'), y))", "", 1, {}),
    "reversed": ("order", "(x, y))", "(x[::-1], y[::-1]))", "", 2, {}),
    "endless": ("length", "dataset.batch(", "dataset.repeat().batch(", "", 1, {}),
    "no maximum": ("empty-source", "x, y = source", "x, y = source; x.max()", "", 0, {}),
    "cache cuts": (
        "knobs",
        "dataset.cache()",
        "dataset.take(1).cache()",
        "",
        2,
        {"cache": True},
    ),
    "one pass": (
        "epochs",
        "from_tensor_slices((x, y))",
        "from_generator(lambda rows=iter(list(zip(x, y))): rows, (tf.float32, tf.float32),"
        " (x.shape[1:], ()))",
        "",
        1,
        {},
    ),
    "remainder kept": (
        "batches",
        "drop_remainder=drop_remainder)",
        "drop_remainder=False)",
        "",
        1,
        {"batch_size": 2, "drop_remainder": True},
    ),
    "crash above four": (
        "builds",
        "x, y = source",
        "x, y = source\n    assert len(y) <= 4, 'too many'",
        "",
        5,
        {},
    ),
    "a lying spec": (
        "declared-spec",
        "return dataset.batch(batch_size, drop_remainder=drop_remainder)",
        "return Batches(x, y, batch_size)",
        SEQUENCE,
        1,
        {},
    ),
    "another width": (
        "input-spec",
        "keras.Input(tuple(spec[0].shape[1:]))",
        "keras.Input((3,))",
        MODEL,
        0,
        {},
    ),
    "no strings": (
        "fit",
        '("float32",), "ranks": (1',
        '("float32", "string"), "ranks": (1',
        ANY_MODEL,
        1,
        {},
    ),
    "oracle fails": (
        "oracle",
        "def expected(examples):",
        "def expected(examples):\n    examples['label'][2:3].mean() / len(examples['label'][:1]) + 0\n"
        "    {0: 1, 1: 1, 2: 1}[len(examples['label'])]",
        "",
        3,
        {},
    ),
    "any batch size": ("refusals", "batch(batch_size", "batch(max(batch_size, 1)", "", 2, {}),
    "shortest wins": (
        "refusals",
        'raise ValueError("another number of labels than of rows")',
        "x = x[: len(y)]",
        "",
        2,
        {},
    ),
}


@pytest.fixture
def written(tmp_path):
    """Write a template with one defect; returns its path."""

    def write(old="", new="", more="", *, name="template"):
        text = GOOD + more
        assert text.count(old) == 1 or not old
        path = tmp_path / f"{name}.py"
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_breaks_its_property_and_shrinks(defect, written):
    broken, old, new, more, count, options = DEFECTS[defect]
    report = fuzz(written(old, new, more), max_examples=100, fit_examples=10)
    failed = [one.name for one in report.properties if one.status == "failed"]
    assert failed == [broken]
    assert report.verdict == "fails"
    assert report.exit_status == 1
    (example,) = report.counterexamples
    assert len(example.case["examples"]["label"]) == count
    assert example.case["options"] == {"batch_size": 1, **options}
    assert example.status == "FAILED"
    assert example.reproduction.startswith("@reproduce_failure(")
    assert example.message in " ".join(str(report).split()) or len(example.message) > 60


def test_the_smallest_source_is_as_plain_as_can_be(written):
    report = fuzz(written("(x, y))", "(x[::-1], y[::-1]))"), max_examples=100)
    case = report["order"].counterexample.case
    np.testing.assert_array_equal(case["examples"]["features"].ravel(), [0, 0])
    assert sorted(case["examples"]["label"].tolist()) == [0, 1]


def test_a_good_template_conforms(written):
    report = fuzz(written(more=MODEL), max_examples=60, fit_examples=5)
    assert report.conforms, report
    assert report.exit_status == 0
    skipped = {one.name for one in report.properties if one.status == "not judged"}
    assert skipped == set()
    assert set(PROPERTIES) == {one.name for one in report.properties}
    assert report["contents"].judged >= 60
    assert report["fit"].judged >= 5
    assert {"draw", "source", "build", "iterate", "judge", "model", "trace"} <= set(report.costs)


def test_what_cannot_be_judged_is_told(written):
    oracle = GOOD[GOOD.index("def expected") :]
    report = fuzz(written(oracle, ""), max_examples=20, fit_examples=5)
    assert report.verdict == "incomplete"
    assert report.exit_status == 3
    reasons = {one.name: one.message for one in report.properties if one.status == "not judged"}
    assert set(reasons) == {"contents", "oracle", "model", "input-spec", "fit"}
    assert "expected(examples)" in reasons["contents"]
    assert "make_model" in reasons["fit"]
    assert report["knobs"].status == "passed"
    assert "blocked" in str(report)


def test_without_an_oracle_the_knobs_are_compared_with_plain_options(written):
    oracle = GOOD[GOOD.index("def expected") :]
    path = written("dataset.cache()", "dataset.take(1).cache()")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(oracle, ""))
    report = fuzz(path, max_examples=60)
    assert report["knobs"].status == "failed"
    assert report["knobs"].counterexample.case["options"]["cache"] is True


def test_a_clear_refusal_of_an_empty_source_is_right(written):
    clear = "x, y = source\n    if not len(y):\n        raise ValueError('there are no examples')"
    assert fuzz(written("x, y = source", clear), max_examples=40)["empty-source"].status == "passed"


def test_an_object_can_be_a_template():
    class Template:
        ORDERED = True

        @staticmethod
        def examples():
            return {"features": np.arange(6.0)[:, None], "label": np.arange(6) % 2}

        @staticmethod
        def make_dataset(source, *, batch_size=2):
            import tensorflow as tf

            rows = source["features"], source["label"]
            return tf.data.Dataset.from_tensor_slices(rows).batch(batch_size)

        @staticmethod
        def expected(examples):
            return examples["features"], examples["label"]

    report = fuzz(Template(), max_examples=20)
    assert report["contents"].status == report["order"].status == "passed"
    assert report["drop-remainder"].message == "make_dataset has no drop_remainder"


class BySpec:
    """A template that says by an element_spec alone what it takes."""

    drop = False

    @property
    def ELEMENT_SPEC(self):
        import tensorflow as tf

        return {"x": tf.TensorSpec((3,), tf.float32), "text": tf.TensorSpec((), tf.string)}

    def make_dataset(self, source, *, batch_size=2):
        import tensorflow as tf

        rows = tf.data.Dataset.from_tensor_slices(source)
        return rows.batch(batch_size, drop_remainder=self.drop)

    @staticmethod
    def expected(examples):
        return examples


def test_a_source_is_described_by_an_element_spec_alone():
    report = fuzz(BySpec(), max_examples=20)
    assert report["contents"].status == "passed"
    template = BySpec()
    template.drop = True
    assert fuzz(template, max_examples=50)["contents"].status == "failed"


def test_an_element_spec_of_something_else_is_refused():
    class Wrong(BySpec):
        ELEMENT_SPEC = ("x", 3)

    with pytest.raises(TargetError, match="ELEMENT_SPEC of Wrong"):
        fuzz(Wrong(), max_examples=1)


REFUSED = {
    "no make_dataset": ("def make_dataset(", "def make_data(", "make_dataset"),
    "a required argument": ("batch_size=4, shuffle", "paths, batch_size=4, shuffle", "paths"),
    "no domain": ("DOMAIN = ", "DOMAINS = ", "DOMAIN"),
    "a wrong field": ('"choices"', '"chioces"', "chioces"),
    "a wrong dtype": ('("float32",), "ranks": (1', '("float31",), "ranks": (1', "float31"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_wrong_request_is_refused(wrong, written):
    old, new, word = REFUSED[wrong]
    with pytest.raises(TargetError, match=word):
        fuzz(written(old, new), max_examples=1)


def test_a_budget_leaves_the_verdict_open(written):
    report = fuzz(written(), max_examples=50, budget=0.0)
    assert report.verdict == "incomplete"
    assert "budget" in report.interrupted


def test_the_docstring_runs():
    failed, run = doctest.testmod(properties)
    assert (failed, run) == (0, 5)


def test_a_database_keeps_what_failed(written, tmp_path):
    """`nox -s explore` draws fresh examples; what one run found, the next begins with."""
    path = written("(x, y))", "(x[::-1], y[::-1]))")
    database = DirectoryBasedExampleDatabase(str(tmp_path / "examples"))
    assert fuzz(path, max_examples=100, seed=None, database=database)["order"].status == "failed"
    again = fuzz(path, max_examples=1, seed=None, database=database)
    assert again["order"].status == "failed"
    assert again.layers[0].examples < 100


def test_a_seed_gives_the_same_examples_and_none_gives_others(written):
    path = written("(x, y))", "(x * 2, y))")
    lines = [fuzz(path, max_examples=30, seed=3).counterexamples[0].reproduction for _ in range(2)]
    assert lines[0] == lines[1]


def test_hypothesis_draws_the_counterexample_again(written):
    path = written("x, y = source", "x, y = (a[:-1] for a in source)")
    line = fuzz(path, max_examples=30).counterexamples[0].reproduction
    report = fuzz(path, reproduce=("elements", *decoded(line)))
    assert report["contents"].status == "failed"
    mended = written()
    assert fuzz(mended, reproduce=("elements", *decoded(line)))["contents"].status != "failed"


@pytest.mark.slow
def test_a_script_stands_alone_and_replay_tells_when_it_is_mended(written, tmp_path, monkeypatch):
    path = written("x, y = source", "x, y = (a[:-1] for a in source)", name="lossy")
    (example,) = fuzz(path, max_examples=30).counterexamples
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    script = folder / "again.py"
    script.write_text(example.script, encoding="utf-8")
    for absent in ("conformance", "hypothesis", "pytest"):  # found before any installed one
        (folder / f"{absent}.py").write_text("raise ImportError('not here')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], stdout=subprocess.PIPE, timeout=300, encoding="utf-8"
    )
    assert done.stdout.strip().splitlines()[-1] == f"FAILED: {example.message}"
    assert done.returncode == 1

    runner = CliRunner()
    answer = runner.invoke(cli.main, ["replay", str(script)])
    assert (answer.exit_code, answer.output.split(":")[0]) == (1, "FAILED")
    written(name="lossy")
    answer = runner.invoke(cli.main, ["replay", str(script)])
    assert (answer.exit_code, answer.output.split(":")[0]) == (0, "FIXED")
    (tmp_path / "lossy.py").write_text("import nothing_of_this_name", encoding="utf-8")
    answer = runner.invoke(cli.main, ["replay", str(script)])
    assert (answer.exit_code, answer.output.split(":")[0]) == (3, "ERROR")
    assert "nothing_of_this_name" in answer.output


def test_replay_refuses_another_file(tmp_path):
    path = tmp_path / "other.py"
    path.write_text("print('FIXED: not at all')", encoding="utf-8")
    answer = CliRunner().invoke(cli.main, ["replay", str(path)])
    assert answer.exit_code == 2
    assert "no counterexample" in answer.output


@pytest.mark.slow
def test_the_command_line_fuzzes_in_a_child(written, tmp_path):
    path = written("(x, y))", "(x * 2, y))")
    output, folder = tmp_path / "report.json", tmp_path / "found"
    options = ["--max-examples", "20", "--format", "json", "--output", str(output)]
    answer = CliRunner().invoke(
        cli.main, ["fuzz", path, *options, "--counterexamples", str(folder)]
    )
    assert answer.exit_code == 1, answer.output
    report = json.loads(output.read_text(encoding="utf-8"))
    assert (report["schema"], report["verdict"]) == (1, "fails")
    statuses = {one["check"]: one["status"] for one in report["results"]}
    assert statuses["contents"] == "fail"
    assert report["fuzz"]["layers"]["elements"]["examples"] > 0
    assert [one.name for one in folder.iterdir()] == ["template-contents.py"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("import os; len(y) > 2 and os.abort()", "killed by signal SIGABRT"),
        ("import time; len(y) > 2 and time.sleep(999)", "no answer within 20 s"),
    ],
    ids=["crash", "hang"],
)
def test_a_source_that_takes_the_process_with_it_is_found(
    line, how, written, tmp_path, monkeypatch
):
    monkeypatch.setattr(_child, "SOURCE_SECONDS", 20.0)
    folder = str(tmp_path / "found")
    path = written("x, y = source", f"x, y = source\n    {line}")
    options = ["--max-examples", "40", "--counterexamples", folder, "--format", "json"]
    answer = CliRunner().invoke(cli.main, ["fuzz", path, *options])
    assert answer.exit_code == 1, answer.output
    report = json.loads(answer.stdout)
    results = {one["check"]: one for one in report["results"]}
    assert how in results["survives"]["message"]
    assert results["contents"]["status"] == "pass"  # on the sources before that one
    [example] = report["fuzz"]["counterexamples"]
    [script] = counterexamples.save(report, folder)
    assert counterexamples.replay(script, seconds=20.0)[0] == example["status"] == "FAILED"
    pathlib.Path(path).write_text(GOOD, encoding="utf-8")
    assert counterexamples.replay(script)[0] == "FIXED"


def test_the_command_line_refuses_an_unknown_target(tmp_path):
    answer = CliRunner().invoke(cli.main, ["fuzz", str(tmp_path / "absent.py")])
    assert answer.exit_code == 2
    assert "absent.py" in answer.output


LITERALS = [
    np.array([[1.5, -0.0], [np.nan, np.inf]], "float32"),
    np.array([2**62, -1]),
    np.zeros((0, 3), "uint8"),
    np.full((3, 4), 7, "int16"),
    np.array([b"a\x00", "\u00e9".encode()], dtype=object),
    np.array(["x", "yz"]),
    np.array([True, False]),
]


@pytest.mark.parametrize("array", LITERALS, ids=lambda array: str(array.dtype))
def test_a_literal_makes_the_same_array(array):
    code = counterexamples.literal({"a": array, "ids": [array, array]})
    made = eval(code, {"np": np, "nan": np.nan, "inf": np.inf})
    for one in (made["a"], *made["ids"]):
        assert one.dtype == array.dtype
        np.testing.assert_array_equal(one, array)


def test_the_code_in_a_script_needs_nothing_of_the_kit():
    imports, judge = counterexamples._judge_code()
    for node in ast.walk(ast.parse(f"{imports}\n{judge}")):
        assert not isinstance(node, ast.ImportFrom)
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names}
            assert not names & {"conformance", "hypothesis"}


def dense(inputs):
    from tensorflow import keras

    flat = [keras.layers.Flatten()(one) for one in inputs]
    return keras.layers.Dense(1)(keras.layers.Concatenate()(flat) if len(flat) > 1 else flat[0])


def one_input():
    from tensorflow import keras

    inputs = keras.Input((2,), name="a")
    return keras.Model(inputs, dense([inputs]))


def named_inputs():
    from tensorflow import keras

    inputs = {name: keras.Input((2,), name=name) for name in ("b", "a")}
    return keras.Model(inputs, dense(list(inputs.values())))


def listed_inputs():
    from tensorflow import keras

    inputs = [keras.Input((2,), name=name) for name in ("b", "a")]
    return keras.Model(inputs, dense(inputs))


ELEMENTS = {
    "one tensor": lambda row: (row, row),
    "two tensors": lambda row: ((row, row), row),
    "the right names": lambda row: ({"a": row, "b": row}, row),
    "a name too many": lambda row: ({"a": row, "aa": row, "b": row}, row),
    "a name missing": lambda row: ({"a": row}, row),
}


def test_an_input_is_found_by_a_name_that_python_writes_with_an_escape():
    import tensorflow as tf
    from tensorflow import keras

    inputs = {name: keras.Input((2,), name=name) for name in ("\x1f", "a")}
    model = keras.Model(inputs, dense(list(inputs.values())))
    row = tf.TensorSpec((None, 2), tf.float32)
    pairs, extra = _inputs.inputs_of({"model": model}, ({"\x1f": row, "a": row}, row))
    assert [(name, path) for name, _, path in pairs] == [("\x1f", "x['\\x1f']"), ("a", "x['a']")]
    assert not extra


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("make_model", [one_input, named_inputs, listed_inputs])
def test_a_script_reads_a_model_as_the_kit_does(make_model, element):
    import tensorflow as tf

    spec = ELEMENTS[element](tf.TensorSpec((None, 2), tf.float32))
    record = {"model": make_model()}
    pairs, extra = _inputs.inputs_of(record, spec)
    assert (pairs, len(extra)) == (paired(record, spec)[0], len(paired(record, spec)[1]))
