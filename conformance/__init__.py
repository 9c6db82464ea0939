"""Conformance kit for Keras input pipelines: does this pipeline suit this model?

Importing this package imports neither TensorFlow nor NumPy; the names load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "Pipeline": "conformance.face",
    "Report": "conformance.results",
    "Watch": "conformance.watch",
    "check_fit": "conformance.face",
    "check_pipeline": "conformance.face",
    "parametrize_with_checks": "conformance.face",
}

__all__ = [
    "Pipeline",
    "Report",
    "Watch",
    "check_fit",
    "check_pipeline",
    "parametrize_with_checks",
]

if TYPE_CHECKING:
    from conformance.face import Pipeline, check_fit, check_pipeline, parametrize_with_checks
    from conformance.results import Report
    from conformance.watch import Watch


def __getattr__(name: str):
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'conformance' has no attribute {name!r}")


def __dir__():
    return sorted([*__all__, "__version__"])
