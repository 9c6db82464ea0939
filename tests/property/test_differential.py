"""The kit's word against Keras' deed: pairs of models and pipelines, judged and then trained."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from conformance import compat
from conformance.properties import differential
from conformance.properties.differential import Outcome, disagreement
from conformance.registry import select
from conformance.results import Result
from tests.property import pairs

pytestmark = [pytest.mark.property]

PAIRS_EACH = 2


def judged(pair):
    """What the kit foretells of a pair, and what fit then does."""
    log = []
    results = differential.foretold(
        lambda: pairs.make_dataset(pair),
        lambda: pairs.make_model(pair.contract, log),
        called=pair.contract.form == "subclass",
    )
    outcome = differential.trained(
        pairs.make_model(pair.contract, log),
        pairs.make_dataset(pair),
        log,
        meant=pairs.meant_rows(pair),
        loss=lambda model: pairs.meant_loss(pair, model),
    )
    return results, outcome


@pytest.mark.slow
@given(number=st.integers(0, 2**20))
def test_the_kit_and_keras_agree(number):
    for each in range(PAIRS_EACH):
        pair = pairs.numbered(PAIRS_EACH * number + each)
        note(f"pairs.numbered({PAIRS_EACH * number + each}): {pair}")
        results, outcome = judged(pair)
        apart = disagreement(results, outcome)
        if apart is not None:
            assert pairs.trap_of(pair) is not None, apart


@pytest.mark.parametrize("trap", pairs.TRAPS)
def test_a_trap_is_still_one(trap):
    """A documented trap that has gone must leave the table."""
    pair = pairs.TRAPS[trap].pair
    if pairs.TRAPS[trap].keras not in (None, compat.keras_generation()):
        assert disagreement(*judged(pair)) is None
        return
    assert pairs.trap_of(pair) == trap
    assert disagreement(*judged(pair)) is not None


# --- the comparison itself, without TensorFlow -----------------------------------------------------


def result(check, status, message=""):
    return Result(check, "wiring", status, "", message)


FITS, RAISED, WRONG = Outcome(), Outcome(raised="ValueError: no"), Outcome(wrong=("a got b",))
COMPARED = {
    "nothing said, all well": ([], FITS, None),
    "nothing said, and it raised": ([], RAISED, "missed: ValueError"),
    "nothing said, and it went wrong": ([], WRONG, "missed: a got b"),
    "left open": ([result("rank-unknown", "blocked", "only fit shows")], RAISED, None),
    "not looked at": ([result("fit-fails", "blocked", differential.REASON)], RAISED, "missed"),
    "a warning is no claim": ([result("input-shape", "warn")], FITS, None),
    "an exception as promised": ([result("input-shape", "fail")], RAISED, None),
    "no exception": ([result("input-shape", "fail")], WRONG, "false alarm: fit was damage"),
    "damage as promised": ([result("lossy-cast", "fail")], WRONG, None),
    "no damage": ([result("lossy-cast", "fail")], FITS, "false alarm: fit was clean"),
    "a promise in words": ([result("input-missing", "fail", "Keras raises")], WRONG, "false alarm"),
    "one of two is right": (
        [result("input-shape", "fail"), result("input-order", "fail")],
        WRONG,
        None,
    ),
    "a check that claims nothing": ([result("label-constant", "fail")], RAISED, "a line in CLAIMS"),
    "a defect of the kit": ([result("input-shape", "error", "KeyError")], RAISED, "the kit failed"),
}


@pytest.mark.parametrize("case", COMPARED)
def test_the_comparison(case):
    results, outcome, said = COMPARED[case]
    apart = disagreement(results, outcome)
    assert apart is None if said is None else said in apart


def test_every_claim_is_of_a_check_that_is_asked():
    assert set(differential.CLAIMS) <= {check.name for check in select(differential.GROUPS)}


@pytest.mark.parametrize(
    ("received", "meant", "same"),
    [
        (np.float32([[1], [2]]), np.array([1, 2]), True),
        (np.float32([2**24]), np.array([2**24 + 1]), False),
        (np.float32([0.1]), np.float64([0.1]), True),
        (np.float32([2, 1]), np.float32([1, 2]), False),
        (np.array([b"a"], object), np.array(["a"]), True),
        (np.float32([1]), np.float32([1, 2]), False),
    ],
)
def test_values_are_compared_exactly_but_for_rounding(received, meant, same):
    assert differential.same_values(received, meant) == same
