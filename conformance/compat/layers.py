"""What a preprocessing layer has learned."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from conformance.compat.tensors import to_numpy


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
        special = 2 if kind == "TextVectorization" else int(getattr(layer, "num_oov_indices", 1))
        if getattr(layer, "mask_token", None) is not None and kind != "TextVectorization":
            special += 1
        return size > special
    if kind == "Discretization":
        return bool(len(bin_edges(layer)))
    return None


def layer_state(layer: Any) -> Tuple[Tuple[str, ...], Tuple[float, ...]]:
    """(vocabulary, numbers) that a preprocessing layer has learnt or was given."""
    import numpy as np

    kind = type(layer).__name__
    if kind in ("TextVectorization", "StringLookup", "IntegerLookup"):
        return tuple(map(str, layer.get_vocabulary())), ()
    parts = normalization_state(layer) if kind == "Normalization" else (bin_edges(layer),)
    flat = [np.ravel(np.asarray(part, float)) for part in parts if part is not None]
    return (), tuple(np.concatenate(flat).tolist()) if flat else ()


def bin_edges(layer: Any) -> Any:
    """What a Discretization cuts at; empty before it is adapted."""
    name = "bin_boundaries" if hasattr(layer, "bin_boundaries") else "bins"
    edges = getattr(layer, name, None)
    return () if edges is None else edges


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


def vocabulary_size(layer: Any) -> int:
    """How many entries a lookup layer or TextVectorization has, special tokens included."""
    for name in ("vocabulary_size", "vocab_size"):
        if hasattr(layer, name):
            return int(getattr(layer, name)() or 0)  # 2.5: None before adapt
    return len(layer.get_vocabulary())
