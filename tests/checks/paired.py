"""A pipeline and a model as records: arrays on one side, inputs, outputs and losses on the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional

import numpy as np

from conformance.facts.pairing import pair_inputs, pair_targets
from conformance.facts.table import FACTS
from conformance.records import (
    Arguments,
    Build,
    Contract,
    Environment,
    Failure,
    Forward,
    LayerFacts,
    Leaf,
    Loss,
    Node,
    Pass,
    Plan,
    Spec,
    Tracing,
    Training,
    Wiring,
)
from conformance.records.store import Records
from conformance.results import Result
from conformance.run.judge import judge_all
from conformance.structure import indices, leaves, roles_of
from tests.checks.made import CHECKS, component, judge, result

LOSSES = {
    "sparse": "sparse_categorical_crossentropy",
    "categorical": "categorical_crossentropy",
    "binary": "binary_crossentropy",
    "mse": "mean_squared_error",
}


def records(
    element: Any,
    *,
    inputs: Any = None,
    outputs: Any = ((None, 1),),
    losses: Any = "mse",
    activations: Any = (),
    batch: int = 16,
    batched: bool = True,
    ran: bool = True,
    failure: str = "",
    layers: List[LayerFacts] = (),
    **changes: Any,
) -> Dict[str, Any]:
    """The records of one complete pass over ``element`` (a nest of arrays with rows in axis 0).

    Args:
        inputs: a nest of input shapes (a dict names them, a list calls them a, b, ...); None
            declares none.
        outputs: a sequence of output shapes, or a dict by name.
        losses: one loss for all outputs, or a list.
        batched: False makes every row an element.
        ran / failure: whether fit ran, else what it raised.
        changes: records to replace.
    """
    parts, top = roles_of(element)
    spec = _spec(parts, top, element, batched)
    contract = _contract(inputs, outputs, losses, activations, layers)
    components = [
        replace(component(role + path, array, batch, role=role), key=key)
        for role, part in parts
        for path, key, array in leaves(part)
    ]
    rows = len(components[0].rows)
    sizes = [min(batch, rows - i) for i in range(0, rows, batch)]
    elements = Pass(components, len(sizes), sizes)
    raised = Failure("ValueError", failure, "fit") if failure else None
    forward = Forward(outputs=_given(outputs, batch))
    training = Training(ran=["fit"] if ran and not failure else [])
    if raised is not None:
        training.failures["fit"] = raised
    out = {
        "spec": spec,
        "contract": contract,
        "elements": elements,
        "forward": forward,
        "training": training,
        "build": Build(type_name="_PrefetchDataset"),
        "arguments": Arguments(),
        "environment": Environment("2.21.0", "3.15.1", 3, generator_spec_batches=2),
        "plan": Plan(Node("tensor_slices", leaves=spec.leaves)),
        "tracing": Tracing(),
        "wiring": Wiring(),
    }
    out.update(changes)
    out["pairing"] = out.get("pairing") or pair_inputs(out["contract"], out["spec"])
    out["targets"] = pair_targets(out["contract"], out["spec"], out["forward"], out["elements"])
    return out


def answer(name: str, given: Dict[str, Any]) -> Result:
    """What a run says of one check on these records."""
    return result(name, **given)


def verdict(name: str, given: Dict[str, Any]) -> Any:
    """The finding of one check; None where it passes or does not apply."""
    return judge(name, **given)


def failing(given: Dict[str, Any], *groups: str) -> List[str]:
    """The checks of these groups that fail or warn, once each root cause has blocked the rest."""
    checks = [check for check in CHECKS.values() if check.group in groups]
    results = judge_all(checks, Records(given, FACTS))
    assert not [r for r in results if r.status == "error"], results
    return [r.check for r in results if r.status in ("fail", "warn")]


def _spec(parts: Any, top: str, element: Any, batched: bool) -> Spec:
    found: List[Leaf] = []
    structures = {}
    for role, part in parts:
        first = len(found)
        for path, key, array in leaves(part):
            tail = np.shape(array)[1:]
            dtype = "string" if array.dtype.kind in "OSU" else array.dtype.name
            shape = (None, *tail) if batched else tail
            found.append(Leaf(role + path, shape, dtype, "dense", role, key))
        structures[role] = _shift(indices(part), first)
    length = len(element) if top in ("tuple", "list") else 1
    return Spec(found, top, length, structures.get("x"), structures.get("y"))


def _shift(nest: Any, by: int) -> Any:
    if isinstance(nest, dict):
        return {key: _shift(value, by) for key, value in nest.items()}
    if isinstance(nest, tuple):
        return tuple(_shift(value, by) for value in nest)
    return nest + by


def _named(shapes: Any, role: str, letters: str) -> List[Leaf]:
    if isinstance(shapes, dict):
        return [Leaf(k, shapes[k], "float32", "dense", role, k) for k in sorted(shapes)]
    return [Leaf(letters[i], shape, "float32", "dense", role) for i, shape in enumerate(shapes)]


def _structure(shapes: Any) -> Any:
    if isinstance(shapes, dict):
        return {key: i for i, key in enumerate(sorted(shapes))}
    return 0 if len(shapes) == 1 else tuple(range(len(shapes)))


def _contract(inputs: Any, outputs: Any, losses: Any, activations: Any, layers: Any) -> Contract:
    count = len(outputs)
    chosen = list(losses) if isinstance(losses, (list, tuple)) else [losses] * count
    return Contract(
        "functional" if inputs is not None else "subclassed",
        inputs=None if inputs is None else _named(inputs, "input", "abcdef"),
        input_structure=None if inputs is None else _structure(inputs),
        outputs=_named(outputs, "output", "pqrstu"),
        output_structure=_structure(outputs),
        losses={i: loss(chosen[i]) for i in range(count)},
        has_loss=any(entry is not None for entry in chosen),
        layers=list(layers),
        last_activation=dict(enumerate(activations)),
    )


def loss(entry: Any) -> Optional[Loss]:
    """A Loss from a short name, a Loss, or None."""
    if entry is None or isinstance(entry, Loss):
        return entry
    return Loss(LOSSES.get(entry, entry), from_logits=False)


def _given(outputs: Any, batch: int) -> List[Leaf]:
    named = _named(outputs, "output", "pqrstu")
    return [replace(leaf, shape=(batch, *leaf.shape[1:])) for leaf in named]
