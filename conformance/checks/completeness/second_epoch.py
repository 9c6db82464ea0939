"""Whether every epoch can be read, and delivers as many examples as the first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from conformance.checks.completeness._epochs import drawn_by, further
from conformance.checks.completeness._length import batch_count
from conformance.checks.elements._elements import raised
from conformance.facts.reading import unread
from conformance.records import Arguments, Build, Epochs, Pass, Plan, Tracing
from conformance.registry import Threshold, check, predicate
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip

CHANCE = 5.0  # standard errors: a drawn number that then stays there was not drawn
ONCE = ("generator", "iterator")


@predicate("the data hold no element, or the first could not be read")
def something_read(elements: Pass) -> bool:
    return bool(elements.batches) and elements.failure is None


@check(
    "second-epoch",
    group="completeness",
    title="every epoch can be read, and delivers as many examples as the first",
    applies=(something_read,),
    phase="compared",
    per_part=True,
    after={
        "sequence-index": "an index that cannot be asked for raises in every epoch",
        "sequence-length": "a length that is too great raises in every epoch",
    },
    limits={
        "drawn": Threshold(
            0.5,
            "a number of examples that is seen to be drawn varies by chance; half of them missing is "
            "more than any draw of some dozen examples and more gives",
            "of 36 examples kept with chance 0.75, fewer than half remain 1 time in 3,000; chosen, not measured",
        )
    },
)
def second_epoch(
    elements: Pass,
    epochs: Epochs,
    build: Build,
    arguments: Arguments,
    limits: Any,
    plan: Optional[Plan] = None,
    tracing: Optional[Tracing] = None,
) -> Outcome:
    """A generator that is used up, a file that is deleted, a counter that goes on: a later pass differs."""
    for name, words, one in further(epochs):
        if one.failure is not None:
            return _raises(name, words, one)
    if build.kind in ONCE:
        return _read_once(elements, build, arguments)
    second = epochs.second
    if second is None:
        return Skip("the data can be read once only")
    if second.batches == 0:
        return _used_up(elements)
    part_only = unread(elements, "first epoch's")
    if part_only is not None and not (second.complete and second.batches < elements.head):
        return part_only
    if part_only is None and not second.complete and second.examples <= elements.examples:
        return Skip(f"the second epoch was not read to its end: {second.read}", UNREAD)
    counts = [one.examples for one in (elements, second, epochs.third) if one is not None]
    if second.examples == elements.examples and second.batches == elements.batches:
        return Passed(f"{counts[0]} examples in each of {len(counts)} passes")
    return _differs(elements, epochs, counts, drawn_by(plan, tracing), limits.drawn)


def _raises(name: str, words: str, one: Pass) -> Finding:
    """An error that the first pass did not meet. Only fit in one process builds once."""
    at = one.failure.batch if one.failure is not None else None
    what = f"the first pass went through, but {words} raises in batch {at}"
    assert one.failure is not None
    found = raised(one.failure, "iterate", what, where=f"batch {at} of {words}")
    fix = (
        f"{found.fix}; look for what the first pass uses up, closes or deletes"
        if name != "rebuilt"
        else f"{found.fix}; look for what the first build leaves behind"
    )
    return replace(found, fix=fix, status="warn" if name == "rebuilt" else "fail")


def _used_up(elements: Pass) -> Finding:
    """Measured on 2.4, 2.15 and 2.21: val_loss is there for the first epoch, then it is missing."""
    count = batch_count(elements.batches)
    return Finding(
        f"the first pass gave {count}, the second none: the source can be read only once, so fit trains "
        "for one epoch and reports the others with a loss of 0 or raises; of validation data, val_loss "
        "is there for the first epoch only",
        expected=f"{count} in every epoch",
        actual="0 in the second",
        fix="let the source start anew for each epoch: give from_generator a function that makes a new "
        "generator (`from_generator(rows)`, not `lambda: the_same_generator`)",
    )


def _read_once(elements: Pass, build: Build, arguments: Arguments) -> Outcome:
    epochs = arguments.get("epochs", 1)
    if not isinstance(epochs, int) or epochs < 2:
        return Skip("fit trains for one epoch")
    if arguments.get("steps_per_epoch") is not None:
        return Skip("with steps_per_epoch an epoch is no pass: steps-unreachable counts")
    part_only = unread(elements, "first epoch's")
    if part_only is not None:
        return part_only
    return Finding(
        f"a {build.kind} can be read once: it gave {batch_count(elements.batches)}, and fit is to train "
        f"{epochs} epochs",
        expected=f"data for {epochs} epochs",
        actual="data for one",
        fix="loop for ever in the generator and pass steps_per_epoch, or use "
        "tf.data.Dataset.from_generator with the generator function",
    )


def _differs(elements: Pass, epochs: Epochs, counts: Any, drawn: str, most: float) -> Outcome:
    second = epochs.second
    assert second is not None
    change = abs(second.examples - elements.examples) / max(1, elements.examples)
    if drawn and change < most and not _stays(counts):
        return Passed(f"{' and '.join(map(str, counts))} examples, a number that is drawn: {drawn}")
    third = f", the third {counts[2]}" if len(counts) > 2 else ""
    return Finding(
        f"the first pass gave {elements.examples} examples in {batch_count(elements.batches)}, the second "
        f"{second.examples} in {second.batches}{third}",
        expected="the same number in every epoch",
        actual=", then ".join(map(str, counts)),
        fix="look for state that outlives an epoch: an iterator or a counter in the generator, a file that "
        "changes, a filter that draws",
    )


def _stays(counts: Any) -> bool:
    """Whether the number fell or rose once, by more than chance, and stayed: no draw does so."""
    if len(counts) < 3 or counts[1] != counts[2]:
        return False
    return bool(abs(counts[0] - counts[1]) > CHANCE * (2 * max(counts)) ** 0.5)
