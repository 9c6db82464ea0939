"""Claims about where things live and what they take, and about what a release says it needs."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import re
import tempfile
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Union

from conformance.claims.errors import said
from conformance.claims.lazy import keras, tf
from conformance.claims.registry import Releases, Result, between, claim, since, until

API = "https://www.tensorflow.org/api_docs/python/tf/"
KERAS_3 = "https://keras.io/guides/migrating_to_keras_3/"
COMPILE = "https://keras.io/api/models/model_training_apis/#compile-method"
DISTRIBUTIONS = ("tensorflow-cpu", "tensorflow", "tensorflow-intel", "tensorflow-macos")


class Name(NamedTuple):
    """A name that lives in one place on some releases only."""

    says: str
    where: Callable[[], Any]  # the object it should be an attribute of
    name: str
    expected: Union[bool, Releases]
    source: str
    right: Optional[str] = None


def _optimizer() -> Any:
    return keras.optimizers.SGD(0.1)


NAMES: Dict[str, Name] = {
    "text-vectorization-in-layers": Name(
        "TextVectorization is in keras.layers",
        lambda: keras.layers,
        "TextVectorization",
        since("2.6"),
        API + "keras/layers/TextVectorization",
        "reference_pipelines.text_in_model",
    ),
    "preprocessing-layers-under-experimental": Name(
        "the preprocessing layers are in keras.layers.experimental.preprocessing",
        lambda: getattr(keras.layers, "experimental", None),
        "preprocessing",
        until("2.15"),
        API + "keras/layers/TextVectorization",
        "reference_pipelines.text_in_model",
    ),
    "image-dataset-in-utils": Name(
        "image_dataset_from_directory is in keras.utils",
        lambda: keras.utils,
        "image_dataset_from_directory",
        since("2.6"),
        API + "keras/utils/image_dataset_from_directory",
        "reference_pipelines.image_directory",
    ),
    "text-dataset-in-utils": Name(
        "text_dataset_from_directory is in keras.utils",
        lambda: keras.utils,
        "text_dataset_from_directory",
        since("2.6"),
        API + "keras/utils/text_dataset_from_directory",
    ),
    "options-has-autotune": Name(
        "tf.data.Options has autotune",
        lambda: tf.data.Options(),
        "autotune",
        since("2.7"),
        API + "data/experimental/AutotuneOptions",
    ),
    "options-has-inject-prefetch": Name(
        "the injected prefetch can be switched off: experimental_optimization.inject_prefetch",
        lambda: tf.data.Options().experimental_optimization,
        "inject_prefetch",
        since("2.10"),
        API + "data/experimental/OptimizationOptions",
    ),
    "data-has-debug-mode": Name(
        "tf.data.experimental has enable_debug_mode",
        lambda: tf.data.experimental,
        "enable_debug_mode",
        since("2.5"),
        API + "data/experimental/enable_debug_mode",
    ),
    "metrics-have-reset-state": Name(
        "a metric has reset_state()",
        lambda: keras.metrics.Mean(),
        "reset_state",
        since("2.5"),
        API + "keras/metrics/Metric",
        "reference_pipelines.custom_training_loop",
    ),
    "metrics-have-reset-states": Name(
        "a metric has reset_states()",
        lambda: keras.metrics.Mean(),
        "reset_states",
        until("2.15"),
        KERAS_3,
        "reference_pipelines.custom_training_loop",
    ),
    "optimizers-have-lr": Name("an optimizer has lr", _optimizer, "lr", until("2.15"), KERAS_3),
    "optimizers-have-minimize": Name(
        "an optimizer has minimize()",
        _optimizer,
        "minimize",
        until("2.15"),
        KERAS_3,
        "reference_pipelines.custom_training_loop",
    ),
    "losses-have-mean-squared-error": Name(
        "keras.losses has the function mean_squared_error",
        lambda: keras.losses,
        "mean_squared_error",
        until("2.15"),
        KERAS_3,
    ),
    "losses-have-mse": Name(
        "keras.losses has the function MSE", lambda: keras.losses, "MSE", True, KERAS_3
    ),
    "models-have-compute-loss": Name(
        "keras.Model has compute_loss()",
        lambda: keras.Model,
        "compute_loss",
        since("2.8"),
        API + "keras/Model",
    ),
}


def _there(entry: Name) -> Result:
    there = hasattr(entry.where(), entry.name)
    return there, f"{entry.name}: {'there' if there else 'absent'}"


for _id, _entry in NAMES.items():
    claim(
        _id,
        kind="trap",
        says=_entry.says,
        source=_entry.source,
        right=_entry.right,
        expected=_entry.expected,
    )(functools.partial(_there, _entry))


def _model(**arguments: Any) -> Any:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", **arguments)
    return model


def _fit(model: Any, **arguments: Any) -> None:
    data = tf.data.Dataset.from_tensor_slices((tf.ones((10, 1)), tf.ones((10, 1)))).batch(2)
    model.fit(data, verbose=0, shuffle=False, **arguments)


@claim(
    "compile-takes-jit-compile",
    kind="trap",
    says="compile() takes jit_compile=True",
    source=COMPILE,
    expected=since("2.8"),
)
def _jit_compile() -> Result:
    try:
        _model(jit_compile=True)
    except (TypeError, ValueError) as error:
        return False, said(error)
    return True, "taken"


@claim(
    "save-writes-a-folder",
    kind="trap",
    says="model.save(folder) writes a SavedModel",
    source=KERAS_3,
    expected=until("2.15"),
)
def _save() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        try:
            _model().save(path)
        except ValueError as error:
            return False, said(error).split("Received")[0].strip()
        return os.path.isdir(path), f"a folder: {os.path.isdir(path)}"


@claim(
    "summary-prints-line-by-line",
    kind="trap",
    says="summary(print_fn=f) calls f for each line",
    source=API + "keras/Model#summary",
    expected=until("2.15"),
)
def _summary() -> Result:
    calls: List[str] = []
    _model().summary(print_fn=lambda text, line_break=False: calls.append(text))
    several = len(calls) > 1
    return several, f"f is called {'for each line' if several else 'once'}"


@claim(
    "metrics-names-lists-the-metrics",
    kind="trap",
    says="model.metrics_names lists the compiled metrics by name",
    source=API + "keras/Model",
    expected=until("2.15"),
)
def _metrics_names() -> Result:
    model = _model(metrics=["mae"])
    _fit(model)
    return model.metrics_names == ["loss", "mae"], f"compiled with mae: {model.metrics_names}"


@claim(
    "steps-per-execution-reports-the-last-step",
    kind="trap",
    says="with steps_per_execution, on_train_batch_end is given the index of the last step run",
    source=COMPILE,
    expected=until("2.15"),
)
def _steps_per_execution() -> Result:
    ends: List[int] = []

    class Note(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            ends.append(int(batch))

    _fit(_model(steps_per_execution=2), callbacks=[Note()])
    return ends == [1, 3, 4], f"5 batches, 2 at a time: on_train_batch_end gets {ends}"


def requirement(name: str) -> Optional[str]:
    """What the installed TensorFlow's metadata asks of a package, e.g. ">=3.9.2,<3.20"."""
    for distribution in DISTRIBUTIONS:
        try:
            entries = importlib.metadata.requires(distribution) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for entry in entries:
            match = re.match(rf"{name}(?![\w-])\s*\(?([^;)]*)", entry)
            if match and "extra ==" not in entry:
                return match.group(1).strip()
    return None


