"""Global seeds and generators, set and put back."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from conformance.compat.libraries import tensorflow


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow (``keras.utils.set_random_seed`` is absent up to 2.6)."""
    import random

    import numpy as np

    random.seed(seed)
    np.random.seed(seed % (2**32))
    tensorflow().random.set_seed(seed)


def random_states() -> Tuple[Any, Any]:
    """The global state of NumPy's and Python's generators."""
    import random

    import numpy as np

    return np.random.get_state(), random.getstate()


def restore_random_states(states: Tuple[Any, Any]) -> None:
    import random

    import numpy as np

    np.random.set_state(states[0])
    random.setstate(states[1])


def global_seed() -> Optional[int]:
    """The global TensorFlow seed, None when unset. Private, on all 18 minors."""
    from tensorflow.python.eager import context

    return context.global_seed()


def reset_global_seed() -> None:
    """Forget a global seed, so that one subject's does not leak into the next."""
    from tensorflow.python.eager import context

    context.context()._set_global_seed(None)  # no public way to unset it
