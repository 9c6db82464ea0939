"""Whether the data are still what a profile of them says."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from conformance.facts.profiles import Change, changes, file_changes
from conformance.records import Environment, Expect, Sources
from conformance.registry import APART, check, predicate
from conformance.results import TRAINING, VALIDATION, Finding, Outcome, Passed, Unjudged

SHOWN = 6  # changes that are told; a change of everything is told by a few


@predicate("no profile was given (--profile FILE)")
def profile_given(expect: Expect) -> bool:
    return expect.profile is not None


@check(
    "profile-changed",
    group="portability",
    title="the data are what they were when their profile was written",
    applies=(profile_given,),
    phase=APART,
)
def profile_changed(
    expect: Expect,
    profile: Dict[str, Any],
    environment: Environment,
    validation_profile: Optional[Dict[str, Any]] = None,
    sources: Optional[Sources] = None,
) -> Outcome:
    """Structure, counts, classes and contents of both parts, and the files that were read."""
    old: Mapping[str, Any] = expect.profile or {}
    parts = {TRAINING: profile, VALIDATION: validation_profile}
    same_release = old.get("environment", {}).get("tensorflow") == environment.tensorflow
    found: List[Change] = []
    for part, before in old["parts"].items():
        now = parts.get(part)
        if now is None:
            found.append(Change("", f"there is no {part} data, and there was"))
            continue
        told = changes(before, now, same_release=same_release)
        mark = "" if part == TRAINING else f"{part} data: "
        found += [Change(c.path, mark + c.text, c.certain) for c in told]
    read = file_changes(old.get("files", {}), sources.files if sources is not None else {})
    exact = [part for part, before in old["parts"].items() if _exact(before, parts.get(part))]
    if found or (read and len(exact) < len(old["parts"])):
        return _finding([*read, *found], old, environment)
    if not exact and not any(before["drawn"] for before in old["parts"].values()):
        return Unjudged(
            "the examples were not read to their end, then or now: what was compared is as it was, "
            "but not each of them was"
        )
    if not exact:
        return Passed("structure, counts, classes, and what no draw explains of means and ranges")
    also = f"; {read[0].text}, and the examples are the same" if read else ""
    examples = sum(old["parts"][part]["examples"] for part in exact)
    return Passed(f"{examples:,} examples by their hashes, in any order{also}")


def _exact(before: Mapping[str, Any], now: Optional[Mapping[str, Any]]) -> bool:
    return now is not None and None not in (before["contents"], now["contents"])


def _finding(found: List[Change], old: Mapping[str, Any], environment: Environment) -> Finding:
    was = old.get("environment", {})
    certain = any(change.certain for change in found)
    found = sorted(found, key=lambda change: not change.certain)
    more = f"; and {len(found) - SHOWN} more changes" if len(found) > SHOWN else ""
    text = "; ".join(change.text for change in found[:SHOWN])
    releases = f"TensorFlow {was.get('tensorflow', 'unknown')}, now {environment.tensorflow}"
    return Finding(
        f"the data are no longer what they were: {text}{more}",
        status="fail" if certain else "warn",
        expected=f"what the profile says, written under {releases}",
        actual=f"{len(found)} changes",
        where=found[0].path,
        component=found[0].path if found[0].path in _paths(old) else "",
        fix="undo the change, or where it is meant write the profile anew: `conformance profile`",
    )


def _paths(old: Mapping[str, Any]) -> List[str]:
    return [path for part in old["parts"].values() for path in part["components"]]
