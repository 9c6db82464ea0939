"""The check split-folders: the files of one pipeline are of one part of the split."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Leaf
from tests.checks.made import chain, node, normal, one_pass, result


def _files(*folders, root="/data"):
    return [f"{root}/{folder}/{i}.png" for folder, count in folders for i in range(count)]


def _tree(names, labels):
    source = node("tensor_slices", len(names), texts=[names])
    source.leaves = [Leaf("x", (), "string")]
    labels = np.asarray(labels)
    elements = one_pass(normal(len(labels)), labels)
    return result("split-folders", plan=chain(node("batch"), source), elements=elements)


TREE = _files(("train/a", 20), ("train/b", 20), ("val/a", 5), ("val/b", 5))


class TestSplitFolders:
    def test_labels_that_tell_the_split(self):
        found = _tree(TREE, [0] * 40 + [1] * 10)
        assert found.status == "fail"
        assert "class 0 is train, class 1 is val (40, 10 files)" in found.message
        assert ".../train for training" in found.fix

    def test_one_hot_labels(self):
        assert _tree(TREE, np.eye(2)[[0] * 40 + [1] * 10]).status == "fail"

    @pytest.mark.parametrize("labels", [[0] * 25 + [1] * 25, np.linspace(0, 1, 50), [7] * 50])
    def test_files_of_both_parts_with_labels_of_their_own(self, labels):
        assert _tree(TREE, labels).status == "warn"

    def test_labels_that_a_folder_below_explains_as_well(self):
        names = _files(("train/a", 10), ("train/b", 10), ("test/a", 10), ("test/b", 10))
        assert _tree(names, [0] * 20 + [1] * 20).status == "warn"

    @pytest.mark.parametrize(
        "names",
        [
            _files(("a", 10), ("b", 10)),
            _files(("train/a", 10), ("train/b", 10)),
            _files(("test", 10), ("control", 10)),
            _files(("val", 10), ("test", 10)),
            [f"{i}.png" for i in range(20)],
            _files(("train", 3), ("val", 3)),
        ],
    )
    def test_folders_of_another_kind(self, names):
        assert _tree(names, np.arange(len(names)) % 2).status in ("pass", "skip")
