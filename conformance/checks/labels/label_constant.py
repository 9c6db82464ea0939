"""Check: do the targets tell one example from another?"""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy as np

from conformance.checks.labels._applies import seen_targets
from conformance.checks.labels._rules import classes, component_of
from conformance.facts.applicability import keras_train_step
from conformance.facts.pairing import Target, Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed, numbers

TAGS = 3  # columns from which a row of zeros and ones is read as a set of tags
UNREAD = 256  # examples of an unfinished pass: sorted data begin with more of one label than this


@predicate(f"fewer than 8 examples, or fewer than {UNREAD} of more that were not read")
def enough_to_differ(elements: Pass) -> bool:
    """So many that they would not be equal by chance."""
    return elements.examples >= (8 if elements.complete else UNREAD)


@check(
    "label-constant",
    group="labels",
    title="targets differ between examples",
    applies=(keras_train_step, enough_to_differ, seen_targets),
    phase="compared",
    after={
        "label-range": "one value outside the range, in every row",
        "label-fraction": "one fraction, in every row",
        "target-not-finite": "NaN in every row is one value as well",
    },
    limits={
        "rows": Threshold(
            64,
            "of two even labels all of 64 rows have one by chance once in 1e19; a tag that nine in "
            "ten rows have is in all of them once in 850",
            "0.9 to the power of 64",
        )
    },
)
def label_constant(targets: Targets, elements: Pass, contract: Contract, limits: Any) -> Outcome:
    """All labels equal: any model reaches the optimum by ignoring its input."""
    examples = elements.examples
    tags: Optional[Finding] = None
    held = []
    for target in targets.pairs:
        component = component_of(target, elements)
        if component is None or target.loss is None or len(component.row_hashes) != examples:
            continue
        different = len(np.unique(component.row_hashes))
        if different == 1:
            return _one(target, component, contract, examples)
        tags = tags or _always_on(target, component, limits)
        held.append(f"{different} different rows of {component.path} in {examples}")
    return tags or Passed(", ".join(held) or "targets that differ in length")


def _one(target: Target, component: Component, contract: Contract, examples: int) -> Finding:
    value = _only_value(component)
    text = f"all {examples} examples have the same target {component.path}{value}"
    details: Dict[str, Any] = dict(
        expected="several labels",
        actual=f"one{value}",
        where=component.path,
        component=component.path,
        fix="look at what selects and labels the rows: a slice of sorted data, a range that "
        "excludes its end, a comparison that never holds",
    )
    if target.loss is not None and target.loss.custom:
        return warn(text + "; right only if your own loss ignores it", **details)
    if contract.shared:
        # A pairwise model puts out the lead of one input over another of its kind: the order of
        # the two is the label, and the target is a constant by convention.
        pair = [listed(_names(group, contract)) for group in sorted(map(sorted, contract.shared))]
        return warn(
            f"{text}; right only if the model compares {', '.join(pair)}, which share a layer, and "
            "their order in each pair is the label",
            **details,
        )
    if contract.kind == "subclassed":
        # What a call of the user's own puts out need not be a prediction of the target: it may be a
        # comparison of parts of the input, or a difference that is to become nothing.
        return warn(
            f"{text}; right only if the model's own call puts out something that is to be the same for "
            "every example",
            **details,
        )
    return Finding(text + ": a model that ignores its input is already perfect", **details)


def _names(group: Any, contract: Contract) -> list:
    return [leaf.path for i, leaf in enumerate(contract.inputs or ()) if i in group]


def _only_value(component: Component) -> str:
    values: Dict = component.values or {}
    return f" = {numbers(list(values))}" if len(values) == 1 else ""


def _always_on(target: Target, component: Component, limits: Any) -> Optional[Finding]:
    """A tag that every row has, in rows of several tags (k-hot).

    Rows that count up (1 1 0 0 for "at least the second of four") are set from the left in every
    row, and their first column is 1 by design.
    """
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or rows.ndim != 2 or len(rows) < limits.rows:
        return None
    if rows.shape[1] < TAGS or classes(target) != rows.shape[1] or not np.isin(rows, (0, 1)).all():
        return None
    on = rows.astype(bool)
    counts = on.sum(axis=0)
    always = np.flatnonzero(counts == len(rows))
    varied = int(((counts > 0) & (counts < len(rows))).sum())
    ordered = bool(np.all(on[:, :-1] >= on[:, 1:]) or np.all(on[:, :-1] <= on[:, 1:]))
    if len(always) != 1 or varied < TAGS - 1 or ordered:
        return None
    tag, path = int(always[0]), component.path
    why = (
        ": a list of ids that is padded with 0 before it is encoded turns tag 0 on"
        if not tag
        else ""
    )
    return warn(
        f"tag {tag} is on in all {len(rows)} rows of {path}, while {varied} others vary{why}",
        expected="tags that some rows have and others have not",
        actual=f"column {tag} is 1 everywhere",
        where=f"{path}[:, {tag}]",
        component=path,
        fix="encode the ids without their padding (a ragged tensor, or `tf.one_hot` with -1 for "
        "padding, then the maximum over the list), or keep id 0 free and drop its column",
    )
