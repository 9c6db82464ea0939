"""Whether fit takes its other arguments beside this kind of data."""

from __future__ import annotations

from conformance.records import Arguments, Build
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed

# Arguments that fit refuses beside a Dataset, Sequence or generator: ValueError on 2.4 to 2.21.
REFUSED = {
    "validation_split": "split the data yourself (take and skip on a Dataset, before shuffle) and "
    "give the second part as validation_data",
    "y": "let the pipeline yield (x, y)",
    "sample_weight": "let the pipeline yield (x, y, sample_weight)",
}


@predicate("fit takes these arguments beside arrays")
def no_arrays(build: Build) -> bool:
    return build.kind != "arrays"


@check(
    "fit-argument-refused",
    group="training",
    title="fit takes its other arguments beside this kind of data",
    applies=(no_arrays,),
    phase="paired",
)
def fit_argument_refused(arguments: Arguments, build: Build) -> Outcome:
    """The arguments given to fit against those it refuses beside this kind of data."""
    given = [name for name in REFUSED if arguments.get(name) is not None]
    given = [n for n in given if n != "validation_split" or arguments.get(n) != 0]
    if given:
        name = given[0]
        return Finding(
            f"fit refuses {name} beside a {build.type_name or build.kind}: it raises ValueError",
            expected="x alone carries the data",
            actual=f"{name} given to fit",
            where=f"fit({name}=...)",
            fix=REFUSED[name],
        )
    return Passed(f"the arguments of fit with {', '.join(REFUSED)}: none of them is given")
