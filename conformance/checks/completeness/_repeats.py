"""Check: do passes over the data keep their borders, or does a shuffle mix one with the next?"""

from __future__ import annotations

import random

SIMULATED = 1000  # examples in the simulation: the share depends on the sizes' ratio alone
RUNS = 4
FULL = 30  # buffers of so many passes and more draw as if with replacement


def left_out(rows: int, buffer: int, epoch: int) -> float:
    """The share of the examples that an epoch misses, as the buffer of a shuffle lets them out.

    The buffer is filled from passes one after the other; each draw takes one of it by chance, and the
    next element comes in its place.
    """
    count = min(rows, SIMULATED)
    held = max(1, min(round(buffer * count / rows), FULL * count))
    drawn = max(1, round(epoch * count / rows))
    draw = random.Random(0)
    missing = 0.0
    for _ in range(RUNS):
        full = list(range(held))
        seen = set()
        for step in range(drawn):
            place = draw.randrange(held)
            seen.add(full[place] % count)
            full[place] = held + step
        missing += 1 - len(seen) / min(count, drawn)
    return missing / RUNS
