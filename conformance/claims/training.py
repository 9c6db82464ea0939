"""Claims about what fit makes of NaN, of a lone dict, and of a train step."""

from __future__ import annotations

from typing import Any, Dict, List

from conformance.claims.children import attempt
from conformance.claims.errors import said
from conformance.claims.lazy import keras, tf
from conformance.claims.lengths import FIT, five_batches, quiet_fit
from conformance.claims.registry import Result, claim, until

RELU_OF_NAN = "https://github.com/tensorflow/tensorflow/issues/40072"
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"
CHILD = 240.0  # seconds for a child process that imports TensorFlow and trains for a moment


def nan_run() -> Dict[str, bool]:
    """Fit on features with one NaN, in graph mode, through a Dense layer with relu."""
    import numpy as np

    x = np.ones((32, 4), np.float32)
    x[3, 1] = np.nan
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    data = tf.data.Dataset.from_tensor_slices((x, np.ones((32, 1), np.float32))).batch(8)
    losses = quiet_fit(model, data, epochs=3, callbacks=[keras.callbacks.TerminateOnNaN()])
    return {
        "loss": not np.isfinite(losses.history["loss"]).all(),
        "weights": not all(np.isfinite(w).all() for w in model.get_weights()),
        "stopped": len(losses.history["loss"]) < 3,
    }


def _nan_in_child(onednn: str) -> Result:
    how, value = attempt(f"{__name__}:nan_run", timeout=CHILD, environment={ONEDNN: onednn})
    if how != "returned":
        raise RuntimeError(f"{how}: {value}")
    return _nan(value)


def _nan(value: Dict[str, bool]) -> Result:
    loss = "NaN" if value["loss"] else "finite"
    weights = "NaN" if value["weights"] else "finite"
    stopped = "stopped it" if value["stopped"] else "did not stop it"
    return value["loss"] and value["stopped"], (
        f"one NaN in 32 rows: loss {loss}, weights {weights}, TerminateOnNaN {stopped}"
    )


@claim(
    "nan-shows-in-the-loss",
    kind="trap",
    says="a NaN among the features makes the loss NaN, and TerminateOnNaN stops fit",
    source=RELU_OF_NAN,
    right="reference_pipelines.csv_lines",
    expected=until("2.8"),
    measured=True,  # oneDNN is the default from 2.9, on processors it has fast kernels for
)
def _nan_default() -> Result:
    return _nan(nan_run())


@claim(
    "nan-shows-in-the-loss-without-onednn",
    kind="trap",
    says=f"with {ONEDNN}=0 a NaN among the features makes the loss NaN",
    source=RELU_OF_NAN,
    right="reference_pipelines.csv_lines",
    slow=True,
)
def _nan_without() -> Result:
    return _nan_in_child("0")


@claim(
    "nan-shows-in-the-loss-with-onednn",
    kind="trap",
    says=f"with {ONEDNN}=1 a NaN among the features makes the loss NaN",
    source=RELU_OF_NAN,
    right="reference_pipelines.csv_lines",
    expected=until("2.4"),
    slow=True,
)
def _nan_with() -> Result:
    return _nan_in_child("1")


@claim(
    "fit-takes-one-dictionary",
    kind="claim",
    says="fit takes batches of (inputs, targets), or one dictionary that holds both",
    source=FIT,
    right="reference_pipelines.dict_features",
    expected=False,
)
def _lone_dict() -> Result:
    inputs = keras.Input((1,), name="x")
    model = keras.Model(inputs, keras.layers.Dense(1, name="y")(inputs))
    model.compile("sgd", "mse")
    dataset = five_batches(known=True).map(lambda x, y: {"x": x, "y": y})
    before = [w.tolist() for w in model.get_weights()]
    try:
        losses = quiet_fit(model, dataset).history
    except Exception as error:  # its type differs between releases: that is recorded
        return False, f"batches of {{'x', 'y'}}: {said(error)}"
    trained = before != [w.tolist() for w in model.get_weights()]
    return trained, f"batches of {{'x', 'y'}}: trained {trained}, history {sorted(losses)}"


@claim(
    "train-step-may-return-unused-metrics",
    kind="trap",
    says="a train_step may return the results of self.metrics without having updated them",
    source="https://keras.io/guides/custom_train_step_in_tensorflow/",
    right="reference_pipelines.custom_training_loop",
    expected=until("2.15"),
)
def _unused_metrics() -> Result:
    class Model(keras.Model):
        def train_step(self, data: Any) -> Any:
            x, y = data[:2]
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((y - self(x, training=True)) ** 2)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
            return {metric.name: metric.result() for metric in self.metrics}

    inputs = keras.Input((1,))
    model = Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse", metrics=["mae"])
    try:
        names = sorted(quiet_fit(model, five_batches(known=True)).history)
    except Exception as error:  # its type differs between releases: that is recorded
        return False, said(error)
    return True, f"fit returns {names}"


@claim(
    "partial-batch-traces-few-times",
    kind="trap",
    says="a smaller last batch makes fit trace the train step at most three times",
    source="https://www.tensorflow.org/guide/function#controlling_retracing",
)
def _traces() -> Result:
    traced: List[Any] = []

    class Count(keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            traced.append(inputs.shape)
            return inputs

    inputs = keras.Input((1,))
    model = keras.Model(inputs, keras.layers.Dense(1)(Count()(inputs)))
    model.compile("sgd", "mse")
    built = len(traced)
    values = tf.ones((10, 1))
    quiet_fit(model, tf.data.Dataset.from_tensor_slices((values, values)).batch(4), epochs=3)
    count = len(traced) - built
    return count <= 3, f"traces in 3 epochs of batches of 4, 4 and 2: {count}"
