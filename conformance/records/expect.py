"""What a person says of the data: declared things are judged exactly and silence the guesses.

In a module beside ``make_dataset``, or as ``expect=`` from Python::

    EXPECT = {"examples": 60000, "epoch": "each once", "boxes": "xyxy", "ranges": {"x": (0, 1)}}
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Mapping, Optional, Tuple

EPOCHS = ("each once", "sampled")
ORDERS = ("shuffled", "time")
BOXES = ("xyxy", "xywh", "yxyx")


@dataclass
class Expect:
    """The declared things; None and empty where nothing is said.

    Args:
        examples: rows of one epoch of the training data.
        epoch: "each once", or "sampled" (rows may come twice or not at all).
        order: "shuffled" (another in each epoch) or "time" (one, and not to be shuffled).
        boxes: what four numbers in a row are: corners "xyxy" or "yxyx", or "xywh".
        ranges: path of a component -> (least, largest) of its values.
        classes: how many classes the targets have.
        missing: paths that may hold NaN.
        negative_weights: weights below zero are meant (advantages).
        groups: what must not be in both parts: the path of a component ("x['patient']"), one of its
            columns ("x[:, 0]"), or a function of an example (x, y) that gives its name; "none"
            where each row is a thing of its own.
        random: paths that are drawn anew in each pass ("x" of augmented pictures); all else is not.
        shares: class -> its share of the examples, a tenth of it or 0.02 more or less.
        profile: what the data were, as `conformance profile` wrote it down (``--profile FILE``).
    """

    examples: Optional[int] = None
    epoch: Optional[str] = None
    order: Optional[str] = None
    boxes: Optional[str] = None
    ranges: Dict[str, Tuple[float, float]] = field(default_factory=dict)
    classes: Optional[int] = None
    missing: Tuple[str, ...] = ()
    negative_weights: bool = False
    groups: Any = None
    random: Tuple[str, ...] = ()
    shares: Dict[int, float] = field(default_factory=dict)
    profile: Optional[Mapping[str, Any]] = None

    @property
    def declared(self) -> Tuple[str, ...]:
        """The names of what was said; not the profile, which is held to by a check of its own."""
        blank = Expect(profile=self.profile)
        return tuple(n for n in vars(blank) if getattr(self, n) != getattr(blank, n))


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _ranges(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(pair, (tuple, list)) and len(pair) == 2
        for key, pair in value.items()
    )


def _shares(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, int) and isinstance(share, (int, float)) and 0 <= share <= 1
        for key, share in value.items()
    )


# name -> (what is a valid value, that in words)
VALID: Dict[str, Tuple[Callable[[Any], bool], str]] = {
    "examples": (_count, "a whole number"),
    "epoch": (lambda v: v in EPOCHS, " or ".join(map(repr, EPOCHS))),
    "order": (lambda v: v in ORDERS, " or ".join(map(repr, ORDERS))),
    "boxes": (lambda v: v in BOXES, ", ".join(map(repr, BOXES))),
    "ranges": (_ranges, "a dict of path -> (least, largest)"),
    "classes": (_count, "a whole number"),
    "missing": (lambda v: isinstance(v, (list, tuple)), "a list of paths"),
    "negative_weights": (lambda v: isinstance(v, bool), "True or False"),
    "groups": (lambda v: callable(v) or isinstance(v, str), "a path, 'none' or a function"),
    "random": (lambda v: isinstance(v, (list, tuple)), "a list of paths"),
    "shares": (_shares, "a dict of class -> share"),
    "profile": (
        lambda v: isinstance(v, Mapping) and "parts" in v,
        "what `conformance profile` wrote",
    ),
}


def expect(given: Optional[Mapping[str, Any]]) -> Expect:
    """The declarations of a person, checked.

    Raises:
        ValueError: an unknown name, with the nearest valid one, or a value of another kind.
    """
    if given is None:
        return Expect()
    if not isinstance(given, Mapping):
        raise ValueError(f"EXPECT is a dict, not {given!r}")
    for name, value in given.items():
        if name not in VALID:
            near = difflib.get_close_matches(str(name), VALID, 1, 0.4)
            hint = f"; did you mean {near[0]!r}?" if near else f"; one of {', '.join(VALID)}"
            raise ValueError(f"EXPECT has no {name!r}{hint}")
        valid, words = VALID[name]
        if not valid(value):
            raise ValueError(f"EXPECT[{name!r}] is {words}, not {value!r}")
    values = dict(given)
    for name in ("missing", "random"):
        if name in values:
            values[name] = tuple(values[name])
    return Expect(**values)
