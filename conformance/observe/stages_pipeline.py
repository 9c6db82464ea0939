"""The stages that look at the pipeline alone: how it is built, its plan, its elements, its epochs."""

from __future__ import annotations

import time
from typing import Any, Callable, List, Optional

from conformance.observe import stages_elsewhere
from conformance.observe.state import PRODUCES, Run, fresh
from conformance.observe.state import environment as versions
from conformance.records import INFINITE, UNKNOWN, Arguments, Build, Held, Pass, Tracing
from conformance.records.expect import expect
from conformance.records.store import Missing

INFINITE_BATCHES = 200  # batches looked at of an endless pipeline when fit names no steps
MOST_STEPS = 5000  # and at most, when it does


def environment(state: Run) -> None:
    from conformance import compat

    options = state.options
    state.put("environment", versions(device=options.device, seed=options.seed))
    state.put("expect", expect(state.subject.expect))
    state.put("arguments", Arguments(dict(state.subject.fit), compat.fit_parameters()))


def build(state: Run) -> None:
    from conformance import compat
    from conformance.observe.folders import opened
    from conformance.observe.guard import guard
    from conformance.observe.kinds import accepted_by_fit, held_rows, kind_of
    from conformance.observe.tracing import watch
    from conformance.observe.witness import witness

    tracing, held = Tracing(), Held()
    build = Build(factory=state.subject.factory)
    started = time.perf_counter()
    with guard("build") as caught, opened(state.opened), watch(tracing, state.maps), witness(held):
        state.pipeline = fresh(state)
    build.seconds = time.perf_counter() - started
    build.failure = caught.failure
    build.seeded = compat.global_seed() is not None
    if caught.failure is None:
        build.kind = kind_of(state.pipeline)
        build.type_name = type(state.pipeline).__name__
        build.accepted_by_fit = accepted_by_fit(state.pipeline, build.kind)
        build.debug_mode = compat.debug_mode_on()
        if build.kind == "dataset":
            build.embedded_bytes = compat.embedded_bytes(state.pipeline)
        elif build.kind == "generator":
            build.held_rows = held_rows(state.pipeline)
    state.put("build", build)
    state.put("tracing", tracing)
    state.put("held", held)
    if build.failure is not None:
        text = f"the pipeline could not be built: {build.failure}"
        state.missing(text, *[n for names in PRODUCES.values() for n in names if n != "contract"])


def spec(state: Run) -> None:
    from conformance.observe import specs
    from conformance.observe.guard import guard
    from conformance.observe.kinds import elements_of

    if not state.has("build"):
        return
    build = state.records["build"]
    if build.failure is not None:
        return
    if build.kind == "dataset":
        state.put("spec", specs.of_dataset(state.pipeline))
        return
    firsts: List[Any] = []
    with guard("elements", batch=0) as caught:
        source = state.pipeline if build.kind in ("sequence", "arrays") else fresh(state)
        for element in elements_of(source, build.kind, state.subject.fit):
            firsts.append(element)
            if len(firsts) == 2:
                break
    if not firsts:
        reason = str(caught.failure) if caught.failure else "the pipeline yielded nothing"
        record = Pass(complete=caught.failure is None, failure=caught.failure)
        state.put("elements", record)
        state.missing(
            f"no element to read a spec from: {reason}", "spec", "wiring", "forward", "training"
        )
        return
    state.first = firsts[0]
    state.put("spec", specs.inferred(*firsts))


def plan(state: Run) -> None:
    from conformance.observe import plan

    build = state.records["build"]
    if build.kind != "dataset":
        state.missing(f"a {build.kind} has no tf.data plan", "plan", kind="skip")
        return
    if state.has("plan") or state.records.known("plan"):
        return
    state.put("plan", read_plan(state.pipeline, plan))


def read_plan(dataset: Any, plan: Any) -> Any:
    try:
        return plan.read(dataset)
    except ValueError as error:
        return Missing(f"the plan was not read: {error}", "skip")


