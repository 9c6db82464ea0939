"""Sound rows and the model that learns from them: one function a task.

Each takes a RandomState, the number of rows and a noise level from 0.3 to 1.5, and returns `Rows`: ``x`` and
``y`` with one row an example, both of which the model takes as they are. Features are standardised or in
[0, 1], as the task has them, by what is known of the way they were drawn, not by their own statistics.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Optional, Tuple

import numpy as np
import tensorflow as tf
from tensorflow import keras

Random = np.random.RandomState
layers = keras.layers
STEPS, WORDS = 20, 60


@dataclass
class Rows:
    """Arrays of one row an example; ``model`` makes the model that they are for, compiled.

    ``ordered``: the rows follow each other in time. ``augment`` changes one example (x, y) at random.
    ``weights``: (rows,) float32. ``lengths``: how many of a row's steps are no padding.
    """

    x: Any
    y: Any
    model: Callable[[], Any]
    ordered: bool = False
    augment: Optional[Callable[[Any, Any], Any]] = None
    weights: Any = None
    traits: Tuple[str, ...] = ()
    expect: Dict[str, Any] = field(default_factory=dict)  # what only the person knows, declared


def _compiled(inputs: Any, outputs: Any, loss: Any, **more: Any) -> Any:
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss=loss, **more)
    return model


def _mlp(width: int, head: Any, loss: Any, **more: Any) -> Callable[[], Any]:
    def model() -> Any:
        inputs = keras.Input((width,))
        return _compiled(inputs, head(layers.Dense(16, activation="relu")(inputs)), loss, **more)

    return model


def _table(random: Random, rows: int, noise: float) -> Tuple[np.ndarray, np.ndarray]:
    """Standardised features (rows, width) float32 and a standardised score (rows,)."""
    x = random.normal(size=(rows, random.randint(4, 24)))
    weights = random.normal(size=x.shape[1])
    score = x @ weights / np.linalg.norm(weights)
    return x.astype("float32"), (score + random.normal(0, noise, rows)) / np.sqrt(1 + noise**2)


def regression(random: Random, rows: int, noise: float) -> Rows:
    """A number from a table."""
    x, score = _table(random, rows, noise)
    loss = ("mse", "mae", "huber")[random.randint(3)]
    if loss == "huber":
        loss = keras.losses.Huber()
    return Rows(x, score.astype("float32")[:, None], _mlp(x.shape[1], layers.Dense(1), loss))


def binary(random: Random, rows: int, noise: float) -> Rows:
    """Yes or no from a table, by sigmoid or by logits."""
    x, score = _table(random, rows, noise)
    y = (score > random.uniform(-0.4, 1)).astype(("float32", "int64")[random.randint(2)])
    if random.rand() < 0.5:
        model = _mlp(x.shape[1], layers.Dense(1), keras.losses.BinaryCrossentropy(from_logits=True))
    else:
        head = layers.Dense(1, activation="sigmoid")
        model = _mlp(x.shape[1], head, "binary_crossentropy", metrics=["accuracy"])
    return Rows(x, y[:, None], model, traits=("classes",))


def classes(random: Random, rows: int, noise: float) -> Rows:
    """One of a few classes from a table; sparse or one-hot labels."""
    count = random.randint(3, 8)
    y = random.choice(count, rows, p=random.dirichlet(np.full(count, 8.0)))
    centres = random.normal(0, 1.5, size=(count, random.randint(4, 24)))
    x = centres[y] + random.normal(0, noise, size=(rows, centres.shape[1]))
    x = (x / np.sqrt(1.5**2 + noise**2)).astype("float32")
    head = layers.Dense(count, activation="softmax")
    if random.rand() < 0.5:
        return Rows(
            x,
            y.astype("int64"),
            _mlp(x.shape[1], head, "sparse_categorical_crossentropy", metrics=["accuracy"]),
            traits=("classes",),
        )
    model = _mlp(x.shape[1], head, "categorical_crossentropy", metrics=["accuracy"])
    return Rows(x, np.eye(count, dtype="float32")[y], model, traits=("classes", "one-hot"))


def many_labels(random: Random, rows: int, noise: float) -> Rows:
    """Several yes or no at once."""
    x, _ = _table(random, rows, noise)
    weights = random.normal(size=(x.shape[1], random.randint(3, 7))) / np.sqrt(x.shape[1])
    score = x @ weights + random.normal(0, noise, (rows, weights.shape[1]))
    y = (score > random.uniform(-0.3, 0.6)).astype("float32")
    head = layers.Dense(y.shape[1], activation="sigmoid")
    return Rows(x, y, _mlp(x.shape[1], head, "binary_crossentropy"))


def counts(random: Random, rows: int, noise: float) -> Rows:
    """How often, under a Poisson loss."""
    x, score = _table(random, rows, noise)
    y = random.poisson(np.exp(0.6 * score + 1)).astype("float32")[:, None]
    return Rows(x, y, _mlp(x.shape[1], layers.Dense(1, activation="exponential"), "poisson"))


def named_columns(random: Random, rows: int, noise: float) -> Rows:
    """A dict of numbers, a flag and a category; the model has an input for each."""
    age, income = random.normal(size=rows), random.normal(size=rows)
    member, region = random.rand(rows) < 0.4, random.randint(0, 6, rows)
    effect = random.normal(size=6)
    score = 0.8 * age - 0.5 * income + 0.7 * member + effect[region]
    score = score + random.normal(0, noise, rows)
    x = {
        "age": age.astype("float32")[:, None],
        "income": income.astype("float32")[:, None],
        "member": member.astype("float32")[:, None],
        "region": region.astype("int32")[:, None],
    }

    def model() -> Any:
        inputs = {k: keras.Input((1,), name=k, dtype=str(v.dtype)) for k, v in x.items()}
        region = layers.Flatten()(layers.Embedding(6, 3)(inputs["region"]))
        joined = layers.Concatenate()([inputs["age"], inputs["income"], inputs["member"], region])
        hidden = layers.Dense(16, activation="relu")(joined)
        return _compiled(inputs, layers.Dense(1)(hidden), "mse")

    return Rows(x, score.astype("float32")[:, None], model, traits=("ids",))


def two_heads(random: Random, rows: int, noise: float) -> Rows:
    """A class and a number from one table, by named outputs."""
    x, score = _table(random, rows, noise)
    kind = np.digitize(x[:, 0] + random.normal(0, 0.5 * noise, rows), [-0.6, 0.6])

    def model() -> Any:
        inputs = keras.Input((x.shape[1],))
        hidden = layers.Dense(24, activation="relu")(inputs)
        outputs = {
            "kind": layers.Dense(3, activation="softmax", name="kind")(hidden),
            "score": layers.Dense(1, name="score")(hidden),
        }
        losses = {"kind": "sparse_categorical_crossentropy", "score": "mse"}
        return _compiled(inputs, outputs, losses)

    y = {"kind": kind.astype("int64"), "score": score.astype("float32")[:, None]}
    return Rows(x, y, model)


def _scene(random: Random, rows: int, noise: float, side: int) -> Tuple[np.ndarray, np.ndarray]:
    """Pictures (rows, side, side, 3) in [0, 1] of one bright rectangle each, and its corners.

    Corners are (rows, 4) whole pixels: top, left, bottom, right, the last two exclusive.
    """
    size = random.randint(side // 4, side // 2, (rows, 2))
    top = (random.rand(rows, 2) * (side - size)).astype(int)
    boxes = np.concatenate([top, top + size], axis=1)
    x = 0.3 + 0.07 * noise * random.normal(size=(rows, side, side, 3))
    colours = random.uniform(0.3, 0.5, (rows, 3))
    for picture, (a, b, c, d), colour in zip(x, boxes, colours):
        picture[a:c, b:d] += colour
    return x.clip(0, 1).astype("float32"), boxes


def _conv(inputs: Any, filters: int = 8) -> Any:
    hidden = layers.Conv2D(filters, 3, padding="same", activation="relu")(inputs)
    return layers.Conv2D(filters, 3, padding="same", activation="relu")(layers.MaxPool2D()(hidden))


def pictures(random: Random, rows: int, noise: float) -> Rows:
    """Which quarter is bright; floats in [0, 1] or bytes that the model rescales."""
    side, y = 12 + 4 * random.randint(3), random.randint(0, 4, rows)
    x = 0.3 + 0.1 * noise * random.normal(size=(rows, side, side, 3))
    half = side // 2
    for picture, place in zip(x, y):
        picture[place // 2 * half :, place % 2 * half :][:half, :half] += random.uniform(0.3, 0.5)
    x = x.clip(0, 1).astype("float32")
    raw = random.rand() < 0.5
    if raw:
        x = (x * 255).astype("uint8")

    def model() -> Any:
        inputs = keras.Input(x.shape[1:])
        scaled = layers.Lambda(lambda t: tf.cast(t, tf.float32) / 255)(inputs) if raw else inputs
        hidden = layers.Flatten()(_conv(scaled))
        output = layers.Dense(4, activation="softmax")(hidden)
        return _compiled(inputs, output, "sparse_categorical_crossentropy", metrics=["accuracy"])

    def brighter(image: Any, label: Any) -> Any:
        if raw:
            return image, label
        return tf.clip_by_value(image + tf.random.uniform([], -0.1, 0.1), 0, 1), label

    return Rows(x, y.astype("int64"), model, augment=brighter, traits=("classes", "pictures"))


def masks(random: Random, rows: int, noise: float) -> Rows:
    """Which pixels belong to the thing."""
    side = 16 + 4 * random.randint(2)
    x, boxes = _scene(random, rows, noise, side)
    y = np.zeros((rows, side, side, 1), "float32")
    for mask, (a, b, c, d) in zip(y, boxes):
        mask[a:c, b:d] = 1

    def model() -> Any:
        inputs = keras.Input(x.shape[1:])
        hidden = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
        output = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(hidden)
        return _compiled(inputs, output, "binary_crossentropy")

    def mirrored(image: Any, mask: Any) -> Any:
        turn = tf.random.uniform([]) < 0.5
        return tuple(tf.where(turn, t[:, ::-1], t) for t in (image, mask))

    return Rows(x, y, model, augment=mirrored, traits=("pictures", "masks"))


def boxes(random: Random, rows: int, noise: float) -> Rows:
    """Where the thing is: corners as shares of the sides."""
    side = 16 + 4 * random.randint(2)
    x, corners = _scene(random, rows, noise, side)

    def model() -> Any:
        inputs = keras.Input(x.shape[1:])
        return _compiled(inputs, layers.Dense(4)(layers.Flatten()(_conv(inputs))), "mse")

    return Rows(x, (corners / side).astype("float32"), model, traits=("pictures", "boxes"))


def centres(random: Random, rows: int, noise: float) -> Rows:
    """Where the middle of the thing is, in pixels."""
    side = 16 + 4 * random.randint(2)
    x, corners = _scene(random, rows, noise, side)
    y = ((corners[:, :2] + corners[:, 2:]) / 2 / side).astype("float32")

    def model() -> Any:
        inputs = keras.Input(x.shape[1:])
        return _compiled(inputs, layers.Dense(2)(layers.Flatten()(_conv(inputs))), "mae")

    return Rows(x, y, model, traits=("pictures", "points"))


def autoencoder(random: Random, rows: int, noise: float) -> Rows:
    """The target is the input."""
    base = random.normal(size=(3, random.randint(8, 20)))
    x = random.normal(size=(rows, 3)) @ base / np.sqrt(3)
    x = (x + 0.1 * noise * random.normal(size=x.shape)).astype("float32")
    return Rows(x, x.copy(), _mlp(x.shape[1], layers.Dense(x.shape[1]), "mse"), traits=("same",))


def _sentences(random: Random, rows: int) -> Tuple[np.ndarray, np.ndarray]:
    """Ids (rows, STEPS) and their lengths: a chain of words 2 to WORDS - 1, the end 1, 0 after it."""
    step = random.randint(1, 7)
    ids = np.zeros((rows, STEPS), "int32")
    ids[:, 0] = random.randint(2, WORDS, rows)
    for place in range(1, STEPS):
        jump = np.where(random.rand(rows) < 0.7, step, random.randint(1, WORDS, rows))
        ids[:, place] = (ids[:, place - 1] - 2 + jump) % (WORDS - 2) + 2
    lengths = random.randint(STEPS // 3, STEPS + 1, rows)
    ids[np.arange(rows), lengths - 1] = 1
    ids[np.arange(STEPS) >= lengths[:, None]] = 0
    return ids, lengths


def texts(random: Random, rows: int, noise: float) -> Rows:
    """A label from padded ids, through a mask."""
    ids, lengths = _sentences(random, rows)
    share = np.array([np.mean(row[:n] < WORDS // 2) for row, n in zip(ids, lengths)])
    y = (share + random.normal(0, 0.1 * noise, rows) > np.median(share)).astype("float32")
    pooled = random.rand() < 0.5

    def model() -> Any:
        inputs = keras.Input((STEPS,), dtype="int32")
        hidden = layers.Embedding(WORDS, 8, mask_zero=True)(inputs)
        hidden = layers.GlobalAveragePooling1D()(hidden) if pooled else layers.GRU(8)(hidden)
        output = layers.Dense(1, activation="sigmoid")(hidden)
        return _compiled(inputs, output, "binary_crossentropy", metrics=["accuracy"])

    return Rows(ids, y[:, None], model, traits=("classes", "ids", "padded"))


def next_words(random: Random, rows: int, noise: float) -> Rows:
    """At every step the word that follows; padding weighs nothing."""
    ids, _ = _sentences(random, rows)
    x, y = ids[:, :-1], ids[:, 1:]

    def model() -> Any:
        inputs = keras.Input((STEPS - 1,), dtype="int32")
        hidden = layers.GRU(16, return_sequences=True)(layers.Embedding(WORDS, 8)(inputs))
        output = layers.Dense(WORDS, activation="softmax")(hidden)
        return _compiled(
            inputs, output, "sparse_categorical_crossentropy", weighted_metrics=["accuracy"]
        )

    return Rows(x, y, model, weights=(y > 0).astype("float32"), traits=("ids", "padded", "next"))


def translation(random: Random, rows: int, noise: float) -> Rows:
    """Encoder and decoder ids, the decoder's one step behind the target, with a beginning of its own."""
    source, lengths = _sentences(random, rows)
    target = np.where(source > 1, (source - 2 + 5) % (WORDS - 2) + 2, source).astype("int32")
    given = np.concatenate([np.full((rows, 1), WORDS, "int32"), target[:, :-1]], axis=1)
    given[np.arange(STEPS) >= lengths[:, None]] = 0

    def model() -> Any:
        inputs = {k: keras.Input((STEPS,), dtype="int32", name=k) for k in ("encoder", "decoder")}
        state = layers.GRU(16)(layers.Embedding(WORDS, 8, mask_zero=True)(inputs["encoder"]))
        hidden = layers.Embedding(WORDS + 1, 8)(inputs["decoder"])
        hidden = layers.GRU(16, return_sequences=True)(hidden, initial_state=state)
        output = layers.Dense(WORDS, activation="softmax")(hidden)
        return _compiled(inputs, output, "sparse_categorical_crossentropy")

    x = {"encoder": source, "decoder": given}
    weights = (target > 0).astype("float32")
    return Rows(x, target, model, weights=weights, traits=("ids", "padded", "next"))


