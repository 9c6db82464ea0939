"""The calls by which a script trains, caught before they do: fit, train_on_batch, loops of its own.

Nothing of Keras is imported here: the script decides which Keras it runs, and on which backend.
Its modules are patched as they are imported.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Callable, Collection, Dict, List, Optional, Sequence, Set, Tuple

from conformance.observe.guard import user_line

# Where each Keras keeps the class whose fit every other one ends in.
TRAINERS = {
    "keras.src.backend.tensorflow.trainer": "TensorFlowTrainer",
    "keras.src.backend.jax.trainer": "JAXTrainer",
    "keras.src.backend.torch.trainer": "TorchTrainer",
    "keras.src.engine.training": "Model",  # 2.13 to 2.15
    "tf_keras.src.engine.training": "Model",  # Keras 2 beside TensorFlow 2.16 and later
    "keras.engine.training": "Model",  # 2.6 to 2.12
    "tensorflow.python.keras.engine.training": "Model",  # TensorFlow 2.4 and 2.5
}
# Where each Keras keeps the class that writes a model to a file.
SAVERS = {
    **{name: kind for name, kind in TRAINERS.items() if kind == "Model"},
    "keras.src.models.model": "Model",
}
SAVES = ("save", "save_weights", "export")
DATASETS = "tensorflow.python.data.ops.dataset_ops"
DISTRIBUTED = "tensorflow.python.distribute.input_lib"
ITERATORS = "tensorflow.python.data.ops.iterator_ops"
TAPES = "tensorflow.python.eager.backprop"
WATCHED = {*TRAINERS, *SAVERS, DATASETS, DISTRIBUTED, ITERATORS, TAPES}

COLLECTED = 16  # batches of train_on_batch that are judged
COLLECTING = 20.0  # seconds after the first of them at the most
# Callers of iter(dataset) that read data for a purpose of their own, not for a loop of the user's.
LIBRARIES = ("keras", "tensorflow")


@dataclass
class Call:
    """What a script gave to its training.

    Args:
        kind: "fit", "train_on_batch" or "loop".
        arguments: as they were given, by the names that fit has for them.
        number: which such call of the script it is, from 1.
        line: the user's own line.
        batches: of train_on_batch, the batches that were collected.
        sources: datasets that the script iterated itself, as "train.py:31".
    """

    kind: str
    model: Any
    arguments: Dict[str, Any]
    number: int
    line: str
    batches: List[Any] = field(default_factory=list)
    sources: List[str] = field(default_factory=list)


@dataclass
class Capture:
    """What has been seen of the script so far.

    Args:
        reached: called with each call that is to be judged; it may end the process.
        wanted: the number of the call to judge; None for each of them.
    """

    reached: Callable[[Call], None]
    wanted: Optional[int] = 1
    calls: int = 0
    busy: bool = False  # the kit is judging: what it calls itself is not the script's
    skipped: int = 0  # calls of fit that were answered without training
    unsaved: List[str] = field(default_factory=list)  # files that were not written
    collected: List[Any] = field(default_factory=list)
    collecting: Any = None  # the model whose train_on_batch is being collected
    since: float = 0.0
    rows: Set[int] = field(default_factory=set)  # hashes of what was collected
    loops: List[Tuple[Any, str]] = field(default_factory=list)  # datasets iterated, and where
    current: Optional[Tuple[Any, str]] = None  # the one that gave the last element
    # The variables of each gradient that was taken in one turn of such a loop.
    trained: List[Sequence[Any]] = field(default_factory=list)
    fed: Optional[Tuple[Any, str]] = None  # the dataset of that loop

    def judge(self, call: Call) -> None:
        self.busy = True
        try:
            self.reached(call)
        finally:
            self.busy = False


def install(capture: Capture) -> None:
    """Patch what is imported already, and the rest as it is."""
    for name in WATCHED & set(sys.modules):
        _patch(sys.modules[name], capture)
    sys.meta_path.insert(0, Finder(WATCHED, lambda module: _patch(module, capture)))


class Finder(importlib.abc.MetaPathFinder):
    """Finds modules where they are, and hands each on once it has run.

    Args:
        names: of the modules that are waited for.
        then: called with each, to patch it.
    """

    def __init__(self, names: Collection[str], then: Callable[[ModuleType], None]):
        self.names, self.then = names, then

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name not in self.names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        loader: Any = spec.loader
        run = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            self.then(module)

        loader.exec_module = exec_module
        return spec


def _patch(module: ModuleType, capture: Capture) -> None:
    name = module.__name__
    if name in TRAINERS:
        trainer = getattr(module, TRAINERS[name])
        _replace(trainer, "fit", _fit, capture)
        _replace(trainer, "train_on_batch", _train_on_batch, capture)
    if name in SAVERS:
        for method in SAVES:
            _replace(getattr(module, SAVERS[name]), method, _save, capture)
    if name == DATASETS:
        _replace(module.DatasetV2, "__iter__", _iter, capture)
    if name == DISTRIBUTED:
        _replace(module.DistributedDataset, "__iter__", _iter, capture)
        _replace(module.DistributedIteratorBase, "__next__", _next, capture)
    if name == ITERATORS:
        _replace(module.OwnedIterator, "__next__", _next, capture)
    if name == TAPES:
        _replace(module.GradientTape, "gradient", _gradient, capture)


Original = Callable[..., Any]


def _replace(owner: Any, name: str, around: Callable[..., Any], capture: Capture) -> None:
    original = vars(owner).get(name)
    if original is None:
        return

    @functools.wraps(original)
    def replaced(self: Any, *args: Any, **kwargs: Any) -> Any:
        if capture.busy:
            return original(self, *args, **kwargs)
        return around(capture, original, self, *args, **kwargs)

    setattr(owner, name, replaced)


# --- fit and train_on_batch ---------------------------------------------------------------------


def _fit(capture: Capture, original: Original, model: Any, *args: Any, **kwargs: Any) -> Any:
    capture.calls += 1
    arguments = bound(original, model, args, kwargs)
    if capture.wanted in (None, capture.calls):
        _with_fit(model, original)
        call = Call("fit", model, arguments, capture.calls, user_line())
        call.sources = [line for _, line in capture.loops]
        capture.judge(call)
    capture.skipped += 1
    return _history(model, arguments)


def bound(original: Original, model: Any, args: Any, kwargs: Dict[str, Any]) -> Dict[str, Any]:
    """The arguments by name; one that this Keras does not know stands as it was given."""
    signature = inspect.signature(original)
    known = {k: v for k, v in kwargs.items() if k in signature.parameters}
    bound = dict(signature.bind(model, *args, **known).arguments)
    bound.pop(next(iter(signature.parameters)))
    return {**bound, **{k: v for k, v in kwargs.items() if k not in known}}


def _with_fit(model: Any, fit: Original) -> None:
    """Give a model whose class wraps fit the one that it ends in: that call is what is judged."""
    own = type(model)
    if getattr(own.fit, "__wrapped__", own.fit) is not fit:
        model.__class__ = type(own.__name__, (own,), {"fit": fit, "__module__": own.__module__})


class _Untrained(dict):
    """``history.history`` of a fit that did not run: NaN for every epoch, under any name."""

    def __init__(self, epochs: int):
        super().__init__()
        self.epochs = epochs

    def __missing__(self, name: str) -> List[float]:
        self[name] = [float("nan")] * self.epochs
        return self[name]


def _history(model: Any, arguments: Dict[str, Any]) -> Any:
    """What fit returns, so that the script goes on."""
    from conformance import compat

    history = compat.keras().callbacks.History()
    first = int(arguments.get("initial_epoch") or 0)
    epochs = range(first, max(first, int(arguments.get("epochs") or 1)))
    names = ["loss"] + (["val_loss"] if arguments.get("validation_data") is not None else [])
    history.history = _Untrained(len(epochs))
    for name in names:
        history.history[name]
    history.epoch, history.params = list(epochs), {"epochs": len(epochs)}
    history.set_model(model)
    model.history = history
    return history


def _save(capture: Capture, original: Original, model: Any, *args: Any, **kwargs: Any) -> Any:
    """A model that was not trained must not take the place of one that was."""
    if not capture.skipped:
        return original(model, *args, **kwargs)
    place = args[0] if args else next(iter(kwargs.values()), "")
    capture.unsaved.append(str(place))
    return None


def _train_on_batch(
    capture: Capture, original: Original, model: Any, *args: Any, **kwargs: Any
) -> Any:
    """Collect a few batches; the loop goes on with the loss of the model as it is."""
    arguments = bound(original, model, args, kwargs)
    if capture.collecting is None:
        if capture.wanted not in (None, capture.calls + 1):
            return _tested(capture, model, arguments)
        capture.calls += 1
        capture.collecting, capture.since = model, time.monotonic()
    again = model is capture.collecting and _seen_before(capture, arguments.get("x"))
    if model is capture.collecting and not again:
        capture.collected.append(arguments)
    full = again or len(capture.collected) >= COLLECTED
    if full or time.monotonic() - capture.since > COLLECTING:
        _judge_collected(capture, user_line())
    return _tested(capture, model, arguments)


def _seen_before(capture: Capture, x: Any) -> bool:
    """Whether most rows of the batch came before: the loop has begun its next epoch."""
    from conformance import compat
    from conformance.observe import hashing
    from conformance.structure import flatten

    parts = [part for part in map(compat.to_numpy, flatten(x)[:1]) if part.ndim]
    if not parts:
        return False
    rows = {int(one) for one in hashing.rows(parts[0])}
    again = len(rows & capture.rows)
    capture.rows |= rows
    return again * 2 > len(rows)


def _tested(capture: Capture, model: Any, arguments: Dict[str, Any]) -> Any:
    """What train_on_batch returns, without a step."""
    known = {k: v for k, v in arguments.items() if k not in ("class_weight", "reset_metrics")}
    capture.busy, before = True, capture.busy
    try:
        return model.test_on_batch(**known)
    except Exception as error:
        if capture.collected:  # what is wrong with the batch is for the judges to say
            capture.busy = before
            _judge_collected(capture, user_line())
        raise error
    finally:
        capture.busy = before


def _judge_collected(capture: Capture, line: str) -> None:
    call = Call("train_on_batch", capture.collecting, {}, capture.calls, line)
    for arguments in capture.collected:
        batch = [arguments.get(name) for name in ("x", "y", "sample_weight")]
        while len(batch) > 1 and batch[-1] is None:
            batch.pop()
        call.batches.append(tuple(batch))
    weights = [a["class_weight"] for a in capture.collected if a.get("class_weight") is not None]
    if weights:
        call.arguments["class_weight"] = weights[0]
    call.sources = [where for _, where in capture.loops]
    capture.collected, capture.rows = [], set()
    capture.judge(call)


# --- loops of the user's own --------------------------------------------------------------------


def _iter(capture: Capture, original: Original, dataset: Any) -> Any:
    iterator = original(dataset)
    line = _own_loop()
    if line:
        from conformance import compat

        source = compat.original_dataset(dataset)
        capture.loops.append((source, line))
        # The iterator is an object of C++ beneath: it takes attributes all the same.
        iterator.conformance_source = (source, line)
    return iterator


def _own_loop() -> str:
    """The user's line that asked for an iterator, "" where a library did."""
    frame: Any = sys._getframe(3)
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package in LIBRARIES and frame.f_code.co_name not in ("as_numpy_iterator", "__init__"):
            return ""
        if package not in LIBRARIES and package != "conformance":
            return user_line(3)
        frame = frame.f_back
    return ""