def _iterate(state: Run, kind: str) -> Callable[[Any], Any]:
    from conformance.observe.kinds import elements_of

    return lambda pipeline: elements_of(pipeline, kind, state.subject.fit)


def limit(state: Run, kind: str, count: int, steps: Any, epochs: Any) -> Optional[int]:
    """How many batches a pass may read: data without an end are read as far as fit will read.

    Args:
        count: the declared cardinality of a dataset; UNKNOWN for what declares none.
    """
    unbounded = kind in ("generator", "iterator") or (
        kind == "dataset" and count in (INFINITE, UNKNOWN)
    )
    if isinstance(steps, int) and unbounded:
        wanted = max(1, steps * (epochs if isinstance(epochs, int) and epochs > 0 else 1))
        return wanted if state.options.full else min(MOST_STEPS, wanted)
    return INFINITE_BATCHES if kind == "dataset" and count == INFINITE else None


def elements(state: Run) -> None:
    from conformance.observe.elements import observe_pass
    from conformance.observe.folders import folders, opened
    from conformance.observe.reach import reach_of

    if state.records.known("elements") or not state.has("spec"):
        state.missing("there is no element", "elements")
        return
    build, spec = state.records["build"], state.records["spec"]
    iterate = _iterate(state, build.kind)
    again = build.kind in ("generator", "iterator") and build.factory
    source = fresh(state) if again else state.pipeline
    if any(leaf.kind in ("dataset", "other") for leaf in spec.leaves):
        state.missing("elements hold things that are not tensors", "elements", kind="blocked")
        return

    def read() -> Any:
        for element in iterate(source):
            if state.first is None:
                state.first = element
            yield element

    arguments = state.records["arguments"]
    steps, turns = arguments.get("steps_per_epoch"), arguments.get("epochs", 1)
    tree = state.records["plan"] if state.has("plan") else None
    with opened(state.opened):
        seen = observe_pass(
            read,
            seconds=state.seconds("elements"),
            max_batches=limit(state, build.kind, _count(state.pipeline, build.kind), steps, turns),
            lists=build.kind != "dataset",
            reach=reach_of(source, build.kind, state.subject.fit, tree),
            progress=state.progress("training"),
        )
    state.records["held"].folders = folders(state.opened, tree)
    state.put("elements", seen)
    state.batches = state.records["elements"].batches


def _count(pipeline: Any, kind: str) -> int:
    from conformance import compat

    return compat.cardinality(pipeline) if kind == "dataset" else UNKNOWN


def sequence(state: Run) -> None:
    from conformance.observe import sequences
    from conformance.observe.guard import guard

    build = state.records["build"]
    if build.kind != "sequence":
        state.missing(f"a {build.kind} is not a Sequence", "sequence", kind="skip")
        return
    source = fresh(state) if build.factory else state.pipeline
    with guard("sequence") as caught:
        state.put("sequence", sequences.observe(source))
    if caught.failure is not None:
        state.missing(f"the Sequence could not be asked: {caught.failure}", "sequence")


def epochs(state: Run) -> None:
    from conformance import compat
    from conformance.observe import epochs

    if not state.has("elements"):
        state.missing("there is no first pass", "epochs", "timing")
        return
    build, first = state.records["build"], state.records["elements"]
    if first.failure is not None:
        state.missing("the first pass failed", "epochs", "timing")
        return
    once = build.kind in ("generator", "iterator")
    iterate = _iterate(state, build.kind)

    def epoch(pipeline: Any) -> Any:
        if build.kind == "sequence" and pipeline is state.pipeline:
            pipeline.on_epoch_end()
        return iterate(pipeline)

    record = epochs.observe(
        state.pipeline,
        first,
        epoch,
        rebuild=(lambda: fresh(state)) if build.factory else None,
        seconds=state.seconds("epochs"),
        repeatable=not once,
        lists=build.kind != "dataset",
        resampled=build.kind == "sequence" and compat.overrides_epoch_end(state.pipeline),
    )
    if not build.factory and state.subject.elsewhere is not None:
        record.rebuilt = stages_elsewhere.rebuilt(state, first)
    state.put("epochs", record)
