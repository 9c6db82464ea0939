"""ids-rounded: ids that differ at their source still differ."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, does_not_apply, finds, layer, one_pass, pairing, passes

RANDOM = np.random.RandomState(0)
ACCOUNTS = 1_000_000_000 + RANDOM.randint(0, 4000, 300)


def _given(ids, kind="Embedding"):
    model = contract(layer(kind, input_dim=5000 if kind == "Embedding" else None))
    return dict(
        elements=one_pass(ids, np.arange(len(ids)) % 2), contract=model, pairing=pairing("x")
    )


def test_ids_that_came_through_float32():
    ids = (ACCOUNTS.astype("float32").astype("int64") - 1_000_000_000)[:, None]
    found = finds("ids-rounded", "warn", **_given(ids))
    assert "all lie a multiple of 64 apart" in found.message


def test_ids_that_did_not():
    passes("ids-rounded", **_given((ACCOUNTS - 1_000_000_000)[:, None]))


@pytest.mark.parametrize("step", [1, 2, 10, 100])
def test_codes_made_in_steps_of_their_own(step):
    passes("ids-rounded", **_given(step * RANDOM.randint(0, 40, (300, 1))))


@pytest.mark.parametrize(("ids", "status"), [(10, "pass"), (12, "warn")])
def test_few_ids_may_share_a_remainder_by_chance(ids, status):
    given = _given(4 * RANDOM.permutation(np.arange(ids))[:, None])
    if status == "pass":
        passes("ids-rounded", **given)
    else:
        finds("ids-rounded", status, **given)


def test_a_column_of_large_numbers_in_a_float_table():
    table = np.stack([ACCOUNTS, RANDOM.normal(size=300)], axis=1).astype("float32")
    found = finds("ids-rounded", "warn", **_given(table, "Dense"))
    assert "column 0 of `x`" in found.message
    assert "IntegerLookup" in found.fix


def test_numbers_that_are_no_ids():
    does_not_apply("ids-rounded", **_given(RANDOM.normal(size=(300, 2)).astype("float32"), "Dense"))