def forecast(random: Random, rows: int, noise: float) -> Rows:
    """The next value of a series from a window of it."""
    steps = np.arange(rows + 24)
    wave = np.sin(2 * np.pi * steps / random.randint(9, 40))
    walk = np.zeros(len(steps))
    for i, shock in enumerate(random.normal(size=len(steps))[1:], 1):
        walk[i] = 0.9 * walk[i - 1] + shock
    series = (wave + 0.4 * noise * walk).astype("float32")
    series = series / np.float32(np.sqrt(0.5 + 0.16 * noise**2 / 0.19))
    x = np.stack([series[i : i + 23] for i in range(rows)])[..., None]

    def model() -> Any:
        inputs = keras.Input((23, 1))
        return _compiled(inputs, layers.Dense(1)(layers.LSTM(8)(inputs)), "mse")

    return Rows(x, series[23 : 23 + rows, None], model, ordered=True, traits=("series", "next"))


def waves(random: Random, rows: int, noise: float) -> Rows:
    """The kind of a signal by its pitch: audio in small."""
    y = random.randint(0, 3, rows)
    time = np.arange(128)[None]
    pitch = (0.05, 0.11, 0.21)
    phase = random.uniform(0, 6.28, (rows, 1))
    x = np.sin(2 * np.pi * np.take(pitch, y)[:, None] * time + phase)
    x = (0.7 * x + 0.3 * noise * random.normal(size=x.shape)).clip(-1, 1).astype("float32")

    def model() -> Any:
        inputs = keras.Input((128, 1))
        hidden = layers.Conv1D(8, 9, strides=2, activation="relu")(inputs)
        output = layers.Dense(3, activation="softmax")(layers.GlobalMaxPooling1D()(hidden))
        return _compiled(inputs, output, "sparse_categorical_crossentropy", metrics=["accuracy"])

    return Rows(x[..., None], y.astype("int64"), model, traits=("classes", "series"))


