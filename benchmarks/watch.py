"""What `conformance.Watch` costs a step: the same training with and without it.

    python benchmarks/watch.py [--steps 200] [--size 96] [--batch 32]

Prints the median milliseconds of a step of a small convolutional network on images, without and with
the callback, in turns; the share of the time that the callback itself counted; and, once, what the
judgement of the first batch and of the first epoch took.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from conformance import Watch, compat


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--turns", type=int, default=3)
    arguments = parser.parse_args()
    model, data = _model(arguments.size), _data(arguments)
    model.fit(data.take(2), verbose=0)  # traced once, for both
    seconds: dict[str, list[float]] = {"without": [], "with": []}
    for _ in range(arguments.turns):
        for name in seconds:
            watch = Watch(only=["values", "elements", "labels"]) if name == "with" else None
            clock = _clock()
            model.fit(data, verbose=0, callbacks=[clock, *([watch] if watch else [])])
            seconds[name].append(statistics.median(clock.steps))
    for name, each in seconds.items():
        print(f"{name:<8} {1000 * statistics.median(each):8.2f} ms a step")
    spent = watch.seconds
    epoch = watch.epochs[0]
    print(f"looking  {100 * spent / sum(clock.steps):8.2f} % of the time of the steps")
    print(f"judging  {watch.judging:8.2f} s, once")
    print(f"read     {epoch.read} of {epoch.record.batches} batches in full")


def _model(size: int):
    keras = compat.keras()
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((size, size, 3)),
            *(
                layer
                for width in (32, 64, 128)
                for layer in (
                    layers.Conv2D(width, 3, padding="same", activation="relu"),
                    layers.MaxPooling2D(),
                )
            ),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def _data(arguments: argparse.Namespace):
    rng = np.random.RandomState(0)
    rows = 8 * arguments.batch
    x = rng.uniform(size=(rows, arguments.size, arguments.size, 3)).astype("float32")
    data = compat.tensorflow().data.Dataset.from_tensor_slices((x, rng.randint(0, 10, rows)))
    return data.repeat().batch(arguments.batch).take(arguments.steps)


def _clock():
    class Clock(compat.keras().callbacks.Callback):
        """Seconds from the end of a step to the end of the next: the data's part is in it."""

        def on_epoch_begin(self, epoch, logs=None):
            self.steps, self.last = [], time.perf_counter()

        def on_train_batch_end(self, batch, logs=None):
            now = time.perf_counter()
            self.steps.append(now - self.last)
            self.last = now

    return Clock()


if __name__ == "__main__":
    main()
