"""Small files of results, as the runs write them."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from conformance.matrix.merge import merge
from conformance.matrix.read import parse

KERAS = {"2.4.1": "2.4.0", "2.10.1": "2.10.0", "2.15.1": "2.15.0", "2.16.2": "3.3.3"}


def environment(tensorflow: str, **more: Any) -> Dict[str, Any]:
    keras = KERAS.get(tensorflow, "3.15.1")
    given = dict(tensorflow=tensorflow, keras=keras, backend="tensorflow", device="cpu")
    return {**given, "numpy": "1.26.4", "python": "3.11.7", "seed": 0, **more}


def result(check: str, status: str, message: str = "", **more: Any) -> Dict[str, Any]:
    given = dict(check=check, group="wiring", status=status, title=f"{check} holds")
    return {**given, "message": message, "seconds": 0.25, **more}


def report(
    tensorflow: str,
    statuses: Dict[str, str],
    *,
    target: str = "my.data",
    messages: Optional[Dict[str, str]] = None,
    **more: Any,
) -> Dict[str, Any]:
    """A report whose checks have these statuses; ``fit-fails`` passes unless it is given."""
    statuses = {"fit-fails": "pass", **statuses}
    results = [result(name, s, (messages or {}).get(name, "")) for name, s in statuses.items()]
    place = environment(tensorflow, **more.pop("environment", {}))
    given = {"schema": 1, "target": target, "environment": place, "results": results}
    return {**given, "seconds": 1.5, "interrupted": None, **more}


def ledger(tensorflow: str, holds: Dict[str, Optional[bool]], **more: Any) -> Dict[str, Any]:
    claims: List[Dict[str, Any]] = [
        {
            "id": name,
            "kind": "claim",
            "says": f"it is said that {name}",
            "source": "https://example.org/said",
            "right": "reference_pipelines.csv_lines",
            "holds": value,
            "evidence": f"measured: {value}",
            "expected": value,
            "seconds": 0.5,
            **more,
        }
        for name, value in holds.items()
    ]
    return {"schema": 1, "environment": environment(tensorflow), "claims": claims}


def table(*data: Dict[str, Any]) -> Any:
    """The table of files with these contents."""
    return merge([seen for i, one in enumerate(data) for seen in parse(one, f"file{i}.json")])


def row(made: Any, name: str) -> Any:
    rows = [*made.claims, *(row for pipeline in made.pipelines for row in pipeline.rows)]
    return next(row for row in rows if row.name == name)


def write(folder: Any, *data: Dict[str, Any]) -> List[str]:
    paths = []
    for number, one in enumerate(data):
        path = folder / f"file{number}.json"
        path.write_text(json.dumps(one), encoding="utf-8")
        paths.append(str(path))
    return paths
