"""Plain records: what observation writes and what the checks read.

Nothing here imports TensorFlow, so every check can be tested on hand-written records in
microseconds. Shapes are tuples with ``None`` for an unknown dimension; a ``None`` shape is an
unknown rank. Dtypes are TensorFlow names ("float32", "string"). Seconds are wall-clock.
"""

from conformance.records.build import (
    Adapted,
    Build,
    FrozenState,
    GeneratorYield,
    TraceEvent,
    Tracing,
)
from conformance.records.contract import Contract, LayerFacts, Loss
from conformance.records.elsewhere import Elsewhere
from conformance.records.environment import Environment, Failure
from conformance.records.expect import Expect
from conformance.records.held import Folder, Held, Names, Source
from conformance.records.passes import Component, Epochs, Pass, SequenceFacts
from conformance.records.plan import INFINITE, SHUFFLES, UNKNOWN, Dependence, Function, Node, Plan
from conformance.records.probes import Probes
from conformance.records.sources import Sources
from conformance.records.spec import Leaf, Shape, Spec
from conformance.records.training import Arguments, Forward, OwnLoss, Timing, Training, Wiring

__all__ = [
    "INFINITE",
    "SHUFFLES",
    "UNKNOWN",
    "Adapted",
    "Arguments",
    "Build",
    "Component",
    "Contract",
    "Dependence",
    "Elsewhere",
    "Environment",
    "Epochs",
    "Expect",
    "Failure",
    "Folder",
    "Forward",
    "FrozenState",
    "Function",
    "GeneratorYield",
    "Held",
    "LayerFacts",
    "Leaf",
    "Loss",
    "Names",
    "Node",
    "OwnLoss",
    "Pass",
    "Plan",
    "Probes",
    "SequenceFacts",
    "Shape",
    "Source",
    "Sources",
    "Spec",
    "Timing",
    "TraceEvent",
    "Tracing",
    "Training",
    "Wiring",
]
