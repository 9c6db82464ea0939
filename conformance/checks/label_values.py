"""Checks: are the targets' values those the loss and the last activation are made for?"""

from __future__ import annotations

from typing import List, NamedTuple, Optional

import numpy as np

from conformance.checks.label_rules import component_of, rule_of
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import numbers, share

# What explains a wrong value: the shapes or the encoding are wrong, so values are not comparable.
BEFORE = (
    "pipeline-iterates",
    "element-type",
    "batch-missing",
    "batch-twice",
    "targets-missing",
    "tuple-too-long",
    "third-element",
    "input-structure",
    "target-structure",
    "target-order",
    "pair-order",
    "label-dtype",
    "label-encoding",
    "activation-loss",
    "signature-cast",
)


class Outside(NamedTuple):
    """Values beyond a bound: how many of those looked at, where the first is, and examples."""

    wrong: int
    seen: int
    where: str
    examples: List[float]


def flat_rows(component: Component) -> np.ndarray:
    """Kept rows as one array (N, ...); rows of differing lengths become one flat row each value."""
    rows = component.rows
    if rows is None:
        return np.zeros((0,))
    if rows.dtype == object:
        parts = [np.ravel(np.asarray(row)) for row in rows]
        joined = np.concatenate(parts) if parts else np.zeros((0,))
        return joined if joined.dtype.kind in "biuf" else np.zeros((0,))
    return rows if rows.dtype.kind in "biuf" else np.zeros((0,))


def outside(
    component: Component, low: Optional[float], high: Optional[float], ignore: Optional[int] = None
) -> Optional[Outside]:
    """The values below ``low`` or above ``high`` (tolerances are the caller's), else None."""
    rows = flat_rows(component)
    if not rows.size:
        return None
    wrong = np.zeros(rows.shape, bool)
    with np.errstate(invalid="ignore"):
        if low is not None:
            wrong |= rows < low
        if high is not None:
            wrong |= rows > high
    if ignore is not None:
        wrong &= rows != ignore
    if not wrong.any():
        return None
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = component.path
    if component.row_batches is not None and len(component.row_batches) == len(rows):
        batch = int(component.row_batches[first[0]])
        within = first[0] - int(np.searchsorted(component.row_batches, batch))
        where = f"{component.path}, batch {batch}, element {(within, *first[1:])}"
    examples = np.unique(rows[wrong])
    return Outside(int(wrong.sum()), int(wrong.size), where, examples[:6].tolist())


@check(
    "label-fraction",
    group="labels",
    title="class ids are whole numbers",
    after=(*BEFORE, "label-shape"),
)
def label_fraction(targets: Targets, elements: Pass):
    """The sparse loss casts its labels to int64: 0.8 becomes class 0 without a word."""
    for target in targets.pairs:
        rule, component = rule_of(target), component_of(target, elements)
        if (
            rule is None
            or rule.kind != "sparse"
            or component is None
            or component.integral is not False
        ):
            continue
        values = sorted(component.values or ())
        rows = flat_rows(component)
        finite = rows[np.isfinite(rows)] if rows.size else rows
        part = int(np.sum(finite != np.floor(finite))) if finite.size else 0
        small = component.maximum is not None and component.maximum <= 1
        shown = numbers(
            [v for v in values if v != int(v)] or finite[finite != np.floor(finite)][:6].tolist()
        )
        resized = len(np.shape(rows)) >= 3
        fix = "keep the integer ids: do not scale or average class labels"
        if resized:
            fix = (
                'resize masks with `method="nearest"`: interpolation invents ids between two '
                "classes"
            )
        elif small:
            fix = (
                "keep the integer ids, or train on the scores with mean_squared_error and one unit"
            )
        return Finding(
            f"{component.path} holds fractions ({shown}) in {share(part, int(finite.size))} of its "
            "values, and the sparse loss truncates them to class ids",
            expected="whole numbers",
            actual=shown,
            where=component.path,
            fix=fix,
        )
    return None


@check(
    "target-not-finite",
    group="labels",
    title="targets are finite",
    after=("pipeline-iterates", "element-type", "targets-missing", "third-element"),
)
def target_not_finite(elements: Pass, contract: Contract):
    """One NaN target makes the loss NaN and, after one step, every weight."""
    for component in elements.role("y"):
        if not component.nan and not component.inf:
            continue
        kinds = " and ".join(
            k for k, n in (("NaN", component.nan), ("infinity", component.inf)) if n
        )
        where = component.path
        if component.bad_at is not None:
            where += f", batch {component.bad_at[0]}, element {component.bad_at[1]}"
        text = (
            f"{component.path} holds {kinds} in {share(component.bad_rows, elements.examples)} of "
            "the "
            "examples"
        )
        details = dict(
            expected="finite numbers",
            actual=kinds,
            where=where,
            fix="drop these examples (`ds.filter`) or put a value there; a sample weight of 0 does "
            "not "
            "help, since 0 times NaN is NaN",
        )
        if contract.custom_train_step or any(
            x is not None and x.custom for x in contract.losses.values()
        ):
            return warn(text + "; right only if your own loss masks them", **details)
        return Finding(text + ": the loss and after one step all weights become NaN", **details)
    return None
