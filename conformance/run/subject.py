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
from conformance.run import found

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
    live: List[Any] = field(default_factory=list)  # what was given as objects: put back afterwards
    notes: List[str] = field(default_factory=list)

    def split(self) -> None:
        """From now on, a function that returns (train, validation) gives its first part to fit."""
        make = self.make

        def train() -> Any:
            made = make()
            if not found.is_pair(made):
                return made
            parts = found.parts_of(made)
            if self.make_validation is None:
                self.make_validation = lambda: found.parts_of(make())[1]
                self.notes.append(
                    f"{self.target} gives training and validation data together: both are judged"
                    + (", a third part is not" if len(made) > 2 else "")
                )
            return parts[0]

        self.make = train


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
    subject = Subject(
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
    subject.split()
    _note_live(subject, pipeline, "the pipeline")
    _note_live(subject, validation, "the validation data")
    return subject


def _note_live(subject: Subject, thing: Any, called: str) -> None:
    """Remember what is to be put back, and say what cannot be."""
    if thing is None or _maker(thing)[1]:
        return
    if hasattr(thing, "__next__"):
        subject.notes.append(
            f"{called} was given as a live {type(thing).__name__}, which can be read once: the "
            "check has consumed it; give the function that makes it"
        )
    elif hasattr(thing, "__getitem__") and hasattr(thing, "__dict__"):  # a Sequence
        subject.live.append(thing)


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
    return place.endswith((".py", ".ipynb")) or os.sep in place


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
    if path.endswith(".ipynb"):
        return _import_notebook(path, name)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # spawn and pickle find the module's classes by this name
    spec.loader.exec_module(module)
    return module


def _import_notebook(path: str, name: str) -> ModuleType:
    """The code cells of a notebook as a module; where they train, that is told as of a module."""
    from conformance.run import notebook

    try:
        book = notebook.read(path)
    except ValueError as error:
        raise TargetError(str(error)) from error
    module = ModuleType(name)
    module.__file__ = path
    module.__dict__["display"] = lambda *things, **options: None
    sys.modules[name] = module
    for number, source in book.cells:
        exec(notebook.compiled(path, number, source), module.__dict__)
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
        spec = found.spec_of(parent)
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
    """The targets a target stands for: a package without a name is each of its pipelines.

    Nothing is imported: modules whose text names no make_dataset are passed over.

    Raises:
        TargetError: there is no such module, or no module with a pipeline in the package.
    """
    return members_of(text)[0]


def members_of(text: str) -> Tuple[List[str], List[str]]:
    """(targets, modules passed over) that a target stands for; see :func:`members`."""
    place, name = split(text)
    if name is not None or _is_path(place):
        return [text], []
    spec = found.spec_of(place)
    if spec is None:
        raise TargetError(f"no module named {place!r}{_near_module(place)}")
    if spec.submodule_search_locations is None or found.may_hold(spec, DATASET):
        return [text], []
    modules = found.modules_in(spec, place)
    targets = [inner for inner, each in modules if found.may_hold(each, DATASET)]
    if not targets:
        raise TargetError(f"package {place!r} holds no module with {DATASET}")
    whole = {inner for inner, each in modules if each.submodule_search_locations is None}
    return targets, sorted(whole - set(targets))


def from_targets(
    target: str,
    *,
    model: Optional[str] = None,
    validation: Optional[str] = None,
    fit: Optional[Dict[str, Any]] = None,
    fit_target: Optional[str] = None,
    settings: Optional[Dict[str, Any]] = None,
    profile: Optional[Dict[str, Any]] = None,
) -> Subject:
    """A Subject from the command line's targets.

    Args:
        settings: keyword arguments for the pipeline's factory (``--set``).
        profile: what the data were (``--profile``).

    Raises:
        TargetError: a name is missing, or the factory needs arguments that were not given.
    """
    place = load(target)
    module, name = place.module, place.name or DATASET
    if not hasattr(module, name):
        raise TargetError(
            _no_name(place.text, module, name) if place.name else _no_pipeline(place.text, module)
        )
    settings = dict(settings or {})
    factory = getattr(module, name)
    template = place.name is None and hasattr(module, "make_source")
    make = _template_maker(module, settings) if template else _bound(factory, settings, target)
    subject = Subject(
        make=make,
        factory=template or _maker(factory)[1],
        target=target,
        fit=dict(getattr(module, FIT, {}) if place.name in (None, DATASET) else {}),
    )
    subject.split()
    _note_live(subject, factory, target)
    if template and hasattr(module, "fit_arguments"):
        subject.fit.update(module.fit_arguments())
    _add_model(subject, module, place, model)
    _add_validation(subject, module, place, validation, template)
    if fit_target:
        fit_place = load(fit_target)
        given = _named(fit_place, FIT)
        subject.fit.update(given() if callable(given) else given)
    subject.fit.update(fit or {})
    subject.expect = getattr(module, EXPECT, None)
    try:
        expect(subject.expect)
    except ValueError as error:
        raise TargetError(f"{target}: {error}") from error
    if profile is not None:
        subject.expect = {**(subject.expect or {}), "profile": profile}
    return subject


def _named(place: Target, default: str) -> Any:
    name = place.name or default
    if not hasattr(place.module, name):
        raise TargetError(_no_name(place.text, place.module, name))
    return getattr(place.module, name)


def _no_pipeline(text: str, module: ModuleType) -> str:
    """What to give in place of a module without make_dataset."""
    pipelines, models = found.live_objects(module)
    if not pipelines:
        likely = [f"{text}:{name}" for name in found.builders(module)]
        if likely:
            more = f"; or {', '.join(likely[1:])}" if likely[1:] else ""
            return f"{text} has no {DATASET!r}; did you mean: conformance check {likely[0]}{more}"
        return f"{_no_name(text, module, DATASET)}; give the function that builds the pipeline as {text}:NAME"
    train = found.likely(pipelines, found.TRAINING_NAMES) or pipelines[0]
    rest = [name for name in pipelines if name != train]
    held = found.likely(rest, (*found.VALIDATION_NAMES, *found.LAST_NAMES))
    command = f"conformance check {text}:{train}"
    command += f" --model {text}:{models[-1]}" if models else ""
    command += f" --validation {text}:{held}" if held else ""
    return f"{text} has no {DATASET!r}, but live objects: {command}"


def _add_model(subject: Subject, module: ModuleType, target: Target, model: Optional[str]) -> None:
    if model:
        thing, subject.model = _named(load(model), MODEL), model
    elif target.name in (None, DATASET) and hasattr(module, MODEL):
        thing, subject.model = getattr(module, MODEL), f"{split(target.text)[0]}:{MODEL}"
    else:
        return
    subject.make_model, subject.model_factory = _maker(thing, model=True)


def _add_validation(
    subject: Subject, module: ModuleType, target: Target, validation: Optional[str], template: bool
) -> None:
    if validation:
        subject.make_validation = _maker(_named(load(validation), VALIDATION))[0]
    elif target.name in (None, DATASET) and hasattr(module, VALIDATION):
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
_SOURCES: Dict[Tuple[str, str], Tuple[Any, tempfile.TemporaryDirectory]] = {}
# Where these folders are made: a child is ended without a chance to remove them.
SOURCES_IN: Optional[str] = None


def source_of(module: ModuleType) -> Any:
    """``make_source(directory, examples())`` of a template, in a directory of its own."""
    key = module.__name__, str(getattr(module, "__file__", ""))
    if key not in _SOURCES:
        folder = tempfile.TemporaryDirectory(prefix="conformance-", dir=SOURCES_IN)
        _SOURCES[key] = module.make_source(folder.name, module.examples()), folder
    return _SOURCES[key][0]


def _template_maker(
    module: ModuleType, settings: Dict[str, Any], name: str = DATASET
) -> Callable[[], Any]:
    return lambda: getattr(module, name)(source_of(module), **settings)
