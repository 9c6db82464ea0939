"""What one generated example costs, layer by layer, and whether memory stays flat.

    python benchmarks/properties.py                     four templates, memory over 2,000 examples
    python benchmarks/properties.py csv_lines --memory 0

CPU seconds (all threads) tell what an example costs on a machine that does other things as well;
wall seconds tell what one waited here.
"""

from __future__ import annotations

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import tensorflow as tf

from conformance.properties import _rows, fuzz

TEMPLATES = ("in_memory_arrays", "dict_features", "csv_lines", "image_files")
EXAMPLES, FITS, MEMORY = 200, 25, 2000
PARTS = ("draw", "source", "build", "iterate", "oracle", "judge", "model")
# Where memory is looked at: a template with free names, so that new models keep coming.
WATCHED = "dict_features"
MIB_LEFT = 0.05  # MiB an example: above, 2,000 examples would hold 100 MiB more


def measured(template: str, *, examples: int, fits: int, cpu: bool) -> tuple:
    """The report of a run, and its seconds, with costs by one of the two clocks."""
    _rows.CLOCK = time.process_time if cpu else time.perf_counter
    started = _rows.CLOCK()
    report = fuzz(f"reference_pipelines.{template}", max_examples=examples, fit_examples=fits)
    seconds = _rows.CLOCK() - started
    assert report.conforms, report
    return report, seconds


def without_fit(template: str, examples: int) -> None:
    """One line: CPU milliseconds an example in each part, and examples a second by both clocks."""
    report, seconds = measured(template, examples=examples, fits=0, cpu=True)
    judged = sum(layer.examples for layer in report.layers)
    wall = sum(layer.seconds for layer in report.layers)
    parts = {part: 1000 * report.costs.get(part, 0.0) / judged for part in PARTS}
    # Drawing is what no part accounts for, and `costs` has that by the wall clock.
    parts["draw"] = 1000 * seconds / judged - sum(v for k, v in parts.items() if k != "draw")
    cells = " ".join(f"{parts[part]:8.1f}" for part in PARTS)
    print(f"{template:20s} {cells} {judged / seconds:10.1f} {judged / wall:10.1f}", flush=True)


def with_fit(template: str, fits: int) -> None:
    """One line: what the fit layer costs, and its examples a second by both clocks."""
    report, seconds = measured(template, examples=1, fits=fits, cpu=True)
    layer = next(one for one in report.layers if one.name == "fit")
    trace, step = (report.costs.get(part, 0.0) for part in ("trace", "step"))
    print(
        f"{template:20s} {trace:10.1f} {step:10.1f} {seconds:10.1f} "
        f"{layer.examples / seconds:10.1f} {layer.rate:10.1f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("templates", nargs="*", default=list(TEMPLATES))
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--fits", type=int, default=FITS)
    parser.add_argument("--memory", type=int, default=MEMORY, help="0 leaves it out")
    parser.add_argument("--watched", default=WATCHED, help="the template of the memory run")
    given = parser.parse_args()
    fuzz(f"reference_pipelines.{given.templates[0]}", max_examples=5, fit_examples=1)  # warm up
    print(f"TensorFlow {tf.__version__}, {given.examples} examples a template")
    print(
        f"{'CPU ms an example':20s} {' '.join(f'{part:>8s}' for part in PARTS)}  per CPU s per wall s"
    )
    for template in given.templates:
        without_fit(template, given.examples)
    print(
        f"{'CPU s, ' + str(given.fits) + ' fits':20s}      trace       step        all  per CPU s per wall s"
    )
    for template in given.templates:
        with_fit(template, given.fits)
    if given.memory:
        watched(given.watched, given.memory)


def watched(template: str, examples: int) -> None:
    """One line: memory after a tenth of the examples, and after all of them."""
    report, _ = measured(template, examples=examples, fits=0, cpu=True)
    layer = report.layers[0]
    before, after = layer.memory
    each = (after - before) / (0.9 * layer.examples)
    print(
        f"memory of {template}: {before:.0f} MiB after {layer.examples // 10} examples, "
        f"{after:.0f} after {layer.examples}: {1024 * each:.1f} KiB an example, "
        f"{'flat' if each < MIB_LEFT else 'growing'}"
    )


if __name__ == "__main__":
    main()
