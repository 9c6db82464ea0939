"""The main job beside a bare script that fits the same pipelines: whole processes, in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

BARE = """
import importlib, tempfile
import tensorflow as tf
from reference_pipelines import PATTERNS

for pattern in PATTERNS.values():
    module = importlib.import_module("reference_pipelines." + pattern.module)
    with tempfile.TemporaryDirectory() as folder:
        dataset = module.make_dataset(module.make_source(folder, module.examples()))
        if isinstance(dataset, tf.data.Dataset):
            spec = dataset.element_spec
        else:
            spec = tf.nest.map_structure(
                lambda v: tf.TensorSpec([None, *v.shape[1:]], v.dtype), tuple(dataset[0])
            )
        module.make_model(spec).fit(dataset, epochs=1, verbose=0)
"""
COMMANDS = {
    "bare": [sys.executable, "-W", "ignore", "-c", BARE],
    "check": [sys.executable, "-m", "conformance", "check", "reference_pipelines"],
}


def seconds(command: list) -> float:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Print the median of three runs of each, and their ratio."""
    runs: dict = {name: [] for name in COMMANDS}
    for _ in range(3):
        for name, command in COMMANDS.items():
            runs[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in runs.items()}
    for name, times in runs.items():
        print(f"{name:<6} {medians[name]:6.1f} s  ({', '.join(f'{t:.1f}' for t in times)})")
    print(f"ratio  {medians['check'] / medians['bare']:6.2f}")


if __name__ == "__main__":
    main()
