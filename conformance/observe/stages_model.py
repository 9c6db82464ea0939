"""The stages that need the model: its contract, what reaches which input, training, and time."""

from __future__ import annotations

from typing import Any, Callable, List

from conformance.observe.state import Run, fresh
from conformance.records import Forward, Timing

TABLE_ROW, TABLE_ROWS = 2048, 4096  # bytes a row, and rows, of features that are called at once
SLOW_EPOCH = 0.04  # seconds: below this no what-if is measured


def model(state: Run) -> None:
    from conformance.observe import contract
    from conformance.observe.guard import guard
    from conformance.observe.training import quiet

    if state.subject.make_model is None:
        state.missing("no model was given", "contract", "wiring", "forward", "training")
        return
    if not state.has("spec") and _takes_spec(state.subject.make_model):
        state.missing("the model is made for a spec that could not be read", "contract")
        return
    with quiet(), guard("model") as caught:
        state.model = _make_model(state)()
    if caught.failure is not None:
        reason = f"the model could not be built: {caught.failure}"
        state.put("forward", Forward(failure=caught.failure))
        state.missing(reason, "contract", "wiring", "forward", "training")
        return
    state.put("contract", contract.read(state.model))


def _takes_spec(make_model: Callable[..., Any]) -> bool:
    import inspect

    try:
        parameters = inspect.signature(make_model).parameters
    except (TypeError, ValueError):
        return False
    first = next(iter(parameters), None)
    return first == "spec"


def _make_model(state: Run) -> Callable[[], Any]:
    make = state.subject.make_model
    assert make is not None
    if not _takes_spec(make):
        return make
    from conformance.observe.kinds import type_spec

    return lambda: make(type_spec(state.pipeline, state.first))


def wiring(state: Run) -> None:
    from conformance.observe import wiring

    if state.records.known("wiring") or not state.has("contract", "spec"):
        state.missing("no contract or no spec", "wiring")
        return
    contract, spec = state.records["contract"], state.records["spec"]
    if contract.inputs is None:
        state.missing("the model declares no inputs", "wiring", kind="skip")
        return
    if len(contract.inputs) == 1 and not isinstance(spec.x_structure, dict):
        state.missing(
            "one input and one component: there is nothing to confuse", "wiring", kind="skip"
        )
        return
    if any(leaf.kind in ("dataset", "other") or leaf.shape is None for leaf in spec.role("x")):
        state.missing("components of unknown shape cannot be probed", "wiring", kind="skip")
        return
    state.put("wiring", wiring.observe(state.model, contract, spec))


def probes(state: Run) -> None:
    """What the model and its losses do with changed values of the first batch."""
    from conformance.observe import probes
    from conformance.observe.training import quiet
    from conformance.structure import roles_of

    if not state.has("contract", "spec", "elements") or state.first is None:
        state.missing("there is no batch to ask the model with", "probes")
        return
    contract = state.records["contract"]
    if any(leaf.kind != "dense" for leaf in state.records["spec"].role("x")):
        state.missing("ragged and sparse components are not probed", "probes", kind="skip")
        return
    parts, _ = roles_of(state.first, list_is_tuple=state.records["build"].kind != "dataset")
    given = dict(parts)
    sized = any(leaf.shape and leaf.shape[0] is not None for leaf in contract.inputs or ())
    with quiet():
        record = probes.observe(
            _make_model(state),
            given.get("x"),
            given.get("y"),
            contract,
            table=_table(state.records["elements"].role("x")) if not sized else [],
            whole=sized,
        )
    state.put("probes", record)


def _table(components: List[Any]) -> List[Any]:
    """Many rows of every component of x, in flattening order; empty where rows are not small."""
    rows = [component.rows for component in components]
    if any(r is None or r.dtype.kind not in "iuf" for r in rows):
        return []
    count = min(len(r) for r in rows)
    width = sum(r[:1].nbytes for r in rows)
    if width > TABLE_ROW:
        return []
    return [r[: min(count, TABLE_ROWS)] for r in rows]


def training(state: Run) -> None:
    from conformance import compat
    from conformance.observe import training
    from conformance.observe.kinds import bounded, features_of

    if not state.has("contract", "spec", "elements") or state.first is None:
        state.missing("there is nothing to train on", "forward", "training")
        return
    build, elements = state.records["build"], state.records["elements"]
    compat.set_seed(state.options.seed)
    make_model = _make_model(state)
    lists = build.kind != "dataset"
    state.put("forward", training.forward(make_model, features_of(state.first, lists=lists)))
    state.checkpoint()
    if not build.accepted_by_fit:
        state.missing(f"fit does not take a {build.type_name}", "training")
        return
    batches = min(training.FIT_BATCHES, max(1, elements.batches))
    state.put(
        "training",
        training.observe(
            make_model,
            lambda: bounded(fresh(state), build.kind, batches, state.subject.fit),
            state.records["contract"],
            fit_arguments=state.subject.fit,
            batches=batches,
            generator=build.kind in ("generator", "iterator"),
            batch=tuple(state.first) if isinstance(state.first, list) else state.first,
            time_step=elements.seconds > SLOW_EPOCH,
            deadline=state.deadline,
        ),
    )


def timing(state: Run) -> None:
    from conformance.observe import timing

    if state.records.known("timing") or not state.has("elements", "epochs"):
        state.missing("there is no pass to time", "timing")
        return
    build, first = state.records["build"], state.records["elements"]
    second = state.records["epochs"].second
    record = Timing(
        second_epoch=second.seconds if second else 0.0,
        batches=first.batches,
    )
    if build.kind == "dataset" and record.second_epoch > SLOW_EPOCH:
        timing.what_if(state.pipeline, record, first, seconds=state.seconds("timing"))
    state.put("timing", record)
