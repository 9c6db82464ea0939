"""The checks of row numbers, colour planes, stateful layers, folders and lone examples, on records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Pairing
from conformance.records import (
    Arguments,
    Build,
    Epochs,
    Failure,
    Forward,
    Leaf,
    Spec,
    Training,
)
from tests.checks.made import chain, contract, judge, layer, node, one_pass, pairing

RANDOM = np.random.RandomState(0)


def _stateful(kind="arrays", plan=None, batches=8, **facts):
    model = contract(layer("LSTM", stateful=True), **facts)
    arguments = Arguments(facts.pop("given", {}))
    x = np.zeros((16 * batches, 4, 1), "float32")
    return judge(
        "stateful-shuffled",
        build=Build(kind=kind),
        contract=model,
        elements=one_pass(x),
        arguments=arguments,
        plan=plan,
    )


def _folders(part, classes, ids=None):
    ids = range(len(classes)) if ids is None else ids
    texts = [f"/data/{part}/{name}/{i}.png" for name in classes for i in range(4)]
    numbers = [number for number in ids for _ in range(4)]
    return chain(node("batch"), node("tensor_slices", texts=[texts], ids=[numbers]))


def _split(train, held):
    return judge("split-labels", plan=train, validation_plan=held)


class TestSplitLabels:
    def test_a_folder_that_is_missing_moves_the_others(self):
        found = _split(_folders("train", "abc"), _folders("val", "bc"))
        assert (
            "the folder `b` is class 1 in training and class 0 in validation (2 of 2"
            in found.message
        )
        assert "validation has no folder `a`" in found.message

    def test_the_last_folder_may_be_missing(self):
        assert _split(_folders("train", "abc"), _folders("val", "ab")) is None

    def test_the_same_numbers_in_another_order(self):
        assert _split(_folders("train", "abc"), _folders("val", "ca", [2, 0])) is None

    def test_a_number_that_is_no_class_of_the_folder(self):
        ages = chain(
            node("batch"),
            node(
                "tensor_slices",
                texts=[[f"/d/{n}/{i}" for n in "ab" for i in "12"]],
                ids=[[1, 2, 3, 4]],
            ),
        )
        assert _split(ages, _folders("val", "ba")) is None


RAN, CRASHED = Training(ran=["fit"]), Forward(failure=Failure("ValueError", "rank", "call"))


@pytest.mark.parametrize(
    ("own", "training", "forward", "found"),
    [
        (True, RAN, CRASHED, False),
        (True, RAN, Forward(), True),
        (False, RAN, CRASHED, True),
        (True, Training(), CRASHED, True),
    ],
    ids=["taken apart", "called on x", "Keras' own step", "fit failed"],
)
def test_an_axis_that_train_step_takes_apart_is_no_second_batch(own, training, forward, found):
    pairs = pairing("x")
    pairs.batch = "double"
    given = dict(spec=Spec([Leaf("x", None, "float32")]), contract=contract(custom_train_step=own))
    result = judge("batch-twice", pairing=pairs, training=training, forward=forward, **given)
    assert (result is not None) == found


PICTURES = RANDOM.normal(size=(60, 5, 5)).astype("float32")
TAGGED = np.repeat(np.arange(60), 3)  # three tags each
SPLIT = RANDOM.permutation(len(TAGGED))


@pytest.mark.parametrize(
    ("pictures", "held", "status"),
    [
        (PICTURES, SPLIT[:40], "fail"),
        (PICTURES, np.flatnonzero(TAGGED > 50), None),
        (np.round(PICTURES[:, :1, :2]), SPLIT[:40], None),
    ],
    ids=["rows were split", "pictures were split", "poor features are equal by nature"],
)
def test_inputs_that_are_trained_on_with_another_target(pictures, held, status):
    tags = np.arange(len(TAGGED)) % 3
    train = np.setdiff1d(np.arange(len(TAGGED)), held)
    parts = [one_pass(pictures[TAGGED[rows]], tags[rows]) for rows in (train, held)]
    found = judge("split-leak", elements=parts[0], validation=parts[1])
    assert getattr(found, "status", None) == status
    if found:
        assert "validation inputs are trained on too, with another target" in found.message


def _batches_shuffled(x):
    first, second = one_pass(x), one_pass(np.concatenate([x[32:], x[:32]]))
    plan = chain(
        node("shuffle", buffer_size=4), node("batch", batch_size=16), node("tensor_slices")
    )
    return judge("shuffle-after-batch", plan=plan, elements=first, epochs=Epochs(second=second))


@pytest.mark.parametrize("opened", [False, True], ids=["from_tensors", "from_generator"])
def test_a_generator_is_no_element_that_holds_all_rows(opened):
    nodes = [node("batch", batch_size=8), *([node("flat_map")] if opened else []), node("tensors")]
    spec = Spec([Leaf("x", (None, 64, 1), "float32")])
    pairs = Pairing(known=False)
    found = judge("batch-twice", pairing=pairs, spec=spec, contract=contract(), plan=chain(*nodes))
    assert (found is None) == opened
