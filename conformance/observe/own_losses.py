"""Call the user's own losses once, on the first batch, to see what Keras is given to weigh."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

import numpy as np

from conformance import compat
from conformance.observe.guard import guard
from conformance.records import Contract, OwnLoss
from conformance.structure import flatten


def observe(make_model: Callable[[], Any], element: Any, contract: Contract) -> List[OwnLoss]:
    """One record for each output whose loss is the user's own and could be called.

    Where y, the outputs and the weights are not of one number, what belongs together is not known,
    and nothing is recorded.
    """
    if not (isinstance(element, tuple) and len(element) >= 2):
        return []
    x, targets = element[0], flatten(element[1])
    weights = flatten(element[2]) if len(element) > 2 else []
    out: List[OwnLoss] = []
    with guard("own losses"):
        model = make_model()
        if compat.overrides_compute_loss(model):
            return []
        outputs = flatten(model(x, training=False))
        if len(targets) != len(outputs):
            return []
        given = given_losses(compat.compiled_loss(model), contract, len(outputs))
        for i, function in given.items():
            loss = contract.losses.get(i)
            if loss is None or not loss.custom:
                continue
            weight = weights[i] if len(weights) == len(outputs) else None
            found = _call(function, i, targets[i], outputs[i], weight)
            if found is not None:
                out.append(found)
    return out


def given_losses(loss: Any, contract: Contract, count: int) -> Dict[int, Any]:
    """The losses as compile got them, by output."""
    if isinstance(loss, dict):
        named = enumerate(contract.outputs or ())
        return {i: loss.get(leaf.key, loss.get(leaf.path)) for i, leaf in named if i < count}
    if isinstance(loss, (list, tuple)):
        return dict(enumerate(flatten(list(loss))[:count]))
    return dict.fromkeys(range(count), loss)


def _call(function: Any, i: int, target: Any, output: Any, weight: Any) -> Optional[OwnLoss]:
    if hasattr(function, "call") and compat.weighs_as_keras(function):
        function = function.call
    elif hasattr(function, "call") or not callable(function):
        return None  # a loss that is given the weights itself
    tf = compat.tensorflow()
    output, target = tf.convert_to_tensor(output), tf.convert_to_tensor(target)
    if len(target.shape) + 1 == len(output.shape) and output.shape[-1] == 1:
        target = target[..., None]  # as Keras does
    for dtype in (None, output.dtype):
        with guard("own loss") as caught:
            given = target if dtype is None else tf.cast(target, dtype)
            value = np.asarray(compat.to_numpy(function(given, output)))
        if caught.failure is None:
            skips = _skips(function, given, output, weight, value)
            return OwnLoss(i, tuple(value.shape), int(output.shape[0]), skips)
    return None


def _skips(function: Any, target: Any, output: Any, weight: Any, value: Any) -> Optional[bool]:
    """Whether other predictions where the weight is 0 leave the value as it is."""
    if weight is None or not output.dtype.is_floating:
        return None
    flat = np.asarray(compat.to_numpy(weight)) == 0
    flat = flat.reshape(flat.shape + (1,) * max(0, len(output.shape) - flat.ndim))
    if not flat.any() or flat.ndim > len(output.shape):
        return None
    tf = compat.tensorflow()
    other = tf.where(tf.broadcast_to(tf.constant(flat), output.shape), output * 0.5 + 0.25, output)
    with guard("own loss"):
        return bool(np.allclose(compat.to_numpy(function(target, other)), value, 1e-6, 1e-9))
    return None
