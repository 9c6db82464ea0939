"""end-untaught, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.relations import Shift
from tests.checks.made import component, contract, does_not_apply, finds, one_pass, passes, targets

STEPS, END = 12, 0


def _texts(pad, *, end=True):
    random = np.random.RandomState(0)
    ids = np.full((64, STEPS), pad)
    for row in ids:
        length = random.randint(3, STEPS - 2)
        row[:length] = random.randint(2, 30, length)
        if end:
            row[length] = END
    return ids


def _records(ids, pad):
    elements = one_pass(ids[:, :-1], ids[:, 1:])
    weights = (ids[:, 1:] != pad).astype("float32")
    elements.components.append(component("sample_weight", weights, role="sample_weight"))
    return dict(
        elements=elements,
        shifts=[Shift("x", "y", 1, 700, 0.1)],
        targets=targets("sparse_categorical_crossentropy"),
        contract=contract(),
    )


def test_padding_with_the_end_leaves_out_every_end():
    found = finds("end-untaught", "warn", **_records(_texts(END), END))
    assert "not to stop" in found.message


def test_an_end_of_its_own_passes():
    assert "end on 0" in passes("end-untaught", **_records(_texts(1), 1))


def test_an_end_that_some_sequences_teach_passes():
    records = _records(_texts(END), END)
    weights = records["elements"].role("sample_weight")[0].rows
    weights[0] = 1
    passes("end-untaught", **records)


def test_too_few_sequences_that_end_are_no_pass():
    does_not_apply("end-untaught", **_records(_texts(END)[:20], END))


@pytest.mark.parametrize("without", ["sample_weight", "shift"])
def test_other_data_are_no_question(without):
    records = _records(_texts(END), END)
    if without == "shift":
        records["shifts"] = [Shift("x", "y", 0, 700, 0.1)]
    else:
        records["elements"].components.pop()
    does_not_apply("end-untaught", **records)
