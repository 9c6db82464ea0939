"""Whether masks and boxes lie on what is seen in their pictures."""

from __future__ import annotations

from typing import Any, List

from conformance.facts import chance
from conformance.facts.registration import Registration
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, Skip
from conformance.wording import listed, share


@predicate("no 24 pictures have a mask, a label map or one box beside them")
def laid_on_pictures(registrations: List[Registration]) -> bool:
    """There is an outline for each picture that can be laid on its edges."""
    return bool(registrations)


@check(
    "target-misplaced",
    group="labels",
    title="masks and boxes lie on what is seen in their pictures",
    applies=(laid_on_pictures,),
    phase="compared",
    per_part=True,
    after={
        "pair-augmented-apart": "random operations on one of the two are told by it",
        "pairs-misaligned": "pictures beside another's mask fit nowhere",
    },
    limits={
        "wrong": Threshold(
            0.1,
            "share of pairs that fit otherwise and not as they are, from which on it is said",
            "of pairs that belong together one or two in a hundred do by accident",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails",
            "the rule for findings by statistics",
        ),
    },
)
def target_misplaced(registrations: List[Registration], limits: Any) -> Outcome:
    """One of the two was padded, mirrored, turned, cropped or scaled alone."""
    for found in registrations:
        if found.chance >= limits.chance or found.wrong < limits.wrong * found.pairs:
            continue
        moves = listed([f"{name} ({pairs})" for name, pairs in found.moves], limit=3)
        what = "boxes" if found.boxes else "masks"
        return Finding(
            f"{share(found.wrong, found.pairs)} {what} of `{found.target}` do not lie on the edges of their "
            f"picture in `{found.image}` as they are, and do {moves} (by chance: "
            f"{chance.text(found.chance)}; {found.fit} fit as they are): one of the two went through a "
            "step that the other did not, or through another one (resize with padding beside plain resize, "
            "a flip, a crop)",
            expected="picture and target through the same geometry",
            actual=f"{found.wrong} of {found.pairs} fit only otherwise",
            where=found.target,
            component=found.target,
            fix="put both through one function, or through the same call with the nearest value for the mask; "
            "mirror and scale boxes with their picture",
        )
    fitting = [r for r in registrations if r.fit >= FITTING * r.pairs]
    if not fitting:
        return Skip(
            f"the outlines of {listed([r.target for r in registrations])} lie on no edges of their pictures, "
            "so nothing can be told of their place"
        )
    return Passed(listed([f"{r.target} on {r.image}: {r.fit} of {r.pairs} fit" for r in fitting]))


# Of the pairs lie on edges: else outlines and edges have nothing to do with one another.
FITTING = 0.3
