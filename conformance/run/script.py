"""A person's own script, run as they run it, up to its call of fit; what fit was given is judged.

conformance run train.py --epochs 3        as `python train.py --epochs 3`
conformance run -m package.train           as `python -m package.train`
conformance run notebook.ipynb             its code cells, in order
"""

from __future__ import annotations

import gc
import inspect
import io
import linecache
import os
import re
import runpy
import sys
import tempfile
import time
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any, Callable, Dict, List, Optional, Tuple

from conformance.observe import opened
from conformance.observe.guard import failure_of
from conformance.run import capture as capturing
from conformance.run.capture import Call, Capture
from conformance.run.subject import Subject

LIMIT = 600.0  # seconds a script may take to reach its call of fit
SHOWN = 4  # lines of an error that are shown whole
NAMED = 4  # files and hosts that a note names
# Questions that do not go with a call: a loop of the user's own needs no compiled model, and of a
# few batches nobody can say how the rest goes on.
NOT_ASKED = {
    "fit": (),
    "loop": ("model-not-compiled",),
    "train_on_batch": ("completeness", "randomness", "portability", "efficiency"),
}
DEVICE = re.compile(r"\bGPUs?\b|CUDA|cuDNN|nvidia", re.IGNORECASE)
Judge = Callable[[Subject, List[str], Tuple[str, ...]], None]


@dataclass
class Script:
    """What to run.

    Args:
        place: a file, a notebook, or with ``module`` the name of a module.
        arguments: what follows it on its command line.
        call: which call of fit to judge; None for each.
        limit: seconds it may take to get there.
    """

    place: str
    arguments: List[str] = field(default_factory=list)
    module: bool = False
    call: Optional[int] = 1
    limit: float = LIMIT

    @property
    def name(self) -> str:
        return self.place if self.module else os.path.basename(self.place)


class NotReached(Exception):
    """The script ended without a call that could be judged; says why, and what to do."""

    def __init__(self, message: str, *, device: bool = False):
        super().__init__(message)
        self.device = device  # it needs a device that is not there


@dataclass
class _Seen:
    """What the script did before its call of fit."""

    started: float = field(default_factory=time.monotonic)
    files: Dict[str, None] = field(default_factory=dict)  # in order of opening
    hosts: Dict[str, None] = field(default_factory=dict)
    script: str = ""  # its own file is no data
    listening: bool = True
    total: float = 0.0  # seconds of its own, up to the call it is at
    dropped: List[str] = field(default_factory=list)

    def again(self) -> None:
        """Begin anew, on the way to the next call."""
        self.started, self.files, self.hosts = time.monotonic(), {}, {}
        self.listening = True


def run(
    script: Script,
    judge: Judge,
    *,
    folder: Optional[str] = None,
    elsewhere: Optional[Callable[[int, float], Any]] = None,
) -> int:
    """Run a script in this process, which is its from now on; returns how many calls were judged.

    Args:
        judge: called with the subject of each call, notes for the reader, and the checks that do
            not go with it. It may end the process: what stands after fit is then never run.
        folder: where the script's temporary files go.
        elsewhere: from the number of a call, and the seconds that the script took to get there, to
            who runs it there again.

    Raises:
        NotReached: nothing was judged.
    """
    seen, judged = _Seen(script=os.path.abspath(script.place)), [0]
    capture = Capture(lambda call: _reached(call), wanted=script.call)

    def _reached(call: Call) -> None:
        seen.listening = False
        seen.total += time.monotonic() - seen.started
        _use_keras_of(call.model)
        subject = subject_of(call, script)
        if elsewhere is not None and call.kind != "train_on_batch":
            subject.elsewhere = elsewhere(call.number, seen.total)
        notes = [*_described(call), *_before(seen), *_unsaved(capture)]
        judge(subject, notes, NOT_ASKED[call.kind])
        judged[0] += 1
        seen.again()

    _prepare(folder)
    sys.addaudithook(lambda event, values: _heard(event, values, seen))
    capturing.install(capture)
    heard = _Heard(sys.stderr)
    sys.stderr = heard  # type: ignore[assignment]
    try:
        _execute(script, seen)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if not capturing.judge_left(capture) and not judged[0]:
            raise _why(error, script, heard) from error
        return judged[0]
    if not capturing.judge_left(capture) and not judged[0]:
        raise NotReached(_never(script, seen, capture, heard))
    return judged[0]