def ratings(random: Random, rows: int, noise: float) -> Rows:
    """What a user thinks of a film: two ids."""
    users, films = random.randint(0, 40, rows), random.randint(0, 60, rows)
    score = random.normal(size=40)[users] + random.normal(size=60)[films]
    score = (score + random.normal(0, noise, rows)) / np.sqrt(2 + noise**2)
    x = {"user": users.astype("int32")[:, None], "film": films.astype("int32")[:, None]}

    def model() -> Any:
        inputs = {k: keras.Input((1,), dtype="int32", name=k) for k in x}
        tables = {"user": 40, "film": 60}
        parts = [layers.Flatten()(layers.Embedding(tables[k], 8)(v)) for k, v in inputs.items()]
        hidden = layers.Dense(16, activation="relu")(layers.Concatenate()(parts))
        return _compiled(inputs, layers.Dense(1)(hidden), "mse")

    return Rows(x, score.astype("float32")[:, None], model, traits=("ids",))


def pairs(random: Random, rows: int, noise: float) -> Rows:
    """Whether two vectors are of one kind."""
    kinds = random.normal(size=(5, 10))
    left, same = random.randint(0, 5, rows), random.rand(rows) < 0.5
    right = np.where(same, left, (left + random.randint(1, 5, rows)) % 5)
    views = [
        ((kinds[i] + 0.5 * noise * random.normal(size=(rows, 10))) / 1.2).astype("float32")
        for i in (left, right)
    ]

    def model() -> Any:
        inputs = [keras.Input((10,)) for _ in range(2)]
        tower = layers.Dense(8, activation="tanh")
        both = layers.Concatenate()([tower(t) for t in inputs] + [layers.Multiply()(inputs)])
        hidden = layers.Dense(16, activation="relu")(both)
        output = layers.Dense(1, activation="sigmoid")(hidden)
        return _compiled(inputs, output, "binary_crossentropy")

    return Rows(tuple(views), same.astype("float32")[:, None], model, traits=("classes",))


