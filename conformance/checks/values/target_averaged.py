"""Whether a column is an average over targets that holds the one it is to foretell."""

from __future__ import annotations

from typing import List

from conformance.facts.applicability import keras_train_step, paired_targets
from conformance.facts.foresight import FEWEST, Foresight
from conformance.facts.foresight import comparable as rows_to_compare
from conformance.records import Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, share


@predicate(f"no table of numbers comes with a numeric target in {FEWEST} rows or more")
def comparable(elements: Pass) -> bool:
    """A column can be held against the targets of the rows around it."""
    return rows_to_compare(elements)


@check(
    "target-averaged",
    group="values",
    title="no feature is an average that holds its row's target",
    applies=(keras_train_step, paired_targets, comparable),
    phase="compared",
    after={"target-in-features": "the target itself among the features says more"},
    per_part=True,
)
def target_averaged(elements: Pass, foresight: List[Foresight]) -> Outcome:
    """A rolling mean without shift(1), or centred: it holds the day that is to be forecast."""
    for one in foresight:
        ahead = max(one.lags)
        terms = ", ".join(
            f"{number(weight)} × row {lag:+d}" if lag else f"{number(weight)} × its own row"
            for lag, weight in list(zip(one.lags, one.weights))[:9]
        )
        held = ["its own target"] if 0 in one.lags else []
        held += [f"those of up to {ahead} rows to come"] if ahead else []
        return Finding(
            f"column {one.column} of `{one.path}` is a weighted sum of `{one.target}` over the rows around, "
            f"in {share(round(one.share * one.rows), one.rows)} rows to rounding: {terms}. It holds "
            f"{' and '.join(held)}, not known when the model is used",
            expected="features made of rows gone by",
            actual=f"rows {one.lags[0]:+d} to {one.lags[-1]:+d}",
            where=f"column {one.column} of {one.path}",
            component=one.path,
            fix="shift the series by a row before it is averaged (in pandas `shift` before `rolling`), and "
            "centre no window over what is to be forecast",
        )
    looked = [c.path for c in elements.role("x") if c.rows is not None and c.rows.ndim == 2]
    targets = [c.path for c in elements.role("y")]
    return Passed(
        f"the columns of {', '.join(looked)} with {', '.join(targets)} of the rows around"
    )
