"""Whether fit knows every argument it is given."""

from __future__ import annotations

from typing import Optional

from conformance.records import Arguments, Contract, Environment
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed

# Arguments of fit that Keras 3 dropped, and where they went (keras.io/guides/migrating_to_keras_3).
MOVED = ("workers", "use_multiprocessing", "max_queue_size")


@predicate("the parameters of fit are not known")
def parameters_known(arguments: Arguments, contract: Optional[Contract] = None) -> bool:
    return arguments.accepted is not None and (contract is None or not contract.own_fit)


@check(
    "fit-argument-unknown",
    group="training",
    title="fit knows every argument it is given",
    applies=(parameters_known,),
    phase="paired",
)
def fit_argument_unknown(arguments: Arguments, environment: Environment) -> Outcome:
    """The names of the arguments against the parameters of this Keras' fit."""
    accepted = arguments.accepted or frozenset()
    unknown = sorted(name for name in arguments.given if name not in accepted)
    if not unknown:
        return Passed(
            f"{len(arguments.given)} arguments with the parameters of fit of Keras {environment.keras}: "
            "all are known"
        )
    moved = [name for name in unknown if name in MOVED]
    call = ", ".join(f"{name}={arguments.given[name]!r}" for name in unknown)
    if moved:
        fix = f"give {listed(moved)} to the constructor: super().__init__({', '.join(f'{m}=...' for m in moved)})"
        fix += " in your PyDataset, and leave them out of fit"
    else:
        fix = f"leave out {listed(unknown)}"
    return Finding(
        f"fit({call}) raises TypeError: fit of Keras {environment.keras} has no parameter "
        f"{listed(unknown)}",
        expected="parameters that this Keras' fit has",
        actual=listed(unknown),
        where=f"fit({call})",
        fix=fix,
        blame="environment" if moved else "pipeline",
    )
