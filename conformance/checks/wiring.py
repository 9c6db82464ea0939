"""Checks: does each component reach the input it was meant for?"""

from __future__ import annotations

import math
from typing import Dict, List, Optional, Tuple

from conformance.checks import wiring_roles  # noqa: F401 - registers its checks
from conformance.checks.origins import Crossed, crossed, origins_of
from conformance.checks.wording import cause, counted, listed, nearest, number
from conformance.pairing import Pairing, Targets, compatible
from conformance.records import Contract, Forward, Pass, Plan, Spec, Training, Wiring
from conformance.registry import check
from conformance.results import Finding

FAR, NEAR = 5.0, 1.5  # standard deviations from an input's own statistics, and from another's


@check(
    "input-missing",
    group="wiring",
    title="every model input is in the feature dict",
    after=("targets-missing", "tuple-too-long", "pipeline-iterates"),
)
def input_missing(
    pairing: Pairing, spec: Spec, wiring: Optional[Wiring] = None, forward: Optional[Forward] = None
):
    """A dict is matched by name: an input whose name is no key gets nothing.

    Keras raises ``Missing data for input`` (TensorFlow 2.4 falls back to positions instead).
    """
    keys = [leaf.key for leaf in spec.role("x") if leaf.key is not None]
    if not pairing.known:
        return _asked_key(keys, spec, forward)
    if pairing.by != "name" or not pairing.missing:
        return None
    alone = len(pairing.names) == 1 and len(keys) == 1
    if alone and forward is not None and forward.failure is None:
        return None
    fixes = []
    for name in pairing.missing:
        near = nearest(name, pairing.extra)
        if near is None and len(pairing.missing) == len(pairing.extra) == 1:
            near = pairing.extra[0]
        fixes.append(f"rename the key `{near}` to `{name}`" if near else f"yield `{name}` as well")
    happens = "Keras raises `Missing data for input`"
    if wiring is not None and wiring.failure is None and wiring.received:
        happens = "this version falls back to positions, so inputs get each other's values"
    return Finding(
        f"the feature dict has no {listed(pairing.missing)}: it holds {listed(sorted(keys))}, and the "
        f"model's inputs are {listed(pairing.names)}; {happens}",
        expected=f"keys {listed(pairing.names)}",
        actual=f"keys {listed(sorted(keys))}",
        where="x",
        fix="; ".join(fixes),
    )


def _asked_key(keys: List[str], spec: Spec, forward: Optional[Forward]) -> Optional[Finding]:
    """A subclassed model declares nothing; the key its ``call`` asked for is in the KeyError."""
    failure = forward.failure if forward is not None else None
    if failure is None or not keys or not isinstance(spec.x_structure, dict):
        return None
    asked = failure.key
    if asked is None or asked in keys:
        return None
    near = nearest(asked, keys)
    return Finding(
        f"the model reads `inputs[{asked!r}]`, and the feature dict holds {listed(sorted(keys))}",
        expected=f"a key `{asked}`",
        actual=f"keys {listed(sorted(keys))}",
        where="x",
        fix=f"rename the key `{near}` to `{asked}`" if near else f"yield `{asked}` as well",
    )


@check(
    "input-extra",
    group="wiring",
    title="no extra key takes an input's place",
    after=("input-missing", "targets-missing"),
)
def input_extra(pairing: Pairing, wiring: Wiring, spec: Spec):
    """A key no input takes: ignored by Keras 2, but Keras 3 may feed it to the next input.

    Keras 3 flattens the dict in sorted key order and zips it with the inputs
    (https://github.com/keras-team/keras/issues/23258).
    """
    if pairing.by != "name":
        return None
    wrong = []
    for pair in pairing.pairs:
        received = wiring.received.get(pair.input.path)
        if received is not None and received != pair.component.path:
            wrong.append((pair, received))
    if not wrong and not (pairing.extra and wiring.failure and not pairing.missing):
        return None
    if not wrong:
        return Finding(
            f"the feature dict holds {listed(pairing.extra)}, which no input takes, and Keras then "
            f"pairs keys and inputs by position: {cause(wiring.failure)}",  # type: ignore[arg-type]
            expected=f"keys {listed(pairing.names)}",
            actual=f"keys {listed(leaf.key for leaf in spec.role('x'))}",
            where="x",
            fix=f"drop {listed(pairing.extra)} in `map`, or make it an input of the model",
        )
    shown = ", ".join(f"`{pair.input.path}` receives {received}" for pair, received in wrong[:4])
    because = (
        f"the extra {'key' if len(pairing.extra) == 1 else 'keys'} {listed(pairing.extra)} "
        "shifts the others" if pairing.extra else "keys are taken by position"
    )
    return Finding(
        f"inputs receive other components than their names say: {shown}; {because}",
        expected=", ".join(f"`{p.input.path}` from {p.component.path}" for p, _ in wrong[:4]),
        actual=shown,
        where=wrong[0][0].component.path,
        fix=(
            f"drop {listed(pairing.extra)} from the dict in `map`"
            if pairing.extra
            else "build the model with a dict of inputs whose keys are those of the data"
        ),
    )


