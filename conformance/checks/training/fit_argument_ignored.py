"""Whether fit uses every argument it is given."""

from __future__ import annotations

from conformance.records import Arguments, Build, Pass
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("fit is given no batch_size beside data that bring their own batches")
def batch_size_given(arguments: Arguments, build: Build) -> bool:
    return build.kind != "arrays" and isinstance(arguments.get("batch_size"), int)


@predicate("no batch was read")
def batches_read(elements: Pass) -> bool:
    return bool(elements.batch_sizes)


@check(
    "fit-argument-ignored",
    group="training",
    title="fit uses every argument it is given",
    applies=(batch_size_given, batches_read),
    phase="paired",
    after={
        "batch-missing": "the batch that fit was to make is the one that is missing",
        "batch-twice": "the outer batching is the mistake",
    },
)
def fit_argument_ignored(arguments: Arguments, build: Build, elements: Pass) -> Outcome:
    """The batch_size given to fit against the batches that the data bring."""
    size = arguments.get("batch_size")
    actual = max(elements.batch_sizes)
    if actual == size:
        return Passed(f"fit(batch_size={size}) with the batches that come: the same size")
    return warn(
        f"fit(batch_size={size}) is ignored: a {build.type_name or build.kind} brings its own "
        f"batches, of {actual} examples",
        expected=f"batches of {size}",
        actual=f"batches of {actual}",
        where=f"fit(batch_size={size})",
        fix=f"batch the data by {size} where it is made, and leave batch_size out of fit",
    )
