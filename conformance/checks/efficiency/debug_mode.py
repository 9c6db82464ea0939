"""Whether tf.data runs its functions as graphs."""

from __future__ import annotations

from conformance.records import Build
from conformance.registry import check
from conformance.results import warn


@check(
    "debug-mode",
    group="efficiency",
    title="tf.data runs its functions as graphs",
)
def debug_mode(build: Build):
    if not build.debug_mode:
        return None
    return warn(
        "tf.data's debug mode is on: every map function runs eagerly in Python, one element at a "
        "time and without parallelism or prefetch (a map of four ops over 2,000 rows was measured "
        "at 20 times the time)",
        where="tf.data.experimental.enable_debug_mode()",
        fix="remove tf.data.experimental.enable_debug_mode()",
    )
