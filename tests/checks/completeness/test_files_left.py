"""files-left, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Folder, Held
from tests.checks.made import does_not_apply, finds, one_pass, passes

JPG = tuple(f"cat_{i}.jpg" for i in range(40))


def _records(left, read=JPG, complete=True):
    sources = Held(folders=[Folder("cats", read, tuple(left))])
    return dict(held=sources, elements=one_pass(np.zeros((40, 2)), complete=complete))


@pytest.mark.parametrize("ending", [".JPG", ".jpeg", ".webp", ".png"])
def test_files_of_another_ending_are_warned_of(ending):
    found = finds("files-left", "warn", **_records(f"cat_{i}{ending}" for i in range(50, 58)))
    assert f"all that end in {ending}" in found.message
    assert "cats/cat_50" in found.message


@pytest.mark.parametrize(
    "left",
    [
        [f"cat_{i}.jpg" for i in range(50, 90)],  # another part of the data
        [f"cat_{i}.png" for i in range(40)],  # masks of the same names
        [f"cat_{i}.xml" for i in range(50, 60)],  # another kind of thing
        ["overview.png"],
        ["._cat_1.png", "._cat_2.png"],
        [],
    ],
)
def test_others_are_none_of_the_data(left):
    assert "40 files" in passes("files-left", **_records(left))


def test_what_was_read_in_part_or_is_no_data_does_not_apply():
    does_not_apply("files-left", **_records(["a.png", "b.png"], complete=False))
    does_not_apply("files-left", **_records(["a.png", "b.png"], read=("a.json", "b.json")))
