"""Hand-written records for the tests of checks: from arrays, without TensorFlow."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from conformance.facts.pairing import Pair, Pairing, Target, Targets
from conformance.facts.table import FACTS
from conformance.observe import hashing
from conformance.records import (
    Component,
    Contract,
    Environment,
    LayerFacts,
    Leaf,
    Loss,
    Node,
    Pass,
    Plan,
)
from conformance.records.store import Records
from conformance.registry import load
from conformance.results import NOT_APPLICABLE, Result, Skip, Unjudged
from conformance.run.judge import judge as judge_one

CHECKS = load()


def result(name: str, **records: Any) -> Result:
    """What a run says of one check on these records: predicates first, then its function.

    None stands for a record that is not there, unless the check cannot do without it.
    """
    check = CHECKS[name]
    given = {k: record for k, record in records.items() if record is not None or k in check.needs}
    return judge_one(check, Records(given, FACTS))


def passes(name: str, **records: Any) -> str:
    """Assert that the question was put and the answer is good; returns what was compared."""
    found = result(name, **records)
    assert found.status == "pass", found
    return found.compared


def does_not_apply(name: str, **records: Any) -> str:
    """Assert that the question cannot be put; returns why."""
    found = result(name, **records)
    assert (found.status, found.kind) == ("skip", NOT_APPLICABLE), found
    return found.message


def finds(name: str, status: str = "fail", **records: Any) -> Result:
    """Assert a finding of this status; returns it."""
    found = result(name, **records)
    assert found.status == status, found
    return found


def judge(name: str, **records: Any) -> Any:
    """The finding; None where the check passes or a predicate says that it does not apply.

    For tests of checks whose function still says by itself that it does not apply; the others use
    ``passes`` and ``does_not_apply``, which tell the two apart.
    """
    found = result(name, **records)
    assert found.status != "error", found.message
    if found.status == "blocked":
        return Unjudged(found.message)
    if found.status == "skip" and not CHECKS[name].applies:
        return Skip(found.message, found.kind)
    return None if found.status in ("pass", "skip") else found


def component(path: str, array: Any, batch: int = 16, *, role: str = "x") -> Component:
    """A component as one pass over ``array`` in batches would record it."""
    array = np.asarray(array)
    made = Component(path, role, None, array.dtype.name)
    made.rows, made.row_batches = array, np.arange(len(array)) // batch
    parts = [array[i : i + batch] for i in range(0, len(array), batch)]
    made.shapes = [part.shape for part in parts]
    made.hashes = [hashing.rows(part) for part in parts]
    made.count = array.size
    if array.dtype.kind not in "biuf":
        made.dtype = "string"
        return made
    finite = array[np.isfinite(array)] if array.dtype.kind == "f" else array
    made.nan = int(np.isnan(array).sum()) if array.dtype.kind == "f" else 0
    made.inf = int(array.size - finite.size - made.nan)
    if made.nan + made.inf:
        bad = ~np.isfinite(array).reshape(len(array), -1)
        made.bad_rows = int(bad.any(axis=1).sum())
        row, column = np.argwhere(bad)[0]
        made.bad_at = (int(row // batch), (int(row % batch), int(column)))
    if finite.size:
        wide = finite.astype(np.float64)
        made.minimum, made.maximum = float(wide.min()), float(wide.max())
        made.mean, made.std = float(wide.mean()), float(wide.std())
        made.integral = bool((wide == np.floor(wide)).all())
    values, counts = np.unique(finite, return_counts=True)
    made.values = dict(zip(values.tolist(), counts.tolist())) if len(values) <= 4096 else None
    return made


def one_pass(
    x: Any, y: Any = None, *, batch: int = 16, complete: bool = True, **other: Any
) -> Pass:
    """A pass over features (an array, or a dict of arrays) and targets."""
    features = x if isinstance(x, dict) else {None: x}
    made = Pass(complete=complete, **other)
    for key, array in features.items():
        path = "x" if key is None else f"x[{key!r}]"
        made.components.append(component(path, array, batch))
    if y is not None:
        made.components.append(component("y", y, batch, role="y"))
    rows = len(next(iter(features.values())))
    made.batch_sizes = [min(batch, rows - i) for i in range(0, rows, batch)]
    made.batches = len(made.batch_sizes)
    return made


def layer(kind: str, **facts: Any) -> LayerFacts:
    facts.setdefault("inputs", (0,))
    return LayerFacts(name=kind.lower(), type=kind, **facts)


def contract(*layers: LayerFacts, inputs: Sequence[Tuple] = ((None, 4),), **facts: Any) -> Contract:
    """A functional contract with float32 inputs of these shapes."""
    leaves = [Leaf(f"input_{i}", tuple(shape), "float32") for i, shape in enumerate(inputs)]
    return Contract("functional", inputs=leaves, layers=list(layers), **facts)


def pairing(*paths: str, dtypes: Optional[Dict[str, str]] = None) -> Pairing:
    """Component ``paths[i]`` goes to input i."""
    kinds = dtypes or {}
    pairs = []
    for i, path in enumerate(paths or ("x",)):
        wanted = Leaf(f"input_{i}", None, kinds.get(path, "float32"), role="input")
        pairs.append(Pair(i, wanted, Leaf(path, None, "float32")))
    return Pairing(pairs=pairs)


def targets(loss: str, units: int = 1, path: str = "y") -> Targets:
    output = Leaf("output", (None, units), "float32", role="output")
    pair = Target(0, output, Leaf(path, None, "float32", role="y"), Loss(loss), "linear")
    return Targets(pairs=[pair])


def chain(*nodes: Node) -> Plan:
    """A plan from the root up to the source."""
    for node, upstream in zip(nodes, nodes[1:]):
        node.inputs = [upstream]
    return Plan(nodes[0])


def node(op: str, cardinality: Optional[int] = None, **attributes: Any) -> Node:
    inputs: List[Node] = attributes.pop("inputs", [])
    function = attributes.pop("function", None)
    return Node(
        op, attributes=attributes, inputs=inputs, cardinality=cardinality, function=function
    )


def environment(generation: int = 3) -> Environment:
    tensorflow = "2.21.0" if generation == 3 else "2.15.1"
    return Environment(tensorflow, "3.15.1" if generation == 3 else "2.15.0", generation)


def normal(rows: int = 240, columns: int = 4, seed: int = 0) -> np.ndarray:
    return np.random.RandomState(seed).normal(size=(rows, columns)).astype("float32")
