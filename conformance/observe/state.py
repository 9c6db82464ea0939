"""The state of one run: what is under test, the records made so far, and the budget."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Set

from conformance.records import Environment
from conformance.records.store import Missing, Records
from conformance.run.subject import Subject

# Share of the budget a stage may use for passes over the data.
SHARES = {"elements": 0.2, "epochs": 0.2, "validation": 0.1, "timing": 0.15}
# The records that each stage makes, or says why it cannot.
PRODUCES = {
    "environment": ("environment", "arguments", "expect"),
    "build": ("build", "tracing", "held"),
    "spec": ("spec",),
    "model": ("contract",),
    "plan": ("plan",),
    "elements": ("elements",),
    "sequence": ("sequence",),
    "wiring": ("wiring",),
    "probes": ("probes",),
    "epochs": ("epochs",),
    "validation": (
        "validation",
        "validation_build",
        "validation_spec",
        "validation_plan",
        "validation_epochs",
        "validation_tracing",
    ),
    "sources": ("sources",),
    "training": ("forward", "training"),
    "timing": ("timing",),
    "elsewhere": ("elsewhere",),
}


@dataclass
class Options:
    """How to run.

    Args:
        budget: seconds for everything; passes over the data end within their share of it.
        only / skip: checks or groups.
        seed: seeds NumPy, Python and TensorFlow before training.
        device: "cpu" or "gpu".
        full: read all of the data, however long that takes.
        settings: thresholds that the user set: check -> name -> value.
        plugins: modules that register checks of the user's own.
        card: also make the card: what the model receives, drawn.
        examples: show examples of the data in it.
        look: make the card alone: nothing is judged, and nothing trained.
        profile: keep what the data are, in ``Report.profile``: "" no, "too" yes, "alone" and
            nothing else, so that no model is needed and nothing is trained.
    """

    budget: float = 60.0
    only: tuple = ()
    skip: tuple = ()
    seed: int = 0
    device: str = "cpu"
    full: bool = False
    settings: Dict[str, Dict[str, Any]] = field(default_factory=dict)
    plugins: tuple = ()
    card: bool = False
    examples: bool = True
    look: bool = False
    profile: str = ""


# Stages that read a part of the data for the first time: --full lets them take as long as they need.
READING = ("elements", "validation")
FOREVER = float("inf")


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
    opened: Set[str] = field(default_factory=set)  # files read while building and reading
    initial_seed: Optional[int] = None
    deadline: float = float("inf")  # by perf_counter: what is not begun then is given up
    out_of_time: str = ""  # the stage in which the budget ended
    checkpoint: Callable[[], None] = lambda: None  # judges what can be judged so far
    maps: List[Any] = field(default_factory=list)  # calls of map as the pipeline was built
    kept: Dict[str, Any] = field(default_factory=dict)  # what the card asked for once
    initial_random: Any = None  # NumPy's and Python's global state as the module left it
    tell: Callable[[str, Any], None] = lambda kind, value: None  # events for who watches

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
        if self.options.full and stage in READING:
            return FOREVER
        return max(1.0, SHARES[stage] * self.options.budget)

    def progress(self, part: str) -> Callable[[int, Optional[int]], None]:
        """Tells that so many examples of so many were read of a part."""
        return lambda examples, of: self.tell("reading", (part, examples, of))


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


def fresh(state: Run, make: Optional[Callable[[], Any]] = None) -> Any:
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
