"""Whether no code asks for a length that tf.data cannot know."""

from __future__ import annotations

from conformance.records import Build
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import user_line


@predicate("the pipeline could not be built for another reason")
def built_or_asked(build: Build) -> bool:
    return build.failure is None or _asked(build)


@check(
    "length-unknown",
    group="completeness",
    title="no code asks for a length that tf.data cannot know",
    applies=(built_or_asked,),
    phase=APART,
)
def length_unknown(build: Build) -> Outcome:
    """The exception that len() raises for a dataset of unknown or infinite length."""
    failure = build.failure
    if failure is None:
        return Passed("the exceptions of the build: none, so none of len()")
    endless_ = "infinite" in failure.message.lower()
    where = user_line(failure)
    return Finding(
        f"len() was asked of a dataset whose length is {'infinite' if endless_ else 'unknown'}"
        f"{' at ' + where if where else ''}: {failure.type}: {failure.message}",
        expected="a dataset of known length",
        actual="infinite length" if endless_ else "unknown length",
        where=where,
        frames=failure.frames,
        fix="use a count from the source (number of rows, of files), or tell tf.data with "
        ".apply(tf.data.experimental.assert_cardinality(n)) before len()",
    )


def _asked(build: Build) -> bool:
    """Whether len() of a dataset ended the build."""
    failure = build.failure
    if failure is None or failure.type != "TypeError" or "__len__" not in failure.functions:
        return False
    text = failure.message.lower()
    return any(words in text for words in ("length is", "unknown length", "infinite"))