def _prepare(folder: Optional[str]) -> None:
    os.environ.setdefault("MPLBACKEND", "Agg")  # a window that waits to be closed would hold it up
    if folder is not None:
        os.makedirs(folder, exist_ok=True)
        os.environ["TMPDIR"] = tempfile.tempdir = folder


def _use_keras_of(model: Any) -> None:
    """Let ``tf.keras`` be Keras 2 where the script's model is of the package ``tf_keras``.

    TensorFlow (2.16 on) looks this up when ``tf.keras`` is first asked for.
    """
    if any(kind.__module__.partition(".")[0] == "tf_keras" for kind in type(model).__mro__):
        os.environ["TF_USE_LEGACY_KERAS"] = "1"


# --- as the interpreter does ----------------------------------------------------------------------


def _execute(script: Script, seen: _Seen) -> None:
    sys.argv = [script.place, *script.arguments]
    if script.module:
        sys.path[0] = os.getcwd()
        runpy.run_module(script.place, run_name="__main__", alter_sys=True)
        return
    path = os.path.abspath(script.place)
    sys.path[0] = os.path.dirname(path)
    main = ModuleType("__main__")
    main.__dict__.update(__file__=script.place, __builtins__=__builtins__, __cached__=None)
    sys.modules["__main__"] = main
    if script.place.endswith(".ipynb"):
        _run_notebook(script.place, main, seen)
        return
    with io.open_code(path) as file:
        source = file.read()
    exec(compile(source, script.place, "exec"), main.__dict__)


def _run_notebook(path: str, main: ModuleType, seen: _Seen) -> None:
    from conformance.run import notebook

    book = notebook.read(path)
    seen.dropped = book.dropped
    main.__dict__["display"] = lambda *things, **options: None
    for number, source in book.cells:
        exec(notebook.compiled(path, number, source), main.__dict__)


class _Heard(io.TextIOBase):
    """Standard error, of which the last words are kept."""

    def __init__(self, stream: Any):
        self.stream, self.last = stream, ""

    def write(self, text: str) -> int:
        self.last = (self.last + text)[-2000:]
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()

    def fileno(self) -> int:
        return self.stream.fileno()

    def line(self) -> str:
        lines = [line.strip() for line in self.last.splitlines() if line.strip()]
        return lines[-1][:200] if lines else ""


# --- what it did before fit -----------------------------------------------------------------------


def _heard(event: str, values: Tuple[Any, ...], seen: _Seen) -> None:
    """An audit hook: files opened for reading, and hosts asked for."""
    if not seen.listening:
        return
    if event == "open":
        path = opened.read_from(values)
        if path and opened.is_data(path, seen.script):
            seen.files.setdefault(path)
    elif event == "socket.getaddrinfo" and isinstance(values[0], (str, bytes)):
        host = os.fsdecode(values[0])
        if host not in ("localhost", "127.0.0.1", "::1"):
            seen.hosts.setdefault(host)


def _before(seen: _Seen) -> List[str]:
    seconds = time.monotonic() - seen.started
    parts = [f"before it the script ran for {seconds:.1f} s"]
    if seen.files:
        parts.append(f"opened {_some([_short(path) for path in seen.files])}")
    if seen.hosts:
        parts.append(f"asked the network for {_some(list(seen.hosts))}")
    notes = [", ".join(parts)]
    if seen.dropped:
        notes.append(f"not run, for they are no Python: {_some(seen.dropped)}")
    return notes


