"""Check: are training and validation apart?"""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np

from conformance.facts.reading import unread
from conformance.records import SHUFFLES, Epochs, Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import TRAINING, UNREAD, VALIDATION, Finding, Outcome, Passed
from conformance.wording import share

KNOWN = 0.2  # share of validation inputs that are trained on with another target
RICH, SAMPLE = 16, 64  # different numbers in an example, and examples looked at
SURE = 5.0  # standard errors above what duplicates explain


@predicate("the examples of both parts cannot be told apart by their contents")
def examples_to_compare(elements: Pass, validation: Pass) -> bool:
    train, held = elements.example_hashes(("x", "y")), validation.example_hashes(("x", "y"))
    return len(train) >= 2 and len(held) >= 1


@check(
    "split-leak",
    group="completeness",
    title="no validation example is trained on",
    applies=(examples_to_compare,),
    phase="compared",
    after={
        "constant-feature": "rows that are all alike stand in both parts",
        "batch-missing": "what is read as an example is a part of one",
        "batch-twice": "what is read as an example is a batch",
    },
    limits={
        "leak": Threshold(
            0.05,
            "share of validation in training beyond what duplicates explain: a score is then wrong",
            "chosen: one row in twenty moves an accuracy by up to 0.05; not measured",
        ),
        "some": Threshold(0.01, "the same share from which on it is said", "chosen, not measured"),
    },
)
def split_leak(
    elements: Pass,
    validation: Pass,
    plan: Optional[Plan] = None,
    validation_plan: Optional[Plan] = None,
    epochs: Optional[Epochs] = None,
    validation_epochs: Optional[Epochs] = None,
    *,
    limits: Any,
) -> Outcome:
    """A shuffle before `take` and `skip`, two cuts that overlap, copies on both sides of one."""
    train, held = elements.example_hashes(("x", "y")), validation.example_hashes(("x", "y"))
    inside = np.isin(held, train)
    excess, sure = _beyond_duplicates(train, inside)
    if excess < limits.some or not sure:
        return _inputs_known(elements, validation) or _apart(elements, validation)
    total = _over_epochs(train, held, epochs, validation_epochs)
    first = int(np.flatnonzero(inside)[0])
    batch, at = _place(validation, first)
    cause, fix = _why(plan, validation_plan)
    return Finding(
        f"{share(int(inside.sum()), len(held))} validation examples are in the training data of the same "
        f"pass{f', {total:.0%} over two passes' if total > inside.mean() + 0.01 else ''}{cause}: the "
        "validation score measures memory",
        status="fail" if excess >= limits.leak else "warn",
        expected="no example in both",
        actual=f"{int(inside.sum())} of {len(held)} in both",
        where=f"validation batch {batch}, example {at}",
        fix=fix,
    )


def _apart(elements: Pass, validation: Pass) -> Outcome:
    """Apart as far as both were read; where one was read in part, the rest may still be shared."""
    for part, name in ((elements, TRAINING), (validation, VALIDATION)):
        part_only = unread(part, name)
        if part_only is not None and part_only.kind == UNREAD:
            return part_only
    return Passed(f"{validation.examples} validation examples with {elements.examples} of training")


def _inputs_known(elements: Pass, validation: Pass) -> Optional[Finding]:
    """Inputs that are trained on with another target: one row a tag, cut at random.

    Only of inputs that no two examples share by accident, so that equal rows within training do not
    excuse it.
    """
    train, held = elements.example_hashes(("x",)), validation.example_hashes(("x",))
    if not len(train) or not len(held) or not _rich(validation):
        return None
    inside = np.isin(held, train)
    if inside.mean() < KNOWN:
        return None
    batch, at = _place(validation, int(np.flatnonzero(inside)[0]))
    return Finding(
        f"{share(int(inside.sum()), len(held))} validation inputs are trained on too, with another "
        "target: one thing stands in several rows, and the rows were split, not the things",
        expected="no input in both",
        actual=f"{int(inside.sum())} of {len(held)} in both",
        where=f"validation batch {batch}, example {at}",
        fix="split by the thing (picture, person, document), then make the rows; for several tags of "
        "one thing make one row with a k-hot target",
    )


def _rich(part: Pass) -> bool:
    """Whether an example's features hold so many different numbers that equal ones are the same."""
    kept = [c.rows for c in part.role("x")]
    features = [f for f in kept if f is not None and f.dtype.kind == "f"]
    if not kept or len(features) < len(kept):
        return False
    few = [f[:SAMPLE].reshape(min(len(f), SAMPLE), -1) for f in features]
    distinct = [len(np.unique(np.concatenate([f[i] for f in few]))) for i in range(len(few[0]))]
    return float(np.median(distinct)) >= RICH


def _beyond_duplicates(train: np.ndarray, inside: np.ndarray) -> Tuple[float, bool]:
    """How much more of validation is in training than equal rows within training explain.

    A training row has an equal among the other training rows with a probability that a fresh row
    of the same source shares.
    """
    _, inverse, counts = np.unique(train, return_inverse=True, return_counts=True)
    natural = float((counts[np.ravel(inverse)] > 1).mean())
    seen, rows = float(inside.mean()), len(inside)
    error = np.sqrt(max(natural * (1 - natural), 1.0 / len(train)) / rows)
    return seen - natural, bool(
        seen - natural > SURE * error or (natural == 0 and inside.sum() >= 2)
    )


def _over_epochs(
    train: np.ndarray, held: np.ndarray, epochs: Optional[Epochs], held_epochs: Optional[Epochs]
) -> float:
    """Share of validation examples that are in training in either of two passes."""
    trained, judged = [train], [held]
    if epochs is not None and epochs.second is not None:
        trained.append(epochs.second.example_hashes(("x", "y")))
    if held_epochs is not None and held_epochs.second is not None:
        judged.append(held_epochs.second.example_hashes(("x", "y")))
    return float(np.isin(np.concatenate(judged), np.concatenate(trained)).mean())


def _place(part: Pass, number: int) -> Tuple[int, int]:
    ends = np.cumsum(part.batch_sizes)
    batch = int(np.searchsorted(ends, number, side="right"))
    return batch, int(number - (ends[batch - 1] if batch else 0))


def _why(plan: Optional[Plan], validation_plan: Optional[Plan]) -> Tuple[str, str]:
    reshuffled = [_cut_after_reshuffle(p) for p in (plan, validation_plan) if p is not None]
    if any(reshuffled):
        return (
            " because shuffle draws a new order in every pass and take/skip cut each of them anew",
            "shuffle(..., seed=..., reshuffle_each_iteration=False) before take and skip, and shuffle the "
            "training part again after take",
        )
    cuts = _cuts(plan), _cuts(validation_plan)
    if any(cuts):
        return (
            f" (training: {cuts[0] or 'all'}; validation: {cuts[1] or 'all'})",
            "cut both parts at one number: `train = ds.take(n)`, `validation = ds.skip(n)`",
        )
    return "", "split before building the two pipelines, and keep the parts in two variables"


def _cut_after_reshuffle(plan: Plan) -> bool:
    for node in plan.nodes():
        if node.op in ("take", "skip"):
            for upstream in node.walk():
                if upstream.op in SHUFFLES:
                    return bool(upstream.attributes.get("reshuffle_each_iteration", True))
    return False


def _cuts(plan: Optional[Plan]) -> str:
    if plan is None:
        return ""
    cuts = [n for n in plan.nodes() if n.op in ("take", "skip", "shard")]
    return ", ".join(f"{n.op}({n.attributes.get('count', '...')})" for n in cuts[::-1])
