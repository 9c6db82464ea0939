"""Whether the target is not a random disturbance of the input."""

from __future__ import annotations

from conformance.records import Plan, Spec
from conformance.registry import check
from conformance.results import Finding


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
