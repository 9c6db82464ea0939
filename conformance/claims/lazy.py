"""TensorFlow and Keras for the claims, imported at first use: listing the claims stays instant."""

from __future__ import annotations

from typing import Any, Callable

from conformance import compat


class _Module:
    def __init__(self, load: Callable[[], Any]) -> None:
        self._load = load

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)


tf: Any = _Module(compat.tensorflow)
keras: Any = _Module(compat.keras)
