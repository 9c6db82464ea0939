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
    Leaf,
    Pass,
    Plan,
    SequenceFacts,
    Spec,
    Tracing,
    Training,
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


class TestEmpty:
    def test_names_the_filter(self):
        rows = node("tensor_slices", 320)
        plan = chain(node("filter", UNKNOWN, function=Function("is_large")), rows)
        found = judge("empty", elements=NOTHING, environment=environment(3), plan=plan)
        assert found.message == (
            "the training data hold no element: no element of 320 passes the filter `is_large`; fit "
            "returns at once with an empty history and untrained weights"
        )

    def test_validation_skipped_in_the_wrong_unit(self):
        plan = chain(
            node("skip", 0, count=256), node("batch", 10, batch_size=32), node("tensor_slices", 320)
        )
        found = judge(
            "empty",
            elements=one_pass(normal()),
            environment=environment(2),
            validation=NOTHING,
            validation_plan=plan,
        )
        assert "skip(256) leaves nothing of 10 batches: it counts batches here" in found.message
        assert found.fix.startswith("split before batch")

    def test_a_batch_larger_than_the_data(self):
        plan = chain(
            node("batch", 0, batch_size=64, drop_remainder=True), node("tensor_slices", 40)
        )
        found = judge("empty", elements=NOTHING, environment=environment(), plan=plan)
        assert "batch(64, drop_remainder=True) makes no batch of 40 examples" in found.message

    def test_a_pass_that_failed_or_was_cut_short_is_not_empty(self):
        failed = Pass(complete=False, failure=Failure("ValueError", "no", "elements"))
        for part in (failed, Pass(complete=False), one_pass(normal())):
            assert judge("empty", elements=part, environment=environment()) is None


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


class TestLengthUnknown:
    def test_len_of_a_filtered_data_set(self):
        failure = Failure(
            "TypeError",
            "The dataset length is unknown.",
            "build",
            frames=("data.py:12 in make_dataset",),
            functions=("make_dataset", "__len__"),
        )
        found = judge("length-unknown", build=Build(failure=failure))
        assert "at data.py:12 in make_dataset" in found.message

    def test_other_failures_are_not_its_question(self):
        failure = Failure("TypeError", "unsupported operand", "build", functions=("make_dataset",))
        assert judge("length-unknown", build=Build(failure=failure)) is None
        assert judge("length-unknown", build=Build()) is None


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


class TestCardinality:
    def _extra(self, cardinality, iterations):
        plan = chain(node("batch", cardinality), node("filter", cardinality), node("range", 160))
        training = Training(batches=5, epochs=2, iterations=iterations)
        return judge(
            "unknown-cardinality",
            plan=plan,
            training=training,
            elements=one_pass(normal(160)),
            environment=environment(),
        )

    def test_extra_optimizer_steps(self):
        found = self._extra(UNKNOWN, 12)
        assert found.status == "warn"
        assert "2 epochs of 5 batches gave 12 steps instead of 10" in found.message
        assert "assert_cardinality(10)" in found.fix

    def test_right_counts_pass(self):
        assert self._extra(UNKNOWN, 10) is None
        assert self._extra(10, 12) is None

    def test_declared_and_delivered(self):
        plan = chain(node("assert_cardinality", 12), node("filter", UNKNOWN))
        found = judge("cardinality-wrong", plan=plan, elements=one_pass(normal(160)))
        assert "says it holds 12 batches, but one pass gave 10" in found.message
        text = "Input dataset was expected to contain 12 elements but contained only 10 elements."
        broken = Pass(complete=False, failure=Failure("FailedPreconditionError", text, "elements"))
        assert judge("cardinality-wrong", plan=plan, elements=broken).status == "fail"
        plan.root.cardinality = 10
        assert judge("cardinality-wrong", plan=plan, elements=one_pass(normal(160))) is None


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


class TestZip:
    def _judge(self, *parts):
        return judge("unequal-zip", plan=Plan(node("zip", inputs=list(parts))))

    def test_a_shorter_part(self):
        found = self._judge(node("tensor_slices", 300), node("tensor_slices", 180))
        assert "part 1 holds 180 elements, part 0 holds 300" in found.message

    def test_counters_repeats_and_lags_pass(self):
        rows = node("tensor_slices", 300)
        assert self._judge(rows, node("range", 1000)) is None
        assert self._judge(rows, node("repeat", INFINITE, inputs=[node("tensors", 1)])) is None
        assert self._judge(rows, node("skip", 299, count=1, inputs=[rows])) is None
        assert self._judge(rows, node("map", UNKNOWN)) is None

    def test_a_part_that_skips_a_batch(self):
        batches = node("batch", 10, batch_size=20, inputs=[node("tensor_slices", 200)])
        late = node("skip", 9, count=1, inputs=[batches])
        found = self._judge(batches, late)
        assert found.status == "warn"
        assert "meets what stands 20 rows later" in found.message