def _bounded(name: str) -> Result:
    wanted = requirement(name)
    if wanted is None:
        return None, f"nothing is asked of {name}"
    # A compatible release (~=3.9.2) is an upper bound where it has three parts, ==3.* always is.
    bounded = bool(re.search(r"(?<![!])<|==|~=\s*\d+\.\d+\.\d+", wanted))
    return bounded, f"it asks for {name}{','.join(sorted(wanted.split(',')))}"


@claim(
    "metadata-bounds-protobuf",
    kind="trap",
    says="pip keeps protobuf at what this TensorFlow can load: its metadata sets an upper bound",
    source="https://github.com/tensorflow/tensorflow/issues/56266",
    expected=(between("2.6", "2.19"), since("2.21")),
)
def _protobuf() -> Result:
    return _bounded("protobuf")


@claim(
    "metadata-bounds-numpy",
    kind="trap",
    says="pip keeps NumPy at what this TensorFlow was built for: its metadata sets an upper bound",
    source="https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",
    expected=(until("2.6"), between("2.12", "2.19")),
)
def _numpy() -> Result:
    return _bounded("numpy")


@claim(
    "metadata-bounds-keras",
    kind="trap",
    says="pip keeps Keras at the release of this TensorFlow: its metadata sets an upper bound",
    source=KERAS_3,
    expected=until("2.15"),
    absent=until("2.5"),  # Keras is part of TensorFlow
)
def _keras() -> Result:
    return _bounded("keras")
