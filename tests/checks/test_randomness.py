"""The checks of randomness, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.checks.randomness._mixing import classes_of, mixing_of
from conformance.records import (
    Arguments,
    Build,
    Dependence,
    Epochs,
    Function,
    Leaf,
    Plan,
    SequenceFacts,
    Spec,
    TraceEvent,
    Tracing,
)
from tests.checks.made import (
    chain,
    component,
    contract,
    judge,
    node,
    normal,
    one_pass,
    targets,
)

X = normal(240)
Y = (X.sum(axis=1) > 0).astype("int64")
IMAGE, MASK = Leaf("x", (None, 8, 8, 3), "float32"), Leaf("y", (None, 8, 8, 1), "float32", role="y")


def _permuted(seed=1):
    return np.random.RandomState(seed).permutation(240)


def _pass(order=None, x=X, y=Y, batch=16, **other):
    order = np.arange(len(x)) if order is None else order
    return one_pass(x[order], y[order], batch=batch, **other)


def _shuffled_batches(seed=1):
    batches = np.random.RandomState(seed).permutation(15)
    return np.concatenate([np.arange(16 * b, 16 * b + 16) for b in batches])


FROZEN = Epochs(second=_pass())
REORDERED = Epochs(second=_pass(_permuted()))
BATCHES_REORDERED = Epochs(second=_pass(_shuffled_batches()))


def _shuffle(size=240, **attributes):
    attributes.setdefault("reshuffle_each_iteration", True)
    return node("shuffle", 240, buffer_size=size, **attributes)


def _batch(size=16):
    return node("batch", 15, batch_size=size)


def _source():
    return node("tensor_slices", 240)


def _drawing(key="draw:noise", name="noisy", **facts):
    outputs = [
        Dependence(frozenset({0}), frozenset({key})),
        Dependence(frozenset({1}), frozenset()),
    ]
    facts.setdefault("outputs", outputs)
    function = Function(name, frozenset({"RandomStandardNormal"}), random=frozenset({key}), **facts)
    return node("map", function=function)


def _leaves(plan, key="draw:noise", role="x"):
    """Give every node of a chain x and y, x depending on a draw from the map on."""
    drawn = False
    for one in reversed(plan.nodes()):
        drawn = drawn or bool(one.function and one.function.random)
        one.leaves = [Leaf("x", (None, 4), "float32"), Leaf("y", (None,), "int64", role="y")]
        one.origins = [frozenset({"x"}), frozenset({"y"})]
        draws = frozenset({key}) if drawn else frozenset()
        one.randoms = [draws, frozenset()] if role == "x" else [frozenset(), draws]
    return plan


class TestTraced:
    def test_names_the_line_and_the_state(self):
        event = TraceEvent("np.random", "random", "data.py:12", "augment")
        found = judge("randomness-traced", tracing=Tracing(events=[event]))
        assert found.status == "fail"
        assert found.message == (
            "`augment` draws from NumPy's global state at data.py:12 while it is traced: it runs in "
            "Python once, so the numbers drawn then are constants for every example of every epoch"
        )
        assert found.where == "data.py:12"

    def test_a_clock_is_only_a_warning(self):
        event = TraceEvent("time.time", "time", "data.py:3", "")
        assert judge("randomness-traced", tracing=Tracing(events=[event])).status == "warn"

    def test_a_file_read_while_tracing_is_nothing(self):
        event = TraceEvent("builtins.open", "file", "data.py:3", "")
        assert judge("randomness-traced", tracing=Tracing(events=[event])) is None


class TestAugmentationFrozen:
    def _judge(self, plan, epochs=FROZEN):
        return judge("augmentation-frozen", plan=plan, elements=_pass(), epochs=epochs)

    def test_a_cache_after_the_draw(self):
        plan = _leaves(chain(_batch(), node("cache"), _drawing(), _source()))
        found = self._judge(plan)
        assert found.status == "fail"
        assert found.fix == "put cache() before map(noisy)"
        assert "all 240 examples are the same in both passes" in found.message

    def test_a_cache_before_the_draw(self):
        other = Epochs(second=_pass(x=X + 1))
        assert (
            self._judge(_leaves(chain(_batch(), _drawing(), node("cache"), _source())), other)
            is None
        )

    def test_made_up_data_may_be_cached(self):
        plan = _leaves(chain(_batch(), node("cache"), _drawing(), _source()))
        for one in plan.nodes():
            one.origins = [frozenset(), frozenset()]
        assert self._judge(plan) is None

    def test_noise_on_the_targets_alone_is_no_augmentation(self):
        assert (
            self._judge(_leaves(chain(_batch(), node("cache"), _drawing(), _source()), role="y"))
            is None
        )

    def test_a_constant_stateless_seed(self):
        key = "stateless:const 0102"
        found = self._judge(_leaves(chain(_batch(), _drawing(key), _source()), key))
        assert found.status == "fail"
        assert "constant seed" in found.message

    @pytest.mark.parametrize(("again", "found"), [(None, "warn"), (False, "warn"), (True, None)])
    def test_seeds_of_dataset_random_repeat_each_epoch(self, again, found):
        key = "stateless:argument 2@map"
        numbers = node("random", rerandomize_each_iteration=again)
        plan = _leaves(chain(_batch(), _drawing(key), _source(), numbers), key)
        assert getattr(self._judge(plan), "status", None) == found

    def test_seeds_that_are_counted_are_meant(self):
        key = "stateless:argument 2@map"
        plan = _leaves(chain(_batch(), _drawing(key), _source(), node("range")), key)
        assert self._judge(plan) is None

    def test_an_op_seed_repeats_each_epoch(self):
        key = "seeded:RandomUniform:(0, 4)"
        found = self._judge(_leaves(chain(_batch(), _drawing(key), _source()), key))
        assert found.status == "warn"

    def test_another_augmentation_after_the_cache_leaves_a_warning(self):
        plan = _leaves(chain(_batch(), _drawing(), node("cache"), _drawing(), _source()))
        assert self._judge(plan, Epochs(second=_pass(x=X + 1))).status == "warn"

    def test_python_code_that_a_cache_freezes_shows_in_a_second_build(self):
        step = node("map", function=Function("jitter", python=frozenset({"PyFunc"})))
        plan = chain(_batch(), node("cache"), step, _source())
        rebuilt = _pass(x=X + 1)
        found = self._judge(plan, Epochs(second=_pass(), rebuilt=rebuilt))
        assert found.status == "fail"
        assert found.where == "map(jitter)"
        assert self._judge(plan, Epochs(second=_pass(), rebuilt=_pass())) is None


class TestDrawPerBatch:
    def _plan(self, *order, **facts):
        plan = _leaves(chain(*order, _source()))
        return plan

    def _judge(self, plan):
        return judge("draw-per-batch", plan=plan, elements=_pass())

    def test_after_the_batch(self):
        scalar = _drawing(scalars=frozenset({"draw:noise"}))
        found = self._judge(self._plan(scalar, _batch(), _shuffle()))
        assert found.status == "warn"
        assert "all 16 examples of a batch" in found.message

    def test_before_the_batch(self):
        scalar = _drawing(scalars=frozenset({"draw:noise"}))
        assert self._judge(self._plan(_batch(), scalar, _shuffle())) is None

    def test_a_vector_of_draws(self):
        assert self._judge(self._plan(_drawing(), _batch(), _shuffle())) is None

    def test_mixup_draws_for_the_targets_too(self):
        key = frozenset({"draw:noise"})
        outputs = [Dependence(frozenset({0}), key), Dependence(frozenset({1}), key)]
        assert self._judge(self._plan(_drawing(scalars=key, outputs=outputs), _batch())) is None


class TestPairs:
    def _judge(self, image, mask, ops=("ReverseV2",), **model):
        draws = frozenset(image) | frozenset(mask)
        function = Function("augment", frozenset({"RandomUniform", *ops}), random=draws)
        plan = Plan(node("map", function=function))
        plan.root.leaves = [IMAGE, MASK]
        plan.root.randoms = [frozenset(image), frozenset(mask)]
        return judge(
            "pair-augmented-apart",
            plan=plan,
            spec=Spec([IMAGE, MASK]),
            contract=contract(**model),
        )

    def test_two_coins(self):
        found = self._judge({"a"}, {"b"})
        assert found.status == "fail"
        assert found.message.startswith("map(augment) changes x and y by separate random draws")

    @pytest.mark.parametrize(
        ("image", "mask"), [({"a"}, {"a"}), ({"a", "b"}, {"a"}), ({"a"}, set()), (set(), {"a"})]
    )
    def test_shared_or_one_sided_draws(self, image, mask):
        assert self._judge(image, mask) is None

    def test_noise_moves_no_pixel(self):
        assert self._judge({"a"}, {"b"}, ops=("AddV2",)) is None

    def test_two_views_for_a_train_step_of_its_own(self):
        assert self._judge({"a"}, {"b"}, custom_train_step=True).reason


class TestValidation:
    def _judge(self, second, plan=None):
        return judge(
            "validation-random",
            validation=_pass(),
            validation_epochs=Epochs(second=second),
            validation_plan=plan,
        )

    def test_names_the_random_stage(self):
        plan = _leaves(chain(_batch(), _drawing(), _source()))
        found = self._judge(_pass(x=X + 1), plan)
        assert found.status == "fail"
        assert "map(noisy) draws random numbers, and 0% of 240 examples" in found.message

    def test_shuffled_validation_is_fine(self):
        assert self._judge(_pass(_permuted())) is None

    def test_other_examples_without_a_draw_are_not_ours(self):
        assert self._judge(_pass(x=X + 1), _leaves(chain(_batch(), _source()))) is None

    def test_noise_that_is_the_task_only_warns(self):
        plan = _leaves(chain(_batch(), _drawing(), _source()))
        plan.root.origins = [frozenset({"x"}), frozenset({"x"})]
        assert self._judge(_pass(x=X + 1), plan).status == "warn"


class TestWorkers:
    def _judge(self, arguments=None, **facts):
        facts = {"length": 10, "type_name": "Rows", "global_random": True, **facts}
        return judge(
            "worker-random-state",
            sequence=SequenceFacts(**facts),
            arguments=Arguments(arguments or {}),
        )

    def test_processes_that_copy_the_state(self):
        assert self._judge(multiprocessing=True, workers=4).status == "fail"
        assert self._judge({"use_multiprocessing": True, "workers": 4}).status == "fail"

    @pytest.mark.parametrize(
        "facts",
        [
            {"workers": 4},
            {"multiprocessing": True, "workers": 1},
            {"multiprocessing": True, "workers": 4, "global_random": False},
            {"multiprocessing": True, "workers": 4, "start_method": "spawn"},
        ],
    )
    def test_threads_one_worker_no_draw_or_a_fresh_interpreter(self, facts):
        assert self._judge(**facts) is None


def test_a_sequence_that_seeds_itself_in_getitem():
    sequence = SequenceFacts(10, "Rows", global_random=True)
    judged = judge("index-draws-frozen", sequence=sequence, elements=_pass(), epochs=FROZEN)
    assert judged.status == "warn"
    judged = judge("index-draws-frozen", sequence=sequence, elements=_pass(), epochs=REORDERED)
    assert judged is None


class TestMixing:
    SORTED = np.sort(np.arange(240) % 4)

    def _judge(self, labels, plan=None, **other):
        x = normal(len(labels))
        return judge("classes-unmixed", elements=_pass(x=x, y=labels), plan=plan, **other)

    def test_sorted_rows(self):
        found = self._judge(self.SORTED, chain(_batch(), _shuffle(10), _source()))
        assert found.status == "fail"
        assert found.message == (
            "12 of 15 batches hold a single class of y: a batch of 16 holds 1.2 of 4 classes on "
            "average, a random one would hold 4.0; shuffle(10) mixes only neighbours: its buffer "
            "is small against 240 examples"
        )

    def test_the_cause_is_read_from_the_plan(self):
        assert "nothing shuffles" in self._judge(self.SORTED, chain(_batch(), _source())).message
        late = chain(_shuffle(), _batch(), _source())
        assert "comes after the batches are made" in self._judge(self.SORTED, late).message

    @pytest.mark.parametrize("seed", range(20))
    def test_shuffled_rows_pass_whatever_the_balance(self, seed):
        random = np.random.RandomState(seed)
        share = random.choice([0.01, 0.05, 0.3, 0.5])
        assert not hasattr(self._judge((random.uniform(size=240) < share).astype(int)), "message")

    def test_numbers_are_no_classes(self):
        sorted_prices = np.sort(np.random.RandomState(0).randint(0, 10, 240))
        judged = self._judge(sorted_prices, targets=targets("mean_squared_error"))
        assert judged.reason

    def test_a_stateful_model_wants_its_order(self):
        assert self._judge(self.SORTED, contract=contract(stateful=True)).reason

    def test_windows_only_warn(self):
        windows = chain(_batch(), node("window", 240), _source())
        assert self._judge(self.SORTED, windows).status == "warn"

    def test_one_hot_and_strings_are_classes(self):
        assert classes_of(component("y", np.eye(4)[self.SORTED])).tolist() == self.SORTED.tolist()
        names = np.array([b"cat", b"dog"] * 120, object)
        assert set(classes_of(component("y", names)).tolist()) == {0, 1}

    def test_multi_hot_images_and_fractions_are_not(self):
        assert classes_of(component("y", np.ones((240, 4)))) is None
        assert classes_of(component("y", np.zeros((240, 8, 8)))) is None
        assert classes_of(component("y", X[:, 0])) is None

    def test_concentration_is_one_for_pure_batches_and_none_for_few(self):
        order = np.arange(240) // 16
        pure = mixing_of("y", order % 4, order)
        assert pure.concentration == pytest.approx(1.0)
        assert pure.single == 15
        assert mixing_of("y", np.arange(48) % 4, np.arange(48) // 16) is None


class TestShuffleBuffer:
    def _judge(self, buffer, labels=Y, batch=16):
        plan = chain(_batch(batch), _shuffle(buffer), _source())
        return judge("shuffle-buffer-small", plan=plan, elements=_pass(y=labels, batch=batch))

    def test_smaller_than_a_batch(self):
        found = self._judge(8)
        assert found.status == "warn"
        assert "shuffle(8) holds fewer examples than batch(16) takes" in found.message

    def test_smaller_than_the_data_but_mixed(self):
        assert self._judge(60) is None

    def test_as_large_as_the_data(self):
        assert self._judge(240) is None

    def test_classes_in_runs(self):
        runs = (np.arange(240) // 24) % 2
        mixed = np.random.RandomState(0).permutation(240)[:120]
        labels = runs.copy()
        labels[mixed] = np.random.RandomState(1).randint(0, 2, 120)
        assert "still come in runs" in self._judge(60, labels).message


class TestOrder:
    def _judge(self, name, plan, epochs, **records):
        return judge(name, plan=plan, elements=_pass(), epochs=epochs, **records)

    def test_a_cache_after_the_shuffle(self):
        plan = chain(node("cache"), _batch(), _shuffle(), _source())
        found = self._judge("order-frozen", plan, FROZEN)
        assert found.status == "fail"
        assert found.fix == "put cache() before shuffle(240)"
        assert self._judge("order-frozen", plan, REORDERED) is None

    def test_a_fixed_shuffle_may_be_cached(self):
        plan = chain(_batch(), node("cache"), _shuffle(reshuffle_each_iteration=False), _source())
        assert self._judge("order-frozen", plan, FROZEN) is None

    def test_batches_kept_by_a_cache(self):
        plan = chain(_shuffle(), node("cache"), _batch(), _shuffle(), _source())
        assert self._judge("batches-frozen", plan, BATCHES_REORDERED).status == "warn"
        assert self._judge("shuffle-after-batch", plan, BATCHES_REORDERED) is None

    def test_a_shuffle_of_batches(self):
        plan = chain(_shuffle(), _batch(), _source())
        found = self._judge("shuffle-after-batch", plan, BATCHES_REORDERED)
        assert found.status == "fail"
        assert "the 15 batches hold the same 16 examples in both passes" in found.message

    def test_the_last_batching_counts(self):
        pieces = chain(_batch(), _shuffle(), node("batch", 60, batch_size=4), _source())
        assert self._judge("shuffle-after-batch", pieces, BATCHES_REORDERED) is None
        again = chain(_batch(), _shuffle(), node("unbatch", 240), _batch(), _source())
        assert self._judge("shuffle-after-batch", again, BATCHES_REORDERED) is None

    def test_a_fixed_shuffle_before_the_batch_fixes_its_members_too(self):
        fixed = _shuffle(reshuffle_each_iteration=False)
        plan = chain(_shuffle(), _batch(), fixed, _source())
        assert self._judge("shuffle-after-batch", plan, BATCHES_REORDERED).status == "fail"

    def test_ready_made_batches_warn(self):
        function = Function("flat_map_fn", frozenset({"GeneratorDataset"}))
        plan = chain(_shuffle(), node("flat_map", function=function))
        assert self._judge("shuffle-after-batch", plan, BATCHES_REORDERED).status == "warn"

    def test_epoch_end_lost(self):
        plan = chain(node("flat_map"))
        tracing = Tracing(wrapped_sequences=["Rows `sequence`"])
        found = self._judge("epoch-end-lost", plan, FROZEN, tracing=tracing)
        assert found.status == "fail"
        assert self._judge("epoch-end-lost", plan, REORDERED, tracing=tracing) is None
        assert self._judge("epoch-end-lost", plan, FROZEN, tracing=Tracing()) is None


class TestOrderConstant:
    def _judge(self, plan=None, epochs=FROZEN, elements=None, **records):
        records.setdefault("build", Build())
        records.setdefault("arguments", Arguments())
        elements = elements or _pass()
        return judge("order-constant", plan=plan, elements=elements, epochs=epochs, **records)

    def test_nothing_shuffles(self):
        found = self._judge(chain(_batch(), _source()))
        assert found.status == "warn"
        assert found.fix == "add .shuffle(240) before batch(16)"

    def test_another_order_passes(self):
        assert self._judge(chain(_batch(), _source()), REORDERED) is None

    def test_reshuffle_switched_off(self):
        plan = chain(_batch(), _shuffle(reshuffle_each_iteration=False), _source())
        assert "reshuffle_each_iteration=False" in self._judge(plan).message

    def test_a_generator_that_starts_again_from_its_seed(self):
        plan = chain(
            _batch(), node("flat_map", function=Function("f", frozenset({"GeneratorDataset"})))
        )
        found = self._judge(plan, tracing=Tracing(generator_draws=["default_rng", "permutation"]))
        assert "starts again from the same seed" in found.message

    def test_stateful_models_and_windows_want_their_order(self):
        plan = chain(_batch(), _source())
        assert self._judge(plan, contract=contract(stateful=True)).reason
        assert self._judge(chain(_batch(), node("window"), _source())).reason

    def test_overlapping_rows_are_windows_too(self):
        series = np.sin(np.arange(248) / 7).astype("float32")
        x = np.stack([series[i : i + 8] for i in range(240)])
        elements, epochs = _pass(x=x), Epochs(second=_pass(x=x))
        assert self._judge(chain(_batch(), _source()), epochs, elements).reason

    def test_a_sequence_warns_only_where_on_epoch_end_changes_nothing(self):
        assert self._judge(sequence=SequenceFacts(15, "Rows")) is None
        found = self._judge(sequence=SequenceFacts(15, "Rows", has_epoch_end=True))
        assert found.where == "Rows.on_epoch_end"


class TestUnrepeatable:
    def _judge(self, plan, seeded=True, rebuilt=None):
        return judge(
            "order-unrepeatable",
            build=Build(seeded=seeded),
            plan=plan,
            elements=_pass(),
            epochs=Epochs(rebuilt=rebuilt),
        )

    def _sloppy(self, **shuffle):
        step = node("map", deterministic="false", function=Function("load"))
        step.raw = "ParallelMapDatasetV2"
        return chain(_batch(), step, _shuffle(**shuffle), _source())

    def test_a_global_seed_and_a_sloppy_map(self):
        found = self._judge(self._sloppy(), rebuilt=_pass(_permuted()))
        assert found.status == "fail"
        assert found.message.startswith(
            "a global seed is set, but map(load) may hand on examples in the order they finish "
            "(deterministic=False); a second build gave another order from batch 0, example 0 on"
        )

    def test_seeds_on_shuffles_alone_only_warn(self):
        assert self._judge(self._sloppy(seed=0, seed2=3), seeded=False).status == "warn"

    def test_without_a_seed_nothing_was_promised(self):
        assert self._judge(self._sloppy(seed=0, seed2=0), seeded=False).reason

    def test_a_seeded_pipeline_that_repeats(self):
        plan = chain(_batch(), _shuffle(), _source())
        assert self._judge(plan, rebuilt=_pass()) is None

    def test_other_rows_in_a_second_build_are_not_another_order(self):
        plan = chain(_batch(), _shuffle(), _source())
        assert self._judge(plan, rebuilt=_pass(x=X + 1)) is None
