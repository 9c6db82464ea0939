"""Whether the features have as many components as the model has inputs."""

from __future__ import annotations

from typing import List, Optional

from conformance.facts.applicability import given_by_position
from conformance.facts.pairing import Pairing, compatible
from conformance.records import Contract, Forward, Leaf, Spec, Wiring
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, counted, listed, shape_text


@check(
    "input-structure",
    group="wiring",
    title="the features have as many components as the model has inputs",
    applies=(given_by_position,),
    phase="paired",
    per_part=True,
)
def input_structure(
    pairing: Pairing,
    contract: Contract,
    spec: Spec,
    forward: Optional[Forward] = None,
    wiring: Optional[Wiring] = None,
) -> Outcome:
    """Tuples and nests are matched by position in flattening order."""
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
        return Passed(
            f"{counted(len(x), 'component')} for {counted(len(inputs), 'input')}, in one nest"
        )
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
