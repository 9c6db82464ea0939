"""The check paths-misaligned: file names read side by side belong together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records import (
    Node,
    Plan,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")


class TestPathsMisaligned:
    IMAGES = tuple(f"/data/images/{i}.png" for i in range(12))
    MASKS = tuple(f"/data/masks/{i}_mask.png" for i in range(12))

    def _verdict(self, *columns, zipped=False, shuffled=False, **contract):
        nodes = [Node("tensor_slices", attributes={"texts": [list(c)]}) for c in columns]
        if shuffled:
            nodes = [Node("shuffle", inputs=[node]) for node in nodes]
        root = Node("zip", inputs=nodes)
        if not zipped:
            root = Node("tensor_slices", attributes={"texts": [list(c) for c in columns]})
        given = records((COLUMN, LABEL), inputs=[(None, 1)], plan=Plan(root))
        given["contract"] = replace(given["contract"], **contract)
        return answer("paths-misaligned", given)

    @pytest.mark.parametrize("zipped", [False, True])
    def test_one_list_sorted_as_text(self, zipped):
        found = self._verdict(sorted(self.IMAGES), self.MASKS, zipped=zipped)
        assert found.message == (
            "two lists of files are read side by side in different orders: row 2 pairs '10.png' with "
            "'2_mask.png'; 2 of 12 (16.7 %) of the pairs agree by name"
        )

    def test_the_same_order_passes(self):
        assert self._verdict(self.IMAGES, self.MASKS).status == "pass"
        assert self._verdict(sorted(self.IMAGES), sorted(self.MASKS)) is not None

    def test_other_names_cannot_be_compared(self):
        assert (
            self._verdict(self.IMAGES, [f"/data/masks/{i + 1}.png" for i in range(12)]).status
            == "skip"
        )
        assert self._verdict(self.IMAGES, ["cat", "dog"] * 6).status == "skip"

    def test_one_set_of_files_in_two_orders_is_meant(self):
        assert self._verdict(self.IMAGES, self.IMAGES[::-1]).status == "skip"

    def test_shuffled_branches_are_another_question(self):
        columns = sorted(self.IMAGES), self.MASKS
        assert self._verdict(*columns, zipped=True, shuffled=True).status == "skip"

    def test_unpaired_images_of_an_own_train_step(self):
        assert (
            self._verdict(sorted(self.IMAGES), self.MASKS, custom_train_step=True).status == "skip"
        )
