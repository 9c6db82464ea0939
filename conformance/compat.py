"""Every difference between TensorFlow and Keras versions, found by probing behaviour.

Nothing outside this module asks which version runs. Each function says what differs and where
it was measured (TensorFlow minors 2.4 to 2.21).
"""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any, Callable, FrozenSet, List, Optional, Tuple


@functools.lru_cache(maxsize=None)
def tensorflow() -> Any:
    import tensorflow as tf

    return tf


@functools.lru_cache(maxsize=None)
def keras() -> Any:
    """``tf.keras``: Keras 2 up to TensorFlow 2.15, Keras 3 from 2.16."""
    from tensorflow import keras as module

    return module


@functools.lru_cache(maxsize=None)
def keras_generation() -> int:
    """3 when ``keras.ops`` is there (``keras.__version__`` is missing on 2.15), else 2."""
    return 3 if hasattr(keras(), "ops") else 2


def keras_version() -> str:
    module = keras()
    for name in ("__version__", "version"):
        value = getattr(module, name, None)
        if value is not None:
            return value if isinstance(value, str) else value()
    try:
        import keras as standalone

        return standalone.__version__
    except (ImportError, AttributeError):
        return tensorflow().keras.__name__ and "2 (bundled)"


def backend() -> str:
    """The backend of Keras 3; "tensorflow" on Keras 2."""
    config = getattr(keras(), "config", None)
    return config.backend() if config is not None and hasattr(config, "backend") else "tensorflow"


def preprocessing_layer(name: str) -> Any:
    """A preprocessing layer class: under ``layers.experimental.preprocessing`` up to 2.5."""
    layers = keras().layers
    if hasattr(layers, name):
        return getattr(layers, name)
    return getattr(layers.experimental.preprocessing, name, None)


def sequence_types() -> Tuple[type, ...]:
    """``Sequence`` and, on Keras 3, ``PyDataset`` (of which Sequence is then an alias)."""
    utils = keras().utils
    found = [getattr(utils, name) for name in ("PyDataset", "Sequence") if hasattr(utils, name)]
    return tuple(dict.fromkeys(found))


def overrides_epoch_end(sequence: Any) -> bool:
    """Whether a Sequence / PyDataset brings its own ``on_epoch_end``."""
    own = type(sequence).on_epoch_end
    return all(own is not getattr(base, "on_epoch_end", None) for base in sequence_types())


def dataset_type() -> type:
    return tensorflow().data.Dataset


def is_dataset(thing: Any) -> bool:
    return isinstance(thing, dataset_type())


def cardinality(dataset: Any) -> int:
    """-1 infinite, -2 unknown, else the count of elements."""
    if hasattr(dataset, "cardinality"):
        return int(dataset.cardinality().numpy())
    return int(tensorflow().data.experimental.cardinality(dataset).numpy())


def deterministic_option(dataset: Any) -> Optional[bool]:
    """``options.deterministic`` (``experimental_deterministic`` before 2.7)."""
    options = dataset.options()
    for name in ("deterministic", "experimental_deterministic"):
        if hasattr(options, name):
            return getattr(options, name)
    return None


def upstream(dataset: Any) -> List[Any]:
    """The datasets this one reads. Private, on all 18 minors."""
    return list(dataset._inputs()) if hasattr(dataset, "_inputs") else []


def embedded_bytes(dataset: Any, seen: Optional[set] = None) -> int:
    """Bytes of in-memory tensors the graph will hold as constants.

    An object walk: serialising to find out costs 2 to 3 GB for 400 MB of data, and above 2 GB
    gives an empty graph without an error (measured on 2.4, 2.15 and 2.21).
    """
    seen = set() if seen is None else seen
    if id(dataset) in seen:
        return 0
    seen.add(id(dataset))
    total = 0
    for tensor in getattr(dataset, "_tensors", None) or []:
        shape, dtype = getattr(tensor, "shape", None), getattr(tensor, "dtype", None)
        count = shape.num_elements() if hasattr(shape, "num_elements") else None
        if count and getattr(dtype, "size", 0):
            total += count * dtype.size
    return total + sum(embedded_bytes(up, seen) for up in upstream(dataset))


