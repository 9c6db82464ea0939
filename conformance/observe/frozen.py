"""Python state that a traced function reads once and that callbacks of the user's write later.

A function given to ``Dataset.map`` or ``filter`` runs in Python while it is traced and never again:
a number that a callback changes from epoch to epoch stays as it was
(https://www.tensorflow.org/guide/function#changing_python_global_and_free_variables). What the
function reads is told by its bytecode, what callbacks write by the source of its module.
"""

from __future__ import annotations

import ast
import dis
import functools
import inspect
import os
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from conformance import compat
from conformance.records import FrozenState

# The methods that fit calls while it trains (keras.callbacks.Callback), and a Sequence's own.
HOOKS = (
    *("on_epoch_begin", "on_epoch_end", "on_train_begin", "on_batch_begin", "on_batch_end"),
    *("on_train_batch_begin", "on_train_batch_end", "on_test_begin", "on_test_end"),
)
IN_PYTHON = (
    "numpy_function",
    "py_function",
    "from_generator",
)  # what these are given runs each time
DEPTH = 3  # helpers of helpers that are read
LOADS = ("LOAD_GLOBAL", "LOAD_DEREF", "LOAD_NAME", "LOAD_CLASSDEREF")
SELF = ("LOAD_FAST", "LOAD_FAST_BORROW")

Read = Tuple[Tuple[str, ...], Any, Any]  # names, the object that holds the last, its value


def frozen_state(function: Any) -> List[FrozenState]:
    """What a traced function reads of Python's state that a callback of its module writes."""
    found = []
    inner = getattr(function, "python_function", function)
    for reader in _with_helpers(inner, DEPTH):
        path = reader.__code__.co_filename
        for names, holder, value in _reads(reader):
            if _changes_anyway(value):
                continue
            for writer, line, kind, target, owner in _writes(path, os.path.getmtime(path)):
                if _same_thing(names, holder, reader, kind, target, owner):
                    where = f"{os.path.basename(path)}:{line}"
                    found.append(
                        FrozenState(_chain(names), repr(value)[:60], reader.__name__, writer, where)
                    )
    return list(dict.fromkeys(found))


def _chain(names: Tuple[str, ...]) -> str:
    """Names as Python writes them: ``box.limit``, ``state['limit']``."""
    return names[0] + "".join(f"[{n}]" if n[0] in "'\"" else f".{n}" for n in names[1:])


def _with_helpers(function: Any, depth: int) -> Iterator[Any]:
    """The function and those of the same file that it calls, left out what Python runs each time."""
    code = getattr(function, "__code__", None)
    if code is None or not os.path.isfile(code.co_filename):
        return
    yield function
    if not depth or set(code.co_names) & set(IN_PYTHON):
        return
    for _, _, value in _reads(function):
        plain = getattr(value, "python_function", value)
        inner = getattr(plain, "__code__", None)
        if inner is not None and inner is not code and inner.co_filename == code.co_filename:
            yield from _with_helpers(plain, depth - 1)


def _reads(function: Any) -> List[Read]:
    """Names and chains of attributes and keys that a function loads, with what they stand for."""
    known: Dict[str, Any] = {}
    code = function.__code__
    inner = getattr(function, "__func__", function)
    for name, cell in zip(code.co_freevars, inner.__closure__ or ()):
        try:
            known[name] = cell.cell_contents
        except ValueError:  # an empty cell
            continue
    owner = getattr(function, "__self__", None)
    own = code.co_varnames[0] if owner is not None and code.co_argcount else None
    out: List[Read] = []
    chain: Optional[Read] = None
    key: Optional[str] = None
    for step in dis.get_instructions(code):
        if step.opname in LOADS or (step.opname in SELF and step.argval == own):
            name = str(step.argval)
            holder: Any = inner.__globals__
            if step.opname in SELF:
                value = owner
            elif name in known:
                holder, value = known, known[name]
            elif name in inner.__globals__:
                value = inner.__globals__[name]
            else:
                chain = None
                continue
            chain, key = ((name,), holder, value), None
            out.append(chain)
        elif chain is not None and step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            names, _, value = chain
            attributes = getattr(value, "__dict__", {})
            if step.argval in attributes:
                chain = ((*names, str(step.argval)), value, attributes[step.argval])
                out.append(chain)
            else:
                method = getattr(type(value), str(step.argval), None)
                if inspect.isfunction(method):
                    bound = method.__get__(value)
                    out.append(((*names, str(step.argval)), value, bound))
                chain = None
        elif chain is not None and step.opname == "LOAD_CONST" and isinstance(step.argval, str):
            key = step.argval
        elif chain is not None and key is not None and step.opname.startswith("BINARY_SUBSCR"):
            names, _, value = chain
            if isinstance(value, dict) and key in value:
                out.append(((*names, repr(key)), value, value[key]))
            chain = key = None
        elif step.opname == "BINARY_OP" and chain is not None and key is not None:
            names, _, value = chain
            if isinstance(value, dict) and key in value:  # from Python 3.14 on
                out.append(((*names, repr(key)), value, value[key]))
            chain = key = None
        elif step.opname not in ("CACHE", "NOP", "PUSH_NULL", "EXTENDED_ARG"):
            chain = key = None
    return out


