"""The stages of observation, in order of cost: each makes its records, or says why it cannot."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Callable, List, Optional

from conformance.judge import Missing, Records
from conformance.records import (
    INFINITE,
    UNKNOWN,
    Arguments,
    Build,
    Environment,
    Forward,
    Pass,
    Timing,
    Tracing,
)
from conformance.subject import Subject

# Share of the budget a stage may use for passes over the data.
SHARES = {"elements": 0.2, "epochs": 0.2, "validation": 0.1, "timing": 0.15}
INFINITE_BATCHES = 200  # batches looked at of an endless pipeline when fit names no steps
SLOW_EPOCH = 0.1  # seconds: below this no what-if is measured


@dataclass
class Options:
    """How to run.

    Args:
        budget: seconds for everything; passes over the data end within their share of it.
        only / skip: checks or groups.
        seed: seeds NumPy, Python and TensorFlow before training.
        device: "cpu" or "gpu".
    """

    budget: float = 60.0
    only: tuple = ()
    skip: tuple = ()
    seed: int = 0
    device: str = "cpu"


@dataclass
class Run:
    """One run's state: the objects under test, and the records made of them."""

    subject: Subject
    options: Options
    records: Records = field(default_factory=Records)
    pipeline: Any = None
    model: Any = None
    started: float = 0.0
    first: Any = None  # the first element
    batches: int = 0
    initial_seed: Optional[int] = None
    initial_random: Any = None  # NumPy's and Python's global state as the module left it

    def put(self, name: str, record: Any) -> None:
        self.records.put(name, record)

    def missing(self, reason: str, *names: str, kind: str = "blocked") -> None:
        for name in names:
            if not self.records.known(name):
                self.records.put(name, Missing(reason, kind))

    def has(self, *names: str) -> bool:
        return all(
            self.records.known(n) and not isinstance(self.records[n], Missing) for n in names
        )

    def seconds(self, stage: str) -> float:
        return max(1.0, SHARES[stage] * self.options.budget)


def environment(*, device: str, seed: int) -> Environment:
    """The versions that run here, as every report states them."""
    from conformance import compat

    return Environment(
        tensorflow=compat.tensorflow().__version__,
        keras=compat.keras_version(),
        keras_generation=compat.keras_generation(),
        backend=compat.backend(),
        python=compat.version_text(),
        device=device,
        seed=seed,
        generator_spec_batches=compat.generator_spec_batches(),
    )


def _environment(state: Run) -> None:
    from conformance import compat

    options = state.options
    state.put("environment", environment(device=options.device, seed=options.seed))
    state.put("arguments", Arguments(dict(state.subject.fit), compat.fit_parameters()))


def _fresh(state: Run, make: Optional[Callable[[], Any]] = None) -> Any:
    """Build with the global seeds as the user's module left them.

    Validation data is built after the training data, as the user will: with the same state
    again, both would draw the same rows.
    """
    from conformance import compat

    if make is not None:
        return make()
    compat.restore_random_states(state.initial_random)
    compat.reset_global_seed()
    if state.initial_seed is not None:
        compat.tensorflow().random.set_seed(state.initial_seed)
    return state.subject.make()


def _build(state: Run) -> None:
    from conformance import compat
    from conformance.observe.guard import guard
    from conformance.observe.kinds import accepted_by_fit, kind_of
    from conformance.observe.tracing import watch

    tracing = Tracing()
    build = Build(factory=state.subject.factory)
    started = time.perf_counter()
    with guard("build") as caught, watch(tracing):
        state.pipeline = _fresh(state)
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
    state.put("build", build)
    state.put("tracing", tracing)
    if build.failure is not None:
        text = f"the pipeline could not be built: {build.failure}"
        state.missing(text, *[n for names in PRODUCES.values() for n in names if n != "contract"])


def _model(state: Run) -> None:
    from conformance import contract
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


def _spec(state: Run) -> None:
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
        source = state.pipeline if build.kind in ("sequence", "arrays") else _fresh(state)
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


def _plan(state: Run) -> None:
    from conformance.observe import plan

    build = state.records["build"]
    if build.kind != "dataset":
        state.missing(f"a {build.kind} has no tf.data plan", "plan", kind="skip")
        return
    if state.has("plan") or state.records.known("plan"):
        return
    state.put("plan", _read_plan(state.pipeline, plan))


def _read_plan(dataset: Any, plan: Any) -> Any:
    try:
        return plan.read(dataset)
    except ValueError as error:
        return Missing(f"the plan was not read: {error}", "skip")


def _iterate(state: Run, kind: str) -> Callable[[Any], Any]:
    from conformance.observe.kinds import elements_of

    return lambda pipeline: elements_of(pipeline, kind, state.subject.fit)


def _limit(state: Run) -> int:
    """How many batches a pass may read: an endless pipeline is read as far as fit will read."""
    from conformance import compat

    build = state.records["build"]
    arguments = state.records["arguments"]
    steps = arguments.get("steps_per_epoch")
    endless = build.kind in ("generator", "iterator") or (
        build.kind == "dataset" and compat.cardinality(state.pipeline) in (INFINITE, UNKNOWN)
    )
    if isinstance(steps, int) and endless:
        return min(5000, max(1, steps * max(1, int(arguments.get("epochs", 1)))))
    if build.kind == "dataset" and compat.cardinality(state.pipeline) == INFINITE:
        return INFINITE_BATCHES
    return 5000


