"""What is under test: found by name, or given as an object."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import os
import pkgutil
import sys
import tempfile
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional, Tuple

from conformance.records.expect import expect

EXPECT = "EXPECT"
DATASET, MODEL, VALIDATION, FIT = "make_dataset", "make_model", "make_validation", "FIT"


class TargetError(ValueError):
    """A target that cannot be resolved; the message says what was given and what is there."""


@dataclass
class Subject:
    """A pipeline, its model and how fit will be called.

    Args:
        make: builds the pipeline; for a live object it returns that object each time.
        factory: whether ``make`` builds a fresh one each time.
        make_model: builds a fresh compiled model; called with the element spec when it takes one.
        make_validation: builds what goes to ``validation_data``.
        fit: the other arguments given to ``fit``.
    """

    make: Callable[[], Any]
    factory: bool = True
    make_model: Optional[Callable[..., Any]] = None
    model_factory: bool = True
    make_validation: Optional[Callable[[], Any]] = None
    fit: Dict[str, Any] = field(default_factory=dict)
    target: str = "pipeline"
    model: Optional[str] = None
    expect: Any = None  # what is declared of the data, see conformance.records.expect
    elsewhere: Optional[Any] = None  # asks another process for the contents of the same pipeline


def subject_of(
    pipeline: Any,
    *,
    model: Any = None,
    validation: Any = None,
    fit: Optional[Dict[str, Any]] = None,
    name: Optional[str] = None,
    declared: Any = None,
) -> Subject:
    """A Subject from objects or factories.

    Raises:
        TypeError: ``pipeline`` is None or a class.
        ValueError: ``declared`` holds an unknown name or a value of another kind.
    """
    expect(declared)
    if pipeline is None or inspect.isclass(pipeline):
        raise TypeError(
            f"the pipeline is {pipeline!r}; expected a function that builds a tf.data.Dataset, "
            "Sequence, PyDataset or generator, or one of these objects"
        )
    make, factory = _maker(pipeline)
    make_model, model_factory = (None, True) if model is None else _maker(model, model=True)
    return Subject(
        make=make,
        factory=factory,
        make_model=make_model,
        model_factory=model_factory,
        make_validation=None if validation is None else _maker(validation)[0],
        fit=dict(fit or {}),
        expect=declared,
        target=name or getattr(pipeline, "__name__", type(pipeline).__name__),
        model=None if model is None else getattr(model, "__name__", type(model).__name__),
    )


def _maker(thing: Any, *, model: bool = False) -> Tuple[Callable[..., Any], bool]:
    plain = inspect.isfunction(thing) or inspect.ismethod(thing) or inspect.isbuiltin(thing)
    if plain or hasattr(thing, "func") or (inspect.isclass(thing) and model):
        return thing, True
    return (lambda *_: thing), False


# --- targets ----------------------------------------------------------------------------------


@dataclass
class Target:
    """``module:name``, ``path.py:name``, or either alone."""

    text: str
    module: ModuleType
    name: Optional[str]


def load(text: str) -> Target:
    """Import the module of a target.

    Raises:
        TargetError: no such file, module or name, with the nearest that exists.
    """
    place, name = split(text)
    module = _import_file(place) if _is_path(place) else _import_module(place)
    if name is not None and not hasattr(module, name):
        raise TargetError(_no_name(place, module, name))
    return Target(text, module, name)


def split(text: str) -> Tuple[str, Optional[str]]:
    place, colon, name = text.rpartition(":")
    if not colon or os.sep in name or (len(place) == 1 and name.startswith(("\\", "/"))):
        return text, None
    if not place or not name:
        raise TargetError(f"target {text!r} should read module:name or path/to/file.py:name")
    return place, name


def _is_path(place: str) -> bool:
    return place.endswith(".py") or os.sep in place


def _import_file(path: str) -> ModuleType:
    if not os.path.isfile(path):
        folder = os.path.dirname(path) or "."
        near = []
        if os.path.isdir(folder):
            near = difflib.get_close_matches(os.path.basename(path), os.listdir(folder), 1)
        hint = f"; did you mean {os.path.join(os.path.dirname(path), near[0])!r}?" if near else ""
        raise TargetError(f"there is no file {path!r}{hint}")
    folder = os.path.dirname(os.path.abspath(path))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # spawn and pickle find the module's classes by this name
    spec.loader.exec_module(module)
    return module


def _import_module(name: str) -> ModuleType:
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing and (name == missing or name.startswith(missing + ".")):
            raise TargetError(f"no module named {name!r}{_near_module(name)}") from error
        raise


def _near_module(name: str) -> str:
    parent, _, last = name.rpartition(".")
    paths = None
    if parent:
        spec = importlib.util.find_spec(parent)
        paths = list(spec.submodule_search_locations or []) if spec else []
    known = [m.name for m in pkgutil.iter_modules(paths)]
    near = difflib.get_close_matches(last, known, 1)
    return f"; did you mean {parent + '.' if parent else ''}{near[0]}?" if near else ""


def _no_name(place: str, module: ModuleType, name: str) -> str:
    names = [n for n in vars(module) if not n.startswith("_")]
    near = difflib.get_close_matches(name, names, 1, 0.4)
    hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(names[:12])}"
    return f"{place} has no {name!r}{hint}"


def members(text: str) -> List[str]:
    """The targets a target stands for: a package without a name is each of its templates."""
    place, name = split(text)
    if name is None and not _is_path(place):
        module = _import_module(place)
        if hasattr(module, "__path__") and not hasattr(module, DATASET):
            listed = getattr(module, "PATTERNS", None)
            if listed:
                return [f"{place}.{_module_of(entry)}" for entry in listed.values()]
            found = [m.name for m in pkgutil.iter_modules(module.__path__) if m.name[0] != "_"]
            if found:
                return [f"{place}.{m}" for m in found]
            raise TargetError(f"package {place!r} holds no module with {DATASET}")
    return [text]


def _module_of(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    return getattr(entry, "module", None) or entry[0]


def from_targets(
    target: str,
    *,
    model: Optional[str] = None,
    validation: Optional[str] = None,
    fit: Optional[Dict[str, Any]] = None,
    fit_target: Optional[str] = None,
    settings: Optional[Dict[str, Any]] = None,
) -> Subject:
    """A Subject from the command line's targets.

    Args:
        settings: keyword arguments for the pipeline's factory (``--set``).

    Raises:
        TargetError: a name is missing, or the factory needs arguments that were not given.
    """
    found = load(target)
    module, name = found.module, found.name or DATASET
    if not hasattr(module, name):
        raise TargetError(_no_name(found.text, module, name))
    settings = dict(settings or {})
    factory = getattr(module, name)
    template = found.name is None and hasattr(module, "make_source")
    make = _template_maker(module, settings) if template else _bound(factory, settings, target)
    subject = Subject(
        make=make,
        factory=template or _maker(factory)[1],
        target=target,
        fit=dict(getattr(module, FIT, {}) if found.name in (None, DATASET) else {}),
    )
    if template and hasattr(module, "fit_arguments"):
        subject.fit.update(module.fit_arguments())
    _add_model(subject, module, found, model)
    _add_validation(subject, module, found, validation, template)
    if fit_target:
        place = load(fit_target)
        given = getattr(place.module, place.name or FIT)
        subject.fit.update(given() if callable(given) else given)
    subject.fit.update(fit or {})
    subject.expect = getattr(module, EXPECT, None)
    try:
        expect(subject.expect)
    except ValueError as error:
        raise TargetError(f"{target}: {error}") from error
    return subject


def _add_model(subject: Subject, module: ModuleType, found: Target, model: Optional[str]) -> None:
    if model:
        place = load(model)
        name = place.name or MODEL
        if not hasattr(place.module, name):
            raise TargetError(_no_name(model, place.module, name))
        thing, subject.model = getattr(place.module, name), model
    elif found.name in (None, DATASET) and hasattr(module, MODEL):
        thing, subject.model = getattr(module, MODEL), f"{found.text.split(':')[0]}:{MODEL}"
    else:
        return
    subject.make_model, subject.model_factory = _maker(thing, model=True)


def _add_validation(
    subject: Subject, module: ModuleType, found: Target, validation: Optional[str], template: bool
) -> None:
    if validation:
        place = load(validation)
        name = place.name or VALIDATION
        if not hasattr(place.module, name):
            raise TargetError(_no_name(validation, place.module, name))
        subject.make_validation = _maker(getattr(place.module, name))[0]
    elif found.name in (None, DATASET) and hasattr(module, VALIDATION):
        thing = getattr(module, VALIDATION)
        subject.make_validation = (
            _template_maker(module, {}, VALIDATION) if template else _maker(thing)[0]
        )


def _bound(factory: Any, settings: Dict[str, Any], target: str) -> Callable[[], Any]:
    if not callable(factory) or not _maker(factory)[1]:
        if settings:
            raise TargetError(f"{target} is a live {type(factory).__name__}: it takes no --set")
        return lambda: factory
    parameters = inspect.signature(factory).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    for name in settings:
        if name not in parameters and not takes_any:
            near = difflib.get_close_matches(name, parameters, 1, 0.4)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TargetError(f"{target} takes no argument {name!r}{hint}")
    required = [
        p.name
        for p in parameters.values()
        if p.default is p.empty
        and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        and p.name not in settings
    ]
    if required:
        raise TargetError(
            f"{target} needs {', '.join(required)}: give --set {required[0]}=VALUE, or name a "
            "function without required arguments"
        )
    return lambda: factory(**settings)


# The source of each template's real examples, written once a process, and its folder.
_SOURCES: Dict[str, Tuple[Any, tempfile.TemporaryDirectory]] = {}


def source_of(module: ModuleType) -> Any:
    """``make_source(directory, examples())`` of a template, in a directory of its own."""
    if module.__name__ not in _SOURCES:
        folder = tempfile.TemporaryDirectory(prefix="conformance-")
        _SOURCES[module.__name__] = module.make_source(folder.name, module.examples()), folder
    return _SOURCES[module.__name__][0]


def _template_maker(
    module: ModuleType, settings: Dict[str, Any], name: str = DATASET
) -> Callable[[], Any]:
    return lambda: getattr(module, name)(source_of(module), **settings)
