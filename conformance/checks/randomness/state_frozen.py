"""Whether what callbacks change reaches the functions of the pipeline."""

from __future__ import annotations

from conformance.records import Build, Tracing
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no function of the pipeline is traced")
def functions_traced(tracing: Tracing) -> bool:
    return tracing.functions > 0


@predicate("debug mode runs every function in Python")
def in_graphs(build: Build) -> bool:
    return not build.debug_mode


@check(
    "state-frozen",
    group="randomness",
    title="what callbacks change reaches the pipeline's functions",
    applies=(functions_traced, in_graphs),
    phase="apart",
)
def state_frozen(tracing: Tracing) -> Outcome:
    """A curriculum's length in `filter`, a strength of augmentation that a callback raises."""
    if not tracing.frozen:
        return Passed(
            f"what {tracing.functions} traced functions read, with what callbacks of their files write"
        )
    one = tracing.frozen[0]
    more = f" (and {len(tracing.frozen) - 1} more)" if len(tracing.frozen) > 1 else ""
    return Finding(
        f"`{one.reader}` read `{one.name}` once, when it was traced ({one.value}), and "
        f"`{one.writer}` changes it while fit runs{more}: the pipeline keeps the first value for all "
        "epochs",
        expected=f"`{one.name}` as it is when an example is made",
        actual=f"{one.value}, a constant of the graph",
        where=one.where,
        fix=f"make `{one.name}` a tf.Variable(..., trainable=False), read it in the function and let the "
        "callback call assign; or build the dataset anew for each stage",
    )
