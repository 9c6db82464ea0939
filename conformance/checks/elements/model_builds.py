"""Whether the model can be built."""

from __future__ import annotations

from conformance.records import Forward
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, user_line


@check("model-builds", group="elements", title="the model can be built", phase="well-formed")
def model_builds(forward: Forward) -> Outcome:
    """A model that cannot even be constructed takes no element."""
    failure = forward.failure
    if failure is None or failure.stage != "model":
        return Passed("the model was made" + ("" if failure else " and called"))
    unknown = "Found None" in failure.message or "fully-defined" in failure.message
    return Finding(
        f"the model could not be built: {cause(failure)}",
        expected="a model",
        actual=failure.type,
        where=user_line(failure),
        fix=(
            "a layer needs an axis whose length is unknown: give the input a fixed length "
            "(`keras.Input((length,))`, and `output_sequence_length=length` in TextVectorization)"
            if unknown
            else f"mend {user_line(failure) or 'the model'}"
        ),
        blame="model",
        frames=failure.frames,
    )
