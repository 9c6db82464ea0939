"""The stages that look at what goes to validation_data, and at the files that were read by then."""

from __future__ import annotations

from itertools import islice

from conformance.observe.stages_pipeline import limit, read_plan
from conformance.observe.state import PRODUCES, Run, fresh
from conformance.records import UNKNOWN, Build, Pass, Sources, Tracing
from conformance.records.store import Missing


def sources(state: Run) -> None:
    """The files that were read, where a profile is to hold them or is to be held to."""
    from conformance.observe import opened

    if not state.options.profile and state.records["expect"].profile is None:
        state.missing("no profile was asked for", "sources", kind="skip")
        return
    plans = [state.records[name] for name in ("plan", "validation_plan") if state.has(name)]
    nodes = [node for tree in plans for node in tree.nodes()]
    named = [
        text for node in nodes for column in node.attributes.get("texts", ()) for text in column
    ]
    state.put("sources", Sources(opened.sources(named)))


def validation(state: Run) -> None:
    from conformance.observe import epochs, plan, specs
    from conformance.observe.elements import observe_pass
    from conformance.observe.guard import guard
    from conformance.observe.kinds import elements_of, kind_of
    from conformance.observe.reach import reach_of
    from conformance.observe.tracing import watch

    names = PRODUCES["validation"]
    make = state.subject.make_validation
    given = state.subject.fit.get("validation_data")
    if make is None and given is not None:
        make = lambda: given  # noqa: E731
    if make is None:
        state.missing("no validation data was given", *names, kind="skip")
        return
    tracing = Tracing()
    with guard("validation") as caught, watch(tracing):
        pipeline = fresh(state, make)
    if caught.failure is not None:
        state.put("validation", Pass(complete=False, failure=caught.failure))
        state.missing("the validation data could not be built", *names)
        return
    kind = kind_of(pipeline)
    state.put("validation_build", Build(kind, type(pipeline).__name__))
    state.put("validation_tracing", tracing)
    count, tree = UNKNOWN, Missing(f"a {kind} has no tf.data plan", "skip")
    if kind == "dataset":
        from conformance import compat

        state.put("validation_spec", specs.of_dataset(pipeline))
        count, tree = compat.cardinality(pipeline), read_plan(pipeline, plan)
    sizes = (state.subject.fit.get(name) for name in ("validation_batch_size", "batch_size"))
    fit = {"batch_size": next(filter(None, sizes), None)}
    options = dict(lists=kind != "dataset")
    first = observe_pass(
        lambda: elements_of(pipeline, kind, fit),
        seconds=state.seconds("validation"),
        max_batches=limit(state, kind, count, state.subject.fit.get("validation_steps"), 1),
        reach=reach_of(pipeline, kind, fit, None if isinstance(tree, Missing) else tree),
        progress=state.progress("validation"),
        **options,
    )
    state.put("validation", first)
    state.put("validation_plan", tree)
    if kind in ("sequence", "arrays") and first.batches:
        state.put("validation_spec", specs.inferred(*islice(elements_of(pipeline, kind, fit), 2)))
    if first.failure is None:
        repeat = kind not in ("generator", "iterator")
        state.put(
            "validation_epochs",
            epochs.observe(
                pipeline,
                first,
                lambda p: elements_of(p, kind, fit),
                rebuild=None,
                seconds=state.seconds("validation"),
                repeatable=repeat,
                **options,
            ),
        )
    state.missing("the validation data could not be read", *names)