def _next(capture: Capture, original: Original, iterator: Any) -> Any:
    """A loop that has trained and asks for more is a training loop: it is judged here."""
    source = getattr(iterator, "conformance_source", None)
    if source is not None and capture.trained and capture.fed is not None:
        _judge_loop(capture)
    element = original(iterator)
    if source is not None:
        capture.current = source
    return element


def _gradient(capture: Capture, original: Original, tape: Any, *args: Any, **kwargs: Any) -> Any:
    sources = kwargs["sources"] if "sources" in kwargs else args[1] if len(args) > 1 else ()
    # Pictures and prompts are differentiated as well; a step of training is about variables.
    variables = _variables(sources)
    if variables:
        capture.trained.append(variables)
        if len(capture.trained) == 1:
            capture.fed = capture.current
        if capture.current is None:
            _judge_traced_loop(capture)
    return original(tape, *args, **kwargs)


def _judge_traced_loop(capture: Capture) -> None:
    """A loop over the data inside a ``tf.function`` asks nothing of Python after it was traced."""
    from conformance import compat

    tf = compat.tensorflow()
    capture.fed = None if tf.executing_eagerly() else _dataset_on_the_stack()
    if capture.fed is None:
        capture.trained = []
        return
    # In a thread of its own: here a graph is being traced, and nothing is recorded on a tape.
    thread = threading.Thread(target=_judge_loop, args=(capture,))
    thread.start()
    thread.join()


