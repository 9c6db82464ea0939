"""Checks: are inputs, targets and the pair in the order they were meant in?"""

from __future__ import annotations

import math
from typing import Dict, List, Optional, Tuple

from conformance.facts.origins import Crossed, crossed, origins_of
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Contract, Pass, Plan, Spec
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

FAR, NEAR = 5.0, 1.5  # standard deviations from an input's own statistics, and from another's


@check(
    "input-order",
    group="wiring",
    title="every input gets the component that bears its name",
    after=("input-missing", "input-extra", "input-structure"),
)
def input_order(
    pairing: Pairing,
    contract: Contract,
    spec: Spec,
    plan: Optional[Plan] = None,
    elements: Optional[Pass] = None,
):
    """Provenance first (the plan), then the statistics each input's Normalization was given."""
    slots = [(pair.input.path, pair.component.path) for pair in pairing.pairs]
    if pairing.by == "name":
        slots = [(str(pair.component.key), pair.component.path) for pair in pairing.pairs]
    by = pairing.by
    if not pairing.known:  # a subclassed model reads by key, so the keys must tell the truth
        slots = [(str(one.key), one.path) for one in spec.role("x") if one.key is not None]
        by = "name"
    found = crossed(slots, origins_of(plan, spec))
    if found:
        return _order_finding(found, by, "input", "Input names")
    if elements is not None:
        return _statistics_crossed(pairing, contract, elements)
    return None


def _order_finding(found: List[Crossed], by: str, noun: str, names: str) -> Finding:
    shown = ", ".join(f"`{c.slot}` gets {c.path}, made from `{c.origin}`" for c in found[:4])
    fix = f"yield a dict keyed by the {names}, or put the tuple in the order of the model's {noun}s"
    if by == "name":
        keys = ", ".join(f"`{c.origin}` under `{c.other}`" for c in found[:2])
        fix = f"put each component under its own name: {keys}"
    return Finding(
        f"{noun}s get each other's values: {shown}; shapes agree, so nothing raises and the model "
        "trains on exchanged data",
        expected=", ".join(f"`{c.other}` from `{c.origin}`" for c in found[:4]),
        actual=shown,
        where=found[0].path,
        fix=fix,
    )


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


@check(
    "target-order",
    group="wiring",
    title="every output is trained on the target that bears its name",
    after=("targets-missing", "target-structure"),
)
def target_order(targets: Targets, spec: Spec, plan: Plan):
    """The same for targets: y in a tuple is matched with the outputs by position."""
    slots = [(t.output.path, t.target.path) for t in targets.pairs if t.target is not None]
    if len(slots) < 2:
        return None
    keyed = [t.target.key for t in targets.pairs if t.target is not None]
    by = "name" if all(key is not None for key in keyed) else "position"
    found = crossed(slots, origins_of(plan, spec))
    return _order_finding(found, by, "output", "output names") if found else None


@check(
    "pair-order",
    group="wiring",
    title="the target is not a random disturbance of the input",
    after=("input-structure", "target-structure", "targets-missing"),
)
def pair_order(spec: Spec, plan: Plan):
    """(clean, noisy) instead of (noisy, clean): the target holds draws the input knows nothing of."""
    x, y = spec.role("x"), spec.role("y")
    root = plan.root
    if len(x) != 1 or len(y) != 1 or x[0].shape != y[0].shape or root.randoms is None:
        return None
    if len(root.randoms) != len(spec.leaves) or root.origins is None:
        return None
    of = {leaf.path: i for i, leaf in enumerate(spec.leaves)}
    at_x, at_y = of[x[0].path], of[y[0].path]
    draws_x, draws_y = root.randoms[at_x], root.randoms[at_y]
    sources = [node for node in plan.nodes() if not node.inputs]
    if len(sources) != 1 or root.origins[at_x] != root.origins[at_y]:
        return None
    if draws_x or not draws_y or x[0].shape is None or len(x[0].shape) < 2:
        return None
    return Finding(
        "y is the input with random draws added and x is without them: the model is asked to "
        "predict noise that its input does not show",
        expected="x the disturbed version, y the clean one",
        actual="x clean, y disturbed at random",
        where="y",
        fix="swap the pair: yield (noisy, clean)",
    )
