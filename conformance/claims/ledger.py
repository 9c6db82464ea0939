"""Measure claims in child processes that may hang or crash, and render the file of results."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from typing import Any, Callable, Dict, Iterable, List, Optional

from conformance.claims.children import POLL, start
from conformance.claims.registry import Claim, entry, measure, select
from conformance.run.processes import end

SCHEMA = 1
START_LIMIT = 180.0  # seconds a child may take to import TensorFlow
LIMIT = 300.0  # seconds one claim may take
NOT_MEASURED = "not measured: "
KEYS = ("tensorflow", "keras", "backend", "numpy", "python", "device")


def run(
    claims: List[Claim],
    *,
    limit: float = LIMIT,
    told: Callable[[Dict[str, Any]], None] = lambda record: None,
) -> Dict[str, Any]:
    """Measure the claims, as many as possible in one child process.

    A claim that raises, hangs or ends the process is recorded as not measured, and a new child
    goes on with the next one.

    Args:
        limit: seconds for one claim.
        told: called with each entry when it is there.

    Returns:
        What the JSON file holds.

    Raises:
        RuntimeError: no child got as far as TensorFlow.
    """
    records: List[Dict[str, Any]] = []
    environment: Optional[Dict[str, Any]] = None
    left = list(claims)
    while left:
        done, environment_here, why, stuck = _child(left, limit, told)
        environment = environment or environment_here
        if environment is None:
            raise RuntimeError(f"the child process did not get as far as TensorFlow: {why}")
        records += done
        left = left[len(done) :]
        if left and stuck:
            version = environment["tensorflow"]
            lost = entry(left.pop(0), None, NOT_MEASURED + why, limit, version=version)
            records.append(lost)
            told(lost)
    return {"schema": SCHEMA, "environment": environment, "claims": records}


def _child(claims: List[Claim], limit: float, told: Callable) -> tuple:
    """(entries, environment, why it ended, whether it ended on a claim)."""
    with tempfile.TemporaryDirectory(prefix="conformance-claims-") as folder:
        events, log = os.path.join(folder, "events"), os.path.join(folder, "log")
        open(events, "w").close()
        process = start(
            ["-m", "conformance.claims.ledger", events, *(claim.id for claim in claims)], log=log
        )
        records: List[Dict[str, Any]] = []
        environment, offset, since = None, 0, time.monotonic()
        try:
            while True:
                code = process.poll()
                with open(events, encoding="utf-8") as file:
                    file.seek(offset)
                    text = file.read()
                complete = text[: text.rfind("\n") + 1]
                offset += len(complete.encode())
                for line in complete.splitlines():
                    since = time.monotonic()
                    value = json.loads(line)
                    if environment is None:
                        environment = value
                        continue
                    records.append(value)
                    told(value)
                if len(records) == len(claims):
                    return records, environment, "", False
                if code is not None:
                    why = f"the process ended with status {code}: {_tail(log)}"
                    return records, environment, why, environment is not None
                if time.monotonic() - since > (START_LIMIT if environment is None else limit):
                    why = f"no answer within {limit:.0f} s"
                    return records, environment, why, environment is not None
                time.sleep(POLL)
        finally:
            end(process)


def _tail(log: str) -> str:
    with open(log, "rb") as file:
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip()[:200] if lines else "it said nothing"


def differs(record: Dict[str, Any]) -> bool:
    """Whether an entry contradicts what is expected of its version."""
    return not_measured(record) or record["holds"] != record["expected"]


def not_measured(record: Dict[str, Any]) -> bool:
    return record["holds"] is None and record["evidence"].startswith(NOT_MEASURED)


def text(ledger: Dict[str, Any]) -> str:
    """The ledger for a person to read."""
    environment = ledger["environment"]
    lines = [
        "TensorFlow {tensorflow}, Keras {keras}, NumPy {numpy}, Python {python}".format(
            **environment
        ),
        "",
    ]
    words = {True: "holds", False: "DOES NOT HOLD", None: "does not apply"}
    for record in ledger["claims"]:
        mark = "" if not differs(record) else f" (expected: {words[record['expected']]})"
        lines += [
            f"{record['id']}: {words[record['holds']]}{mark}",
            f"  {record['says']}",
            f"  {record['evidence']}",
        ]
        if record["holds"] is False and record["right"]:
            lines.append(f"  right: {record['right']}")
    counts = dict.fromkeys(words.values(), 0)
    for record in ledger["claims"]:
        counts[words[record["holds"]]] += 1
    surprises = sum(map(differs, ledger["claims"]))
    lines += [
        "",
        ", ".join(f"{count} {word.lower()}" for word, count in counts.items())
        + f"; {surprises} unlike what is expected of this version",
    ]
    return "\n".join(lines) + "\n"


def environment_here() -> Dict[str, Any]:
    """The environment as reports state it, less the seed."""
    from conformance.observe.stages import environment
    from conformance.run.runner import describe

    described = describe(environment(device="cpu", seed=0))
    return {key: described[key] for key in KEYS}


def _measure_all(path: str, ids: Iterable[str]) -> None:
    """The child's side: the environment, then an entry for each claim, as lines of JSON."""
    here = environment_here()
    with open(path, "a", buffering=1, encoding="utf-8") as events:
        events.write(json.dumps(here) + "\n")
        for claim in select(ids):
            started = time.perf_counter()
            try:
                record = measure(claim)
            except Exception as error:  # the entry says so, and the run counts as incomplete
                reason = f"{NOT_MEASURED}{type(error).__name__}: {' '.join(str(error).split())}"
                seconds = time.perf_counter() - started
                record = entry(claim, None, reason[:600], seconds, version=here["tensorflow"])
            events.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    _measure_all(sys.argv[1], sys.argv[2:])
    sys.stdout.flush()
    os._exit(0)  # threads that still wait for data must not keep the child alive
