"""Names of features: the harmless, the legal but treacherous, and those Keras refuses.

What Keras does with a name was measured on TensorFlow 2.4.1, 2.15, 2.16 and 2.21 (Keras 2 and 3),
with models of which an input or a Dense layer had it:

* as the name of an input everything works but a slash, which Keras 3 refuses, and the empty
  name, which every version replaces by one of its own: a model with a list of inputs then finds
  no data under the key "". Blanks, colons, accents and emoji are fine.
* as the name of any other layer, such as the `Normalization` that one makes for each feature,
  the name becomes a TensorFlow scope and has to be spelled like one.
"""

from __future__ import annotations

import itertools
import re
import string
from typing import Sequence

from hypothesis import strategies as st

from ._arguments import check_choice, check_flag, check_range

USES = ("input", "layer")

# Legal names that are easily mixed up. Keras takes dict inputs in sorted key order.
TRAPS = (
    ("a10", "a2"),  # sorted as text, 10 comes before 2
    ("B", "a"),  # capitals sort before small letters
    ("A", "a"),  # one file name on macOS and Windows, one TensorFlow scope
    ("a", "a_1"),  # TensorFlow calls a second "a" "a_1"
    ("a", "aa", "b"),  # an extra "aa" stands where "b" did
    ("input", "label"),
    ("0", "1", "10"),  # look like indices
    ("e\u0301", "\u00e9"),  # the same letter, composed and not
    ("a", "\u0430"),  # Latin and Cyrillic
    ("a b", "a_b"),  # what a clean-up of names maps to one
    ("a.b", "a-b"),
    ("a:0", "a"),  # how TensorFlow writes the first output of "a"
)

# The pattern that TensorFlow prints in "is not a valid root scope name", less the slash that
# Keras 3 refuses and the backslash that TensorFlow's graph refuses later ("Node name contains").
_SCOPE = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.>-]*")
_LETTERS = string.ascii_lowercase


def name_problem(name: str, *, use: str = "input") -> str | None:
    """Return why some Keras version refuses or replaces `name`, or None if all keep it.

    Args:
      name: name of a feature.
      use: `"input"` for the name of a `keras.Input`, `"layer"` for that of any other layer.

    >>> name_problem("a b")
    >>> name_problem("a/b")
    'Keras 3 refuses names with a slash'
    >>> name_problem("a b", use="layer")
    'not a TensorFlow scope: letters, digits and ._>- only, the first a letter, digit or dot'
    """
    check_choice("use", use, USES)
    if not isinstance(name, str):
        raise TypeError(f"name={name!r}: expected a str")
    if not name:
        return "Keras replaces an empty name by one of its own"
    if "/" in name:
        return "Keras 3 refuses names with a slash"
    if re.search("[\ud800-\udfff]", name):
        return "half of a surrogate pair cannot be written as UTF-8"
    if use == "layer" and not _SCOPE.fullmatch(name):
        return (
            "not a TensorFlow scope: letters, digits and ._>- only, "
            "the first a letter, digit or dot"
        )
    return None


def feature_names(*, valid: bool = True, use: str = "input") -> st.SearchStrategy:
    """Names of one feature, as strings; the smallest is `"a"`.

    Args:
      valid: True for names that every Keras version keeps, False for names that some version
        refuses or replaces (`name_problem` says why).
      use: `"input"` or `"layer"`: what the name is given to.

    >>> from hypothesis import find
    >>> find(feature_names(), lambda name: True)
    'a'
    >>> find(feature_names(valid=False), lambda name: "/" in name)
    '/'
    """
    check_flag("valid", valid)
    check_choice("use", use, USES)
    if not valid:
        return _invalid(use)
    traps = sorted({name for group in _traps(use) for name in group} - set(_LETTERS))
    known = st.sampled_from([*_LETTERS, *traps])
    if use == "layer":
        letters = st.text(string.ascii_letters + string.digits + ".", min_size=1, max_size=8)
        return st.one_of(known, letters)
    anything = st.text(min_size=1, max_size=8).filter(lambda name: name_problem(name) is None)
    return st.one_of(known, anything)


def name_sets(
    *, min_size: int = 1, max_size: int = 4, valid: bool = True, use: str = "input"
) -> st.SearchStrategy:
    r"""Lists of distinct names, in the order of declaration; the smallest is `["a"]`.

    Besides independent names, groups come up that are easily mixed up: `"a10"` sorts before
    `"a2"` and `"B"` before `"a"`, `"e\\u0301"` and `"\\u00e9"` look alike.

    Args:
      min_size: least number of names.
      max_size: greatest number of names.
      valid: False for lists of which every name is refused or replaced by some Keras version.
      use: `"input"` or `"layer"`: what the names are given to.

    >>> from hypothesis import find
    >>> find(name_sets(), lambda names: sorted(names) != names)
    ['b', 'a']
    """
    low, high = check_range("size", min_size, max_size)
    names = feature_names(valid=valid, use=use)
    independent = st.lists(names, min_size=low, max_size=high, unique=True)
    if not valid or not high or low > len(_LETTERS):
        return independent
    # A group is a single choice and therefore what examples shrink to, so the plainest groups,
    # in order and in reverse, stand before the treacherous ones.
    sizes = range(max(low, 1), min(high, len(_LETTERS)) + 1)
    plain = [_LETTERS[:size] for size in sizes]
    groups = [group for group in _traps(use) if low <= len(group) <= high]
    ordered = [
        *map(list, plain),
        *(list(reversed(letters)) for letters in plain if len(letters) > 1),
        *(list(order) for group in groups for order in itertools.permutations(group)),
    ]
    return st.one_of(st.sampled_from(ordered).map(list), independent)


def _traps(use: str) -> list[Sequence[str]]:
    return [group for group in TRAPS if not any(name_problem(name, use=use) for name in group)]


def _invalid(use: str) -> st.SearchStrategy:
    part = st.text(_LETTERS, max_size=3)
    slashed = st.tuples(part, part).map("/".join)
    if use == "input":
        return st.one_of(st.just(""), slashed)
    odd = st.sampled_from([" ", ",", ":", "=", "[", "%s", "\\", "\u00e9", "\u65e5"])
    unlike_scope = st.tuples(part, odd, part).map("".join)
    return st.one_of(st.just(""), slashed, unlike_scope, part.map("_".__add__))
