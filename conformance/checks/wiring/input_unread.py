"""Whether every component of the features reaches an output of the model."""

from __future__ import annotations

from conformance.records import Probes, Spec
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, Unjudged, warn
from conformance.wording import listed


@predicate("the features are one component, or the model could not be asked with them")
def several_components(probes: Probes, spec: Spec) -> bool:
    return probes.failure is None and len(spec.role("x")) > 1


@check(
    "input-unread",
    group="wiring",
    title="every component of the features reaches an output",
    applies=(several_components,),
    phase="paired",
)
def input_unread(probes: Probes, spec: Spec) -> Outcome:
    """A component that a model's own call takes and never uses."""
    if not probes.unread:
        return Passed(f"{len(spec.role('x'))} components exchanged between rows, one by one")
    paths = probes.unread
    if len(paths) == len(spec.role("x")):
        return Unjudged(
            "no output changes whichever component is exchanged: the outputs are the same for all rows, as "
            "those of a softmax over one unit are, so nothing is said of any component"
        )
    return warn(
        f"{listed(paths)} can be exchanged between the rows of a batch without any output changing: the "
        "model does not use it",
        expected="every component that is loaded is read by the model",
        actual="outputs equal to the last digit",
        where=paths[0],
        component=paths[0],
        blame="model",
        fix="look in the model's call for the key or position that is never read; where it is not "
        "needed (a name, a weight that the train_step uses), leave this check out",
    )