@check(
    "input-structure",
    group="wiring",
    title="the features have as many components as the model has inputs",
    after=("targets-missing", "tuple-too-long", "input-missing", "input-extra", "group:elements"),
)
def input_structure(
    pairing: Pairing,
    contract: Contract,
    spec: Spec,
    forward: Optional[Forward] = None,
    wiring: Optional[Wiring] = None,
):
    """Tuples and nests are matched by position in flattening order."""
    if not pairing.known or pairing.by == "name":
        return None
    x, y = spec.role("x"), spec.role("y")
    inputs = contract.inputs or []
    required = [n for n, leaf in zip(pairing.names, inputs) if not leaf.optional]
    missing = [name for name in pairing.missing if name in required]
    if missing or pairing.extra:
        return Finding(
            f"x has {counted(len(x), 'component')} ({listed(leaf.path for leaf in x)}) and the model "
            f"{counted(len(inputs), 'input')} ({listed(pairing.names)})",
            expected=counted(len(inputs), "component"),
            actual=counted(len(x), "component"),
            where="x",
            fix=_nesting_fix(missing, pairing, contract, spec, len(y)),
        )
    failed = wiring.failure if wiring is not None else None
    fits = all(compatible(p.input.shape, p.component.shape) for p in pairing.pairs)
    kinds = all(p.input.kind == p.component.kind for p in pairing.pairs)
    known = all(p.component.shape is not None for p in pairing.pairs)
    if failed is None or forward is None or forward.failure is None or not (fits and kinds and known):
        return None
    return Finding(
        f"x is not nested as the model's inputs are: {cause(forward.failure)}",
        expected=f"the structure {contract.input_structure!r} of inputs",
        actual=f"the structure {spec.x_structure!r} of components",
        where="x",
        fix="nest x like the model's inputs, or give both a flat dict with equal keys",
    )


def _nesting_fix(
    missing: List[str], pairing: Pairing, contract: Contract, spec: Spec, targets: int
) -> str:
    names = ", ".join(pairing.names)
    if missing and spec.top in ("tuple", "list") and spec.length >= len(pairing.names) + 1:
        return (
            f"nest the inputs in one tuple: `(({names}), y)`; Keras reads a flat tuple as "
            "(x, y, sample_weight)"
        )
    if missing and targets > len(contract.outputs or [None]):
        return f"y holds {targets} components: move the inputs among them into x, `(({names}), y)`"
    if pairing.extra:
        return f"drop {listed(pairing.extra)} in `map`, or give the model an input for it"
    return f"yield one component for each of {listed(pairing.names)}"


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
    found = crossed(slots, origins_of(plan, spec))
    if found:
        return _order_finding(found, pairing.by, "input", "Input names")
    if elements is not None:
        return _statistics_crossed(pairing, contract, elements)
    return None


def _order_finding(found: List[Crossed], by: str, noun: str, names: str) -> Finding:
    shown = ", ".join(f"`{c.slot}` gets {c.path}, made from `{c.origin}`" for c in found[:4])
    fix = f"yield a dict keyed by the {names}, or put the tuple in the order of the model's {noun}s"
    if by == "name":
        keys = ", ".join(f"`{c.origin}` under the key of its own" for c in found[:2])
        fix = f"put each component under its own name: {keys}"
    return Finding(
        f"{noun}s get each other's values: {shown}; shapes agree, so nothing raises and the model "
        "trains on exchanged data",
        expected=", ".join(f"`{c.other}` from `{c.origin}`" for c in found[:4]),
        actual=shown,
        where=found[0].path,
        fix=fix,
    )


def _statistics_crossed(
    pairing: Pairing, contract: Contract, elements: Pass
) -> Optional[Finding]:
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
                    f"Normalization of `{first.input.path}` was adapted to {number(adapted[i][0])}, "
                    f"and {b} has mean {number(second_mean)} where that of `{second.input.path}` was "
                    f"adapted to {number(adapted[j][0])}; each fits the other input",
                    expected=f"`{first.input.path}` around {number(adapted[i][0])}",
                    actual=f"{number(first_mean)}",
                    where=a,
                    fix=f"exchange {a} and {b} where the elements are put together",
                )
    return None


def _adapted(contract: Contract) -> Dict[int, Tuple[float, float]]:
    """input -> (mean, standard deviation) that its own Normalization was adapted to."""
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
def pair_order(spec: Spec, plan: Plan, training: Optional[Training] = None):
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
    if draws_x or not draws_y or root.origins[at_x] != root.origins[at_y] or x[0].shape is None:
        return None
    if len(x[0].shape) < 2:
        return None
    return Finding(
        "y is the input with random draws added and x is without them: the model is asked to "
        "predict noise that its input does not show",
        expected="x the disturbed version, y the clean one",
        actual="x clean, y disturbed at random",
        where="y",
        fix="swap the pair: yield (noisy, clean)",
    )
