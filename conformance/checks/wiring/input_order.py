"""Whether every input gets the component that bears its name."""

from __future__ import annotations

import math
from typing import Dict, List, Optional, Tuple

from conformance.checks.wiring._order import order_finding
from conformance.facts.origins import crossed, origins_of
from conformance.facts.pairing import Pairing
from conformance.records import Contract, Pass, Plan, Spec
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, number

FAR, NEAR = 5.0, 1.5  # standard deviations from an input's own statistics, and from another's


@predicate("the model has one input, or none by name")
def several_slots(pairing: Pairing, spec: Spec) -> bool:
    """Components could be exchanged."""
    return len(slots_of(pairing, spec)[0]) > 1


@check(
    "input-order",
    group="wiring",
    title="every input gets the component that bears its name",
    applies=(several_slots,),
    phase="paired",
    after={
        "input-extra": "an extra key shifts the others: the order follows from it",
        "input-missing": "where a key is missing, this Keras falls back to positions",
        "input-structure": "components are paired by position, and one is missing or too many",
    },
    per_part=True,
)
def input_order(
    pairing: Pairing,
    contract: Contract,
    spec: Spec,
    plan: Optional[Plan] = None,
    elements: Optional[Pass] = None,
) -> Outcome:
    """Provenance first (the plan), then the statistics each input's Normalization was given."""
    slots, by = slots_of(pairing, spec)
    origins = origins_of(plan, spec)
    found = crossed(slots, origins)
    if found:
        return order_finding(found, by, "input", "Input names")
    exchanged = _statistics_crossed(pairing, contract, elements) if elements is not None else None
    told = sum(path in origins for _, path in slots)
    return exchanged or Passed(
        f"{counted(len(slots), 'component')} by {by}: the source names {told} of them, and "
        f"{counted(len(_adapted(contract)), 'adapted Normalization')} knows their statistics"
    )


def slots_of(pairing: Pairing, spec: Spec) -> Tuple[List[Tuple[str, str]], str]:
    """[(name that a component goes to, path of the component)], and what they are matched by."""
    if not pairing.known:  # a subclassed model reads by key, so the keys must tell the truth
        return [(str(one.key), one.path) for one in spec.role("x") if one.key is not None], "name"
    if pairing.by == "name":
        return [(str(pair.component.key), pair.component.path) for pair in pairing.pairs], "name"
    return [(pair.input.path, pair.component.path) for pair in pairing.pairs], pairing.by


def _statistics_crossed(pairing: Pairing, contract: Contract, elements: Pass) -> Optional[Finding]:
    """Two components that each fit the other's adapted Normalization and not their own."""
    adapted = _adapted(contract)
    seen = {}
    for pair in pairing.pairs:
        component = elements.component(pair.component.path)
        if component is not None and component.mean is not None and pair.index in adapted:
            seen[pair.index] = (pair, component.mean)
    for i, (first, first_mean) in seen.items():
        for j, (second, second_mean) in seen.items():
            if i >= j:
                continue
            own = _away(first_mean, adapted[i]) > FAR and _away(second_mean, adapted[j]) > FAR
            cross = _away(first_mean, adapted[j]) < NEAR and _away(second_mean, adapted[i]) < NEAR
            if own and cross:
                a, b = first.component.path, second.component.path
                return Finding(
                    f"{a} and {b} are exchanged: {a} has mean {number(first_mean)} where the "
                    f"Normalization of `{first.input.path}` was adapted to "
                    f"{number(adapted[i][0])}, "
                    f"and {b} has mean {number(second_mean)} where that of `{second.input.path}` "
                    "was "
                    f"adapted to {number(adapted[j][0])}; each fits the other input",
                    expected=f"`{first.input.path}` around {number(adapted[i][0])}",
                    actual=f"{number(first_mean)}",
                    where=a,
                    fix=f"exchange {a} and {b} where the elements are put together",
                )
    return None


def _adapted(contract: Contract) -> Dict[int, Tuple[float, float]]:
    """Input -> (mean, standard deviation) that its own Normalization was adapted to."""
    out = {}
    for fact in contract.layers:
        if fact.type == "Normalization" and fact.mean and fact.variance and len(fact.inputs) == 1:
            count = len(fact.mean)
            center = sum(fact.mean) / count
            spread = sum(fact.variance) / count + sum((m - center) ** 2 for m in fact.mean) / count
            if spread > 0 and fact.adapted is not False:
                out[fact.inputs[0]] = (center, math.sqrt(spread))
    return out


def _away(value: float, statistics: Tuple[float, float]) -> float:
    return abs(value - statistics[0]) / statistics[1]
