"""Claims about the order of transformations."""

from __future__ import annotations

from typing import Any, List, Tuple

from conformance.claims.lazy import keras, tf
from conformance.claims.registry import claim

DATASET = "https://www.tensorflow.org/api_docs/python/tf/data/Dataset"
GUIDE = "https://www.tensorflow.org/guide/data"
PERFORMANCE = "https://www.tensorflow.org/guide/data_performance"
IMAGES = "https://www.tensorflow.org/tutorials/images/data_augmentation"


def count_to(count: int) -> Any:
    return tf.data.Dataset.range(count)


def listed(dataset: Any) -> List[Any]:
    return [element.numpy().tolist() for element in dataset]


def sameness(flag: bool) -> str:
    return "the same" if flag else "other"


@claim(
    "shuffle-then-cache-freezes-the-order",
    kind="claim",
    says="shuffle() before cache() gives one order, repeated in each epoch",
    source=DATASET + "#cache",
    right="reference_pipelines.cached_augmented",
)
def _shuffle_cache() -> Tuple[bool, str]:
    epochs = count_to(100).shuffle(100, seed=1).cache()
    same = listed(epochs) == listed(epochs)
    return same, f"shuffle(100).cache(), second epoch: {sameness(same)} order of 100"


@claim(
    "cache-then-shuffle-stays-fresh",
    kind="claim",
    says="cache() before shuffle() gives a new order in each epoch",
    source=DATASET + "#cache",
    right="reference_pipelines.cached_augmented",
)
def _cache_shuffle() -> Tuple[bool, str]:
    epochs = count_to(100).cache().shuffle(100, seed=1)
    first, second = listed(epochs), listed(epochs)
    fresh = first != second and sorted(first) == sorted(second)
    return fresh, f"cache().shuffle(100), second epoch: {sameness(not fresh)} order of 100"


@claim(
    "small-buffer-shuffles-poorly",
    kind="claim",
    says="a shuffle buffer much smaller than the data leaves it nearly in its order",
    source=DATASET + "#shuffle",
    right="reference_pipelines.in_memory_arrays",
)
def _small_buffer() -> Tuple[bool, str]:
    first = listed(count_to(50_000).shuffle(100, seed=1).take(32))
    whole = listed(count_to(50_000).shuffle(50_000, seed=1).take(32))
    return max(first) < 132 < max(whole), (
        f"largest index in the first 32 of 50000: {max(first)} with a buffer of 100, "
        f"{max(whole)} with one of 50000"
    )


@claim(
    "repeat-then-shuffle-mixes-epochs",
    kind="claim",
    says="repeat().shuffle() shows some examples again before others came once",
    source=GUIDE,
    right="reference_pipelines.in_memory_arrays",
)
def _repeat_shuffle() -> Tuple[bool, str]:
    elements = listed(count_to(20).repeat(2).shuffle(20, seed=1))
    distinct = len(set(elements[:20]))
    return distinct < 20, f"repeat(2).shuffle(20): {distinct} of 20 examples in the first 20"


@claim(
    "shuffle-then-repeat-keeps-epochs-apart",
    kind="claim",
    says="shuffle().repeat() shows every example once before any comes again",
    source=GUIDE,
    right="reference_pipelines.in_memory_arrays",
)
def _shuffle_repeat() -> Tuple[bool, str]:
    elements = listed(count_to(20).shuffle(20, seed=1).repeat(2))
    distinct = len(set(elements[:20]))
    fresh = elements[:20] != elements[20:]
    return distinct == 20 and fresh, (
        f"shuffle(20).repeat(2): {distinct} of 20 examples in the first 20; "
        f"second epoch: {sameness(not fresh)} order"
    )


@claim(
    "batch-then-repeat-keeps-partial-batches",
    kind="claim",
    says="batch().repeat() ends each epoch with a smaller batch",
    source=GUIDE,
)
def _batch_repeat() -> Tuple[bool, str]:
    sizes = [len(batch) for batch in listed(count_to(5).batch(3).repeat(2))]
    return sizes == [3, 2, 3, 2], f"range(5).batch(3).repeat(2): batches of {sizes}"


@claim(
    "repeat-then-batch-straddles-epochs",
    kind="claim",
    says="repeat().batch() makes batches of the end of one epoch and the start of the next",
    source=GUIDE,
)
def _repeat_batch() -> Tuple[bool, str]:
    batches = listed(count_to(5).repeat(2).batch(3))
    mixed = batches[1] == [3, 4, 0]
    return mixed, f"range(5).repeat(2).batch(3): {batches}"


@claim(
    "batch-then-shuffle-mixes-examples",
    kind="trap",
    says="batch().shuffle() mixes the examples",
    expected=False,
    source=DATASET + "#shuffle",
    right="reference_pipelines.custom_training_loop",
)
def _batch_shuffle() -> Tuple[bool, str]:
    dataset = count_to(40).batch(4).shuffle(10, seed=1)
    groups = [{frozenset(batch) for batch in listed(dataset)} for _ in range(3)]
    kept = len(groups[0] & groups[1] & groups[2])
    return kept < 10, f"{kept} of 10 batches had the same four examples in three epochs"


@claim(
    "fit-shuffles-a-dataset",
    kind="trap",
    says="fit(dataset) shuffles, since its argument shuffle is True by default",
    expected=False,
    source="https://keras.io/api/models/model_training_apis/#fit-method",
    right="reference_pipelines.in_memory_arrays",
)
def _fit_shuffles() -> Tuple[bool, str]:
    seen: List[int] = []
    model = _noting(seen)
    rows = tf.reshape(tf.range(12, dtype=tf.float32), (12, 1))
    dataset = tf.data.Dataset.from_tensor_slices((rows, rows)).batch(4)
    model.fit(dataset, epochs=2, verbose=0)
    order = seen[-24:]
    in_order = order == [*range(12)] * 2
    return not in_order, f"rows seen in 2 epochs of 12: {'in order' if in_order else 'shuffled'}"


def _noting(seen: List[int]) -> Any:
    """A compiled model whose eager train step notes the first feature of each row."""

    class Noting(keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            if hasattr(inputs, "numpy"):
                seen.extend(int(value) for value in inputs.numpy()[:, 0])
            return inputs

    model = keras.Sequential([keras.Input((1,)), Noting(), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    return model
