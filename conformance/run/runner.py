"""Observe in order of cost, judge as soon as the records are there, within a budget."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from conformance.checks.completeness._supervision import UNRESPONSIVE, raised_late
from conformance.facts.reading import readings
from conformance.facts.table import FACTS
from conformance.observe import guard
from conformance.observe.stages import PRODUCES, STAGES, Options, Run
from conformance.records import Environment, Failure
from conformance.records.store import Missing, Records
from conformance.registry import Check, plug, select
from conformance.results import Report, Result
from conformance.run.card import drawn
from conformance.run.judge import Settings, judge, ready
from conformance.run.kept import Kept
from conformance.run.parts import judge_parts
from conformance.run.private import closed, withheld
from conformance.run.profiles import profile_in
from conformance.run.provisional import provisional
from conformance.run.subject import Subject
from conformance.run.world import as_it_was

__all__ = ["Options", "run"]

Event = Callable[[str, Any], None]
# Before these, what can be judged without them is judged: they are where time runs out.
LONG = ("training", "timing")
# The stages of a run that only looks at the data.
LOOKED = ("environment", "build", "spec", "model", "plan", "elements", "epochs", "validation")
# Stages that say nothing of what the data are.
OF_THE_MODEL = ("model", "wiring", "probes", "training", "timing", "elsewhere")
# Stages that nothing but the pipeline's own code can make fail with an error of TensorFlow's.
READING = ("epochs", "validation", "timing")
# What is kept of the budget for judging: a run that is cut loses its report.
RESERVE, LEAST_RESERVE = 0.1, 1.5


def run(
    subject: Subject,
    options: Options,
    *,
    event: Optional[Event] = None,
    started: Optional[float] = None,
) -> Report:
    """Check one subject. What is given, and the process, are afterwards as they were.

    Args:
        event: called with ("stage", name) when a stage begins, ("result", Result) for each check
            judged, and before a long stage with ("provisional", [Result as a dict, ...]). A result
            is told as it was judged; those of the report are all that were told, the last of each
            check and part, after ``settle`` let one cause give one failure.
        started: when the budget began, by ``time.perf_counter()``.
    """
    started = time.perf_counter() if started is None else started
    with as_it_was() as left:
        kept = Kept(*subject.live)
        subject, model = _with_the_model_as_given(subject)
        try:
            report = _observed(subject, options, event, started)
        finally:
            model.restore()
            kept.restore()
    kept.left_out += model.left_out
    report.notes += left
    report.notes += subject.notes + [f"not put back after the run: {s}" for s in kept.left_out]
    report.seconds = time.perf_counter() - started
    return report


def _with_the_model_as_given(subject: Subject) -> Tuple[Subject, Kept]:
    """A live model is as it was given whenever it is asked for."""
    if subject.make_model is None or subject.model_factory:
        return subject, Kept()
    model = subject.make_model()
    kept = Kept(model)

    def make_model() -> Any:
        kept.restore()
        return model

    return replace(subject, make_model=make_model), kept


def _observed(subject: Subject, options: Options, event: Optional[Event], started: float) -> Report:
    from conformance import compat

    def tell(kind: str, value: Any) -> None:
        if event is not None:
            event(kind, value if options.examples else closed(kind, value, state.records))

    plug(options.plugins)
    checks = select(options.only, options.skip) if not options.look else []
    state = Run(subject, options, Records(facts=FACTS), started=started, tell=tell)
    state.deadline = started + options.budget - max(LEAST_RESERVE, RESERVE * options.budget)
    state.initial_seed = compat.global_seed()
    state.initial_random = compat.random_states()
    pending: List[Check] = list(checks)
    results: Dict[str, Result] = {}
    raised: Dict[str, Failure] = {}

    def checkpoint() -> None:
        if event is not None:
            early = provisional(checks, state.records, results.values(), settings=options.settings)
            tell("provisional", early)

    state.checkpoint = checkpoint
    for name, stage in STAGES:
        if options.look and name not in LOOKED:
            state.missing("nothing is judged: this run looks at the data alone", *PRODUCES[name])
            continue
        if options.profile == "alone" and name in OF_THE_MODEL:
            state.missing("only a profile was asked for", *PRODUCES[name], kind="skip")
            continue
        tell("stage", name)
        if name in LONG:
            checkpoint()
        if name == LONG[0] and options.card and event is not None:
            tell("card", drawn(state))  # a run that is cut while it trains has a card too
        try:
            if time.perf_counter() > state.deadline and name != STAGES[0][0]:
                raise guard.OutOfTime(f"the budget ended before the stage {name!r}")
            stage(state)
        except guard.OutOfTime as error:
            state.missing(str(error), *PRODUCES[name])
            state.out_of_time = state.out_of_time or name
        except BaseException as error:
            if guard.passes(error):
                raise
            _account_for(error, name, state, raised)
        pending = _judge_ready(pending, state.records, options.settings, results, tell)
    for check in pending:
        results[check.name] = judge(check, state.records, settings=options.settings)
        tell("result", results[check.name])
    if raised and UNRESPONSIVE in results:
        chosen = next(check for check in checks if check.name == UNRESPONSIVE)
        results[UNRESPONSIVE] = Result.of(chosen, raised_late(*next(iter(raised.items()))))
        tell("result", results[UNRESPONSIVE])
    settled = judge_parts(
        checks,
        state.records,
        settings=options.settings,
        done=results.values(),
        tell=lambda result: tell("result", result),
    )
    report = Report(
        target=subject.target,
        model=subject.model,
        environment=describe(state.records["environment"]),
        results=settled if options.examples else withheld(settled, state.records),
        readings=readings(state.records),
        card=drawn(state) if options.card else None,
    )
    if options.look and report.card is None:
        report.notes.append(f"nothing was read: {_why_nothing(state)}")
    if options.profile:
        report.profile = profile_in(state.records, report.environment)
    if state.out_of_time:
        report.ended = "budget"
        report.interrupted = (
            f"the budget of {options.budget:g} s ended during the stage {state.out_of_time!r}"
        )
    return report


def _why_nothing(state: Run) -> str:
    record = state.records["elements"]
    return (
        record.reason if isinstance(record, Missing) else str(record.failure or "no element came")
    )


def _account_for(error: BaseException, name: str, state: Run, raised: Dict[str, Failure]) -> None:
    """An exception that no observer expected: of the pipeline's own lines, or a defect of ours."""
    failure = guard.failure_of(error, name)
    if failure.frames or not isinstance(error, Exception) or _while_reading(error, name):
        raised[name] = failure
        where = f" at {failure.frames[-1]}" if failure.frames else ""
        text = f"the pipeline raised during the stage {name!r}{where}: {failure}"
        state.missing(text, *PRODUCES[name])
        return
    # The records it owed are errors, never passes.
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=-6))
    text = f"the kit failed while observing {name}:\n{trace}"
    state.missing(text, *PRODUCES[name], kind="error")


def _while_reading(error: BaseException, name: str) -> bool:
    from conformance import compat

    return name in READING and isinstance(error, compat.tensorflow().errors.OpError)


def describe(environment: Environment) -> Dict[str, Any]:
    return {
        "tensorflow": environment.tensorflow,
        "keras": environment.keras,
        "backend": environment.backend,
        "numpy": environment.numpy,
        "python": environment.python,
        "device": environment.device,
        "seed": environment.seed,
    }


def _judge_ready(
    pending: Iterable[Check],
    records: Records,
    settings: Settings,
    results: Dict[str, Result],
    tell: Event,
) -> List[Check]:
    left = []
    for check in pending:
        if ready(check, records):
            results[check.name] = judge(check, records, settings=settings)
            tell("result", results[check.name])
        else:
            left.append(check)
    return left
