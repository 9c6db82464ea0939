"""How often `target-unrelated` warns: of generated sound rows, and of the same rows parted.

    python benchmarks/unrelated.py [--rows 300] [--each 40]

Each task is drawn with its own noise and size. A mutation parts features and targets in one way that
people do; the share of p-values above the check's threshold is what would be warned of.
"""

from __future__ import annotations

import os
import sys
from typing import Callable, Dict, Tuple

import click
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from conformance.facts.associations import associations
from conformance.registry import load
from tests.checks.made import one_pass

Rows = Tuple[np.ndarray, np.ndarray]


def table(random: np.random.RandomState, rows: int) -> Rows:
    x = random.normal(size=(rows, random.randint(3, 30)))
    score = x @ random.normal(size=x.shape[1]) / np.sqrt(x.shape[1])
    return x.astype("float32"), score + random.normal(0, random.uniform(0.2, 1.5), rows)


def classes(random: np.random.RandomState, rows: int) -> Rows:
    y = random.randint(0, random.randint(2, 8), rows)
    centres = random.normal(0, random.uniform(0.5, 2), size=(8, random.randint(3, 40)))
    return (centres[y] + random.normal(size=(rows, centres.shape[1]))).astype("float32"), y


def pictures(random: np.random.RandomState, rows: int) -> Rows:
    y, side = random.randint(0, 4, rows), random.randint(12, 25)
    x = random.normal(0, random.uniform(0.3, 1.5), size=(rows, side, side, 1))
    for row, place in enumerate(y):
        x[row, (place // 2) * side // 2 :][: side // 2, (place % 2) * side // 2 :] += 1
    return x.astype("float32"), y


def series(random: np.random.RandomState, rows: int) -> Rows:
    walk = np.cumsum(random.normal(size=rows + 24)) * 0.3 + np.sin(np.arange(rows + 24) / 5)
    x = np.stack([walk[i : i + 23] for i in range(rows)])
    return x[..., None].astype("float32"), walk[23 : 23 + rows]


def texts(random: np.random.RandomState, rows: int) -> Rows:
    y = random.randint(0, 3, rows)
    ids = random.randint(1, 400, (rows, 20))
    own = random.rand(rows, 20) < random.uniform(0.1, 0.5)
    return np.where(own, 400 + 10 * y[:, None] + ids % 10, ids).astype("int32"), y


def ratings(random: np.random.RandomState, rows: int) -> Rows:
    users, films = random.randint(0, 40, rows), random.randint(0, 60, rows)
    level = random.normal(size=40)[users] + random.normal(size=60)[films]
    return np.stack([users, films], 1).astype("int32"), level + random.normal(0, 0.7, rows)


TASKS: Dict[str, Callable[[np.random.RandomState, int], Rows]] = {
    f.__name__: f for f in (table, classes, pictures, series, texts, ratings)
}
MUTATIONS: Dict[str, Callable[[np.random.RandomState, Rows], Rows]] = {
    "none (sound)": lambda random, rows: rows,
    "x shuffled alone": lambda random, rows: (random.permutation(rows[0]), rows[1]),
    "y sorted": lambda random, rows: (rows[0], np.sort(rows[1])),
    "y one row late": lambda random, rows: (rows[0], np.roll(rows[1], 1)),
    "a row of x dropped": lambda random, rows: (rows[0][1:], rows[1][:-1]),
    "y of another table": lambda random, rows: (rows[0], rows[1][::-1].copy()),
}


@click.command()
@click.option("--rows", default=300, show_default=True)
@click.option("--each", default=40, show_default=True, help="Draws of each task and mutation.")
def main(rows: int, each: int) -> None:
    """Print the share of draws that the check would warn of."""
    limit = load()["target-unrelated"].limits["p"].value
    print(f"{'':<20}" + "".join(f"{name:>10}" for name in TASKS) + f"{'all':>12}")
    for title, mutate in MUTATIONS.items():
        warned = []
        for place, task in enumerate(TASKS.values()):
            draws = [np.random.RandomState(1000 * place + i) for i in range(each)]
            found = [associations(one_pass(*mutate(r, task(r, rows))))[0].p > limit for r in draws]
            warned.append(sum(found))
        cells = "".join(f"{count:>6}/{each}" for count in warned)
        print(f"{title:<20}{cells}{sum(warned):>7}/{each * len(TASKS)}", flush=True)


if __name__ == "__main__":
    main()
