"""Whether fit uses every argument it is given."""

from __future__ import annotations

from conformance.records import Arguments, Build, Pass
from conformance.registry import check
from conformance.results import warn


@check(
    "fit-argument-ignored",
    group="training",
    title="fit uses every argument it is given",
    after=("batch-missing", "batch-twice"),
)
def fit_argument_ignored(arguments: Arguments, build: Build, elements: Pass):
    size = arguments.get("batch_size")
    if build.kind == "arrays" or not isinstance(size, int) or not elements.batch_sizes:
        return None
    actual = max(elements.batch_sizes)
    if actual == size:
        return None
    return warn(
        f"fit(batch_size={size}) is ignored: a {build.type_name or build.kind} brings its own "
        f"batches, of {actual} examples",
        expected=f"batches of {size}",
        actual=f"batches of {actual}",
        where=f"fit(batch_size={size})",
        fix=f"batch the data by {size} where it is made, and leave batch_size out of fit",
    )
