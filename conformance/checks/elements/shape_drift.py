"""Whether later batches have the shapes of the first."""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.records import Build, Component, Environment, Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import shape_text


@predicate("only one batch was read")
def several_batches(elements: Pass) -> bool:
    """There is a later batch."""
    return elements.batches > 1


@check(
    "shape-drift",
    group="elements",
    title="later batches have the shapes of the first",
    applies=(several_batches,),
    phase="paired",
    after={"input-shape": "the batch that does not fit its input is the one that differs"},
    per_part=True,
)
def shape_drift(elements: Pass, build: Build, environment: Environment) -> Outcome:
    """Keras 3 fixes a generator's spec from its first batches and refuses what does not fit.

    ``keras/src/trainers/data_adapters/generator_data_adapter.py`` and ``py_dataset_adapter.py``
    look at NUM_BATCHES_FOR_TENSOR_SPEC batches: a dimension they share becomes static.
    """
    if elements.structure_changes:
        return Finding(
            f"elements change their structure: {elements.structure_changes[0]}",
            expected="the same components in every batch",
            actual=elements.structure_changes[0],
            fix="yield the same structure every time; put a neutral value where one is absent",
        )
    head = environment.generator_spec_batches
    same = f"{elements.batches} batches of one structure"
    if build.kind not in ("generator", "sequence") or not head:
        return Passed(f"{same}; of a {build.kind} no batch fixes the shape")
    for component in elements.components:
        found = _drift(component, head)
        if found is not None:
            batch, spec, shape = found
            return Finding(
                f"the first {head} batches of {component.path} fix its shape to "
                f"{shape_text(spec)}, and "
                f"batch {batch} is {shape}: Keras 3 raises there",
                expected=shape_text(spec),
                actual=str(shape),
                where=f"{component.path}, batch {batch}",
                component=component.path,
                fix="pad every batch to one length, or go through `tf.data.Dataset.from_generator` "
                "with "
                "`None` for that axis in output_signature",
            )
    return Passed(f"{same}, each within the shapes of the first {head}")


def _drift(component: Component, head: int) -> Optional[Tuple[int, tuple, tuple]]:
    """(batch, inferred spec, its shape) of the first batch that the spec excludes."""
    shapes = component.shapes
    if len(shapes) <= head or component.kind != "dense" or not shapes[0]:
        return None
    first = shapes[:head]
    if len({len(shape) for shape in first}) > 1:
        return None
    spec = (
        None,
        *tuple(
            axes[0] if len(set(axes)) == 1 else None
            for axes in zip(*(shape[1:] for shape in first))
        ),
    )
    for batch, shape in enumerate(shapes[head:], head):
        if len(shape) != len(spec) or any(s is not None and s != d for s, d in zip(spec, shape)):
            return batch, spec, shape
    return None
