"""The child process of `conformance fuzz`: one template, its report as JSON in a file."""

from __future__ import annotations

import contextlib
import json
import sys


def main() -> None:
    """Run the request on standard input: {"target", "output", "options"}.

    Writes {"report": ...}, or {"refused": why} for a target that cannot be fuzzed.
    """
    from conformance.properties import fuzz
    from conformance.subject import TargetError

    request = json.load(sys.stdin)
    try:
        with contextlib.redirect_stdout(sys.stderr):  # templates may print
            answer: dict = {"report": fuzz(request["target"], **request["options"]).to_dict()}
    except TargetError as error:
        answer = {"refused": str(error)}
    with open(request["output"], "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main()
