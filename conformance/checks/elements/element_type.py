"""Whether fit takes this kind of data."""

from __future__ import annotations

from typing import Optional

from conformance.facts.applicability import pipeline_built
from conformance.records import Build, Environment, Spec, Training
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, listed


@check(
    "element-type",
    group="elements",
    title="fit takes this kind of data",
    applies=(pipeline_built,),
    phase="readable",
    per_part=True,
)
def element_type(
    build: Build,
    spec: Optional[Spec] = None,
    environment: Optional[Environment] = None,
    training: Optional[Training] = None,
) -> Outcome:
    """Keras has adapters for datasets, Sequences, generators and arrays; elements are tensors."""
    generation = environment.keras_generation if environment is not None else 3
    if not build.accepted_by_fit:
        fix = "yield the pairs from a generator function, or zip `tf.data` datasets"
        if build.type_name == "zip":
            fix = (
                "make it a generator: `(pair for pair in zip(images, masks))`, or "
                "`tf.data.Dataset.zip`"
            )
        return Finding(
            f"fit has no adapter for a `{build.type_name}` in Keras {generation}: it raises "
            "`Unrecognized data type`",
            expected="a tf.data.Dataset, a Sequence / PyDataset, a generator or arrays",
            actual=build.type_name,
            fix=fix,
        )
    if spec is None:
        return Passed(f"fit takes a `{build.type_name}`; no element of it could be read")
    nested = [leaf for leaf in spec.leaves if leaf.kind == "dataset"]
    if nested:
        return Finding(
            f"elements hold data sets, not tensors ({listed(leaf.path for leaf in nested)}): "
            "`window` "
            "and `group_by_window` yield small data sets",
            expected="tensors",
            actual="tf.data.Dataset",
            where=nested[0].path,
            fix="turn each window into a tensor: `ds.flat_map(lambda w: w.batch(size))`",
        )
    other = [leaf for leaf in spec.leaves if leaf.kind == "other"]
    if other:
        return Finding(
            f"elements hold things that are no tensors: {listed(leaf.path for leaf in other)}",
            expected="dense, ragged or sparse tensors",
            actual=", ".join(leaf.dtype for leaf in other[:3]),
            where=other[0].path,
            fix="yield tensors: convert or drop these components in `map`",
        )
    kinds = ", ".join(sorted({leaf.kind for leaf in spec.leaves}))
    return Passed(
        f"a `{build.type_name}` of {counted(len(spec.leaves), 'tensor')} ({kinds}) an element"
    )
