"""The stages of observation, in order of cost: each makes its records, or says why it cannot."""

from __future__ import annotations

from conformance.observe import (
    stages_elsewhere,
    stages_model,
    stages_pipeline,
    stages_validation,
)
from conformance.observe.state import PRODUCES, Options, Run, environment

__all__ = ["PRODUCES", "STAGES", "Options", "Run", "environment"]

STAGES = (
    ("environment", stages_pipeline.environment),
    ("build", stages_pipeline.build),
    ("spec", stages_pipeline.spec),
    ("model", stages_model.model),
    ("plan", stages_pipeline.plan),
    ("elements", stages_pipeline.elements),
    ("sequence", stages_pipeline.sequence),
    ("wiring", stages_model.wiring),
    ("probes", stages_model.probes),
    ("epochs", stages_pipeline.epochs),
    ("validation", stages_validation.validation),
    ("sources", stages_validation.sources),
    ("training", stages_model.training),
    ("timing", stages_model.timing),
    ("elsewhere", stages_elsewhere.elsewhere),
)