@functools.lru_cache(maxsize=None)
def fit_parameters() -> FrozenSet[str]:
    """What ``Model.fit`` takes here: Keras 3 dropped workers, use_multiprocessing, ..."""
    return frozenset(inspect.signature(keras().Model.fit).parameters) - {"self"}


@functools.lru_cache(maxsize=None)
def shuffle_argument() -> dict:
    """``fit(dataset)`` warns about its default ``shuffle=True`` on Keras 3; say False there."""
    return {"shuffle": False} if keras_generation() == 3 else {}


def input_structure(model: Any) -> Any:
    """The nest of symbolic inputs: ``_inputs_struct`` (Keras 3), ``_nested_inputs`` (Keras 2)."""
    for name in ("_inputs_struct", "_nested_inputs"):
        nest = getattr(model, name, None)
        if nest is not None:
            return nest
    return symbolic(model, "inputs")


def output_structure(model: Any) -> Any:
    for name in ("_outputs_struct", "_nested_outputs"):
        nest = getattr(model, name, None)
        if nest is not None:
            return nest
    return symbolic(model, "outputs")


def symbolic(model: Any, name: str) -> Optional[list]:
    """``model.inputs`` / ``model.outputs``: AttributeError, None or [] while unknown."""
    try:
        nest = getattr(model, name)
    except (AttributeError, ValueError):
        return None
    if nest is None or (isinstance(nest, (list, tuple)) and not len(nest)):
        return None
    return nest


def model_kind(model: Any) -> str:
    """functional, sequential or subclassed."""
    if isinstance(model, keras().Sequential):
        return "sequential"
    graph = getattr(model, "_is_graph_network", False) or hasattr(model, "_inputs_struct")
    return "functional" if graph else "subclassed"


def tensor_facts(tensor: Any) -> Tuple[str, Any, str, str, bool]:
    """(layer name, shape, dtype, kind, optional) of a symbolic tensor or TensorSpec."""
    spec = getattr(tensor, "type_spec", None) or getattr(tensor, "_type_spec", None) or tensor
    kind = "dense"
    for word in ("ragged", "sparse"):
        by_type = type(spec).__name__ == f"{word.capitalize()}TensorSpec"
        if by_type or getattr(tensor, word, False) is True:
            kind = word
    history = getattr(tensor, "_keras_history", None)
    layer = None
    if history is not None:
        layer = getattr(history, "operation", None) or getattr(history, "layer", None)
        layer = layer or history[0]
    name = getattr(layer, "name", None) or str(getattr(tensor, "name", "")).split(":")[0]
    shape = shape_of(getattr(tensor, "shape", None))
    return name, shape, dtype_name(tensor.dtype), kind, bool(getattr(layer, "optional", False))


def shape_of(shape: Any) -> Optional[tuple]:
    """A TensorShape, list or tuple as a tuple; None for an unknown rank."""
    if shape is None:
        return None
    if hasattr(shape, "rank") and shape.rank is None:
        return None
    values = shape.as_list() if hasattr(shape, "as_list") else shape
    return tuple(None if d is None else int(d) for d in values)


def dtype_name(dtype: Any) -> str:
    return getattr(dtype, "name", None) or str(dtype)


def compiled_loss(model: Any) -> Any:
    """What the user passed as ``compile(loss=...)``; None when nothing."""
    loss = getattr(model, "loss", None)
    if loss is not None and not callable_container(loss):
        return loss
    for name in ("_compile_loss", "compiled_loss"):
        container = getattr(model, name, None)
        if container is None or inspect.ismethod(container):
            continue
        for attribute in ("_user_losses", "_user_loss"):
            value = getattr(container, attribute, None)
            if value is not None:
                return value
    return loss


