"""Claims about speed, as ratios of times measured here: what another machine finds may differ."""

from __future__ import annotations

import time
from typing import Any, Callable, List

from conformance import compat
from conformance.claims.lazy import keras, tf
from conformance.claims.registry import Result, claim, until

PERFORMANCE = "https://www.tensorflow.org/guide/data_performance"
WORK = 0.02  # seconds the pipeline takes for an element, and the step for a batch of one
STEPS = 15
WARM = 5  # elements before the clock starts: AUTOTUNE begins with small buffers
REPEATS = 3
BUSY = 60_000  # additions in Python: some milliseconds
CLEAR = 1.2  # ratios nearer to 1 than this are no difference


def _best(run: Callable[[], float]) -> float:
    return min(run() for _ in range(REPEATS))


def _step(dataset: Any) -> float:
    """Seconds a step, where each works for WORK seconds and the pipeline does as well."""
    started, steps = 0.0, -WARM
    for _ in dataset.take(WARM + STEPS):
        if steps == 0:
            started = time.perf_counter()
        time.sleep(WORK)
        steps += 1
    return (time.perf_counter() - started) / STEPS


def _slow(value: Any) -> Any:
    def wait(number: Any) -> Any:
        time.sleep(WORK)
        return number

    result = tf.numpy_function(wait, [value], tf.int64)
    result.set_shape(value.shape)
    return result


def _overlap(seconds: float) -> str:
    return "as slow as the sum of both" if seconds > 1.6 * WORK else "overlapped"


@claim(
    "without-prefetch-the-step-waits",
    kind="claim",
    says="without prefetch the pipeline and the training step take turns; prefetch overlaps them",
    source=PERFORMANCE + "#prefetching",
    right="reference_pipelines.in_memory_arrays",
    expected=until("2.10"),
    measured=True,
    slow=True,
)
def _prefetch() -> Result:
    # map after batch: the runtime would fuse a map with the batch behind it into an op that buffers.
    dataset = tf.data.Dataset.range(1000).batch(1).map(_slow)
    without = _overlap(_best(lambda: _step(dataset)))
    with_it = _overlap(_best(lambda: _step(dataset.prefetch(tf.data.AUTOTUNE))))
    return without != with_it and with_it == "overlapped", (
        f"without prefetch {without}, with it {with_it}"
    )


@claim(
    "without-injected-prefetch-the-step-waits",
    kind="trap",
    says="with experimental_optimization.inject_prefetch = False the step waits for the pipeline",
    source="https://www.tensorflow.org/api_docs/python/tf/data/experimental/OptimizationOptions",
    right="reference_pipelines.in_memory_arrays",
    absent=until("2.9"),
    measured=True,
    slow=True,
)
def _not_injected() -> Result:
    options = tf.data.Options()
    if not hasattr(options.experimental_optimization, "inject_prefetch"):
        return None, "no prefetch is injected"
    options.experimental_optimization.inject_prefetch = False
    dataset = tf.data.Dataset.range(1000).batch(1).map(_slow).with_options(options)
    without = _overlap(_best(lambda: _step(dataset)))
    return without != "overlapped", f"without prefetch, injected or not: {without}"


@claim(
    "prefetch-must-come-last",
    kind="claim",
    says="prefetch helps only as the last transformation, after batch",
    source=PERFORMANCE + "#prefetching",
    right="reference_pipelines.in_memory_arrays",
    expected=False,
    measured=True,
    slow=True,
)
def _prefetch_last() -> Result:
    elements = tf.data.Dataset.range(1000).map(_slow)
    before = _overlap(_best(lambda: _step(elements.prefetch(tf.data.AUTOTUNE).batch(1))))
    after = _overlap(_best(lambda: _step(elements.batch(1).prefetch(tf.data.AUTOTUNE))))
    return before != after and after == "overlapped", (
        f"prefetch before batch {before}, after it {after}"
    )


def _epoch(dataset: Any) -> float:
    started = time.perf_counter()
    for _ in dataset:
        pass
    return time.perf_counter() - started


def _faster(ratio: float, one: str, other: str) -> str:
    if ratio > CLEAR:
        return f"{one} is faster"
    return f"{other} is faster" if ratio < 1 / CLEAR else "no clear difference"


@claim(
    "python-in-map-runs-in-parallel",
    kind="claim",
    says="num_parallel_calls=AUTOTUNE speeds up Python code in map (py_function)",
    source="https://www.tensorflow.org/api_docs/python/tf/py_function",
    right="reference_pipelines.sequence_workers",
    expected=False,
    measured=True,
    slow=True,
)
def _python_in_map() -> Result:
    def busy(number: Any) -> Any:
        total = 0
        for value in range(BUSY):
            total += value
        return number

    def call(value: Any) -> Any:
        return tf.numpy_function(busy, [value], tf.int64)

    numbers = tf.data.Dataset.range(50)
    serial = _best(lambda: _epoch(numbers.map(call)))
    parallel = _best(lambda: _epoch(numbers.map(call, num_parallel_calls=tf.data.AUTOTUNE)))
    ratio = serial / parallel
    return (
        ratio > CLEAR,
        f"a loop in Python, AUTOTUNE against serial: {_faster(ratio, 'AUTOTUNE', 'serial')}",
    )


@claim(
    "fixed-parallel-calls-over-allocate",
    kind="claim",
    says="a fixed num_parallel_calls above the number of cores is slower than AUTOTUNE",
    source=PERFORMANCE + "#parallelizing_data_transformation",
    right="reference_pipelines.augmented_images",
    expected=False,
    measured=True,
    slow=True,
)
def _fixed() -> Result:
    def work(value: Any) -> Any:
        image = tf.random.stateless_uniform((256, 256), seed=(value, value))
        return tf.reduce_sum(tf.linalg.matmul(image, image))

    numbers = tf.data.Dataset.range(100)
    auto = _best(lambda: _epoch(numbers.map(work, num_parallel_calls=tf.data.AUTOTUNE)))
    fixed = _best(lambda: _epoch(numbers.map(work, num_parallel_calls=64)))
    ratio = fixed / auto
    return ratio > CLEAR, f"64 calls against AUTOTUNE: {_faster(ratio, 'AUTOTUNE', '64 calls')}"


@claim(
    "dataset-is-faster-than-sequence",
    kind="claim",
    says="tf.data trains faster than a Sequence over the same arrays in memory",
    source="https://www.tensorflow.org/guide/data",
    right="reference_pipelines.in_memory_arrays",
    measured=True,
    slow=True,
)
def _against_sequence() -> Result:
    import numpy as np

    x = np.random.default_rng(0).random((8_000, 784), dtype=np.float32)
    y = x[:, :1].copy()

    base: Any = compat.sequence_types()[0]

    class Batches(base):
        def __len__(self) -> int:
            return -(-len(x) // 64)

        def __getitem__(self, index: int) -> Any:
            rows = slice(index * 64, (index + 1) * 64)
            return x[rows], y[rows]

    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(64).prefetch(tf.data.AUTOTUNE)
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(16), keras.layers.Dense(1)])
    model.compile("sgd", "mse")

    def seconds(data: Any) -> float:
        started = time.perf_counter()
        model.fit(data, verbose=0, shuffle=False)
        return time.perf_counter() - started

    times: List[float] = []
    for data in (dataset, Batches()):
        seconds(data)  # the first fit traces
        times.append(_best(lambda data=data: seconds(data)))  # type: ignore[misc]
    ratio = times[1] / times[0]
    return (
        ratio > CLEAR,
        f"8000 rows of 784, batches of 64: {_faster(ratio, 'tf.data', 'Sequence')}",
    )
