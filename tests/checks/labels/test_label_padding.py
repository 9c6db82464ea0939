"""The check label-padding: padding is told apart from a label."""

from __future__ import annotations

import numpy as np

from conformance.records import LayerFacts, Loss, Node, Plan
from tests.checks.made import normal
from tests.checks.paired import LOSSES, answer, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
BITS = (X[:, :1] > 0).astype("float32")


class TestLabelPadding:
    WORDS = np.concatenate([RANDOM.randint(1, 9, (64, 6)), np.zeros((64, 6), int)], axis=1)
    TAGS = np.concatenate([RANDOM.randint(0, 4, (64, 6)), np.zeros((64, 6), int)], axis=1)

    def _verdict(self, words=WORDS, tags=TAGS, op="padded_batch", weight=None, **options):
        options.setdefault("losses", "sparse")
        element = (words, tags) if weight is None else (words, tags, weight)
        given = records(element, inputs=[(None, 12)], outputs=[(None, 12, 4)], **options)
        given["plan"] = Plan(Node(op))
        return answer("label-padding", given)

    def test_padding_counts_as_class_0(self):
        found = self._verdict()
        assert found.message.startswith(
            "384 of 768 (50 %) of the positions of y are padding with 0"
        )

    def test_masked_or_weighted_padding_passes(self):
        masking = LayerFacts("words", "Embedding", masks=True)
        assert self._verdict(layers=[masking]).status == "skip"
        assert self._verdict(weight=np.ones((64, 12))).status == "skip"
        ignoring = Loss(LOSSES["sparse"], from_logits=False, ignore_class=0)
        assert self._verdict(losses=ignoring).status == "skip"

    def test_a_class_kept_for_padding_passes(self):
        assert self._verdict(tags=np.where(self.WORDS > 0, self.TAGS % 3 + 1, 0)).status == "pass"

    def test_nothing_was_padded(self):
        assert self._verdict(op="batch").status == "skip"
        assert self._verdict(words=np.ones((64, 12), int)).status == "pass"

    def test_one_label_for_the_whole_sequence_passes(self):
        given = records((self.WORDS, BITS[:, 0]), inputs=[(None, 12)], losses="binary")
        given["plan"] = Plan(Node("padded_batch"))
        assert answer("label-padding", given).status == "skip"

    def test_a_number_of_0_is_no_class(self):
        element = (self.WORDS, self.TAGS)
        given = records(element, inputs=[(None, 12)], outputs=[(None, 12, 1)])
        given["plan"] = Plan(Node("padded_batch"))
        assert answer("label-padding", given).status == "skip"
