"""Whether tf.data runs its functions as graphs."""

from __future__ import annotations

from conformance.records import Build
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("the pipeline is no tf.data.Dataset")
def a_dataset(build: Build) -> bool:
    """tf.data runs its functions."""
    return build.kind == "dataset"


@check(
    "debug-mode",
    group="efficiency",
    title="tf.data runs its functions as graphs",
    applies=(a_dataset,),
    phase="apart",
)
def debug_mode(build: Build) -> Outcome:
    """enable_debug_mode() left behind from a search for a mistake."""
    if not build.debug_mode:
        return Passed("tf.data's debug mode: it is off")
    return warn(
        "tf.data's debug mode is on: every map function runs eagerly in Python, one element at a "
        "time and without parallelism or prefetch (a map of four ops over 2,000 rows was measured "
        "at 20 times the time)",
        where="tf.data.experimental.enable_debug_mode()",
        fix="remove tf.data.experimental.enable_debug_mode()",
    )