def _short(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _some(names: List[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _described(call: Call) -> List[str]:
    if call.kind == "train_on_batch":
        notes = [
            f"train_on_batch, call {call.number}: judged are the {len(call.batches)} batches it "
            f"was given first{_at(call.line)}; how the data goes on was not seen, so nothing is "
            f"said of {', '.join(NOT_ASKED[call.kind])}"
        ]
    elif call.kind == "loop":
        known = "" if call.model is not None else "; which model it goes to could not be told"
        notes = [
            f"a training loop of its own, call {call.number}: judged is the dataset iterated"
            f"{_at(call.line)}{known}; its validation data was not seen"
        ]
    else:
        given = ", ".join(
            f"{k}={_value(v)}" for k, v in call.arguments.items() if k not in ("x", "y")
        )
        return [f"fit, call {call.number}{_at(call.line)}: {given or 'no other arguments'}"]
    lines = list(dict.fromkeys(call.sources))
    if lines and call.kind != "loop":
        notes.append(f"the script iterated datasets at {_some(lines)}")
    return notes


def _at(line: str) -> str:
    return f" at {line}" if line else ""


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)) and len(value) > 3:
        return f"{len(value)} of them"
    if isinstance(value, (int, float, str, bool, type(None))):
        return repr(value)
    if isinstance(value, dict) and len(value) <= 4:
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(type(item).__name__ for item in value)}]"
    return type(value).__name__


def _unsaved(capture: Capture) -> List[str]:
    """A call before this one was answered without training: what followed from it is said."""
    if not capture.skipped:
        return []
    times = "one call" if capture.skipped == 1 else f"{capture.skipped} calls"
    notes = [f"{times} of fit before it answered without training"]
    if capture.unsaved:
        notes.append(f"not written, for nothing was trained: {_some(capture.unsaved)}")
    return notes


# --- why it was not reached -----------------------------------------------------------------------


def _why(error: BaseException, script: Script, heard: _Heard) -> NotReached:
    failure = failure_of(error, "script")
    where = f" at {failure.frames[-1]}" if failure.frames else ""
    if isinstance(error, SystemExit):
        said = f"; its last words: {heard.line()}" if heard.line() else ""
        return NotReached(
            f"{script.name} ended itself{where} with status {error.code!r} before it called fit{said}"
        )
    if isinstance(error, EOFError) and "reading a line" in str(error):
        return NotReached(
            f"{script.name} asks for input{where}: there is nobody to answer. Give what it asks for "
            "as an argument, or in its environment"
        )
    if DEVICE.search(f"{error} {_source_line(error)}"):
        return NotReached(
            f"{script.name} needs a GPU{where}: {failure}. TensorFlow was shown none; where there "
            "is one, say --device gpu",
            device=True,
        )
    hint = ""
    if isinstance(error, FileNotFoundError):
        hint = f" (the working folder is {os.getcwd()})"
    said = _brief(str(failure))
    return NotReached(f"{script.name} failed before it called fit{where}: {said}{hint}")


