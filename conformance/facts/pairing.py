"""Which component Keras gives to which input, and which target to which output: pure functions.

Keras matches a flat dict by name (the model's dict keys, or the Input names of a list model) and
everything else by position in flattening order
(``keras/src/models/functional.py``, ``Functional._standardize_inputs``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from conformance.facts.losses import losses_of
from conformance.records import Contract, Forward, Leaf, Loss, Pass, Shape, Spec


@dataclass
class Pair:
    index: int  # position of the model input
    input: Leaf
    component: Leaf


@dataclass
class Pairing:
    """``known`` is False when the model declares no inputs: nothing can be paired then."""

    known: bool = True
    by: str = "position"  # name | position
    pairs: List[Pair] = field(default_factory=list)
    missing: List[str] = field(default_factory=list)  # inputs without a component
    extra: List[str] = field(default_factory=list)  # dict keys or positions without an input
    names: List[str] = field(default_factory=list)  # what the inputs answer to
    batch: str = "ok"  # ok | missing | double | unknown

    def component_of(self, name: str) -> Optional[Leaf]:
        return next((p.component for p in self.pairs if p.input.path == name), None)

    def input_of(self, path: str) -> Optional[Pair]:
        return next((p for p in self.pairs if p.component.path == path), None)


@dataclass
class Target:
    index: int
    output: Leaf  # shape with the batch axis
    target: Optional[Leaf]
    loss: Optional[Loss]
    activation: Optional[str]
    shapes: List[Tuple[int, ...]] = field(default_factory=list)  # shapes seen of the target


@dataclass
class Targets:
    known: bool = True  # outputs are known
    pairs: List[Target] = field(default_factory=list)
    missing: List[str] = field(default_factory=list)
    extra: List[str] = field(default_factory=list)
    names: List[str] = field(default_factory=list)
    given: bool = True  # the pipeline yields targets at all


def names_of(structure: Any, leaves: List[Leaf]) -> List[str]:
    """What each input answers to: its key in a dict model, else its Input name."""
    by_key = isinstance(structure, dict)
    return [leaf.key if by_key and leaf.key is not None else leaf.path for leaf in leaves]


def pair_inputs(contract: Contract, spec: Spec) -> Pairing:
    components = spec.role("x")
    if contract.inputs is None:
        return Pairing(known=False, batch="unknown")
    names = names_of(contract.input_structure, contract.inputs)
    pairing = Pairing(names=names)
    if _flat_dict(spec.x_structure):
        pairing.by = "name"
        by_key = {leaf.key: leaf for leaf in components}
        for i, (name, leaf) in enumerate(zip(names, contract.inputs)):
            if name in by_key:
                pairing.pairs.append(Pair(i, leaf, by_key[name]))
            elif not leaf.optional:
                pairing.missing.append(name)
        pairing.extra = [str(key) for key in by_key if key not in names]
    elif _lacks_a_name(spec.x_structure, contract.input_structure, names):
        pairing.by = "name"
        lacking = [n for n in names if n not in spec.x_structure]
        optional = {n for n, leaf in zip(names, contract.inputs) if leaf.optional}
        pairing.missing = [name for name in lacking if name not in optional]
        pairing.extra = [str(key) for key in spec.x_structure if key not in names]
    else:
        for i, (leaf, component) in enumerate(zip(contract.inputs, components)):
            pairing.pairs.append(Pair(i, leaf, component))
        pairing.missing = list(names[len(components) :])
        pairing.extra = [leaf.path for leaf in components[len(names) :]]
    pairing.batch = batch_state(pairing.pairs)
    return pairing


def _flat_dict(structure: Any) -> bool:
    return isinstance(structure, dict) and all(isinstance(v, int) for v in structure.values())


def _lacks_a_name(given: Any, inputs: Any, names: List[str]) -> bool:
    """Whether a dict of nests meets a flat model and lacks one of its names.

    Keras asks every dict for them (``assert_input_compatibility``, "Missing data for input").
    """
    parts = inputs.values() if isinstance(inputs, dict) else inputs
    flat = isinstance(inputs, int) or all(isinstance(part, int) for part in parts)
    return isinstance(given, dict) and flat and any(name not in given for name in names)


def compatible(a: Shape, b: Shape) -> bool:
    """Whether two shapes of one rank can be the same; None fits anything."""
    if a is None or b is None:
        return True
    return len(a) == len(b) and all(m is None or n is None or m == n for m, n in zip(a, b))


def batch_state(pairs: List[Pair]) -> str:
    """ok, missing (rank one less than every input's, as one example is) or double."""
    states = {_state(pair.input.shape, pair.component.shape) for pair in pairs} - {"unknown"}
    if not states:
        return "unknown"
    return states.pop() if len(states) == 1 else "ok"


def _state(wanted: Shape, given: Shape) -> str:
    if wanted is None or given is None:
        return "unknown"
    if len(given) == len(wanted):
        return "ok"
    if len(given) == len(wanted) - 1:
        if len(given) == 0:
            return "missing"
        if wanted[-1] == 1 and compatible(given, wanted[:-1]) and given[0] is None:
            return "ok"  # Keras adds the last axis of one
        if compatible(given, wanted[1:]) and given[0] is not None:
            return "missing"
        return "ok" if wanted[-1] == 1 and compatible(given, wanted[:-1]) else "wrong"
    if len(given) == len(wanted) + 1:
        if given[-1] == 1 and compatible(given[:-1], wanted):
            return "ok"  # Keras drops a last axis of one
        if compatible(given[2:], wanted[1:]):
            return "double"
    return "wrong"


def pair_targets(contract: Contract, spec: Spec, forward: Forward, elements: Pass) -> Targets:
    outputs = contract.outputs if contract.outputs is not None else forward.outputs
    structure = contract.output_structure
    if contract.outputs is None:
        structure = forward.output_structure
    targets = Targets(known=bool(outputs), given=bool(spec.role("y")))
    if not outputs:
        return targets
    seen = {leaf.path: leaf for leaf in forward.outputs}
    names = names_of(structure, outputs)
    targets.names = names
    losses = losses_of(contract)
    components = spec.role("y")
    chosen: Dict[int, Leaf] = {}
    if _flat_dict(spec.y_structure):
        by_key = {leaf.key: leaf for leaf in components}
        for i, (name, output) in enumerate(zip(names, outputs)):
            leaf = by_key.get(name, by_key.get(output.path))
            if leaf is not None:
                chosen[i] = leaf
            elif losses.get(i) is not None:
                targets.missing.append(name)
        used = {leaf.path for leaf in chosen.values()}
        targets.extra = [leaf.path for leaf in components if leaf.path not in used]
    else:
        chosen = dict(enumerate(components[: len(outputs)]))
        if components:
            targets.missing = [
                n
                for i, n in enumerate(names[len(components) :], len(components))
                if losses.get(i) is not None
            ]
            targets.extra = [leaf.path for leaf in components[len(names) :]]
    alike = _as_called(forward, elements)
    for i, output in enumerate(outputs):
        leaf = chosen.get(i)
        component = elements.component(leaf.path) if leaf is not None else None
        shape = output.shape
        actual = forward.outputs[i].shape if i < len(forward.outputs) and alike else None
        if contract.outputs is None and not alike and shape is not None:
            shape = (*[None] * (len(shape) - 1), shape[-1])
        if actual is not None and (shape is None or len(actual) == len(shape)):
            shape = (None, *actual[1:]) if actual else shape
        if output.path in seen and shape is None and alike:
            shape = seen[output.path].shape
        targets.pairs.append(
            Target(
                i,
                Leaf(output.path, shape, output.dtype, output.kind, "output", output.key),
                leaf,
                losses.get(i),
                contract.last_activation.get(i),
                sorted(set(component.shapes)) if component is not None else [],
            )
        )
    return targets


def _as_called(forward: Forward, elements: Pass) -> bool:
    """Whether every batch has the axes of the one that the model was called on.

    An axis that a model leaves open (fully convolutional ones do) is what its input makes it: what one
    call put out says nothing of images of another size.
    """
    features = elements.role("x")
    if len(forward.given) != len(features):
        return True
    seen = [{shape[1:] for shape in feature.shapes} for feature in features]
    called = [given[1:] if given is not None else None for given in forward.given]
    return all(shapes <= {given} for shapes, given in zip(seen, called))
