"""preprocessing-not-adapted: preprocessing layers have learnt from data before they are used."""

from __future__ import annotations

from conformance.records import Tracing
from tests.checks.made import (
    contract,
    layer,
    passes,
    result,
)

DENSE = layer("Dense", activation="relu")


class TestPreprocessing:
    def test_names_the_layer_of_the_pipeline(self):
        tracing = Tracing(unadapted=["Normalization `norm`"])
        found = result("preprocessing-not-adapted", tracing=tracing)
        assert "returns its input unchanged" in found.message
        assert "`norm`" in found.fix

    def test_names_the_layer_of_the_model_and_spares_a_fixed_one(self):
        model = contract(layer("StringLookup", adapted=False), DENSE)
        found = result("preprocessing-not-adapted", tracing=Tracing(), contract=model)
        assert found.blame == "model"
        efficient = contract(layer("Rescaling"), layer("Normalization", adapted=False), DENSE)
        passes("preprocessing-not-adapted", tracing=Tracing(), contract=efficient)
