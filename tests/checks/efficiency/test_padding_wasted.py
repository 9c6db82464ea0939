"""padding-wasted: sequences are not padded far beyond the longest."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.results import NOT_APPLICABLE, UNREAD
from tests.checks.made import contract, layer, one_pass, pairing, result

RANDOM = np.random.RandomState(0)


LONG = RANDOM.randint(3, 11, 64)


def _rows(at_the_end, ids, lengths=LONG, steps=12):
    out = np.zeros((len(lengths), steps), int)
    for row, length, filled in zip(out, lengths, ids):
        row[slice(length) if at_the_end else slice(steps - length, steps)] = filled[:length]
    return out


def _wide(width, longest, rows=96, end=False):
    lengths = RANDOM.randint(2, longest + 1, rows)
    lengths[0] = longest
    return _rows(end, RANDOM.randint(1, 30, (rows, longest)), lengths, width)


def _padded(x, kind="Embedding", **records):
    model = contract(layer(kind))
    complete = records.pop("complete", True)
    elements = one_pass(x, complete=complete)
    pairs = pairing("x")
    return result("padding-wasted", elements=elements, contract=model, pairing=pairs, **records)


class TestPaddingWasted:
    @pytest.mark.parametrize("end", [True, False])
    def test_wide_padding(self, end):
        found = _padded(_wide(300, 20, end=end))
        assert found.status == "warn"
        assert "is 300 steps wide and no row has more than 20" in found.message

    @pytest.mark.parametrize(
        ("x", "records", "status", "kind"),
        [
            (_wide(300, 100), {}, "pass", ""),
            (_wide(100, 20), {}, "pass", ""),
            (_wide(300, 20, rows=40), {}, "skip", NOT_APPLICABLE),
            (_wide(300, 20), {"complete": False}, "skip", UNREAD),
            (_wide(300, 20), {"validation": one_pass(_wide(300, 200))}, "pass", ""),
            (_wide(300, 20), {"kind": "Dense"}, "skip", NOT_APPLICABLE),
        ],
        ids=["a third", "narrow", "few", "a part", "longer in validation", "a bag of words"],
    )
    def test_padding_that_may_be_needed(self, x, records, status, kind):
        found = _padded(x, **records)
        assert (found.status, found.kind) == (status, kind)
