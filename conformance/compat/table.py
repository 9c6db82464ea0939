"""What differs between TensorFlow releases, and which function of ``compat`` bridges it.

The table is what docs/compatibility.md is written from. A row with a probe is held to its range by
the tests on every release; the ranges were measured on the last patch of each minor, 2.4 to 2.21.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from conformance.compat.probes import (
    adapts_to_its_own_weights,
    debug_module,
    fit_takes,
    layer,
    model,
    rate_of_a_schedule,
    spec_batches,
    trained,
    undeclared_inputs_raise,
)
from conformance.releases import Releases, between, since, until

API = "https://www.tensorflow.org/api_docs/python/tf/"
KERAS_3 = "https://keras.io/guides/migrating_to_keras_3/"
PRIVATE = ""  # nothing public says so; it was measured

Probe = Callable[[Any, Any], bool]  # (tf, keras) -> whether this release has it


class Difference(NamedTuple):
    """One difference.

    Attributes:
        what: what some releases have, or do.
        releases: those releases; None: all, but through names that are not public.
        otherwise: what the others do.
        bridges: the functions of ``compat`` that hide it.
        source: a page that says so; empty where it was only measured.
        probe: whether this release has it, asked of (tf, keras).
    """

    what: str
    releases: Optional[Releases]
    otherwise: str
    bridges: Tuple[str, ...]
    source: str = PRIVATE
    probe: Optional[Probe] = None


DIFFERENCES: List[Difference] = [
    Difference(
        "`tf.keras` is Keras 3, with `keras.ops`",
        since("2.16"),
        "it is Keras 2",
        ("keras_generation",),
        KERAS_3,
        lambda tf, keras: hasattr(keras, "ops"),
    ),
    Difference(
        "`tf.keras.__version__` is missing: the package `keras` is asked",
        between("2.13", "2.15"),
        "it is there",
        ("keras_version",),
        PRIVATE,
        lambda tf, keras: not hasattr(keras, "__version__"),
    ),
    Difference(
        "Keras runs on a backend, which `keras.config.backend()` names",
        since("2.16"),
        "the backend is TensorFlow",
        ("backend",),
        KERAS_3,
        lambda tf, keras: hasattr(getattr(keras, "config", None), "backend"),
    ),
    Difference(
        "preprocessing layers are in `keras.layers`",
        since("2.6"),
        "they are in `keras.layers.experimental.preprocessing`",
        ("preprocessing_layer",),
        API + "keras/layers/TextVectorization",
        lambda tf, keras: hasattr(keras.layers, "TextVectorization"),
    ),
    Difference(
        "`keras.utils.PyDataset` is there, and `Sequence` is its alias",
        since("2.16"),
        "there is only `Sequence`",
        ("sequence_types", "overrides_epoch_end"),
        "https://keras.io/api/utils/python_utils/#pydataset-class",
        lambda tf, keras: hasattr(keras.utils, "PyDataset"),
    ),
    Difference(
        "`Options.deterministic`",
        since("2.7"),
        "`Options.experimental_deterministic`",
        ("deterministic_option",),
        API + "data/Options",
        lambda tf, keras: hasattr(tf.data.Options(), "deterministic"),
    ),
    Difference(
        "a dataset's inputs and tensors are only in `_inputs()` and `_tensors`",
        None,
        "",
        ("upstream", "held_tensors"),
        PRIVATE,
        lambda tf, keras: hasattr(tf.data.Dataset.range(1), "_inputs"),
    ),
    Difference(
        "`fit` takes `workers`, `use_multiprocessing` and `max_queue_size`",
        until("2.15"),
        "the constructor of a `PyDataset` takes them",
        ("fit_parameters",),
        KERAS_3,
        lambda tf, keras: fit_takes(keras, "use_multiprocessing"),
    ),
    Difference(
        "`fit(dataset)` warns unless `shuffle=False` is given",
        since("2.16"),
        "it ignores its argument `shuffle` in silence",
        ("shuffle_argument",),
        PRIVATE,
        lambda tf, keras: any("shuffle" in text for text in trained(tf, keras)[1]),
    ),
    Difference(
        "a functional model keeps its nest of inputs in `_inputs_struct`",
        since("2.16"),
        "in `_nested_inputs`",
        ("input_structure", "output_structure", "model_kind", "names"),
        PRIVATE,
        lambda tf, keras: (
            hasattr(model(keras), "_inputs_struct")
            or hasattr(keras.Model(*[keras.Input((1,))] * 2), "_inputs_struct")
        ),
    ),
    Difference(
        "the nodes of a Sequential's graph are in its `_functional`",
        since("2.16"),
        "in the model's own `_nodes_by_depth`",
        ("calls", "tensor_key"),
        PRIVATE,
        lambda tf, keras: not hasattr(model(keras), "_nodes_by_depth"),
    ),
    Difference(
        "the history of a symbolic tensor names an `operation`",
        since("2.16"),
        "it names a `layer`",
        ("producer",),
        PRIVATE,
        lambda tf, keras: hasattr(keras.Input((1,))._keras_history, "operation"),
    ),
    Difference(
        "layers inside a layer of one's own are found only by `_flatten_layers`",
        None,
        "",
        ("layers_in",),
        PRIVATE,
        lambda tf, keras: hasattr(layer(keras, "Normalization")(), "_flatten_layers"),
    ),
    Difference(
        "a Sequential holds its InputLayer in `_self_tracked_trackables`",
        between("2.5", "2.15"),
        "in `_layers`",
        ("has_input_layer",),
        PRIVATE,
        lambda tf, keras: not hasattr(model(keras), "_layers"),
    ),
    Difference(
        "one element of a dataset can be made by its index, with `tf.data.experimental.at`",
        since("2.7"),
        "`skip` passes through those before it",
        ("element_at",),
        "https://www.tensorflow.org/api_docs/python/tf/data/experimental/at",
        lambda tf, keras: hasattr(tf.data.experimental, "at"),
    ),
    Difference(
        "a variable has a `path`, and its `name` is only the last part",
        since("2.16"),
        "its `name` is the path, with `:0`",
        ("weight_name",),
        KERAS_3,
        lambda tf, keras: hasattr(model(keras).weights[0], "path"),
    ),
    Difference(
        "a `PyDataset` holds `workers` and `use_multiprocessing`, and needs `super().__init__()`",
        since("2.16"),
        "`fit` takes them, and `Sequence` has no `__init__`",
        ("worker_settings", "calls_parent"),
        "https://keras.io/api/utils/python_utils/#pydataset-class",
        lambda tf, keras: hasattr(keras.utils.Sequence, "workers"),
    ),
    Difference(
        "the settings of a loss object are in `_fn_kwargs`",
        None,
        "",
        ("loss_settings",),
        PRIVATE,
        lambda tf, keras: bool(keras.losses.BinaryCrossentropy(from_logits=True)._fn_kwargs),
    ),
    Difference(
        "`model.inputs` of a model without declared inputs raises",
        since("2.16"),
        "it is None or empty",
        ("symbolic",),
        PRIVATE,
        undeclared_inputs_raise,
    ),
    Difference(
        "a symbolic tensor names its dtype by a string and its shape by a tuple",
        since("2.16"),
        "they are a `DType` and a `TensorShape`",
        ("tensor_facts", "dtype_name", "shape_of"),
        PRIVATE,
        lambda tf, keras: isinstance(keras.Input((1,)).dtype, str),
    ),
    Difference(
        "`model.loss` of a model compiled without a loss is None",
        since("2.16"),
        "it is an empty dict",
        ("compiled_loss",),
        PRIVATE,
        lambda tf, keras: model(keras, loss=None).loss is None,
    ),
    Difference(
        "what `compile` was given as metrics is in `model._compile_metrics`",
        since("2.16"),
        "it is in `model.compiled_metrics`",
        ("measured_outputs",),
        PRIVATE,
        lambda tf, keras: hasattr(model(keras), "_compile_metrics"),
    ),
    Difference(
        "`model.compiled`",
        since("2.16"),
        "`model._is_compiled`",
        ("is_compiled",),
        PRIVATE,
        lambda tf, keras: isinstance(getattr(model(keras), "compiled", None), bool),
    ),
    Difference(
        "`compile(jit_compile=...)`",
        since("2.8"),
        "it is refused",
        ("jit_compile",),
        "https://keras.io/api/models/model_training_apis/#compile-method",
        lambda tf, keras: any(hasattr(model(keras), n) for n in ("jit_compile", "_jit_compile")),
    ),
    Difference(
        "`Model.compute_loss`, which a model may override",
        since("2.8"),
        "there is no such method: only `train_step` can compute another loss",
        ("overrides_compute_loss",),
        "https://keras.io/guides/custom_train_step_in_tensorflow/",
        lambda tf, keras: hasattr(keras.Model, "compute_loss"),
    ),
    Difference(
        "the learning rate of an optimizer with a schedule is a number",
        since("2.11"),
        "it is the schedule",
        ("optimizer",),
        PRIVATE,
        rate_of_a_schedule,
    ),
    Difference(
        "Keras' own classes are defined in modules of `keras`",
        since("2.6"),
        "in modules of `tensorflow.python.keras`",
        (
            "of_keras",
            "overrides_fit",
            "overrides_test_step",
            "overrides_train_step",
            "weighs_as_keras",
        ),
        PRIVATE,
        lambda tf, keras: keras.Model.__module__.startswith("keras."),
    ),
    Difference(
        "an array may belong to a backend other than TensorFlow",
        since("2.16"),
        "it is a tensor with `numpy()`",
        ("to_numpy",),
        KERAS_3,
    ),
    Difference(
        "a preprocessing layer says `is_adapted`",
        between("2.5", "2.15"),
        "its vocabulary, or its mean and variance, tell",
        ("layer_adapted",),
        PRIVATE,
        lambda tf, keras: hasattr(layer(keras, "Normalization")(), "is_adapted"),
    ),
    Difference(
        "a `Normalization` keeps what it learned in `adapt_mean` and `adapt_variance`",
        since("2.6"),
        "in `mean` and `variance`",
        ("normalization_state",),
        API + "keras/layers/Normalization",
        adapts_to_its_own_weights,
    ),
    Difference(
        "a Discretization keeps its `bin_boundaries`",
        since("2.5"),
        "they are its `bins`, and an infinite one",
        ("bin_edges",),
        API + "keras/layers/Discretization",
        lambda tf, keras: hasattr(layer(keras, "Discretization")([0.0]), "bin_boundaries"),
    ),
    Difference(
        "a lookup layer has `vocabulary_size()`",
        since("2.5"),
        "`vocab_size()`, or the length of `get_vocabulary()`",
        ("vocabulary_size",),
        API + "keras/layers/TextVectorization",
        lambda tf, keras: hasattr(layer(keras, "StringLookup"), "vocabulary_size"),
    ),
    Difference(
        "`tf.data.experimental.get_model_proto` shows what the runtime measured",
        since("2.17"),
        "prefixes of the pipeline are timed",
        ("has_model_proto",),
        API + "data/experimental/get_model_proto",
        lambda tf, keras: hasattr(tf.data.experimental, "get_model_proto"),
    ),
    Difference(
        "`tf.data.experimental.enable_debug_mode` runs the functions of map eagerly",
        since("2.5"),
        "there is no such mode",
        ("debug_mode_on",),
        API + "data/experimental/enable_debug_mode",
        lambda tf, keras: hasattr(tf.data.experimental, "enable_debug_mode"),
    ),
    Difference(
        "the switch of the debug mode is in a module of its own, `debug_mode`",
        since("2.12"),
        "it is in `dataset_ops`",
        ("leave_debug_mode",),
        PRIVATE,
        debug_module,
    ),
    Difference(
        "`keras.utils.set_random_seed` seeds Python, NumPy and TensorFlow",
        since("2.7"),
        "each is seeded by itself",
        ("set_seed",),
        API + "keras/utils/set_random_seed",
        lambda tf, keras: hasattr(keras.utils, "set_random_seed"),
    ),
    Difference(
        "the global seed can be read and unset only through the context, which is not public",
        None,
        "",
        ("global_seed", "reset_global_seed"),
    ),
    Difference(
        "the spec of a plain generator is inferred from its first batches",
        since("2.16"),
        "each batch is taken as it comes",
        ("generator_spec_batches",),
        PRIVATE,
        spec_batches,
    ),
]

# Functions of ``compat`` that ask for an attribute for another reason than the release.
NOT_VERSIONED: Dict[str, str] = {
    "original_dataset": "only a strategy's dataset is made of another one",
    "tensorflow_random_state": "there is a generator of op seeds only where a global seed was set",
    "unbuilt": "only a variable of Keras 3 can be without a value",
    "iterations": "only a LossScaleOptimizer has an inner_optimizer",
    "runs_eagerly": "a model that is not compiled has no run_eagerly",
}


def page() -> str:
    """The table as Markdown."""
    lines = [
        f"# What differs between TensorFlow 2.4 and 2.21: {len(DIFFERENCES)} bridges",
        "",
        "`conformance/compat` hides each behind the function named, and finds out which side it",
        "is on by asking the release that runs. TensorFlow 2.4 to 2.15 bring Keras 2, later ones",
        "run with Keras 3. No page of TensorFlow or Keras says so where no source is given: it was",
        "measured.",
        "",
        "| some releases | which | the others | bridge | source |",
        "|---|---|---|---|---|",
    ]
    for row in DIFFERENCES:
        bridges = ", ".join(f"`{name}`" for name in row.bridges)
        source = f"[page]({row.source})" if row.source else ""
        releases = str(row.releases) if row.releases else "all"
        lines.append(f"| {row.what} | {releases} | {row.otherwise} | {bridges} | {source} |")
    return "\n".join(lines) + "\n"
