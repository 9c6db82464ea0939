"""buffer-oversized: buffers hold no more than they need."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import chain, node, normal, one_pass, result

X = normal(240)


class TestBuffers:
    def _judge(self, *nodes, x=X):
        return result("buffer-oversized", plan=chain(*nodes), elements=one_pass(x))

    def test_prefetch_counted_in_examples(self):
        found = self._judge(node("prefetch", buffer_size=1000), node("batch", 15, batch_size=16))
        assert "up to 1000 batches ready" in found.message

    @pytest.mark.parametrize(("size", "status"), [(-1, "skip"), (1, "pass"), (16, "pass")])
    def test_a_usual_prefetch(self, size, status):
        prefetch = node("prefetch", buffer_size=size)
        assert self._judge(prefetch, node("batch", 15, batch_size=16)).status == status

    def test_a_shuffle_of_large_examples(self):
        images = np.zeros((16, 512, 512), "float32")
        nodes = [node("batch", batch_size=16), node("shuffle", buffer_size=2000)]
        found = self._judge(*nodes, node("tensor_slices", 5000), x=images)
        assert "shuffle(2000) holds up to 2000 examples, about 2.0 GB" in found.message
        nodes = [node("batch", batch_size=16), node("shuffle", buffer_size=2000)]
        assert self._judge(*nodes, node("tensor_slices", 100), x=images).status == "pass"
