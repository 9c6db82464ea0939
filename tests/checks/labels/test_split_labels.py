"""The check split-labels: a folder is the same class in training and in validation."""

from __future__ import annotations

from tests.checks.made import chain, node, result


def _folders(part, classes, ids=None):
    ids = range(len(classes)) if ids is None else ids
    texts = [f"/data/{part}/{name}/{i}.png" for name in classes for i in range(4)]
    numbers = [number for number in ids for _ in range(4)]
    return chain(node("batch"), node("tensor_slices", texts=[texts], ids=[numbers]))


def _split(train, held):
    return result("split-labels", plan=train, validation_plan=held)


class TestSplitLabels:
    def test_a_folder_that_is_missing_moves_the_others(self):
        found = _split(_folders("train", "abc"), _folders("val", "bc"))
        assert (
            "the folder `b` is class 1 in training and class 0 in validation (2 of 2"
            in found.message
        )
        assert "validation has no folder `a`" in found.message

    def test_the_last_folder_may_be_missing(self):
        assert _split(_folders("train", "abc"), _folders("val", "ab")).status == "pass"

    def test_the_same_numbers_in_another_order(self):
        assert _split(_folders("train", "abc"), _folders("val", "ca", [2, 0])).status == "pass"

    def test_a_number_that_is_no_class_of_the_folder(self):
        ages = chain(
            node("batch"),
            node(
                "tensor_slices",
                texts=[[f"/d/{n}/{i}" for n in "ab" for i in "12"]],
                ids=[[1, 2, 3, 4]],
            ),
        )
        assert _split(ages, _folders("val", "ba")).status == "skip"
