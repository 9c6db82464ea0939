"""The profile of a pipeline: put together, written, read again, and two of them compared."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence

from conformance.facts.profiles import changes, file_changes
from conformance.records.store import Records
from conformance.results import TRAINING, VALIDATION

VERSION = 1
# A list of numbers or names: on one line, so that a diff shows it as one thing.
SHORT = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")
PARTS = ((TRAINING, "profile"), (VALIDATION, "validation_profile"))


def profile_in(records: Records, environment: Mapping[str, Any]) -> Optional[Dict[str, Any]]:
    """What a run saw of the data; None where the training data could not be read."""
    if not records.there("profile") or records["elements"].failure is not None:
        return None
    sources = records["sources"].files if records.there("sources") else {}
    keys = ("tensorflow", "keras", "numpy", "python")
    return {
        "environment": {key: environment.get(key) for key in keys},
        "parts": {part: records[name] for part, name in PARTS if records.there(name)},
        "files": sources,
    }


def written(pipelines: Mapping[str, Mapping[str, Any]]) -> str:
    """Target -> profile as the text of a file: a line for each fact, so that a diff can be read."""
    text = json.dumps({"profile": VERSION, "pipelines": pipelines}, indent=1, ensure_ascii=False)
    return SHORT.sub(lambda found: "[" + " ".join(found.group(1).split()) + "]", text)


def read(path: str) -> Dict[str, Any]:
    """Target -> profile.

    Raises:
        ValueError: the file is none, or of a version that is not known here.
    """
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except OSError as error:
        raise ValueError(f"{path!r} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{path!r} is no JSON: {error}") from error
    if not isinstance(data, dict) or "profile" not in data or "pipelines" not in data:
        raise ValueError(
            f"{path!r} is no profile: `conformance profile TARGET -o {path}` writes one"
        )
    if data["profile"] != VERSION:
        raise ValueError(
            f"{path!r} is a profile of version {data['profile']}, this reads {VERSION}"
        )
    return data["pipelines"]


def of(pipelines: Mapping[str, Any], targets: Sequence[str], path: str) -> Dict[str, Any]:
    """Target -> its profile: by name, or the only one for the only target.

    Raises:
        ValueError: a target has none.
    """
    if len(pipelines) == 1 and len(targets) == 1:
        return {targets[0]: next(iter(pipelines.values()))}
    for target in targets:
        if target not in pipelines:
            raise ValueError(
                f"{path!r} has no profile of {target!r}; it has {', '.join(pipelines)}"
            )
    return {target: pipelines[target] for target in targets}


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> List[str]:
    """Each change between two profiles of one pipeline, as a sentence."""
    same = old["environment"].get("tensorflow") == new["environment"].get("tensorflow")
    out = []
    for part in dict.fromkeys([*old["parts"], *new["parts"]]):
        one, other = old["parts"].get(part), new["parts"].get(part)
        mark = "" if part == TRAINING else f"{part} data: "
        if one is None or other is None:
            out.append(f"{part} data are {'new' if one is None else 'gone'}")
            continue
        out += [mark + change.text for change in changes(one, other, same_release=same)]
    return [change.text for change in file_changes(old["files"], new["files"])] + out
