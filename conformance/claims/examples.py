"""Small data, small models and a silent fit for the documented patterns."""

from __future__ import annotations

from typing import Any, Callable, Optional

from conformance.claims.errors import said
from conformance.claims.lazy import keras
from conformance.claims.registry import Result

ROWS = 24


def trains(run: Callable[[], Any]) -> Result:
    """Whether the documented code runs through fit, with the batches or the error it ended on."""
    try:
        losses = run().history["loss"]
    except Exception as error:  # whatever the documented code raises is the result
        return False, said(error)
    return True, f"fit ran {len(losses)} epochs"


def fit(model: Any, dataset: Any, **arguments: Any) -> Any:
    """Two silent epochs, as the tutorials call it otherwise."""
    return model.fit(dataset, epochs=2, verbose=0, shuffle=False, **arguments)


def dense_model(shape: tuple, *, units: int = 1, loss: str = "mse") -> Any:
    activation = "softmax" if units > 1 else None
    layers = [keras.layers.Flatten(), keras.layers.Dense(units, activation=activation)]
    model = keras.Sequential([keras.Input(shape), *layers])
    model.compile("adam", loss)
    return model


def arrays(shape: tuple, *, classes: Optional[int] = None, rows: int = ROWS) -> tuple:
    """Random features in [0, 1] and labels: whole numbers below ``classes``, else real ones."""
    import numpy as np

    generator = np.random.default_rng(0)
    features = generator.random((rows, *shape), dtype=np.float32)
    if classes is None:
        return features, generator.random((rows, 1), dtype=np.float32)
    return features, generator.integers(0, classes, rows)
