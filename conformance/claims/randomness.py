"""Claims about random draws in map, and about values that augmentation and scaling leave."""

from __future__ import annotations

from typing import Any, Tuple

from conformance.claims.lazy import tf
from conformance.claims.registry import claim
from conformance.claims.semantics import DATASET, PERFORMANCE, count_to, listed, sameness

IMAGES = "https://www.tensorflow.org/tutorials/images/data_augmentation"


def _draw(element: Any) -> Any:
    return tf.random.uniform([], maxval=2**30, dtype=tf.int32)


@claim(
    "cache-after-augmentation-freezes-it",
    kind="claim",
    says="cache() after a random augmentation repeats the first epoch's augmentation for ever",
    source=PERFORMANCE,
    right="reference_pipelines.cached_augmented",
)
def _cache_after() -> Tuple[bool, str]:
    epochs = count_to(16).map(_draw).cache()
    same = listed(epochs) == listed(epochs)
    return same, f"map(random).cache(), second epoch: {sameness(same)} 16 draws"


@claim(
    "cache-before-augmentation-stays-fresh",
    kind="claim",
    says="cache() before a random augmentation leaves it fresh in each epoch",
    source=PERFORMANCE,
    right="reference_pipelines.cached_augmented",
)
def _cache_before() -> Tuple[bool, str]:
    epochs = count_to(16).cache().map(_draw)
    same = listed(epochs) == listed(epochs)
    return not same, f"cache().map(random), second epoch: {sameness(same)} 16 draws"


@claim(
    "random-map-repeats-each-epoch",
    kind="trap",
    says="examples made of random numbers in map are the same examples in each epoch",
    expected=False,
    source=DATASET + "#map",
    right="reference_pipelines.image_and_tokens",
)
def _drawn_anew() -> Tuple[bool, str]:
    epochs = count_to(16).map(_draw)
    same = listed(epochs) == listed(epochs)
    return same, f"16 'examples' drawn in map, second epoch: {sameness(same)} values"


@claim(
    "global-seed-leaves-augmentation-fresh",
    kind="trap",
    says="after tf.random.set_seed, random numbers in map still differ from epoch to epoch",
    expected=False,
    source="https://www.tensorflow.org/api_docs/python/tf/random/set_seed",
    right="reference_pipelines.augmented_images",
)
def _global_seed() -> Tuple[bool, str]:
    tf.random.set_seed(1)
    epochs = count_to(16).map(_draw)
    same = listed(epochs) == listed(epochs)
    return not same, f"set_seed, then map(random), second epoch: {sameness(same)} 16 draws"


@claim(
    "labels-of-uniform-0-1",
    kind="trap",
    says="tf.random.uniform([], 0, 1, dtype=tf.int64) draws labels that are 0 or 1",
    expected=False,
    source="https://www.tensorflow.org/api_docs/python/tf/random/uniform",
    right="reference_pipelines.image_and_tokens",
)
def _maxval() -> Tuple[bool, str]:
    labels = count_to(1000).map(lambda i: tf.random.uniform([], 0, 1, dtype=tf.int64))
    distinct = sorted(set(listed(labels)))
    return distinct == [0, 1], f"distinct values in 1000 draws: {distinct}"


@claim(
    "brightness-stays-in-range",
    kind="trap",
    says="an image in [0, 1] is still in [0, 1] after tf.image.random_brightness",
    expected=False,
    source="https://www.tensorflow.org/api_docs/python/tf/image/random_brightness",
    right="reference_pipelines.augmented_images",
)
def _brightness() -> Tuple[bool, str]:
    ramp = tf.reshape(tf.linspace(0.0, 1.0, 64), (8, 8, 1))
    images = tf.data.Dataset.from_tensors(ramp).repeat(100)
    values = tf.stack(list(images.map(lambda image: tf.image.random_brightness(image, 0.2))))
    low, high = float(tf.reduce_min(values)), float(tf.reduce_max(values))
    inside = low >= 0 and high <= 1
    return inside, f"100 images of 0 to 1, brightness 0.2: now {low:.1f} to {high:.1f}"


@claim(
    "random-op-after-batch-varies-by-image",
    kind="trap",
    says="tf.image.random_brightness mapped over batches changes each image by another amount",
    expected=False,
    source=IMAGES,
    right="reference_pipelines.cached_augmented",
)
def _batched_draw() -> Tuple[bool, str]:
    images = tf.data.Dataset.from_tensors(tf.zeros((4, 4, 1))).repeat(16).batch(16)
    batch = next(iter(images.map(lambda image: tf.image.random_brightness(image, 0.2)))).numpy()
    shifts = len(set(batch[:, 0, 0, 0].tolist()))
    return shifts > 1, f"distinct shifts in a batch of 16 images: {shifts}"


@claim(
    "scalar-normalised-by-itself",
    kind="trap",
    says="an element can be normalised in map by its own mean and standard deviation",
    expected=False,
    right="reference_pipelines.custom_training_loop",
)
def _own_statistics() -> Tuple[bool, str]:
    def normalise(value: Any) -> Any:
        return (value - tf.reduce_mean(value)) / tf.math.reduce_std(value)

    values = listed(tf.data.Dataset.from_tensor_slices([1.0, 2.0, 3.0]).map(normalise))
    finite = [value for value in values if value == value]
    return len(finite) == 3, f"three scalars (v - mean(v)) / std(v): {len(finite)} finite"


@claim(
    "convert-image-dtype-scales-floats",
    kind="trap",
    says="tf.image.convert_image_dtype(image, tf.float32) brings any image to [0, 1]",
    expected=False,
    source="https://www.tensorflow.org/api_docs/python/tf/image/convert_image_dtype",
    right="reference_pipelines.custom_training_loop",
)
def _convert() -> Tuple[bool, str]:
    def top(dtype: Any) -> float:
        image = tf.cast(tf.fill((2, 2, 1), 255), dtype)
        return float(tf.reduce_max(tf.image.convert_image_dtype(image, tf.float32)))

    as_float, as_bytes = top(tf.float32), top(tf.uint8)
    return as_float <= 1, f"255 becomes {as_bytes:g} as uint8 and {as_float:g} as float32"
