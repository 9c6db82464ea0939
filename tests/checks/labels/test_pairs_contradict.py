"""The check pairs-contradict: what is labelled 0 is not labelled 1 as well."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Pair, Pairing
from conformance.records import Leaf
from tests.checks.made import contract, layer, one_pass, result, targets

RANDOM = np.random.RandomState(0)
BOUGHT = np.array([(u, i) for u in range(24) for i in RANDOM.permutation(30)[:10]])
SEEN = {tuple(pair) for pair in BOUGHT.tolist()}
DRAWN = np.column_stack([np.repeat(np.arange(24), 20), RANDOM.randint(0, 30, 480)])
OTHERS = np.array([pair for pair in DRAWN.tolist() if tuple(pair) not in SEEN])
VIEWS = RANDOM.randint(0, 24, (700, 2))


def _sampled(positives, negatives, kind="Embedding"):
    rows = np.concatenate([positives, negatives])
    features = {"user": rows[:, [0]], "item": rows[:, [1]]}
    labels = np.repeat([1.0, 0.0], [len(positives), len(negatives)])
    pairs = [
        Pair(i, Leaf(name, None, "int64"), Leaf(f"x[{name!r}]", None, "int64"))
        for i, name in enumerate(features)
    ]
    model = contract(layer(kind, inputs=(0, 1)), inputs=[(None, 1)] * 2)
    return result(
        "pairs-contradict",
        targets=targets("binary_crossentropy"),
        elements=one_pass(features, labels),
        contract=model,
        pairing=Pairing(pairs=pairs),
    )


class TestPairsContradict:
    def test_negatives_among_the_positives(self):
        found = _sampled(BOUGHT, DRAWN)
        assert found.status == "warn"
        assert "have the x['user'] and x['item'] of a row with y 1" in found.message

    @pytest.mark.parametrize(
        ("positives", "negatives", "kind"),
        [
            (BOUGHT, OTHERS, "Embedding"),
            (VIEWS[:350], VIEWS[350:], "Embedding"),
            (BOUGHT % 12, DRAWN % 12, "Embedding"),
            (BOUGHT, DRAWN, "Dense"),
            (BOUGHT, np.column_stack([DRAWN[:, 0], RANDOM.randint(0, 900, 480)]), "Embedding"),
        ],
        ids=["left out", "views that repeat", "categories", "quantities", "many items"],
    )
    def test_other_pairs(self, positives, negatives, kind):
        assert _sampled(positives, negatives, kind).status in ("pass", "skip")
