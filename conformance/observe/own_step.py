"""Train one step of the user's own under different weights, to see whether these are used."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

import numpy as np

from conformance import compat
from conformance.observe.guard import guard
from conformance.structure import flatten

SPREAD = (0.1, 4.0)  # least and greatest weight


def weights_used(
    make_model: Callable[[], Any], element: Any, arguments: Dict[str, Any]
) -> Optional[bool]:
    """Whether other weights make another step.

    None where that cannot be told: a step that fails, draws random numbers, or learns nothing.
    """
    if not (isinstance(element, tuple) and len(element) >= 2):
        return None
    x, y = element[0], element[1]
    first = flatten(x)[0]
    rows = int(compat.shape_of(first.shape)[0])
    if rows < 2:
        return None
    even, spread = np.ones(rows, "float32"), np.linspace(*SPREAD, rows).astype("float32")
    given = {k: v for k, v in arguments.items() if k != "class_weight"}
    start: List[np.ndarray] = []
    ends = []
    with guard("weights") as caught:
        for weight in (even, even, spread):
            compat.set_seed(0)
            model = make_model()
            model(x, training=False)
            if start:
                model.set_weights(start)
            start = start or [np.array(one) for one in model.get_weights()]
            data = compat.tensorflow().data.Dataset.from_tensors((x, y, weight))
            model.fit(data, epochs=1, verbose=0, **given, **compat.shuffle_argument())
            ends.append([np.array(one) for one in model.get_weights()])
    if caught.failure is not None or _same(ends[0], start) or not _same(ends[0], ends[1]):
        return None
    return not _same(ends[0], ends[2])


def _same(left: List[np.ndarray], right: List[np.ndarray]) -> bool:
    return len(left) == len(right) and all(map(np.array_equal, left, right))
