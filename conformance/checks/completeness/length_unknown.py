"""Whether no code asks for a length that tf.data cannot know."""

from __future__ import annotations

from conformance.records import Build
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import user_line


@check(
    "length-unknown",
    group="completeness",
    title="no code asks for a length that tf.data cannot know",
)
def length_unknown(build: Build):
    failure = build.failure
    if failure is None or failure.type != "TypeError":
        return None
    text = failure.message.lower()
    if "length is" not in text and "unknown length" not in text and "infinite" not in text:
        return None
    if "__len__" not in failure.functions:
        return None
    endless_ = "infinite" in text
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
