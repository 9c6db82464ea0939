"""second-epoch: a second pass gives what the first gave."""

from __future__ import annotations

import pytest

from conformance.records import (
    UNKNOWN,
    Arguments,
    Build,
    Epochs,
    Failure,
    Function,
    Pass,
    Tracing,
)
from conformance.records.store import Records
from conformance.run.parts import judge_parts
from tests.checks.made import (
    CHECKS,
    chain,
    judge,
    node,
    normal,
    one_pass,
    result,
)

NOTHING = Pass()


class TestSecondEpoch:
    def _judge(self, second, plan=None, kind="dataset", **fit):
        return judge(
            "second-epoch",
            elements=one_pass(normal()),
            epochs=Epochs(second=second),
            build=Build(kind=kind),
            arguments=Arguments(fit),
            plan=plan,
        )

    def test_an_exhausted_source(self):
        assert "the second none" in self._judge(NOTHING).message

    def test_fewer_examples(self):
        assert (
            "240 examples in 15 batches, the second 160 in 10"
            in self._judge(one_pass(normal(160))).message
        )

    def test_equal_and_unfinished_passes(self):
        assert self._judge(one_pass(normal())) is None
        assert self._judge(one_pass(normal(160), complete=False)) is None

    def test_a_number_that_is_drawn(self):
        drawing = Function("keep", random=frozenset({"draw"}))
        plan = chain(node("filter", UNKNOWN, function=drawing), node("range", 300))
        assert self._judge(one_pass(normal(220)), plan) is None

    @pytest.mark.parametrize(
        ("name", "words", "status"),
        [
            ("second", "the second epoch raises in batch 4", "fail"),
            ("third", "the third epoch raises in batch 4", "fail"),
            ("rebuilt", "a second build of the pipeline raises in batch 4", "warn"),
        ],
    )
    def test_a_later_pass_that_raises(self, name, words, status):
        broken = Pass(
            complete=False, failure=Failure("FileNotFoundError", "x.npy", "elements", batch=4)
        )
        epochs = Epochs(**{"second": one_pass(normal()), name: broken})
        for complete in (True, False):
            found = judge(
                "second-epoch",
                elements=one_pass(normal(), complete=complete),
                epochs=epochs,
                build=Build(),
                arguments=Arguments(),
            )
            assert found.status == status
            assert words in found.message
            assert found.actual == "FileNotFoundError"

    def test_a_generator_is_not_drawn_because_it_is_python(self):
        """320 examples, then 192: state that outlives the epoch, whatever the order is drawn from."""
        python = Function("rows", python=frozenset({"PyFunc"}))
        plan = chain(node("flat_map", UNKNOWN, function=python), node("range", 1))
        order = Tracing(generator_draws=["permutation"])
        found = self._counts(320, 192, 192, plan=plan, tracing=order)
        assert found.status == "fail"
        assert found.actual == "320, then 192, then 192"

    def _counts(self, *rows, **records):
        first, *later = (one_pass(normal(n)) for n in rows)
        return judge(
            "second-epoch",
            elements=first,
            epochs=Epochs(**dict(zip(("second", "third"), later))),
            build=Build(),
            arguments=Arguments(),
            **records,
        )

    def test_a_number_drawn_in_python(self):
        drawing = Tracing(generator_numbers=("uniform",))
        assert self._counts(320, 306, 311, tracing=drawing) is None
        assert self._counts(320, 306, 311).status == "fail"
        # drawn numbers do not fall once and stay, nor by half
        assert self._counts(320, 192, 192, tracing=drawing).status == "fail"
        assert self._counts(320, 150, 130, tracing=drawing).status == "fail"

    def test_what_was_read_in_part_is_unread(self):
        records = {"build": Build(), "arguments": Arguments()}
        part = one_pass(normal(), complete=False, of_examples=10**6)
        again = Epochs(second=one_pass(normal(), complete=False))
        found = result("second-epoch", elements=part, epochs=again, **records)
        assert (found.status, found.kind) == ("skip", "unread")
        assert "240 of 1,000,000 examples" in found.message
        shorter = Epochs(second=one_pass(normal(100)))
        found = result("second-epoch", elements=part, epochs=shorter, **records)
        assert found.status == "fail"

    def test_a_generator_and_several_epochs(self):
        assert self._judge(None, kind="generator", epochs=3).status == "fail"
        assert self._judge(None, kind="generator") is None
        assert self._judge(None, kind="generator", epochs=3, steps_per_epoch=5) is None


def test_validation_that_can_be_read_once():
    """The validation data are a part of their own: their second pass is judged as training's is."""
    again = one_pass(normal(40))
    used_up = one_pass(normal(0))
    used_up.batch_sizes = []
    for second, status in ((again, "pass"), (used_up, "fail")):
        records = Records(
            {
                "elements": one_pass(normal()),
                "epochs": Epochs(second=one_pass(normal())),
                "build": Build(),
                "arguments": Arguments(),
                "validation": one_pass(normal(40)),
                "validation_epochs": Epochs(second=second),
                "validation_build": Build(),
                "validation_spec": object(),
            }
        )
        results = judge_parts([CHECKS["second-epoch"]], records)
        assert [(r.part, r.status) for r in results] == [
            ("training", "pass"),
            ("validation", status),
        ]
    assert "val_loss is there for the first epoch only" in results[1].message