class TestErrorsIgnored:
    def _judge(self, before, rows, *above):
        plan = chain(node("batch"), *above, node("ignore_errors", UNKNOWN), node("map", before))
        return judge("errors-ignored", plan=plan, elements=one_pass(normal(rows)))

    def test_counts_the_lost(self):
        found = self._judge(400, 40)
        assert found.status == "fail"
        assert "360 of 400 (90 %) examples" in found.message
        assert self._judge(400, 392).status == "warn"

    def test_none_lost_passes_and_an_unknown_number_warns(self):
        assert self._judge(240, 240) is None
        assert self._judge(400, 40, node("filter", UNKNOWN)) is None
        assert self._judge(UNKNOWN, 40).status == "warn"


def test_cache_read_in_part():
    source = node("tensor_slices", 200)
    found = judge(
        "cache-incomplete", plan=chain(node("take", 160, count=160), node("cache", 200), source)
    )
    assert found.fix == ".take(160).cache()"
    whole = chain(node("take", 200, count=300), node("cache", 200), node("tensor_slices", 200))
    assert judge("cache-incomplete", plan=whole) is None
    right = chain(node("cache", 160), node("take", 160, count=160), node("tensor_slices", 200))
    assert judge("cache-incomplete", plan=right) is None


def test_a_sequence_that_writes_into_its_data():
    sequence = SequenceFacts(10, "Rows", written="x")
    found = judge("sequence-changes-data", sequence=sequence)
    assert found.message.startswith("`Rows.__getitem__` changes `self.x`")
    assert judge("sequence-changes-data", sequence=SequenceFacts(10, "Rows")) is None


class TestSequence:
    def _length(self, rows, length, delivered, epochs=None, **facts):
        sequence = SequenceFacts(length, "Rows", source_rows=rows, source_names=("x", "y"), **facts)
        return judge(
            "sequence-length",
            sequence=sequence,
            elements=one_pass(normal(delivered), batch=64),
            build=Build(kind="sequence"),
            epochs=epochs,
        )

    def test_rounded_down(self):
        found = self._length(250, 3, 192)
        assert found.status == "fail"
        assert "58 of 250 (23.2 %) are never delivered" in found.message
        assert found.fix.startswith("return math.ceil(len(self.x) / batch_size)")

    def test_the_same_rows_weigh_more(self):
        same = Epochs(second=one_pass(normal(192), batch=64))
        other = Epochs(second=one_pass(normal(192, seed=1), batch=64))
        assert self._length(220, 3, 192, same).status == "fail"
        assert self._length(220, 3, 192, other).status == "warn"

    def test_one_too_many(self):
        assert "batch 4 is empty: there are 4" in self._length(256, 5, 256, empty_index=4).message
        failure = Failure("ValueError", "need at least one array", "elements", batch=4)
        found = self._length(256, 5, 256, index_failure=failure, failing_index=4)
        assert "batch 4 raises ValueError" in found.message

    def test_complete_and_nearly_complete_pass(self):
        assert self._length(250, 4, 250) is None
        assert self._length(194, 3, 192) is not None
        assert self._length(193, 3, 192) is None

    def test_a_cursor(self):
        facts = SequenceFacts(5, "Rows", cursor="asked for batch 3 again, it gave batch 4")
        found = judge("sequence-index", sequence=facts, environment=environment())
        assert "`Rows.__getitem__` ignores its index" in found.message
        assert (
            judge("sequence-index", sequence=SequenceFacts(5, "Rows"), environment=environment())
            is None
        )


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


