"""What a release is asked by the table of differences: small models, layers, one fit."""

from __future__ import annotations

from typing import Any, List, Tuple


def model(keras: Any, loss: Any = "mse") -> Any:
    """A compiled Sequential."""
    built = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    built.compile("sgd", loss)
    return built


def fit_takes(keras: Any, name: str) -> bool:
    import inspect

    return name in inspect.signature(keras.Model.fit).parameters


def layer(keras: Any, name: str) -> Any:
    from conformance import compat

    return compat.preprocessing_layer(name)


def rate_of_a_schedule(tf: Any, keras: Any) -> bool:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.9)
    return hasattr(keras.optimizers.SGD(schedule).learning_rate, "numpy")


def debug_module(tf: Any, keras: Any) -> bool:
    from tensorflow.python.data.ops import dataset_ops

    return hasattr(dataset_ops, "debug_mode")


def trained(tf: Any, keras: Any) -> Tuple[Any, List[str]]:
    """A model after fit(dataset), and the warnings it gave."""
    import warnings

    trained_model = model(keras)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rows = tf.data.Dataset.from_tensors((tf.ones((2, 1)), tf.ones((2, 1))))
        trained_model.fit(rows, verbose=0)
    return trained_model, [str(warning.message) for warning in caught]


def undeclared_inputs_raise(tf: Any, keras: Any) -> bool:
    class Subclassed(keras.Model):
        pass

    try:
        return not hasattr(Subclassed(), "inputs")
    except ValueError:
        return True


def adapts_to_its_own_weights(tf: Any, keras: Any) -> bool:
    normalization = layer(keras, "Normalization")()
    normalization.adapt(tf.reshape(tf.range(4.0), (4, 1)).numpy())
    return hasattr(normalization, "adapt_mean")


def spec_batches(tf: Any, keras: Any) -> bool:
    from conformance import compat

    return compat.generator_spec_batches() > 0