def _dataset_on_the_stack() -> Optional[Tuple[Any, str]]:
    """The dataset that the nearest caller outside of the graph holds, the training one first."""
    from conformance import compat

    frame: Any = sys._getframe(2)
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        held = [] if package in (*LIBRARIES, "conformance") else list(frame.f_locals.items())
        found = [(name, value) for name, value in held if compat.is_dataset(value)]
        eager = [pair for pair in found if hasattr(pair[1]._variant_tensor, "numpy")]
        if eager:
            _, dataset = next((pair for pair in eager if "train" in pair[0]), eager[0])
            return dataset, f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def _variables(sources: Any) -> List[Any]:
    if isinstance(sources, dict):
        sources = list(sources.values())
    if not isinstance(sources, (list, tuple)):
        sources = [sources]
    flat = [v for s in sources for v in (s if isinstance(s, (list, tuple)) else [s])]
    return [v for v in flat if hasattr(v, "assign") and getattr(v, "trainable", True)]


def _judge_loop(capture: Capture) -> None:
    (dataset, line), trained = capture.fed, capture.trained
    capture.trained, capture.fed = [], None
    capture.calls += 1
    if capture.wanted not in (None, capture.calls):
        return
    call = Call("loop", _model_fed(trained, dataset), {"x": dataset}, capture.calls, line)
    call.sources = [where for _, where in capture.loops]
    capture.judge(call)