def callable_container(loss: Any) -> bool:
    return type(loss).__name__ in ("LossesContainer", "CompileLoss")


def is_compiled(model: Any) -> bool:
    """``model.compiled`` (Keras 3) or ``_is_compiled`` (Keras 2)."""
    for name in ("compiled", "_is_compiled"):
        value = getattr(model, name, None)
        if isinstance(value, bool):
            return value
    return getattr(model, "optimizer", None) is not None


def jit_compile(model: Any) -> bool:
    """Whether ``compile(jit_compile=True)`` was asked or resolved; absent before 2.8."""
    value = getattr(model, "jit_compile", None)
    if value is None:
        value = getattr(model, "_jit_compile", False)
    return value is True


def overrides_fit(model: Any) -> bool:
    """Whether the class brings its own fit, with parameters of its own."""
    return _overrides(model, "fit")


def overrides_train_step(model: Any) -> bool:
    """Whether the class brings its own train_step."""
    return _overrides(model, "train_step")


def runs_eagerly(model: Any) -> bool:
    """Whether fit runs the train step as Python: ``compile(run_eagerly=True)``, or globally."""
    own = getattr(model, "run_eagerly", False)
    return own is True or bool(tensorflow().config.functions_run_eagerly())


def _overrides(model: Any, name: str) -> bool:
    own, base = getattr(type(model), name), getattr(keras().Model, name)
    if own is base:
        return False
    module = getattr(own, "__module__", "") or ""
    return not module.startswith(("keras.", "tensorflow.", "tf_keras."))


def iterations(model: Any) -> Optional[int]:
    """``optimizer.iterations``, through a LossScaleOptimizer if there is one."""
    optimizer = getattr(model, "optimizer", None)
    for name in ("inner_optimizer", "_optimizer"):
        inner = getattr(optimizer, name, None)
        optimizer = inner if hasattr(inner, "iterations") else optimizer
    value = getattr(optimizer, "iterations", None)
    return None if value is None else int(to_numpy(value))


def to_numpy(value: Any) -> Any:
    """A tensor, variable or backend array as NumPy."""
    import numpy as np

    if hasattr(value, "numpy"):
        return value.numpy()
    if keras_generation() == 3 and not isinstance(value, (np.ndarray, np.generic)):
        return keras().ops.convert_to_numpy(value)
    return np.asarray(value)


def layer_adapted(layer: Any) -> Optional[bool]:
    """Whether a preprocessing layer has been adapted (or given its state); None: not adaptable.

    ``is_adapted`` exists only on Keras 2 from 2.5. What holds on all versions: a vocabulary
    larger than its special tokens; a Normalization whose mean or variance is not 0 and 1
    everywhere (an unadapted one is silently the identity, or 0 and 0 on old versions).
    """
    import numpy as np

    kind = type(layer).__name__
    if kind == "Normalization":
        mean, variance = normalization_state(layer)
        if mean is None:
            return bool(getattr(layer, "input_mean", None) is not None)
        identity = np.all(np.asarray(mean) == 0) and np.all(np.isin(np.asarray(variance), (0, 1)))
        return not identity
    if kind in ("TextVectorization", "StringLookup", "IntegerLookup"):
        size = vocabulary_size(layer)
        if size is None:
            return None
        special = 2 if kind == "TextVectorization" else int(getattr(layer, "num_oov_indices", 1))
        if getattr(layer, "mask_token", None) is not None and kind != "TextVectorization":
            special += 1
        return size > special
    if kind == "Discretization":
        return bool(len(getattr(layer, "bin_boundaries", None) or ()))
    return None


