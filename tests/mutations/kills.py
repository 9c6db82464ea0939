"""Commit a sin on a reference pipeline and let the kit judge it."""

from __future__ import annotations

import importlib
from typing import Any, Dict, Tuple

from conformance import compat
from conformance.results import Report
from conformance.run.runner import Options, run
from conformance.run.subject import from_targets
from tests.mutations.sins import Sin, apply

# (template, sin) that cannot be told from what the pipeline and the model show, with the reason.
UNDECIDABLE: Dict[Tuple[str, str], str] = {
    (
        "custom_training_loop",
        "a take() left over",
    ): "validation data are given: the rest may be there",
    (
        "train_and_validation",
        "a take() left over",
    ): "validation data are given: the rest may be there",
    ("csv_lines", "shift the labels"): "any number is a target of a regression",
    ("dict_features", "magnify the features"): "the model's BatchNormalization takes the scale out",
    ("augmented_images", "every batch twice"): "augmentation makes each copy another image",
    ("cached_augmented", "every batch twice"): "augmentation makes each copy another image",
    ("image_files", "every batch twice"): "augmentation makes each copy another image",
    (
        "sequence_workers",
        "validated on the training data",
    ): "each Sequence draws its own brightness, so no row of one is a row of the other",
}


def judge(template: str, sin: Sin) -> Any:
    """The report on the template with the sin, None where it cannot be committed."""
    subject = from_targets(f"reference_pipelines.{template}")
    sound = subject.make()
    if apply(sin, sound) is None:
        return None
    if sin.fit is not None:
        arguments = sin.fit(len(sound))
        if arguments is None:
            return None
        subject.fit = {**subject.fit, **arguments}
    module, spec = importlib.import_module(f"reference_pipelines.{template}"), sound.element_spec
    make = subject.make
    subject.make = lambda: apply(sin, make())
    subject.make_model = lambda: module.make_model(spec)
    if sin.validation:
        subject.make_validation = subject.make
    report = run(subject, Options())
    compat.clear_session()
    return report


def killed(report: Report, sin: Sin) -> bool:
    """Whether a finding of the right group, of the weight that the sin deserves, is there."""
    due = ("fail", "warn") if sin.warns else ("fail",)
    return any(r.status in due and r.group in sin.groups for r in report.results)
