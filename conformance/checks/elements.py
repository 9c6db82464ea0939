"""Checks: can the pipeline be built and read, and is each element of a kind that fit takes?"""

from __future__ import annotations

from typing import Optional

from conformance.checks import (  # noqa: F401 - register their checks
    elements_batches,
    elements_drift,
    elements_kinds,
    elements_shapes,
)
from conformance.facts.failures import meaning_of
from conformance.records import Build, Environment, Failure, Forward, Pass, Spec, Tracing, Training
from conformance.registry import check
from conformance.results import Finding, Skip
from conformance.wording import cause, listed, user_line


@check(
    "pipeline-builds",
    group="elements",
    title="the pipeline can be built",
    after=("length-unknown",),
)
def pipeline_builds(build: Build):
    """The factory runs: what raises here never reaches fit."""
    failure = build.failure
    if failure is None:
        return None
    if failure.type == "TypeError" and "__len__" in failure.functions:
        return Skip("the factory asks for a length that is unknown: a question of completeness")
    return _raised(failure, "build", "the pipeline could not be built")


@check(
    "pipeline-iterates",
    group="elements",
    title="every element can be read",
    after=(
        "pipeline-builds",
        "sequence-index",
        "sequence-length",
        "cardinality-wrong",
        "element-type",
        "preprocessing-not-adapted",
    ),
)
def pipeline_iterates(elements: Pass, build: Optional[Build] = None):
    """One pass: parsing, decoding, batching and the generator's own code."""
    failure = elements.failure
    if failure is None:
        return None
    at = failure.batch if failure.batch is not None else elements.batches
    kind = build.kind if build is not None else "dataset"
    what = f"`__getitem__({at})` raises" if kind == "sequence" else f"reading batch {at} raises"
    return _raised(failure, "iterate", what, where=f"batch {at}")


def _raised(failure: Failure, stage: str, what: str, *, where: str = "") -> Finding:
    meaning = meaning_of(failure, stage)
    line = user_line(failure)
    text = f"{what}: {cause(failure)}"
    if meaning is not None:
        text = f"{what}: {meaning.cause} ({cause(failure)})"
    return Finding(
        text,
        expected="elements up to the end" if stage == "iterate" else "a pipeline",
        actual=failure.type,
        where=", ".join(part for part in (where, line) if part),
        fix=meaning.fix if meaning is not None else _own_fix(line),
        blame=meaning.blame if meaning is not None else "pipeline",
    )


def _own_fix(line: str) -> str:
    return f"mend {line}" if line else "make the pipeline yield this element, or drop it on purpose"


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


@check("model-builds", group="elements", title="the model can be built")
def model_builds(forward: Forward):
    """A model that cannot even be constructed takes no element."""
    failure = forward.failure
    if failure is None or failure.stage != "model":
        return None
    unknown = "Found None" in failure.message or "fully-defined" in failure.message
    return Finding(
        f"the model could not be built: {cause(failure)}",
        expected="a model",
        actual=failure.type,
        where=user_line(failure),
        fix=(
            "a layer needs an axis whose length is unknown: give the input a fixed length "
            "(`keras.Input((length,))`, and `output_sequence_length=length` in TextVectorization)"
            if unknown
            else f"mend {user_line(failure) or 'the model'}"
        ),
        blame="model",
    )


@check(
    "signature-cast",
    group="elements",
    title="from_generator keeps the values the generator yields",
    after=("pipeline-builds",),
)
def signature_cast(tracing: Tracing, elements: Optional[Pass] = None):
    """``output_signature`` casts without a word: floats to int32 are truncated.

    ``elements`` is not read: the generator's items are compared while that pass runs.
    """
    lossy = [y for y in tracing.yields if y.lossy]
    if not lossy:
        return None
    first = lossy[0]
    return Finding(
        f"from_generator casts {first.yielded} to {first.declared} and loses values: the generator "
        f"yields {first.example_raw}, the data set holds {first.example_cast}",
        expected=f"{first.yielded} in output_signature",
        actual=first.declared,
        where=", ".join(y.path for y in lossy[:4]),
        fix=f"declare `tf.TensorSpec(shape, tf.{first.yielded})` for {first.path} in "
        "output_signature",
    )
