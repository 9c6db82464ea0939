"""`python -m conformance.scaffold GROUP/NAME`: begin a check."""

from __future__ import annotations

import sys
from typing import Sequence

from conformance.scaffold import WANTED, write

NEXT = """\
Each fails until it is filled in:
    pytest {test}
    pytest tests/test_architecture.py tests/test_zoo.py -k "{name} or architecture"
Then: python -m conformance.report.docs docs, and a line in CHANGELOG.md. CONTRIBUTING.md has more."""


def main(arguments: Sequence[str]) -> int:
    """Write the files, name them and say what comes next; 2 where that is refused."""
    if len(arguments) != 1:
        print(WANTED, file=sys.stderr)
        return 2
    try:
        paths = write(arguments[0])
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(paths))
    print(NEXT.format(test=paths[-1], name=arguments[0].partition("/")[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
