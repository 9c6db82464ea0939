"""Whether fit takes this kind of data."""

from __future__ import annotations

from typing import Optional

from conformance.records import Build, Environment, Spec, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import listed


@check(
    "element-type",
    group="elements",
    title="fit takes this kind of data",
    after=("pipeline-builds",),
)
def element_type(
    build: Build,
    spec: Optional[Spec] = None,
    environment: Optional[Environment] = None,
    training: Optional[Training] = None,
):
    """Keras has adapters for datasets, Sequences, generators and arrays; elements are tensors."""
    if build.failure is not None:
        return None
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
        return None
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
    return None
