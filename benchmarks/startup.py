"""Seconds until the package is imported and until the command line answers, beside a bare Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 7
COMMANDS = {
    "python, nothing": ["-c", "pass"],
    "import conformance": ["-c", "import conformance"],
    "conformance --help": ["-m", "conformance", "--help"],
    "conformance explain empty": ["-m", "conformance", "explain", "empty"],
}


def main() -> None:
    """Print medians over ROUNDS after a warm-up of each."""
    for name, arguments in COMMANDS.items():
        taken = []
        for _ in range(ROUNDS + 1):
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
            taken.append(time.perf_counter() - started)
        print(f"{name:<28}{statistics.median(taken[1:]):7.3f} s")


if __name__ == "__main__":
    main()