def _elements(state: Run) -> None:
    from conformance.observe.elements import observe_pass

    if state.records.known("elements") or not state.has("spec"):
        state.missing("there is no element", "elements")
        return
    build, spec = state.records["build"], state.records["spec"]
    iterate = _iterate(state, build.kind)
    again = build.kind in ("generator", "iterator") and build.factory
    source = _fresh(state) if again else state.pipeline
    if any(leaf.kind in ("dataset", "other") for leaf in spec.leaves):
        state.missing("elements hold things that are not tensors", "elements", kind="blocked")
        return

    def read() -> Any:
        for element in iterate(source):
            if state.first is None:
                state.first = element
            yield element

    state.put(
        "elements",
        observe_pass(
            read,
            seconds=state.seconds("elements"),
            max_batches=_limit(state),
            lists=build.kind != "dataset",
        ),
    )
    state.batches = state.records["elements"].batches


def _sequence(state: Run) -> None:
    from conformance.observe import sequences
    from conformance.observe.guard import guard

    build = state.records["build"]
    if build.kind != "sequence":
        state.missing(f"a {build.kind} is not a Sequence", "sequence", kind="skip")
        return
    source = _fresh(state) if build.factory else state.pipeline
    with guard("sequence") as caught:
        state.put("sequence", sequences.observe(source))
    if caught.failure is not None:
        state.missing(f"the Sequence could not be asked: {caught.failure}", "sequence")


def _epochs(state: Run) -> None:
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

    state.put(
        "epochs",
        epochs.observe(
            state.pipeline,
            first,
            epoch,
            rebuild=(lambda: _fresh(state)) if build.factory else None,
            seconds=state.seconds("epochs"),
            repeatable=not once,
            lists=build.kind != "dataset",
        ),
    )


def _validation(state: Run) -> None:
    from itertools import islice

    from conformance.observe import epochs, plan, specs
    from conformance.observe.elements import observe_pass
    from conformance.observe.guard import guard
    from conformance.observe.kinds import elements_of, kind_of

    names = PRODUCES["validation"]
    make = state.subject.make_validation
    given = state.subject.fit.get("validation_data")
    if make is None and given is not None:
        make = lambda: given  # noqa: E731
    if make is None:
        state.missing("no validation data was given", *names, kind="skip")
        return
    with guard("validation") as caught:
        pipeline = _fresh(state, make)
    if caught.failure is not None:
        state.put("validation", Pass(complete=False, failure=caught.failure))
        state.missing("the validation data could not be built", *names)
        return
    kind = kind_of(pipeline)
    state.put("validation_build", Build(kind, type(pipeline).__name__))
    limit = 5000
    if kind == "dataset":
        from conformance import compat

        state.put("validation_spec", specs.of_dataset(pipeline))
        limit = INFINITE_BATCHES if compat.cardinality(pipeline) == INFINITE else 5000
    options = dict(lists=kind != "dataset")
    first = observe_pass(
        lambda: elements_of(pipeline, kind, {}),
        seconds=state.seconds("validation"),
        max_batches=limit,
        **options,
    )
    state.put("validation", first)
    if kind == "dataset":
        state.put("validation_plan", _read_plan(pipeline, plan))
    else:
        state.missing(f"a {kind} has no tf.data plan", "validation_plan", kind="skip")
    if kind in ("sequence", "arrays") and first.batches:
        state.put("validation_spec", specs.inferred(*islice(elements_of(pipeline, kind, {}), 2)))
    if first.failure is None:
        repeat = kind not in ("generator", "iterator")
        state.put(
            "validation_epochs",
            epochs.observe(
                pipeline,
                first,
                lambda p: elements_of(p, kind, {}),
                rebuild=None,
                seconds=state.seconds("validation"),
                repeatable=repeat,
                **options,
            ),
        )
    state.missing("the validation data could not be read", *names)


def _wiring(state: Run) -> None:
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


def _training(state: Run) -> None:
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
    if not build.accepted_by_fit:
        state.missing(f"fit does not take a {build.type_name}", "training")
        return
    batches = min(training.FIT_BATCHES, max(1, elements.batches))
    state.put(
        "training",
        training.observe(
            make_model,
            lambda: bounded(_fresh(state), build.kind, batches, state.subject.fit),
            state.records["contract"],
            fit_arguments=state.subject.fit,
            batches=batches,
            generator=build.kind in ("generator", "iterator"),
            batch=tuple(state.first) if isinstance(state.first, list) else state.first,
            time_step=elements.seconds > SLOW_EPOCH,
        ),
    )


def _timing(state: Run) -> None:
    from conformance.observe import timing

    if state.records.known("timing") or not state.has("elements", "epochs"):
        state.missing("there is no pass to time", "timing")
        return
    build, first = state.records["build"], state.records["elements"]
    second = state.records["epochs"].second
    record = Timing(
        first_epoch=first.seconds,
        second_epoch=second.seconds if second else 0.0,
        batches=first.batches,
    )
    if build.kind == "dataset" and record.second_epoch > SLOW_EPOCH:
        timing.what_if(state.pipeline, record, first, seconds=state.seconds("timing"))
    state.put("timing", record)


STAGES = (
    ("environment", _environment),
    ("build", _build),
    ("spec", _spec),
    ("model", _model),
    ("plan", _plan),
    ("elements", _elements),
    ("sequence", _sequence),
    ("wiring", _wiring),
    ("epochs", _epochs),
    ("validation", _validation),
    ("training", _training),
    ("timing", _timing),
)
PRODUCES = {
    "environment": ("environment", "arguments"),
    "build": ("build", "tracing"),
    "spec": ("spec",),
    "model": ("contract",),
    "plan": ("plan",),
    "elements": ("elements",),
    "sequence": ("sequence",),
    "wiring": ("wiring",),
    "epochs": ("epochs",),
    "validation": (
        "validation",
        "validation_build",
        "validation_spec",
        "validation_plan",
        "validation_epochs",
    ),
    "training": ("forward", "training"),
    "timing": ("timing",),
}
