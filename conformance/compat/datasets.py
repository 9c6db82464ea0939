"""Datasets and sequences: their parts, options and types."""

from __future__ import annotations

import functools
from typing import Any, Callable, List, Optional, Tuple

from conformance.compat.libraries import keras, keras_generation, tensorflow


def sequence_types() -> Tuple[type, ...]:
    """``Sequence`` and, on Keras 3, ``PyDataset`` (of which Sequence is then an alias)."""
    utils = keras().utils
    found = [getattr(utils, name) for name in ("PyDataset", "Sequence") if hasattr(utils, name)]
    return tuple(dict.fromkeys(found))


def overrides_epoch_end(sequence: Any) -> bool:
    """Whether a Sequence / PyDataset brings its own ``on_epoch_end``."""
    own = type(sequence).on_epoch_end
    return all(own is not getattr(base, "on_epoch_end", None) for base in sequence_types())


def calls_parent(sequence: Any) -> bool:
    """Whether a PyDataset's ``__init__`` called its parent's; ``Sequence`` of Keras 2 has none.

    To be asked before a property of Keras 3 is read: the first read sets what is missing.
    """
    return keras_generation() == 2 or "_workers" in vars(sequence)


def worker_settings(sequence: Any) -> Tuple[int, bool]:
    """(workers, use_multiprocessing) that a PyDataset asks for; on Keras 2 ``fit`` takes them."""
    workers = int(getattr(sequence, "workers", 1) or 1)
    return workers, bool(getattr(sequence, "use_multiprocessing", False))


def dataset_type() -> type:
    return tensorflow().data.Dataset


def is_dataset(thing: Any) -> bool:
    return isinstance(thing, dataset_type())


def cardinality(dataset: Any) -> int:
    """-1 infinite, -2 unknown, else the count of elements."""
    return int(dataset.cardinality().numpy())


def element_at(dataset: Any) -> Optional[Callable[[int], Any]]:
    """Index -> element, made alone; None where a stage cannot be asked by index.

    ``tf.data.experimental.at`` (2.7 on) knows map and batch, but not the stage that TensorFlow's
    optimiser makes of the two: so without the optimiser.
    """
    tf = tensorflow()
    ask = getattr(tf.data.experimental, "at", None)
    if ask is None:
        return None
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    plain = dataset.with_options(options)
    try:
        ask(plain, 0)
    except (tf.errors.OpError, TypeError, ValueError):
        return None
    return lambda index: ask(plain, index)


def original_dataset(dataset: Any) -> Any:
    """The dataset that a strategy's distributed one is made of; any other is its own."""
    return getattr(dataset, "_original_dataset", dataset)


def deterministic_option(dataset: Any) -> Optional[bool]:
    """``options.deterministic`` (``experimental_deterministic`` before 2.7)."""
    options = dataset.options()
    if hasattr(options, "deterministic"):
        return options.deterministic
    return options.experimental_deterministic


def upstream(dataset: Any) -> List[Any]:
    """The datasets this one reads. Private, on all 18 minors."""
    return list(dataset._inputs()) if hasattr(dataset, "_inputs") else []


def held_tensors(dataset: Any) -> List[Any]:
    """The arrays that a source holds in memory. Private, on all 18 minors."""
    return list(getattr(dataset, "_tensors", None) or [])


def embedded_bytes(dataset: Any) -> int:
    """Bytes of in-memory tensors the graph will hold as constants.

    An object walk: serialising to find out costs 2 to 3 GB for 400 MB of data, and above 2 GB
    gives an empty graph without an error (measured on 2.4, 2.15 and 2.21).
    """
    found, waiting = {id(dataset): dataset}, [dataset]
    while waiting:
        more = {id(up): up for up in upstream(waiting.pop()) if id(up) not in found}
        found.update(more)
        waiting.extend(more.values())
    tensors = [tensor for each in found.values() for tensor in held_tensors(each)]
    return sum((tensor.shape.num_elements() or 0) * tensor.dtype.size for tensor in tensors)


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
    except ImportError:  # pragma: no cover (a Keras to come, that has moved what is not public)
        return 1
    return int(getattr(data_adapter_utils, "NUM_BATCHES_FOR_TENSOR_SPEC", 1))


def debug_mode_on() -> bool:
    """Whether tf.data runs map functions eagerly: a traced function sees no eager context."""
    tf = tensorflow()
    seen: List[bool] = []

    def note(value: Any) -> Any:  # pragma: no cover (autograph runs a copy)
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
