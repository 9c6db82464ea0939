"""data-masked: no step among the data is taken for padding."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, does_not_apply, finds, layer, one_pass, pairing, passes

RANDOM = np.random.RandomState(0)
ROWS, STEPS = 100, 12
THERE = np.arange(STEPS) < RANDOM.randint(6, STEPS, ROWS)[:, None]
WORDS = RANDOM.zipf(1.5, size=(ROWS, STEPS)).clip(max=30)


def _given(words, kind="Embedding"):
    model = contract(layer(kind, masks=True, mask_value=0.0), layer("GRU"))
    return dict(
        elements=one_pass(np.where(THERE, words, 0), np.arange(ROWS) % 2),
        contract=model,
        pairing=pairing("x"),
    )


def test_words_numbered_from_zero():
    found = finds("data-masked", "warn", **_given(WORDS - 1))
    assert "(Embedding) masks 0, which stands between other steps in 84 of 100" in found.message
    assert "number the words from 1" in found.fix


def test_words_numbered_from_one():
    assert "0 between the steps of 100 sequences" in passes("data-masked", **_given(WORDS))


@pytest.mark.parametrize(("rows", "status"), [(9, "pass"), (11, "warn")])
def test_few_sequences_may_be_slips(rows, status):
    words = WORDS.copy()
    words[:rows, 3] = 0
    if status == "pass":
        passes("data-masked", **_given(words))
    else:
        finds("data-masked", status, **_given(words))


def test_fields_that_are_padded_one_after_the_other():
    words = WORDS.copy()
    words[:, 2:5] = np.where(np.arange(3) < RANDOM.randint(0, 2, (ROWS, 1)), words[:, 2:5], 0)
    passes("data-masked", **_given(words))


def test_a_series_that_is_masked_where_it_is_zero():
    series = np.where(RANDOM.rand(ROWS, STEPS) < 0.1, 0.0, 1.0 + RANDOM.rand(ROWS, STEPS))
    given = _given(series, "Masking")
    given["elements"] = one_pass(np.where(THERE, series, 0)[:, :, None], np.arange(ROWS) % 2)
    assert finds("data-masked", "warn", **given).fix == "mask a value that the data never hold"


def test_nothing_is_masked():
    given = _given(WORDS - 1)
    given["contract"] = contract(layer("Embedding"), layer("GRU"))
    does_not_apply("data-masked", **given)
