"""Whether fit takes its other arguments beside this kind of data."""

from __future__ import annotations

from conformance.records import Arguments, Build
from conformance.registry import check
from conformance.results import Finding

# Arguments that fit refuses beside a Dataset, Sequence or generator: ValueError on 2.4 to 2.21.
REFUSED = {
    "validation_split": "split the data yourself (take and skip on a Dataset, before shuffle) and "
    "give the second part as validation_data",
    "y": "let the pipeline yield (x, y)",
    "sample_weight": "let the pipeline yield (x, y, sample_weight)",
}


@check(
    "fit-argument-refused",
    group="training",
    title="fit takes its other arguments beside this kind of data",
)
def fit_argument_refused(arguments: Arguments, build: Build):
    if build.kind == "arrays":
        return None
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
    return None
