"""The zoo: for every check, the smallest pipeline that commits exactly that sin, and its mend.

A page is a module named after its check, in the folder of the check's group. Its docstring is the check's explain page;
``make_dataset``, ``make_model`` (and ``make_validation``, ``FIT`` where they matter) commit the
sin; ``mended_dataset`` (``mended_model``, ``mended_validation``, ``MENDED_FIT``) do not.
``KERAS`` says on which Keras generation the sin exists, when not on both.
"""

from __future__ import annotations

import importlib
from typing import Any, Optional

from conformance.registry import load
from conformance.run.subject import Subject, subject_of

# Checks whose sins only a supervised run shows (`conformance check`).
SUPERVISED = ("pipeline-unresponsive", "process-dependent")
# bad name -> mended name
PARTS = {
    "make_dataset": "mended_dataset",
    "make_model": "mended_model",
    "make_validation": "mended_validation",
    "FIT": "MENDED_FIT",
}


def module_of(check: str) -> Any:
    """The page of a check."""
    group = load()[check].group
    return importlib.import_module(f"conformance.zoo.{group}.{check.replace('-', '_')}")


def subject(check: str, *, mended: bool = False) -> Subject:
    """The sin of a check, or its mend, as a subject."""
    module = module_of(check)

    def pick(bad: str) -> Any:
        good = PARTS[bad]
        return getattr(module, good if mended and hasattr(module, good) else bad, None)

    return subject_of(
        pick("make_dataset"),
        model=pick("make_model"),
        validation=pick("make_validation"),
        fit=pick("FIT"),
        declared=getattr(module, "EXPECT", None),
        name=f"{check} ({'mended' if mended else 'sin'})",
    )


def elsewhere(check: str) -> Optional[str]:
    """Why the sin does not exist in this environment; None when it does."""
    from conformance import compat

    module = module_of(check)
    generation = getattr(module, "KERAS", None)
    if generation not in (None, compat.keras_generation()):
        return f"a sin of Keras {generation} only"
    needs = getattr(module, "NEEDS", None)
    if needs is not None and not needs():
        return "this TensorFlow lacks what the sin is made of"
    return None