def normalization_state(layer: Any) -> Tuple[Any, Any]:
    """(mean, variance) of a Normalization layer as NumPy, or (None, None) when unbuilt."""
    import numpy as np

    mean, variance = getattr(layer, "mean", None), getattr(layer, "variance", None)
    for name in ("adapt_mean", "adapt_variance"):
        value = getattr(layer, name, None)
        if value is not None:
            value = to_numpy(value)
            mean, variance = (value, variance) if name.endswith("mean") else (mean, value)
    if mean is None or variance is None or callable(mean):
        return None, None
    return np.asarray(to_numpy(mean)), np.asarray(to_numpy(variance))


def vocabulary_size(layer: Any) -> Optional[int]:
    for name in ("vocabulary_size", "vocab_size"):
        method = getattr(layer, name, None)
        if callable(method):
            return int(method())
    return len(layer.get_vocabulary()) if hasattr(layer, "get_vocabulary") else None


@functools.lru_cache(maxsize=None)
def has_model_proto() -> bool:
    """``tf.data.experimental.get_model_proto``: from 2.17."""
    return hasattr(tensorflow().data.experimental, "get_model_proto")


def debug_mode_on() -> bool:
    """Whether tf.data runs map functions eagerly: a traced function sees no eager context."""
    tf = tensorflow()
    seen: List[bool] = []

    def note(value: Any) -> Any:
        seen.append(tf.executing_eagerly())
        return value

    for _ in tf.data.Dataset.range(2).map(note):
        pass
    return len(seen) >= 2 and all(seen[-2:])


def leave_debug_mode() -> None:
    """Switch tf.data's debug mode off: it counts for the process and has no public off switch."""
    from tensorflow.python.data.ops import dataset_ops

    module = getattr(dataset_ops, "debug_mode", dataset_ops)  # a module of its own since 2.12
    toggle = getattr(module, "toggle_debug_mode", None)
    if toggle is not None:
        toggle(False)


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow (``keras.utils.set_random_seed`` is absent up to 2.6)."""
    import random

    import numpy as np

    random.seed(seed)
    np.random.seed(seed % (2**32))
    tensorflow().random.set_seed(seed)


def random_states() -> Tuple[Any, Any]:
    """The global state of NumPy's and Python's generators."""
    import random

    import numpy as np

    return np.random.get_state(), random.getstate()


def restore_random_states(states: Tuple[Any, Any]) -> None:
    import random

    import numpy as np

    np.random.set_state(states[0])
    random.setstate(states[1])


def global_seed() -> Optional[int]:
    """The global TensorFlow seed, None when unset."""
    try:
        from tensorflow.python.eager import context

        value = context.global_seed()
        return None if value is None else int(value)
    except (ImportError, AttributeError, ValueError):
        return None


def reset_global_seed() -> None:
    """Forget a global seed, so that one subject's does not leak into the next."""
    try:
        from tensorflow.python.eager import context

        context.context()._set_global_seed(None)  # no public way to unset it
    except (ImportError, AttributeError, TypeError):
        pass


def clear_session() -> None:
    keras().backend.clear_session()


def trace_count(model: Any) -> Optional[int]:
    """How often the train step was traced (Keras 2: it is the tf.function itself)."""
    function = getattr(model, "train_function", None)
    counter: Optional[Callable] = getattr(function, "experimental_get_tracing_count", None)
    return None if counter is None else int(counter())


def version_text() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


@functools.lru_cache(maxsize=None)
def generator_spec_batches() -> int:
    """How many first batches a plain generator's spec is inferred from; 0: never inferred.

    Keras 3 reads NUM_BATCHES_FOR_TENSOR_SPEC (2 in the measured 3.15) and refuses a later
    batch that does not fit; Keras 2 takes each batch as it comes.
    """
    if keras_generation() == 2:
        return 0
    try:
        from keras.src.trainers.data_adapters import data_adapter_utils

        return int(getattr(data_adapter_utils, "NUM_BATCHES_FOR_TENSOR_SPEC", 1))
    except ImportError:
        return 1
