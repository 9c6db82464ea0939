"""Whether elements are batches."""

from __future__ import annotations

from typing import Optional

from conformance.checks.elements._batches import BATCHING, RESHAPING
from conformance.facts.applicability import features_given
from conformance.facts.pairing import Pairing
from conformance.records import Arguments, Build, Forward, Leaf, Node, Plan, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, shape_text


@predicate("x has another number of components than the model has inputs")
def components_paired(pairing: Pairing) -> bool:
    """Where components are taken by position, there is one for each input."""
    by_place = pairing.known and pairing.by == "position"
    return not (by_place and (pairing.missing or pairing.extra))


@check(
    "batch-missing",
    group="elements",
    title="elements are batches",
    applies=(features_given, components_paired),
    phase="well-formed",
    per_part=True,
)
def batch_missing(
    pairing: Pairing,
    spec: Spec,
    build: Build,
    arguments: Optional[Arguments] = None,
    plan: Optional[Plan] = None,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
) -> Outcome:
    """Fit never batches a data set: without ``batch`` one example is read as a whole batch."""
    x = spec.role("x")
    if pairing.batch == "missing":
        pair = pairing.pairs[0]
        wanted, given = pair.input.shape, pair.component.shape
        text = (
            f"elements are single examples: {pair.component.path} is {shape_text(given)}, and the "
            f"input `{pair.input.path}` takes {shape_text(wanted)}, batch axis first"
        )
        return _batch_finding(text, shape_text(wanted), pair.component, build, arguments)
    shown = f"{x[0].path} is {shape_text(x[0].shape)}"
    if pairing.known:
        return Passed(f"{shown}, and no input takes one axis more than its component has")
    leaf = _unbatched(spec, plan)
    if leaf is not None:
        assert leaf.shape is not None
        axis = f"its axis of {leaf.shape[0]}" if leaf.shape else "it"
        text = (
            f"nothing in the pipeline batches: each element is one row of the source, {leaf.path} "
            f"{shape_text(leaf.shape)}, and Keras takes {axis} for the batch"
        )
        return _batch_finding(text, f"(None, *{leaf.shape})", leaf, build, arguments)
    if training is not None and "fit" in training.ran:
        return Passed(f"{shown}, the plan batches it or nothing shows that it is one row; fit ran")
    found = _too_few_axes(spec, build, forward, plan, arguments)
    return found or Passed(f"{shown}, and no layer asks for an axis more")


def _batch_finding(
    text: str, expected: str, leaf: Leaf, build: Build, arguments: Optional[Arguments]
) -> Finding:
    size = arguments.get("batch_size") if arguments is not None else None
    if size is not None and build.kind != "arrays":
        text += f"; `batch_size={size}` has no effect on a {build.kind}"
    fix = f"end the pipeline with `.batch({size or 32})`"
    if build.kind in ("generator", "sequence"):
        verb = "return" if build.kind == "sequence" else "yield"
        fix = f"{verb} {size or 32} examples at a time, stacked: fit does not batch a {build.kind}"
    return Finding(
        text,
        expected=expected,
        actual=shape_text(leaf.shape),
        where=leaf.path,
        fix=fix,
    )


def _unbatched(spec: Spec, plan: Optional[Plan]) -> Optional[Leaf]:
    """The first feature, when each element is exactly one row of arrays in memory.

    Rows of ``from_tensor_slices`` that pass no batching operation, at any depth, with the shapes
    the source gave them. Anything read, generated or reshaped on the way may be a batch already.
    """
    if plan is None or any(_batches(node) for node in plan.nodes()):
        return None
    sources = [node for node in plan.nodes() if not node.inputs]
    if not sources or any(node.op != "tensor_slices" for node in sources):
        return None
    if any(node.op in RESHAPING for node in plan.nodes()):
        return None
    shapes = {leaf.shape for node in sources for leaf in node.leaves or []}
    x = spec.role("x")[0]
    static = x.shape is not None and None not in x.shape and len(x.shape) > 0
    return x if static and x.shape in shapes else None


def _batches(node: Node) -> bool:
    inner = node.function.datasets if node.function is not None else frozenset()
    return node.op in BATCHING or any("Batch" in op for op in inner)


def _too_few_axes(
    spec: Spec,
    build: Build,
    forward: Optional[Forward],
    plan: Optional[Plan],
    arguments: Optional[Arguments],
) -> Optional[Finding]:
    """A model without declared inputs refuses an element with one axis less than it needs."""
    failure = forward.failure if forward is not None else None
    x = spec.role("x")
    if failure is None or len(x) != 1 or x[0].shape is None or "min_ndim=" not in failure.message:
        return None
    if plan is not None and any(_batches(node) for node in plan.nodes()):
        return None
    if build.kind == "dataset" and plan is None:
        return None
    y = spec.role("y")
    scalar = bool(y) and all(leaf.shape == () for leaf in y)
    if not scalar and not (len(x[0].shape) == 1 and build.kind != "arrays" and plan is not None):
        return None
    text = (
        f"elements are single examples: {x[0].path} is {shape_text(x[0].shape)}; {cause(failure)}"
    )
    return _batch_finding(text, "a batch axis first", x[0], build, arguments)
