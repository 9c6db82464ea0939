"""A Sequence that worker processes import; loaded only in the child processes of the claims."""

from __future__ import annotations

import multiprocessing
import threading
from typing import Any, Dict

import numpy as np

from conformance import compat
from conformance.claims.errors import said

WAIT = 30.0  # seconds for a fit whose step is traced: it takes milliseconds, or never ends
START = 200.0  # seconds for a fit that starts a process which imports TensorFlow
ROWS = 8


_Base: Any = compat.sequence_types()[0]


class Rows(_Base):
    """Four batches of two rows."""

    def __init__(self, extra: Any = None, **workers: Any) -> None:
        super().__init__(**workers)
        self.extra = extra

    def __len__(self) -> int:
        return ROWS // 2

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return np.full((2, 1), index, np.float32), np.ones((2, 1), np.float32)


def _ends(model: Any, extra: Any, seconds: float) -> str:
    """How fit with one worker process ends; a thread bears what never ends."""
    outcome = []
    workers = {"workers": 1, "use_multiprocessing": True}
    in_fit = "workers" in compat.fit_parameters()

    def run() -> None:
        try:
            rows = Rows(extra, **({} if in_fit else workers))
            model.fit(rows, verbose=0, shuffle=False, **(workers if in_fit else {}))
            outcome.append("trains")
        except Exception as error:  # its type differs between releases: that is recorded
            outcome.append(said(error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return outcome[0] if outcome else "hangs"


def spawn_runs() -> Dict[str, str]:
    """fit on a Sequence that pickles and on one that does not, where processes are spawned."""
    keras = compat.keras()
    multiprocessing.set_start_method("spawn", force=True)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(Rows(), verbose=0, shuffle=False)
    # In this order: Keras 2 hands every Sequence it was ever given to each new pool.
    picklable = _ends(model, None, START)
    return {"picklable": picklable, "unpicklable": _ends(model, lambda: None, WAIT)}