class TestPairs:
    x, y = normal(), normal(240, 1, seed=1)
    spec = Spec([Leaf("x", (None, 4), "float32"), Leaf("y", (None, 1), "float32", role="y")])

    def _plan(self, first, second):
        parts = [
            node(
                "shuffle",
                240,
                inputs=[node("tensor_slices", 240)],
                buffer_size=240,
                seed=s,
                seed2=s,
            )
            if s is not None
            else node("tensor_slices", 240)
            for s in (first, second)
        ]
        zipped = node("zip", 240, inputs=parts)
        marks = [
            frozenset() if s is None else frozenset({i}) for i, s in enumerate((first, second), 1)
        ]
        zipped.branches = marks
        return Plan(zipped)

    def _judge(self, plan=None, second=None, model=None):
        epochs = Epochs(second=second)
        elements = one_pass(self.x, self.y)
        return judge(
            "pairs-misaligned",
            elements=elements,
            spec=self.spec,
            contract=model or contract(),
            plan=plan,
            epochs=epochs,
        )

    def test_two_shuffles(self):
        found = self._judge(self._plan(0, 0), one_pass(self.x, np.roll(self.y, 1)))
        assert "both are shuffled, each with a draw of its own" in found.message
        assert "between two passes 100% of the features met another target" in found.message

    def test_one_shuffle_and_unlike_seeds(self):
        assert "only the features are shuffled" in self._judge(self._plan(0, None)).message
        assert "different seeds" in self._judge(self._plan(1, 2)).message

    def test_equal_seeds_and_plain_zips_pass(self):
        assert self._judge(self._plan(7, 7)) is None
        assert self._judge(self._plan(None, None)) is None

    def test_unpaired_data_for_a_step_of_its_own_pass(self):
        assert self._judge(self._plan(0, 0), model=contract(custom_train_step=True)) is None

    def test_measured_without_a_plan(self):
        found = self._judge(second=one_pass(self.x, np.roll(self.y, 1)))
        assert "reordered apart" in found.message
        order = np.random.RandomState(0).permutation(240)
        assert self._judge(second=one_pass(self.x[order], self.y[order])) is None
        assert self._judge(second=one_pass(self.x, self.y + 1)) is None  # fresh targets


class TestWindow:
    def test_rows_shuffled_before(self):
        plan = chain(
            node("flat_map"),
            node("window", size=13),
            node("shuffle", 500, buffer_size=500),
            node("range", 500),
        )
        found = judge("window-shuffled", plan=plan)
        assert found.message.startswith("shuffle(500) stands before window(13)")

    def test_windows_shuffled_after_and_files_before_pass(self):
        after = chain(node("shuffle", buffer_size=9), node("window", size=13), node("range", 500))
        assert judge("window-shuffled", plan=after) is None
        files = chain(
            node("window", size=13),
            node("flat_map"),
            node("shuffle", 8, buffer_size=8),
            node("range", 8),
        )
        assert judge("window-shuffled", plan=files) is None


class TestWindowsOverlap:
    series = np.cumsum(np.random.RandomState(0).normal(size=300)).astype("float32")

    def _judge(self, train, held, steps=16):
        windows = np.stack([self.series[i : i + steps] for i in range(300 - steps)])
        return judge(
            "windows-overlap",
            elements=one_pass(windows[train]),
            validation=one_pass(windows[held]),
        )

    def test_split_at_random(self):
        order = np.random.RandomState(1).permutation(284)
        found = self._judge(order[:220], order[220:])
        assert "15 of 16 values" in found.message

    def test_a_stride_of_four(self):
        order = np.random.RandomState(1).permutation(71) * 4
        assert "4 step(s) away" in self._judge(order[:50], order[50:]).message

    def test_split_in_time_and_strides_beyond_the_length_pass(self):
        rows = np.arange(284)
        assert self._judge(rows[:220], rows[220:]) is None
        apart = np.random.RandomState(1).permutation(47) * 6
        assert self._judge(apart[:25], apart[25:], steps=10) is None

    def test_rows_of_a_table_pass(self):
        x = normal(240, 12)
        found = judge("windows-overlap", elements=one_pass(x[:180]), validation=one_pass(x[180:]))
        assert found is None


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


@pytest.mark.parametrize(
    ("count", "fit", "warned"),
    [
        (10, {"epochs": 10}, True),
        (2, {"epochs": 3}, True),
        (10, {}, False),
        (-1, {"epochs": 3}, False),
        (10, {"epochs": 3, "steps_per_epoch": 7}, False),
    ],
)
def test_repeat_and_epochs(count, fit, warned):
    plan = chain(node("prefetch"), node("repeat", count=count), node("batch"))
    found = judge("repeat-and-epochs", plan=plan, arguments=Arguments(fit))
    assert getattr(found, "status", None) == ("warn" if warned else None)
