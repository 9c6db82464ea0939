"""The card of a run: facts made drawable, with pictures as PNGs that a page can hold."""

from __future__ import annotations

import base64
import inspect
import traceback
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.facts.card import card_of
from conformance.observe import changes, words
from conformance.observe.state import Run
from conformance.observe.tracing import referenced
from conformance.records.words import Words

TINY = 28  # pixels of a picture for a terminal, which has no more room


def drawn(state: Run) -> Optional[Dict[str, Any]]:
    """The card of what was observed so far, as JSON holds it; None where there is nothing to show.

    A card that cannot be made says why (``failure``): it changes no verdict.
    """
    try:
        examples = state.options.examples
        if not state.kept:  # a run that may be cut asks for a card before its end, and again then
            state.kept["words"] = vocabularies(state) if examples else []
            state.kept["changes"] = changes.observe(state) if examples else []
        return encoded(card_of(state.records, **state.kept, examples=examples))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
        return {"version": 1, "failure": f"{type(error).__name__} at {place}: {error}"}


def vocabularies(state: Run) -> List[Words]:
    """Every list of words that the pipeline, its model or the module beside them holds."""
    found: List[Words] = list(words.of_model(state.model))
    if state.has("tracing"):
        tracing = state.records["tracing"]
        found += tracing.words
        found += [
            Words(a.name, a.type, dict(enumerate(a.words))) for a in tracing.adapted if a.words
        ]
    for thing in (state.subject.make, state.subject.make_model, state.subject.make_validation):
        if thing is not None:
            found += words.named(referenced(thing))
            found += words.named(_beside(thing))
    holder = (
        getattr(state.pipeline, "__dict__", {}) if not compat.is_dataset(state.pipeline) else {}
    )
    found += words.named({f"self.{name}": value for name, value in holder.items()})
    return found


def _beside(function: Any) -> Dict[str, Any]:
    """What the module of a function holds, its own names alone."""
    held = getattr(inspect.unwrap(function), "__globals__", {})
    return {name: value for name, value in list(held.items()) if not name.startswith("_")}


def encoded(card: Any) -> Any:
    """The same with each array of pixels as a PNG (``png``, a data URI) and a tiny copy (``tiny``)."""
    if isinstance(card, dict):
        out = {key: encoded(value) for key, value in card.items() if key != "pixels"}
        pixels = card.get("pixels")
        if isinstance(pixels, np.ndarray):
            out.update(png=png(pixels), tiny=tiny(pixels), drawn=list(pixels.shape[:2]))
        return out
    if isinstance(card, (list, tuple)):
        return [encoded(value) for value in card]
    return card


def png(pixels: np.ndarray) -> str:
    """A data URI of (height, width, 3 or 4) of uint8."""
    data = compat.tensorflow().io.encode_png(np.ascontiguousarray(pixels), compression=9).numpy()
    return "data:image/png;base64," + base64.b64encode(data).decode("ascii")


def tiny(pixels: np.ndarray) -> Tuple[int, int, str]:
    """(height, width, base64 of height x width x 3 bytes) by whole steps, transparent as black."""
    step = max(1, -(-max(pixels.shape[:2]) // TINY))
    small = pixels[step // 2 :: step, step // 2 :: step] if step > 1 else pixels
    colours = small[..., :3]
    if small.shape[2] == 4:
        colours = (colours * (small[..., 3:] / 255.0)).astype(np.uint8)
    data = base64.b64encode(np.ascontiguousarray(colours).tobytes()).decode("ascii")
    return int(small.shape[0]), int(small.shape[1]), data
