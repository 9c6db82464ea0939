"""Let Hypothesis look for a case that breaks a property, and shrink it."""

from __future__ import annotations

import collections
import dataclasses
import functools
import os
import pickle
import re
import time
from typing import Any, Callable, Counter, Dict, List, Optional, Tuple

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, errors

from conformance.properties._rows import Broken

# After this long a smaller counterexample is worth less than the answer.
SHRINK_SECONDS = 60.0
BLOB = re.compile(r"@reproduce_failure\(.*\)")
# Hypothesis begins with a tenth of the examples at their plainest; older ones with ten at least
# (small_example_cap in hypothesis/internal/conjecture/engine.py: so in 6.113, not in 6.141).
PLAINEST = 10 if hypothesis.__version_info__ < (6, 141) else 0


@dataclasses.dataclass
class Found:
    """A case that breaks a property: the smallest that was found."""

    name: str
    message: str
    case: Dict[str, Any]
    blob: str = ""
    flaky: bool = False


@dataclasses.dataclass
class Search:
    """One run of Hypothesis over the cases of a layer."""

    layer: str
    examples: int = 0  # judged while nothing was broken yet, then while shrinking
    skipped: int = 0  # not judged because the time was up
    seconds: float = 0.0
    held: Counter[str] = dataclasses.field(default_factory=collections.Counter)
    found: List[Found] = dataclasses.field(default_factory=list)
    memory: Tuple[float, float] = (0.0, 0.0)  # MiB after a tenth of the examples, and at the end


@functools.lru_cache(maxsize=None)
def _kind(name: str) -> type:
    """An exception type of its own for each property: Hypothesis shrinks each type by itself."""
    return type(f"Broken_{name}", (AssertionError,), {"property": name})


def search(
    layer: str,
    cases: Any,
    judge: Callable[[Dict[str, Any]], List[str]],
    *,
    name: str,
    max_examples: int,
    seed: Optional[int],
    stop: float,
    database: Any = None,
    reproduce: Optional[Tuple[str, bytes]] = None,
    journal: Optional[Callable[[Search, Dict[str, Any]], None]] = None,
) -> Search:
    """Judge `max_examples` cases, a few more with an older Hypothesis; shrink what breaks.

    Args:
        judge: returns the names of the properties that hold, or raises `Broken`.
        name: what tells this search from others in the database.
        seed: the same examples in every run; None for fresh ones.
        stop: `time.monotonic()` after which nothing more is judged.
        database: a Hypothesis database that keeps what failed.
        reproduce: version and blob of `@reproduce_failure`: only that case.
        journal: told of each case before it is judged.
    """
    result = Search(layer)
    broken: Dict[bytes, Tuple[str, str]] = {}
    last: Dict[str, Found] = {}
    first_failure: List[float] = []
    start = time.perf_counter()

    def body(case: Dict[str, Any]) -> None:
        # What failed once must fail again although the time is up, or Hypothesis calls it flaky.
        problem = broken.get(pickle.dumps(case)) if broken else None
        if problem is None:
            now = time.monotonic()
            if now > stop or (first_failure and now > first_failure[0] + SHRINK_SECONDS):
                result.skipped += not first_failure
                return
            result.examples += 1
            if result.examples == max(1, max_examples // 10):
                result.memory = (resident(), 0.0)
            if journal is not None:
                journal(result, case)
            try:
                result.held.update(judge(case))
            except Broken as error:
                problem = error.name, error.message
        if problem is not None:
            broken[pickle.dumps(case)] = problem
            first_failure[:] = first_failure or [time.monotonic()]
            last[problem[0]] = Found(problem[0], problem[1], case)
            raise _kind(problem[0])(problem[1])

    body.__name__ = body.__qualname__ = re.sub(r"\W+", "_", f"{layer}_{name}")
    # Those come on top, or ten examples would be ten times the simplest source.
    plainest = max(0, PLAINEST - max_examples // 10)
    test = hypothesis.settings(
        max_examples=max(1, max_examples + plainest),
        database=database,
        derandomize=False,
        deadline=None,
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        print_blob=True,
        report_multiple_bugs=True,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )(hypothesis.given(case=cases)(body))
    if seed is not None:
        test = hypothesis.seed(seed)(test)
    if reproduce is not None:
        test = hypothesis.reproduce_failure(*reproduce)(test)
    try:
        test()
    except errors.Flaky:
        for found in last.values():
            found.flaky = True
    except errors.DidNotReproduce:
        last.clear()
    except BaseException as error:  # one of our own kinds, or a group of them
        for one in getattr(error, "exceptions", (error,)):
            if not hasattr(one, "property"):
                raise
            notes = BLOB.findall("\n".join(getattr(one, "__notes__", ())))
            last[one.property].blob = notes[0] if notes else ""
    result.found = list(last.values())
    result.seconds = time.perf_counter() - start
    result.memory = (result.memory[0], resident())
    return result


def note(path: str, before: List[Search], now: Search, case: Dict[str, Any]) -> None:
    """Write down what is judged now; whole or not at all, for the process may die at any time."""
    with open(f"{path}.new", "wb") as file:
        pickle.dump(([*before, now], case), file)
    os.replace(f"{path}.new", path)


def left_behind(path: str, why: str) -> List[Search]:
    """The searches of a process that is gone; the case it was at breaks "survives"."""
    with open(path, "rb") as file:
        searches, case = pickle.load(file)
    last = searches[-1]
    message = f"{why} at example {last.examples} of the layer {last.layer!r}"
    last.found.append(Found("survives", message, case))
    return searches


def resident() -> float:
    """MiB of memory that this process holds."""
    import psutil

    return psutil.Process().memory_info().rss / 2**20
