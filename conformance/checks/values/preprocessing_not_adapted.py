"""Check: have preprocessing layers learnt what they need before they are used?"""

from __future__ import annotations

from typing import List, Optional

from conformance.records import Contract, LayerFacts, Tracing
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed


@predicate("neither pipeline nor model has a preprocessing layer that learns from data")
def layers_that_learn(tracing: Tracing, contract: Optional[Contract] = None) -> bool:
    """A Normalization, a TextVectorization, a lookup: layers with adapt()."""
    in_model = contract is not None and any(f.adapted is not None for f in contract.layers)
    return bool(tracing.unadapted or tracing.adapted or in_model)


@check(
    "preprocessing-not-adapted",
    group="values",
    title="preprocessing layers have learnt from data before they are used",
    applies=(layers_that_learn,),
    phase="apart",
)
def preprocessing_not_adapted(tracing: Tracing, contract: Optional[Contract] = None) -> Outcome:
    """A Normalization without adapt() hands on what it is given; a lookup knows no word."""
    where, names = "the pipeline", list(tracing.unadapted)
    if not names and contract is not None:
        names = [f"{f.type} `{f.name}`" for f in _unadapted(contract)]
        where = "the model"
    if not names:
        found = [layer.name for layer in tracing.adapted]
        found += [f.name for f in contract.layers if f.adapted] if contract is not None else []
        names = list(dict.fromkeys(found)) or ["a Normalization right after a Rescaling"]
        return Passed(f"the state of {listed(names)}")
    normal = any(name.startswith("Normalization") for name in names)
    effect = (
        "an unadapted Normalization has mean 0 and variance 1, so it returns its input unchanged"
        if normal
        else "a lookup without a vocabulary raises, or maps everything to one index"
    )
    return Finding(
        f"{' and '.join(names)} in {where} was never adapted: {effect}",
        expected="layer.adapt(training features) before the layer is used",
        actual="no statistics and no vocabulary",
        fix=f"call adapt() on the training features before {where} uses {names[0].split()[-1]}",
        blame="pipeline" if where == "the pipeline" else "model",
    )


def _unadapted(contract: Contract) -> List[LayerFacts]:
    """Layers without state.

    A Normalization right after a Rescaling may stay the identity (EfficientNet without weights).
    """
    before = [None, *contract.layers]
    return [
        fact
        for fact, previous in zip(contract.layers, before)
        if fact.adapted is False
        and not (fact.type == "Normalization" and previous and previous.type == "Rescaling")
    ]
