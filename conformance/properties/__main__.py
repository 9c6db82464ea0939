"""The child process of `conformance fuzz`: one template, its report as JSON in a file."""

from __future__ import annotations

import contextlib
import json
import sys


def main() -> None:
    """Run the request on standard input: {"target", "output", "journal", "options"}.

    With "ended" beside these, how an earlier child with this journal ended, report that.

    Writes {"report": ...}, or {"refused": why} for a target that cannot be fuzzed.
    """
    from conformance.properties import fuzz, fuzz_that_ended
    from conformance.run.subject import TargetError

    request = json.load(sys.stdin)
    target, journal, options = (request[name] for name in ("target", "journal", "options"))
    try:
        with contextlib.redirect_stdout(sys.stderr):  # templates may print
            if "ended" in request:
                seed = options.get("seed", 0)
                report = fuzz_that_ended(target, journal, why=request["ended"], seed=seed)
            else:
                report = fuzz(target, journal=journal, **options)
        answer: dict = {"report": report.to_dict()}
    except TargetError as error:
        answer = {"refused": str(error)}
    with open(request["output"], "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main()
