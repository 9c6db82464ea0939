"""The check model-call: the model can be called on the first batch."""

from __future__ import annotations

from conformance.records import (
    Failure,
    Forward,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")


class TestModelCall:
    def _verdict(self, message, element=(X, Y), stage="forward", **options):
        forward = Forward(failure=Failure("ValueError", message, stage))
        options.setdefault("ran", False)
        return answer("model-call", records(element, forward=forward, **options))

    def test_counts_the_missing_axis(self):
        found = self._verdict(
            "Input 0 of layer 'conv' is incompatible: expected min_ndim=3, found ndim=2"
        )
        assert found.fix.startswith("the layer needs one axis more: `x[..., tf.newaxis]`")

    def test_a_dict_the_model_cannot_read(self):
        found = self._verdict("-1", ({"features": X}, Y))
        assert found.fix.startswith("yield the tensor itself, not a dict")

    def test_an_unadapted_lookup_is_named(self):
        assert "adapt" in self._verdict("Table not initialized.").fix

    def test_a_train_step_that_never_calls_the_model(self):
        assert self._verdict("call() is not implemented", ran=True).status == "pass"

    def test_a_model_that_was_not_built_is_another_check(self):
        assert self._verdict("x", stage="model").status == "skip"
