"""Whether no extra key takes an input's place."""

from __future__ import annotations

from collections import OrderedDict
from typing import List, Tuple

from conformance.facts.applicability import given_by_name
from conformance.facts.pairing import Pairing
from conformance.records import Spec, Wiring
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, listed


@check(
    "input-extra",
    group="wiring",
    title="no extra key takes an input's place",
    applies=(given_by_name,),
    phase="paired",
    after={"input-missing": "the key that is missing is what makes the others shift"},
)
def input_extra(pairing: Pairing, wiring: Wiring, spec: Spec) -> Outcome:
    """A key no input takes: ignored by Keras 2, but Keras 3 may feed it to the next input.

    Keras 3 flattens the dict in sorted key order and zips it with the inputs
    (https://github.com/keras-team/keras/issues/23258).
    """
    wrong = []
    for pair in pairing.pairs:
        received = wiring.received.get(pair.input.path)
        if received is not None and received != pair.component.path:
            wrong.append((pair, received))
    if not wrong and not (pairing.extra and wiring.failure and not pairing.missing):
        ignored = f"; {listed(pairing.extra)} is passed over" if pairing.extra else ""
        told = ", ".join(f"`{p.input.path}` received {p.component.path}" for p in pairing.pairs[:4])
        return Passed(f"{told}{ignored}")
    if not wrong:
        return Finding(
            f"the feature dict holds {listed(pairing.extra)}, which no input takes, and Keras then "
            f"pairs keys and inputs by position: {cause(wiring.failure)}",  # type: ignore[arg-type]
            expected=f"keys {listed(pairing.names)}",
            actual=f"keys {listed(leaf.key for leaf in spec.role('x'))}",
            where="x",
            fix=f"drop {listed(pairing.extra)} in `map`, or make it an input of the model",
        )
    shown = ", ".join(f"`{pair.input.path}` receives {received}" for pair, received in wrong[:4])
    because, fix = _taken_by_position(pairing.extra, spec)
    return Finding(
        f"inputs receive other components than their names say: {shown}; {because}",
        expected=", ".join(f"`{p.input.path}` from {p.component.path}" for p, _ in wrong[:4]),
        actual=shown,
        where=wrong[0][0].component.path,
        fix=fix,
    )


def _taken_by_position(extra: List[str], spec: Spec) -> Tuple[str, str]:
    """Why keys do not go to the inputs of their names, and the mend."""
    if extra:
        keys = "key" if len(extra) == 1 else "keys"
        return (
            f"the extra {keys} {listed(extra)} shifts the others",
            f"drop {listed(extra)} from the dict in `map`",
        )
    if isinstance(spec.x_structure, OrderedDict):  # so make_csv_dataset yields them
        return (
            "elements are OrderedDicts, whose values this Keras takes in their order and not by key",
            "make them plain dicts: `.map(lambda x, *rest: (dict(x), *rest))`",
        )
    return (
        "keys are taken by position",
        "build the model with a dict of inputs whose keys are those of the data",
    )
