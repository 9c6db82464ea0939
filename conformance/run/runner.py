"""Observe in order of cost, judge as soon as the records are there, within a budget."""

from __future__ import annotations

import time
import traceback
from typing import Any, Callable, Dict, Iterable, List, Optional

from conformance.facts.reading import readings
from conformance.facts.table import FACTS
from conformance.observe.stages import PRODUCES, STAGES, Options, Run
from conformance.records import Environment
from conformance.records.store import Records
from conformance.registry import Check, plug, select
from conformance.results import Report, Result
from conformance.run.judge import Settings, judge, ready
from conformance.run.parts import judge_parts
from conformance.run.subject import Subject

__all__ = ["Options", "run"]

Event = Callable[[str, Any], None]


def run(subject: Subject, options: Options, *, event: Optional[Event] = None) -> Report:
    """Check one subject.

    Args:
        event: called with ("stage", name) when a stage begins and ("result", Result) for each
            check judged.
    """
    from conformance import compat

    tell = event or (lambda kind, value: None)
    started = time.perf_counter()
    plug(options.plugins)
    checks = select(options.only, options.skip)
    state = Run(subject, options, Records(facts=FACTS), started=started, tell=tell)
    state.initial_seed = compat.global_seed()
    state.initial_random = compat.random_states()
    debugging = compat.debug_mode_on()
    pending: List[Check] = list(checks)
    results: Dict[str, Result] = {}
    for name, stage in STAGES:
        tell("stage", name)
        try:
            stage(state)
        except Exception:  # our own defect: the records it owed are errors, never passes
            text = f"the kit failed while observing {name}:\n{traceback.format_exc(limit=-6)}"
            state.missing(text, *PRODUCES[name], kind="error")
        pending = _judge_ready(pending, state.records, options.settings, results, tell)
    for check in pending:
        results[check.name] = judge(check, state.records, settings=options.settings)
        tell("result", results[check.name])
    if not debugging and compat.debug_mode_on():
        compat.leave_debug_mode()
    compat.reset_global_seed()
    if state.initial_seed is not None:
        compat.tensorflow().random.set_seed(state.initial_seed)
    settled = judge_parts(checks, state.records, settings=options.settings, done=results.values())
    environment = state.records["environment"]
    return Report(
        target=subject.target,
        model=subject.model,
        environment=describe(environment),
        results=settled,
        readings=readings(state.records),
        seconds=time.perf_counter() - started,
    )


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
