"""Lists of words that decode ids: of layers, and of lists and dicts that the user's code names."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional

import numpy as np

from conformance import compat
from conformance.records.words import Words

FEWEST, MOST = 2, 300_000  # words
LAYERS = ("TextVectorization", "StringLookup", "IntegerLookup")


def named(objects: Mapping[str, Any]) -> List[Words]:
    """The lists of words among objects by name, longest last."""
    found = [words for name, value in objects.items() for words in _of(name, value)]
    return sorted(found, key=lambda one: len(one.words))


def of_model(model: Any) -> List[Words]:
    """The vocabularies of a model's own layers."""
    layers = getattr(model, "layers", None) or []
    return named({str(getattr(layer, "name", "")): layer for layer in layers})


def _of(name: str, value: Any) -> Iterator[Words]:
    if type(value).__name__ in LAYERS and compat.layer_adapted(value) is not False:
        vocabulary, _ = compat.layer_state(value)
        if vocabulary:
            yield Words(name, type(value).__name__, dict(enumerate(vocabulary)))
        return
    words = _numbered(value)
    if words is not None:
        yield Words(name, "dict" if isinstance(value, dict) else "list", words)


def _numbered(value: Any) -> Optional[Dict[int, str]]:
    """Number -> word of a list of words, or of a dict between words and numbers in either direction."""
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "US":
        value = value.tolist()
    if not isinstance(value, (list, tuple, dict)) or not FEWEST <= len(value) <= MOST:
        return None
    if not isinstance(value, dict):
        texts = [_text(one) for one in value]
        return dict(enumerate(texts)) if None not in texts else None  # type: ignore[arg-type]
    pairs = list(value.items())
    if all(_number(n) and _text(w) is not None for w, n in pairs):
        return {int(n): str(_text(w)) for w, n in pairs}
    if all(_number(n) and _text(w) is not None for n, w in pairs):
        return {int(n): str(_text(w)) for n, w in pairs}
    return None


def _number(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _text(value: Any) -> Optional[str]:
    if isinstance(value, bytes):
        return value.decode("utf8", "replace")
    return str(value) if isinstance(value, str) else None
