"""The checks of repeats, filled batches, steps in samples, skips, chains and shards, on records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    INFINITE,
    UNKNOWN,
    Arguments,
    Build,
    Loss,
    SequenceFacts,
)
from tests.checks.made import (
    chain,
    component,
    contract,
    environment,
    judge,
    layer,
    node,
    normal,
    one_pass,
    result,
)

RANDOM = np.random.RandomState(0)
ROWS, SIZE = 160, 16
TABLE = normal(ROWS)


def _mixed_epoch(buffer=1000):
    held, taken = list(range(buffer)), []
    for step in range(ROWS):
        place = RANDOM.randint(buffer)
        taken.append(held[place] % ROWS)
        held[place] = buffer + step
    return TABLE[taken]


def _repeated(*between, count=-1, source=ROWS, steps=ROWS // SIZE, x=None):
    ends = [node("repeat", INFINITE, count=count), node("map", source), node("tensor_slices")]
    plan = chain(node("prefetch"), *between, *ends)
    elements = one_pass(_mixed_epoch() if x is None else x, complete=False)
    fit = Arguments({"steps_per_epoch": steps})
    return judge("repeat-before-shuffle", plan=plan, elements=elements, arguments=fit)


def _shuffle(buffer=1000):
    return node("shuffle", INFINITE, buffer_size=buffer)


def _batch():
    return node("batch", INFINITE, batch_size=SIZE)


def _steps(x, steps, *, batch=SIZE, held=(), plan=None, kind="generator", complete=False):
    return judge(
        "steps-unreachable",
        elements=one_pass(x, batch=batch, complete=complete),
        build=Build(kind=kind, held_rows=frozenset(held)),
        arguments=Arguments({"steps_per_epoch": steps}),
        environment=environment(),
        plan=plan,
    )


FEW = normal(40)
TURNS = np.concatenate([FEW[RANDOM.permutation(40)] for _ in range(16)])


class TestStepsInSamples:
    def test_every_row_comes_again_and_again(self):
        found = _steps(TURNS, 40)
        assert "reads all the data 16 times (640 examples were read, 40 different" in found.message
        assert found.fix.startswith("steps_per_epoch=3 ")

    def test_a_dataset_without_end(self):
        plan = chain(node("batch", UNKNOWN), node("flat_map", UNKNOWN))
        assert _steps(TURNS, 40, plan=plan, kind="dataset") is not None

    def test_batches_that_are_repeated(self):
        plan = chain(
            node("repeat", INFINITE), node("batch", 3, batch_size=16), node("tensor_slices", 40)
        )
        assert "reads all the data 16 times" in _steps(TURNS, 40, plan=plan).message
        assert _steps(TURNS, 3, plan=plan) is None

    def test_flipped_rows_of_the_arrays_it_holds(self):
        flipped = np.where(RANDOM.rand(len(TURNS), 1) < 0.5, TURNS, TURNS[:, ::-1])
        assert _steps(flipped, 40, held=[40]) is not None
        assert _steps(flipped, 40) is None
        assert _steps(flipped, 40, held=[41]) is None

    @pytest.mark.parametrize(
        ("x", "facts"),
        [
            (TURNS, {"steps": 3}),
            (TURNS[:64], {"steps": 40}),
            (TURNS, {"steps": 40, "batch": 1}),
            (FEW[RANDOM.randint(0, 40, 640)], {"steps": 40}),
            (normal(640), {"steps": 40, "held": [40]}),
            (np.tile(FEW[:10], (64, 1)), {"steps": 10}),
        ],
        ids=["right", "too short", "rows", "drawn by chance", "crops of 40 pictures", "toy"],
    )
    def test_near_misses(self, x, facts):
        assert _steps(x, **facts) is None


def _skipped(count=10, held=15, nodes=None, validation=None, **fit):
    nodes = nodes or [
        node("prefetch"),
        node("skip", count=count),
        node("batch", held, batch_size=SIZE),
        node("tensor_slices", held * SIZE),
    ]
    return judge(
        "examples-dropped", plan=chain(*nodes), validation=validation, arguments=Arguments(fit)
    )


class TestSkippedInEveryEpoch:
    def test_most_batches(self):
        found = _skipped(epochs=6, initial_epoch=3)
        assert found.status == "warn"
        assert "skip(10) leaves out 10 of 15 (66.7 %) batches" in found.message
        assert _skipped() is not None

    @pytest.mark.parametrize(
        "facts",
        [
            {"count": 7},
            {"epochs": 4, "initial_epoch": 3},
            {"held": INFINITE},
            {"held": UNKNOWN},
            {"validation": one_pass(normal(32))},
            {
                "nodes": [
                    node("batch", 5, batch_size=SIZE),
                    node("skip", count=160),
                    node("s", 240),
                ]
            },
        ],
        ids=["less than half", "one epoch", "endless", "unknown", "a split", "rows"],
    )
    def test_near_misses(self, facts):
        assert _skipped(**facts) is None


FULL = RANDOM.uniform(0.1, 1, (100, 8, 8)).astype("float32")
CLASSES = RANDOM.randint(0, 3, 100)
EMPTY = np.zeros((28, 8, 8), "float32")


def _filled(x=None, y=None, weights=None, model=None, rows=None, batch=32, **facts):
    x = np.concatenate([FULL, EMPTY]) if x is None else x
    y = np.concatenate([CLASSES, np.zeros(28, int)]) if y is None else y
    elements = one_pass(x, y, batch=batch, **facts)
    if weights is not None:
        elements.components.append(component("w", weights, batch, role="sample_weight"))
    sequence = None if rows is None else SequenceFacts(4, "Filled", source_rows=rows)
    given = model or contract(layer("Dense"))
    return judge("batch-filled-up", elements=elements, contract=given, sequence=sequence)


class TestBatchFilledUp:
    def test_a_sequence_that_holds_so_many_rows_fewer(self):
        found = _filled(rows=100)
        assert found.status == "fail"
        assert "the last 28 of 32 rows in the last batch of the training data" in found.message
        assert "holds 100 rows and delivers 128" in found.message

    def test_a_warning_where_the_rows_are_not_known(self):
        assert _filled().status == "warn"
        assert _filled(rows=128).status == "warn"
        assert _filled(weights=np.ones(128)).status == "warn"
        assert (
            _filled(rows=100, y=np.concatenate([CLASSES % 2 + 1, np.zeros(28, int)])).status
            == "warn"
        )
        fixed = contract(layer("Dense"), inputs=((32, 8, 8),))
        assert _filled(rows=100, model=fixed).status == "warn"

    @pytest.mark.parametrize("place", [0, 3, 7])
    @pytest.mark.parametrize("fill", [0.0, 0.25])
    def test_a_batch_of_one_row_anywhere(self, place, fill):
        x = normal(128)
        x[16 * place : 16 * (place + 1)] = fill
        found = judge("batch-filled-up", elements=one_pass(x, normal(128)))
        assert found.status == "warn"
        assert f"all 16 rows in batch {place} of the training data" in found.message
        assert ("are zeros" if not fill else "are one and the same row") in found.message

    def test_a_batch_of_one_row_that_is_meant(self):
        x = normal(128)
        assert judge("batch-filled-up", elements=one_pass(x)) is None
        x[112:] = 0
        weightless = one_pass(x)
        weights = np.repeat([1.0, 0.0], [112, 16])
        weightless.components.append(component("w", weights, 16, role="sample_weight"))
        assert judge("batch-filled-up", elements=weightless) is None
        coarse = np.repeat(np.arange(8.0), 16)[:, None]  # every batch is of one row
        assert judge("batch-filled-up", elements=one_pass(coarse)) is None
        assert judge("batch-filled-up", elements=one_pass(x, batch=4)) is None

    def test_an_end_that_was_not_reached_is_unread(self):
        found = result("batch-filled-up", elements=one_pass(normal(128), complete=False))
        assert (found.status, found.kind) == ("skip", "unread")
        reached = one_pass(normal(128), complete=False, sampled=2)
        assert result("batch-filled-up", elements=reached).status == "pass"

    def test_validation_data(self):
        held = one_pass(
            np.concatenate([FULL, EMPTY]), np.concatenate([CLASSES, np.zeros(28, int)]), batch=32
        )
        found = judge("batch-filled-up", elements=one_pass(FULL, CLASSES), validation=held)
        assert "counted in the validation's metrics" in found.message

    @pytest.mark.parametrize(
        "facts",
        [
            {"x": FULL, "y": CLASSES},
            {"weights": np.repeat([1.0, 0.0], [100, 28])},
            {"y": np.concatenate([CLASSES, np.ones(28, int)])},
            {"x": np.concatenate([EMPTY[:1], FULL[1:], EMPTY])},
            {"x": np.concatenate([FULL * (RANDOM.rand(100, 8, 8) < 0.03), EMPTY])},
            {"x": np.concatenate([FULL, FULL[:27], EMPTY[:1]])},
            {"batch": 100},
            {"complete": False},
            {"model": contract(layer("Dense"), custom_train_step=True)},
            {"model": contract(layer("Embedding", masks=True))},
            {"model": contract(layer("Dense"), losses={0: Loss("own", custom=True)})},
            {"x": np.concatenate([FULL, EMPTY]).astype(str)},
        ],
        ids=[
            "full",
            "weighted",
            "targets",
            "zeros elsewhere",
            "sparse",
            "one row",
            "a smaller batch",
            "not the end",
            "a step of its own",
            "masked",
            "a loss of its own",
            "text",
        ],
    )
    def test_near_misses(self, facts):
        assert _filled(**facts) is None

    def test_whole_batches_of_zeros_are_named_as_a_whole(self):
        x, y = np.concatenate([FULL[:96], EMPTY, EMPTY[:4]]), np.zeros(128, int)
        assert "all 32 rows in batch 3 of the training data are zeros" in _filled(x, y).message


def test_a_long_chain_is_walked_without_recursion():
    whole = node("tensor_slices", 4)
    for _ in range(5000):
        whole = node("concatenate", inputs=[whole, node("tensor_slices", 4)])
    assert [n.op for n in whole.walk()][:2] == ["concatenate", "concatenate"]
    first = whole.inputs_first()
    assert len(first) == 10001
    assert first[-1] is whole
    assert first[0].op == "tensor_slices"