def _model_fed(trained: Sequence[Sequence[Any]], dataset: Any) -> Any:
    """The model that the data goes to. Of several (a GAN trains two), the one whose input it fits."""
    models = {id(m): m for m in map(_model_of, trained) if m is not None}
    if len(models) > 1:
        models = {key: model for key, model in models.items() if _fits(model, dataset)}
    return next(iter(models.values())) if len(models) == 1 else None


def _fits(model: Any, dataset: Any) -> bool:
    """Whether x of the dataset has the shape of the model's one declared input."""
    from conformance import compat
    from conformance.structure import flatten, roles_of

    declared = flatten(getattr(model, "inputs", None) or [])
    given = flatten(roles_of(getattr(dataset, "element_spec", None))[0][0][1])
    shapes = [compat.shape_of(one[0].shape) for one in (declared, given) if len(one) == 1]
    if len(shapes) < 2 or len(shapes[0]) != len(shapes[1]):
        return False
    return all(a is None or b is None or a == b for a, b in zip(*shapes))


def _model_of(variables: Sequence[Any]) -> Any:
    """The smallest model that holds all of these variables; None where no one model does."""
    wanted = {id(v) for v in variables}
    found = []
    for thing in gc.get_objects():
        if not _is_model(thing):
            continue
        try:
            held = {id(v) for v in thing.trainable_variables}
        except (AttributeError, ValueError):  # one that was not built yet
            continue
        if wanted <= held:
            found.append((len(held), thing))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _is_model(thing: Any) -> bool:
    return any(k.__module__ in SAVERS and k.__name__ == "Model" for k in type(thing).__mro__)


def judge_left(capture: Capture) -> bool:
    """Judge what was collected by a script that has ended; whether there was anything."""
    if capture.collected:
        _judge_collected(capture, "")
        return True
    if capture.fed is not None:
        _judge_loop(capture)
        return True
    return False