def _brief(text: str) -> str:
    """A message that holds a whole traceback by its first and its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return text if len(lines) <= SHOWN else f"{lines[0]} ... {lines[-1]}"


def _source_line(error: BaseException) -> str:
    """The text of the line that raised."""
    trace = error.__traceback__
    line = ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "site-packages" not in name:
            line = linecache.getline(name, trace.tb_lineno)
        trace = trace.tb_next
    return line


def _never(script: Script, seen: _Seen, capture: Capture, heard: _Heard) -> str:
    seconds = time.monotonic() - seen.started
    if capture.calls:
        times = "once" if capture.calls == 1 else f"{capture.calls} times"
        return f"{script.name} called fit {times} only: there is no call {script.call}"
    text = f"{script.name} ended after {seconds:.1f} s without calling fit"
    lines = list(dict.fromkeys(line for _, line in capture.loops))
    if lines:
        return f"{text}; it iterated datasets at {_some(lines)}, but took no gradient there"
    said = f"; its last words: {heard.line()}" if heard.line() else ""
    return f"{text}, train_on_batch, or a loop over a tf.data.Dataset under a GradientTape{said}"


# --- from a call to what is judged ----------------------------------------------------------------


def subject_of(call: Call, script: Script) -> Subject:
    """The call as the kit judges it: each object as it is."""
    given = dict(call.arguments)
    name = script.name if call.number == 1 else f"{script.name}#{call.number}"
    subject = of_arguments(given, call.model, name)
    if call.kind == "train_on_batch":
        batches = list(call.batches)
        subject.make, subject.factory = (lambda: _yielded(batches)), True
    return subject


def of_arguments(given: Dict[str, Any], model: Any, name: str) -> Subject:
    """A Subject from the arguments of fit."""
    given = dict(given)
    x, y = given.pop("x", None), given.pop("y", None)
    make, factory = _maker(x, y, given)
    validation = given.pop("validation_data", None)
    held = as_fit_reads(validation) if validation is not None else None
    return Subject(
        make=make,
        factory=factory,
        make_model=None if model is None else lambda: model,
        model_factory=False,
        make_validation=None if held is None else lambda: held,
        fit=given,
        target=name,
        model=None if model is None else type(model).__name__,
    )


def _maker(x: Any, y: Any, given: Dict[str, Any]) -> Tuple[Callable[[], Any], bool]:
    """How the pipeline is made again, and whether that makes a fresh one."""
    from conformance import compat
    from conformance.observe.kinds import kind_of

    x = compat.original_dataset(x)  # of a strategy's distributed dataset
    kind = kind_of(x)
    if kind == "generator":
        again = _generator_again(x)
        if again is not None:
            return again, True
    if kind in ("dataset", "sequence", "generator", "iterator"):
        if y is not None:
            given["y"] = y
        return (lambda: x), False
    parts = [as_fit_reads(x)]
    weights = given.get("sample_weight")
    if y is not None:
        parts.append(as_fit_reads(y))
        if weights is not None:
            parts.append(as_fit_reads(given.pop("sample_weight")))
    arrays = tuple(parts)
    return (lambda: arrays), False


def as_fit_reads(value: Any) -> Any:
    """Pandas' frames and series, and on Keras 2 lists of numbers, as the arrays fit makes of them."""
    if hasattr(value, "to_numpy") and hasattr(value, "index"):
        return value.to_numpy()
    if isinstance(value, dict):
        return {key: as_fit_reads(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return _listed(value)
    return value


def _listed(value: Any) -> Any:
    from conformance import compat

    first = value[0] if len(value) else None
    while isinstance(first, (list, tuple)) and len(first):
        first = first[0]
    if isinstance(first, (int, float, str)) and compat.keras_generation() == 2:
        import numpy as np

        return np.asarray(value)
    if isinstance(first, (int, float, str)):
        return value
    return (
        type(value)(as_fit_reads(part) for part in value) if type(value) in (tuple, list) else value
    )


def _generator_again(generator: Any) -> Optional[Callable[[], Any]]:
    """Call a generator's function again with the arguments it was called with."""
    if inspect.getgeneratorstate(generator) != inspect.GEN_CREATED:
        return None  # what it was called with may have changed since
    frame, code = generator.gi_frame, generator.gi_code
    functions = [f for f in gc.get_referrers(code) if isinstance(f, FunctionType)]
    if len(functions) != 1 or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return None
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    values = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
    if set(values) != set(names) or any(hasattr(value, "__next__") for value in values.values()):
        return None  # an iterator that was read once gives nothing again
    count = code.co_argcount
    function = functions[0]
    return lambda: function(
        *[values[n] for n in names[:count]], **{n: values[n] for n in names[count:]}
    )


def _yielded(batches: List[Any]) -> Any:
    yield from batches