def _changes_anyway(value: Any) -> bool:
    """Whether a value is no state, or one that a graph reads anew each time."""
    if callable(value) or inspect.ismodule(value) or isinstance(value, type):
        return True
    return isinstance(value, compat.tensorflow().Variable) or hasattr(value, "assign")


@functools.lru_cache(maxsize=64)
def _writes(path: str, written: float) -> Tuple[Tuple[str, int, str, str, str], ...]:
    """(writer, line, kind, name, owner) of every store that a hook of this file, as written, comes to.

    ``kind`` is global, attribute or key; ``owner`` the class of a method that writes to its own
    ``self``, else the name that the object has there.
    """
    with open(path, encoding="utf-8") as file:
        try:
            tree = ast.parse(file.read())
        except SyntaxError:  # a notebook's cell, or another language's template
            return ()
    defined: Dict[str, Tuple[ast.AST, str]] = {}
    roots: List[Tuple[str, ast.AST, str]] = []
    for owner, node in _functions(tree):
        defined.setdefault(node.name, (node, owner))
        if node.name in HOOKS:
            roots.append((f"{owner}.{node.name}" if owner else node.name, node, owner))
    for call in ast.walk(tree):
        for given in call.keywords if isinstance(call, ast.Call) else ():
            if given.arg not in HOOKS:
                continue
            if isinstance(given.value, ast.Name) and given.value.id in defined:
                roots.append((given.value.id, *defined[given.value.id]))
            else:
                roots.append((str(given.arg), given.value, ""))
    out: List[Tuple[str, int, str, str, str]] = []
    for name, node, owner in roots:
        seen: Set[int] = set()
        _stores(name, node, owner, defined, seen, out, DEPTH)
    return tuple(dict.fromkeys(out))


def _functions(tree: ast.AST, owner: str = "") -> Iterator[Tuple[str, Any]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield owner, node
            yield from _functions(node, "")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, node.name)
        else:
            yield from _functions(node, owner)


def _stores(
    writer: str,
    node: ast.AST,
    owner: str,
    defined: Dict[str, Tuple[ast.AST, str]],
    seen: Set[int],
    out: List[Tuple[str, int, str, str, str]],
    depth: int,
) -> None:
    """Add what a function writes outside itself, and what those write that it calls."""
    if id(node) in seen:
        return
    seen.add(id(node))
    outer: Set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, (ast.Global, ast.Nonlocal)):
            outer |= set(inner.names)
    for inner in ast.walk(node):
        targets: List[ast.AST] = []
        if isinstance(inner, ast.Assign):
            targets = list(inner.targets)
        elif isinstance(inner, (ast.AugAssign, ast.AnnAssign)):
            targets = [inner.target]
        elif isinstance(inner, ast.Call):
            targets = _set_by_call(inner)
            called = getattr(inner.func, "id", getattr(inner.func, "attr", ""))
            if depth and called in defined:
                _stores(writer, *defined[called], defined, seen, out, depth - 1)
        for target in targets:
            line = getattr(inner, "lineno", 0)
            if isinstance(target, ast.Name) and target.id in outer:
                out.append((writer, line, "global", target.id, ""))
            elif isinstance(target, ast.Attribute):
                base = target.value.id if isinstance(target.value, ast.Name) else "?"
                out.append(
                    (
                        writer,
                        line,
                        "attribute",
                        target.attr,
                        owner if base == "self" else f"={base}",
                    )
                )
            elif isinstance(target, ast.Subscript):
                key: Any = target.slice
                if type(key).__name__ == "Index":  # before Python 3.9
                    key = key.value
                base = getattr(target.value, "id", getattr(target.value, "attr", "?"))
                if isinstance(key, ast.Constant):
                    out.append((writer, line, "key", repr(key.value), f"={base}"))


def _set_by_call(call: ast.Call) -> List[ast.AST]:
    """``setattr(a, "b", c)`` as an assignment to ``a.b``."""
    if getattr(call.func, "id", "") == "setattr" and len(call.args) == 3:
        name = call.args[1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return [ast.Attribute(value=call.args[0], attr=name.value, ctx=ast.Store())]
    return []


def _same_thing(
    names: Tuple[str, ...], holder: Any, reader: Any, kind: str, target: str, owner: str
) -> bool:
    """Whether what is read is what is written, as far as names and classes tell."""
    if names[-1] != target:
        return False
    if kind == "global":
        return len(names) == 1
    if len(names) < 2:
        return False
    if not owner.startswith("="):  # self.x = ... in a method of this class
        return any(base.__name__ == owner for base in type(holder).__mro__)
    there = reader.__globals__.get(owner[1:], None) if hasattr(reader, "__globals__") else None
    return there is None or there is holder
