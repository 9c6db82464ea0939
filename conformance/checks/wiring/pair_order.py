"""Whether the target is not a random disturbance of the input."""

from __future__ import annotations

from typing import Tuple

from conformance.records import Plan, Spec
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("x and y are not one component each, of one shape and made from one source")
def one_pair(spec: Spec, plan: Plan) -> bool:
    """What the plan says of both can be compared."""
    x, y, root = spec.role("x"), spec.role("y"), plan.root
    if len(x) != 1 or len(y) != 1 or x[0].shape != y[0].shape or len(x[0].shape or ()) < 2:
        return False
    leaves = len(spec.leaves)
    if root.origins is None or root.randoms is None or len(root.randoms) != leaves:
        return False
    sources = [node for node in plan.nodes() if not node.inputs]
    at_x, at_y = _places(spec)
    return len(sources) == 1 and root.origins[at_x] == root.origins[at_y]


@check(
    "pair-order",
    group="wiring",
    title="the target is not a random disturbance of the input",
    applies=(one_pair,),
    phase="paired",
    per_part=True,
)
def pair_order(spec: Spec, plan: Plan) -> Outcome:
    """(clean, noisy) instead of (noisy, clean): the target holds draws the input knows nothing of."""
    at_x, at_y = _places(spec)
    assert plan.root.randoms is not None
    draws_x, draws_y = plan.root.randoms[at_x], plan.root.randoms[at_y]
    if draws_x or not draws_y:
        return Passed(
            f"{len(draws_x)} random draws in x and {len(draws_y)} in y, both from one source"
        )
    return Finding(
        "y is the input with random draws added and x is without them: the model is asked to "
        "predict noise that its input does not show",
        expected="x the disturbed version, y the clean one",
        actual="x clean, y disturbed at random",
        where="y",
        component=spec.leaves[at_y].path,
        fix="swap the pair: yield (noisy, clean)",
    )


def _places(spec: Spec) -> Tuple[int, int]:
    """Positions of the one component of x and the one of y among the leaves."""
    roles = [leaf.role for leaf in spec.leaves]
    return roles.index("x"), roles.index("y")
