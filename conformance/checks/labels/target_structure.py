"""Whether there is a target for every output with a loss."""

from __future__ import annotations

from typing import Optional

from conformance.facts.applicability import targets_given
from conformance.facts.losses import compared_by_own_code
from conformance.facts.pairing import Targets
from conformance.records import Contract, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, counted, listed, nearest


@predicate("the model declares no outputs, or a loss of its user's own takes targets as it likes")
def compared_by_keras(targets: Targets, contract: Contract) -> bool:
    """Keras matches targets with known outputs, by its own losses."""
    return targets.known and contract.has_loss and not compared_by_own_code(contract)


@check(
    "target-structure",
    group="labels",
    title="there is a target for every output with a loss",
    applies=(targets_given, compared_by_keras),
    phase="paired",
    after={"input-structure": "a target was put among the inputs, or an input among the targets"},
    per_part=True,
)
def target_structure(targets: Targets, spec: Spec, training: Optional[Training] = None) -> Outcome:
    """Dicts are matched by key or output name, everything else by position."""
    ran = training is not None and "fit" in training.ran
    by_key = isinstance(spec.y_structure, dict)
    y = spec.role("y")
    held = listed((leaf.key if by_key else leaf.path) for leaf in y)
    if not targets.missing and not targets.extra:
        return Passed(f"{held} for the outputs {listed(targets.names)}")
    if ran and by_key and (not targets.missing or len(targets.names) == 1):
        return Passed(f"{held} for the outputs {listed(targets.names)}: fit takes what it needs")
    raised = ""
    if training is not None and "fit" in training.failures:
        raised = f"; fit raises {cause(training.failures['fit'])}"
    if targets.missing:
        near = nearest(targets.missing[0], targets.extra) or (
            targets.extra[0] if len(targets.missing) == len(targets.extra) == 1 else None
        )
        effect = "; its head is never trained" if ran else ""
        return Finding(
            f"there is no target for the output {listed(targets.missing)}: y holds {held}, the "
            f"outputs are {listed(targets.names)}{effect}{raised}",
            expected=f"targets for {listed(targets.names)}",
            actual=held,
            where="y",
            fix=(
                f"rename {near} to `{targets.missing[0]}`"
                if near
                else f"yield a target for {listed(targets.missing)}, or give it no loss"
            ),
        )
    return Finding(
        f"y has {counted(len(y), 'component')} ({held}) and the model "
        f"{counted(len(targets.names), 'output')} ({listed(targets.names)}){raised}",
        expected=counted(len(targets.names), "target"),
        actual=counted(len(y), "target"),
        where=", ".join(targets.extra[:3]),
        fix=f"drop {listed(targets.extra)}, give the model an output for it, or move it into x",
    )