def actions(random: Random, rows: int, noise: float) -> Rows:
    """The action taken, weighted by its advantage, which may be below zero."""
    x, score = _table(random, rows, noise)
    y = np.digitize(score, [-0.5, 0.5]).astype("int64")
    advantages = (0.6 + random.normal(0, 0.8, rows)).astype("float32")
    head = layers.Dense(3, activation="softmax")
    model = _mlp(x.shape[1], head, "sparse_categorical_crossentropy")
    return Rows(
        x, y, model, weights=advantages, traits=("classes",), expect={"negative_weights": True}
    )


def with_gaps(random: Random, rows: int, noise: float) -> Rows:
    """A table with gaps that were filled with the mean, beside a flag for each."""
    x, score = _table(random, rows, noise)
    gone = random.rand(*x.shape) < 0.1
    both = np.concatenate([np.where(gone, 0, x), gone], axis=1).astype("float32")
    model = _mlp(both.shape[1], layers.Dense(1), "mse")
    return Rows(both, score.astype("float32")[:, None], model)


TASKS: Dict[str, Callable[[Random, int, float], Rows]] = {
    f.__name__: f
    for f in (
        regression, binary, classes, many_labels, counts, named_columns, two_heads, pictures, masks,
        boxes, centres, autoencoder, texts, next_words, translation, forecast, waves, ratings, pairs,
        actions, with_gaps,
    )
}  # fmt: skip
