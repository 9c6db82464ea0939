"""The checks of completeness, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    INFINITE,
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
    contract,
    environment,
    judge,
    node,
    normal,
    one_pass,
    result,
)

NOTHING = Pass()


def _batched(rows=240, size=16, drop=False, *upstream):
    return chain(
        node("batch", batch_size=size, drop_remainder=drop),
        *(upstream or (node("shuffle", rows, reshuffle_each_iteration=True),)),
        node("tensor_slices", rows),
    )


class TestEndless:
    def _judge(self, elements, plan=None, kind="dataset", generation=3, **fit):
        return judge(
            "endless",
            elements=elements,
            build=Build(kind=kind),
            arguments=Arguments(fit),
            environment=environment(generation),
            plan=plan,
        )

    def test_a_repeat_without_steps(self):
        repeating = node("repeat", INFINITE)
        plan = chain(node("batch", INFINITE), repeating, node("tensor_slices", 240))
        elements = one_pass(normal(), complete=False)
        found = self._judge(elements, plan)
        assert "(`repeat` makes it infinite)" in found.message
        assert "never ends" in found.message
        assert "Keras 2 raises" in self._judge(elements, plan, generation=2).message
        assert self._judge(elements, plan, steps_per_epoch=15) is None

    def test_a_generator_still_going(self):
        long_, short = one_pass(normal(), complete=False), one_pass(normal(), complete=False)
        long_.batches = 5000
        assert self._judge(long_, kind="generator").status == "fail"
        assert self._judge(short, kind="generator").status == "warn"
        assert self._judge(one_pass(normal()), kind="generator") is None

    def test_a_long_data_set_of_unknown_length_passes(self):
        elements = one_pass(normal(), complete=False)
        assert self._judge(elements, chain(node("tfrecords", UNKNOWN))) is None

    def test_validation(self):
        found = judge(
            "endless",
            elements=one_pass(normal()),
            build=Build(),
            arguments=Arguments({}),
            environment=environment(),
            validation=one_pass(normal(), complete=False),
            validation_plan=chain(node("repeat", INFINITE), node("tensor_slices", 10)),
        )
        assert "fit is given no validation_steps" in found.message


class TestSteps:
    def _judge(self, plan=None, kind="dataset", generation=3, rows=160, **fit):
        return judge(
            "steps-unreachable",
            elements=one_pass(normal(rows)),
            build=Build(kind=kind),
            arguments=Arguments(fit),
            environment=environment(generation),
            plan=plan or chain(node("batch", 10, batch_size=16), node("tensor_slices", 160)),
        )

    def test_more_steps_than_batches(self):
        found = self._judge(steps_per_epoch=15, epochs=3)
        assert "3 x 15 = 45 batches" in found.message
        assert "every epoch is cut to 10 steps" in found.message
        assert (
            "training stops in epoch 1 of 3"
            in self._judge(steps_per_epoch=15, epochs=3, generation=2).message
        )

    def test_as_many_steps_as_batches(self):
        assert self._judge(steps_per_epoch=10, epochs=3) is None
        unknown = chain(node("filter", UNKNOWN), node("tensor_slices", 160))
        found = self._judge(unknown, steps_per_epoch=10, epochs=3)
        assert "reports a loss of 0" in found.message

    def test_a_generator_is_read_once(self):
        found = self._judge(kind="generator", steps_per_epoch=10, epochs=3)
        assert found.fix.startswith("let the generator loop")

    def test_epochs_cut_from_one_pass_are_fine(self):
        assert self._judge(steps_per_epoch=5, epochs=2) is None

    def test_little_of_the_data(self):
        assert self._judge(steps_per_epoch=2, epochs=2).status == "warn"
        assert self._judge(steps_per_epoch=2) is None  # epochs are given elsewhere

    def test_steps_in_examples(self):
        plan = chain(node("batch", INFINITE), node("repeat", INFINITE), node("tensor_slices", 160))
        found = judge(
            "steps-unreachable",
            elements=one_pass(normal(160), complete=False),
            build=Build(),
            arguments=Arguments({"steps_per_epoch": 160}),
            environment=environment(),
            plan=plan,
        )
        assert "reads all the data 16 times" in found.message
        assert found.fix.startswith("steps_per_epoch=10 ")

    def test_validation_steps(self):
        found = judge(
            "steps-unreachable",
            elements=one_pass(normal()),
            build=Build(),
            arguments=Arguments({"validation_steps": 9}),
            environment=environment(),
            validation=one_pass(normal(32)),
        )
        assert found.status == "warn"


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


class TestExamplesRepeated:
    def _judge(self, x, plan=None, kind="dataset", **fit):
        return judge(
            "examples-repeated",
            elements=one_pass(x),
            build=Build(kind=kind),
            arguments=Arguments(fit),
            plan=plan,
        )

    def test_a_part_that_is_read_twice(self):
        x = normal()
        found = self._judge(np.concatenate([x, x[:60]]))
        assert found.status == "warn"
        assert "60 of 300 (20 %) examples" in found.message

    def test_one_row_in_a_hundred(self):
        x = normal(1000)
        found = self._judge(np.concatenate([x[:990], x[:10]]))
        assert "10 of 1000 (1 %) examples" in found.message
        few = np.concatenate([x[:316], x[:4]])
        assert self._judge(few) is None

    @pytest.mark.parametrize(
        ("held", "status"),
        [({160}, "fail"), ({160, 5}, "fail"), (set(), None), ({32}, None), ({160, 32}, None)],
    )
    def test_a_generator_that_yields_one_batch_at_every_step(self, held, status):
        """steps_per_epoch does not answer whether the rows change."""
        x = np.concatenate([normal(32)] * 10)
        found = judge(
            "examples-repeated",
            elements=one_pass(x, batch=32, complete=False, endless=True),
            build=Build(kind="generator", held_rows=frozenset(held)),
            arguments=Arguments({"steps_per_epoch": 5, "epochs": 2}),
        )
        assert (found and found.status) == status
        if found:
            assert "all 10 batches that were read hold the same 32 rows" in found.message

    def test_an_array_that_from_generator_names(self):
        python = Function("rows", python=frozenset({"PyFunc"}))
        x = np.concatenate([normal(32)] * 10)
        found = judge(
            "examples-repeated",
            elements=one_pass(x, batch=32, complete=False),
            build=Build(),
            arguments=Arguments({"steps_per_epoch": 5}),
            plan=chain(node("flat_map", UNKNOWN, function=python), node("range", 1)),
            tracing=Tracing(generator_rows=frozenset({160})),
        )
        assert found.status == "fail"

    def test_steps_do_not_excuse_a_pass_that_is_an_epoch(self):
        x = normal()
        doubled = np.concatenate([x, x[:60]])
        assert self._judge(doubled, steps_per_epoch=18).status == "warn"

    def test_a_part_is_unread(self):
        records = {"build": Build(), "arguments": Arguments()}
        part = one_pass(normal(), complete=False)
        found = result("examples-repeated", elements=part, **records)
        assert (found.status, found.kind) == ("skip", "unread")

    def test_overlapping_slices(self):
        x = normal()
        slides = np.concatenate([x[i : i + 16] for i in range(10)])
        found = self._judge(slides, kind="sequence")
        assert found.status == "fail"
        assert "batches 0 and 1 share 15 rows" in found.message

    def test_coarse_rows_that_all_come_twice(self):
        coarse = np.random.RandomState(0).randint(1, 6, size=(120, 3)).astype("float32") / 5
        assert self._judge(np.concatenate([coarse, coarse])).status == "warn"

    def test_coarse_data_zero_rows_and_repeats_pass(self):
        coarse = np.random.RandomState(0).randint(1, 6, size=(240, 3)).astype("float32") / 5
        assert self._judge(coarse) is None
        zeros = normal()
        zeros[:30] = 0
        assert self._judge(zeros) is None
        x = normal()
        twice = np.concatenate([x, x])
        assert self._judge(twice, chain(node("repeat", 480, count=2), node("range", 240))) is None
        assert self._judge(twice, kind="generator", steps_per_epoch=15) is None


class TestExamplesDropped:
    def _judge(self, plan, model=None, **records):
        return judge("examples-dropped", contract=model or contract(), plan=plan, **records)

    @pytest.mark.parametrize(
        ("rows", "size", "shuffled", "status"),
        [
            (250, 64, True, "fail"),  # 23 %
            (180, 64, False, "fail"),  # 29 %, the same rows
            (225, 100, False, "fail"),  # 11 %, the same rows
            (225, 100, True, "warn"),
            (1000, 64, True, None),  # 4 %
            (256, 64, False, None),
        ],
    )
    def test_by_the_share_that_is_lost(self, rows, size, shuffled, status):
        between = node("shuffle" if shuffled else "map", rows, reshuffle_each_iteration=True)
        found = self._judge(_batched(rows, size, True, between))
        assert (found and found.status) == status

    def test_says_which_rows(self):
        found = self._judge(_batched(180, 100, True, node("map", 180)))
        assert "drops 80 of 180 (44.4 %) of the training examples: rows 100 to 179" in found.message

    def test_a_fixed_batch_size_needs_it(self):
        model = contract(inputs=[(100, 4)])
        assert self._judge(_batched(180, 100, True), model) is None

    def test_leftovers_warn(self):
        take = chain(node("batch"), node("take", 64, count=64), node("tensor_slices", 1600))
        assert "take(64) keeps 64 of 1600" in self._judge(take).message
        assert self._judge(take, validation=one_pass(normal())) is None
        shard = chain(node("shard", 100, num_shards=8, index=0), node("tensor_slices", 800))
        assert self._judge(shard).status == "warn"


class TestSplitLeak:
    def _judge(self, train, held, **records):
        def target(x):
            return x.sum(axis=1, keepdims=True)

        elements, validation = one_pass(train, target(train)), one_pass(held, target(held))
        return judge("split-leak", elements=elements, validation=validation, **records)

    def test_shared_rows_and_the_cuts(self):
        x = normal(400)
        found = self._judge(
            x[:320],
            x[240:],
            plan=chain(node("take", 320, count=320), node("tensor_slices", 400)),
            validation_plan=chain(node("skip", 160, count=240), node("tensor_slices", 400)),
        )
        assert found.status == "fail"
        assert "80 of 160 (50 %) validation examples" in found.message
        assert "(training: take(320); validation: skip(240))" in found.message

    def test_a_shuffle_before_the_cut_is_named(self):
        x = normal(400)
        shuffle = node("shuffle", 400, reshuffle_each_iteration=True)
        plan = chain(node("take", 300, count=300), shuffle, node("tensor_slices", 400))
        found = self._judge(x[:300], x[200:300], plan=plan)
        assert "because shuffle draws a new order in every pass" in found.message

    def test_few_shared_rows_warn(self):
        x = normal(400)
        held = np.concatenate([x[:3], x[300:]])
        assert self._judge(x[:300], held).status == "warn"

    def test_separate_parts_and_natural_duplicates_pass(self):
        x = normal(400)
        assert self._judge(x[:300], x[300:]) is None
        coarse = np.random.RandomState(0).randint(0, 3, size=(400, 3)).astype("float32")
        assert self._judge(coarse[:300], coarse[300:]) is None


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
