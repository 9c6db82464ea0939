"""Whether a train_step or compute_loss of the user's own reaches the loss that compile was given."""

from __future__ import annotations

import types
from typing import Any, Iterator, Optional, Set

from conformance import compat

# The names under which Keras 2 and 3 keep the compiled loss, and what computes it.
REACHED_BY = {"compiled_loss", "_compile_loss", "compute_loss", "loss"}
OWN = ("train_step", "compute_loss")
DEEPEST = 50  # functions followed: a step that calls more is not read to its end


def uses_compiled_loss(model: Any) -> Optional[bool]:
    """True where it does or the model has neither; None where the code cannot be read.

    The names that the method's code looks up tell, and those of the user's own functions that it
    calls. ``compute_loss`` counts where it is Keras' own; ``super().train_step`` computes the loss.
    """
    kind = type(model)
    begin = [
        name for name in OWN if hasattr(kind, name) and not compat.of_keras(getattr(kind, name))
    ]
    if not begin:
        return True
    own_loss = "compute_loss" in begin
    seen: Set[int] = set()
    waiting = [getattr(kind, begin[0])]
    while waiting:
        function = waiting.pop()
        code = code_of(function)
        if code is None:
            return None
        if id(code) in seen:
            continue
        seen.add(id(code))
        if len(seen) > DEEPEST:
            return None
        found = set(names_in(code))
        calls_super = "super" in found and found & {*OWN, "_compute_loss"}
        if calls_super or found & (REACHED_BY - ({"compute_loss"} if own_loss else set())):
            return True
        waiting += [f for name in found for f in _own(kind, function, name)]
    return False


def code_of(function: Any) -> Optional[types.CodeType]:
    """The code of a function, below tf.function and other wrappers; None where there is none."""
    for _ in range(DEEPEST):
        inner = getattr(function, "python_function", None) or getattr(function, "__wrapped__", None)
        if inner is None:
            break
        function = inner
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code if isinstance(code, types.CodeType) else None


def names_in(code: types.CodeType) -> Iterator[str]:
    """Every global and attribute that the code looks up, also in functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)


def _own(kind: type, caller: Any, name: str) -> Iterator[Any]:
    """Functions of the user's that a name may mean: a method, or a global of the caller's module."""
    module = getattr(getattr(caller, "__func__", caller), "__globals__", {})
    for found in (getattr(kind, name, None), module.get(name)):
        if isinstance(found, types.FunctionType) and not compat.of_keras(found):
            yield found
