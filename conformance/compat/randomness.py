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


def tensorflow_random_state() -> Any:
    """TensorFlow's global seed, the generator of its op seeds, and its global generator.

    Private, but for the last, on all 18 minors.
    """
    from tensorflow.python.eager import context
    from tensorflow.python.ops import stateful_random_ops

    tensorflow().random  # noqa: B018 - which makes the context, where there was none
    generator = stateful_random_ops.global_generator
    rng = getattr(context.context(), "_rng", None)
    return (
        context.global_seed(),
        None if rng is None else rng.getstate(),
        generator,
        None if generator is None else generator.state.numpy(),
    )


def restore_tensorflow_random_state(held: Any) -> None:
    """Setting a seed also forgets the states of op kernels, so it is set only where it changed."""
    from tensorflow.python.eager import context
    from tensorflow.python.ops import stateful_random_ops

    seed, state, generator, value = held
    if context.global_seed() != seed:
        context.context()._set_global_seed(seed)
    if state is not None:
        context.context()._rng.setstate(state)
    stateful_random_ops.global_generator = generator
    if generator is not None:
        generator.state.assign(value)


def global_seed() -> Optional[int]:
    """The global TensorFlow seed, None when unset. Private, on all 18 minors."""
    from tensorflow.python.eager import context

    return context.global_seed()


def reset_global_seed() -> None:
    """Forget a global seed, so that one subject's does not leak into the next."""
    from tensorflow.python.eager import context

    context.context()._set_global_seed(None)  # no public way to unset it
