"""Checks: does each component reach the input it was meant for?"""

from __future__ import annotations

from collections import OrderedDict
from typing import List, Optional, Tuple

from conformance.checks import (  # noqa: F401 - register their checks
    wiring_identical,
    wiring_order,
    wiring_paths,
    wiring_roles,
)
from conformance.facts.pairing import Pairing, compatible
from conformance.records import Contract, Forward, Leaf, Spec, Training, Wiring
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import cause, counted, listed, nearest, shape_text


@check(
    "input-missing",
    group="wiring",
    title="every model input is in the feature dict",
    after=("targets-missing", "tuple-too-long"),
)
def input_missing(
    pairing: Pairing,
    spec: Spec,
    wiring: Optional[Wiring] = None,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
):
    """A dict is matched by name: an input whose name is no key gets nothing.

    Keras raises ``Missing data for input`` (TensorFlow 2.4 falls back to positions instead).
    """
    keys = [leaf.key for leaf in spec.role("x") if leaf.key is not None]
    if isinstance(spec.x_structure, dict):
        keys = [str(key) for key in spec.x_structure]
    if not pairing.known:
        ran = training is not None and "fit" in training.ran
        return None if ran else _asked_key(keys, spec, forward)
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
        f"the feature dict has no {listed(pairing.missing)}: it holds {listed(sorted(keys))}, and "
        "the "
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
    because, fix = _taken_by_position(pairing.extra, spec)
    return Finding(
        f"inputs receive other components than their names say: {shown}; {because}",
        expected=", ".join(f"`{p.input.path}` from {p.component.path}" for p, _ in wrong[:4]),
        actual=shown,
        where=wrong[0][0].component.path,
        fix=fix,
    )


def _taken_by_position(extra: List[str], spec: Spec) -> Tuple[str, str]:
    """Why keys do not go to the inputs of their names, and the mend."""
    if extra:
        keys = "key" if len(extra) == 1 else "keys"
        return (
            f"the extra {keys} {listed(extra)} shifts the others",
            f"drop {listed(extra)} from the dict in `map`",
        )
    if isinstance(spec.x_structure, OrderedDict):  # so make_csv_dataset yields them
        return (
            "elements are OrderedDicts, whose values this Keras takes in their order and not by key",
            "make them plain dicts: `.map(lambda x, *rest: (dict(x), *rest))`",
        )
    return (
        "keys are taken by position",
        "build the model with a dict of inputs whose keys are those of the data",
    )


@check(
    "input-structure",
    group="wiring",
    title="the features have as many components as the model has inputs",
    after=("targets-missing", "tuple-too-long", "input-missing", "input-extra", "element-type"),
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
    if pairing.extra and _examples(pairing, x):
        noun = spec.role("x")[0].path.split("[")[0]
        return Finding(
            f"{noun} is a Python list of {len(x)} examples, not one array: Keras takes each of "
            "them for "
            f"an input, and the model has {counted(len(inputs), 'input')}",
            expected=f"one array {shape_text(inputs[0].shape)}",
            actual=f"{len(x)} arrays {shape_text(x[0].shape)}",
            where=noun,
            fix=f"stack them: `np.stack({noun})` (or `np.array`) before returning the batch",
        )
    if missing or pairing.extra:
        return Finding(
            f"x has {counted(len(x), 'component')} ({listed(leaf.path for leaf in x)}) and the "
            "model "
            f"{counted(len(inputs), 'input')} ({listed(pairing.names)})",
            expected=counted(len(inputs), "component"),
            actual=counted(len(x), "component"),
            where="x",
            fix=_nesting_fix(missing, pairing, contract, spec, len(y)),
        )
    failed = wiring.failure if wiring is not None else None
    if forward is not None and failed is not None:
        failed = forward.failure  # the probe has the user's inputs; the model itself says more
    fits = all(compatible(p.input.shape, p.component.shape) for p in pairing.pairs)
    kinds = all(p.input.kind == p.component.kind for p in pairing.pairs)
    known = all(p.component.shape is not None for p in pairing.pairs)
    if failed is None or not (fits and kinds and known):
        return None
    return Finding(
        f"x is not nested as the model's inputs are: {cause(failed)}",
        expected=f"the structure {contract.input_structure!r} of inputs",
        actual=f"the structure {spec.x_structure!r} of components",
        where="x",
        fix="nest x like the model's inputs, or give both a flat dict with equal keys",
    )


def _examples(pairing: Pairing, x: List[Leaf]) -> bool:
    """Whether the components are single examples of the one input, kept in a list."""
    if len(pairing.pairs) != 1 or len({leaf.shape for leaf in x}) != 1:
        return False
    wanted, given = pairing.pairs[0].input.shape, x[0].shape
    return wanted is not None and given is not None and compatible(wanted[1:], given)


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
