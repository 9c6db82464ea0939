"""profile-changed: what is no longer as it was is named, and what draws explain is let alone."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.profiles import profile_of
from conformance.records import Epochs, Expect, Leaf, Sources, Spec
from tests.checks.made import does_not_apply, environment, finds, normal, one_pass, passes, result

NAME = "profile-changed"
CLASSES = np.arange(240) % 3


def spec(elements):
    return Spec(
        [Leaf(c.path, (None, *c.shapes[0][1:]), c.dtype, role=c.role) for c in elements.components]
    )


def records(x, y=CLASSES, *, again=None, **other):
    """What a run holds of these arrays; ``again`` is what a second pass gives."""
    elements = one_pass(x, y, **other)
    second = elements if again is None else one_pass(again, y, **other)
    return {"elements": elements, "spec": spec(elements), "epochs": Epochs(second=second)}


def profile(given, files=None, tensorflow="2.21.0"):
    return {
        "environment": {"tensorflow": tensorflow},
        "parts": {"training": profile_of(given["elements"], given["spec"], given["epochs"])},
        "files": files or {},
    }


def asked(old, new, **more):
    given = {"expect": Expect(profile=old), "environment": environment(), **new}
    return {**given, **more}


def test_without_a_profile_it_is_no_question():
    assert "--profile" in does_not_apply(NAME, **asked(None, records(normal())))


def test_the_same_rows_in_another_order_are_the_same_data():
    x, order = normal(), np.random.RandomState(1).permutation(240)
    old = profile(records(x))
    said = passes(NAME, **asked(old, records(x[order], CLASSES[order])))
    assert said == "240 examples by their hashes, in any order"


CHANGED = normal()
CHANGED[7, 1] += 1e-3


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (CHANGED, CLASSES, "x holds other rows"),
        (normal()[:239], CLASSES[:239], "239 examples, where there were 240 (-1)"),
        (normal()[:, :3], CLASSES, "shape of x was (None, 4), is (None, 3)"),
        (normal().astype("float64"), CLASSES, "dtype of x was float32, is float64"),
        (normal(), np.where(np.arange(240) == 5, 3, CLASSES), "class 3 of y is new (1 examples)"),
        (normal(), np.where(CLASSES == 2, 1, CLASSES), "class 2 of y is gone (80 examples)"),
        (normal(), np.where(np.arange(240) < 90, 0, CLASSES), "class 0 of y is 58.3% of the"),
        (normal(), CLASSES[::-1].copy(), "joined otherwise"),
    ],
)
def test_what_changed_is_named(x, y, said):
    found = finds(NAME, **asked(profile(records(normal())), records(x, y)))
    assert said in found.message


def test_a_column_that_was_dropped_and_one_that_came():
    old = profile(records({"a": normal(seed=1), "b": normal(seed=2)}))
    found = finds(NAME, **asked(old, records({"a": normal(seed=1), "c": normal(seed=2)})))
    assert "x['b'] is gone (float32 (None, 4))" in found.message
    assert "x['c'] is new (float32 (None, 4))" in found.message


def test_the_share_that_changed_is_told():
    x = normal(2000)
    other = np.concatenate([normal(1000, seed=5), x[1000:]])
    classes = np.arange(2000) % 3
    found = finds(NAME, **asked(profile(records(x, classes)), records(other, classes)))
    assert "of the examples are others" in found.message


def test_a_little_otherwise_under_another_release_is_a_warning():
    x = normal()
    given = records(x * np.float32(1.0001))
    found = finds(NAME, "warn", **asked(profile(records(x), tensorflow="2.15.1"), given))
    assert "computed or decoded a little otherwise" in found.message
    finds(NAME, **asked(profile(records(x)), given))


def test_other_data_under_another_release_fail_all_the_same():
    old = profile(records(normal()), tensorflow="2.15.1")
    finds(NAME, **asked(old, records(normal() + 1)))


def test_what_is_drawn_anew_is_compared_with_the_room_that_a_draw_needs():
    old = profile(records(normal(seed=1), again=normal(seed=2)))
    assert old["parts"]["training"]["contents"] is None
    passes(NAME, **asked(old, records(normal(seed=3), again=normal(seed=4))))
    moved = records(normal(seed=3) + 2, again=normal(seed=4) + 2)
    assert "more than a draw" in finds(NAME, **asked(old, moved)).message
    fixed = records(normal(seed=3))
    passes(NAME, **asked(old, fixed))
    back = asked(profile(fixed), records(normal(seed=3), again=normal(seed=4)))
    assert "drawn anew now" in finds(NAME, **back).message


def test_what_was_not_read_to_its_end_is_no_pass():
    part = records(normal(), complete=False)
    found = result(NAME, **asked(profile(part), part))
    assert (found.status, "not read to their end" in found.message) == ("blocked", True)


def test_a_file_is_named_where_the_data_changed_and_told_where_they_did_not():
    one, other = ({"a.csv": {"bytes": 10, "hash": h}} for h in ("aa", "bb"))
    old = profile(records(normal()), files=one)
    found = finds(NAME, **asked(old, records(CHANGED), sources=Sources(other)))
    assert "the file a.csv changed: as many bytes (10)" in found.message
    said = passes(NAME, **asked(old, records(normal()), sources=Sources(other)))
    assert "a.csv changed" in said


def test_validation_data_that_are_gone():
    old = profile(records(normal()))
    old["parts"]["validation"] = old["parts"]["training"]
    found = finds(NAME, **asked(old, records(normal())))
    assert "there is no validation data, and there was" in found.message
