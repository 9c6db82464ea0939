"""Counterexamples as programs of their own, and running them again."""

from __future__ import annotations

import ast
import contextlib
import os
import pprint
import re
import subprocess
import sys
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from conformance.files import write_whole

STATUSES = {"FIXED": 0, "FAILED": 1, "ERROR": 3}
MODULE = re.compile(r"[A-Za-z_][\w.]*")
MARK = "# conformance counterexample 1"
# Copied into every script, in this order.
MODULES = ("_rows", "_inputs", "_template", "_judge", "_again")
REPLAY_SECONDS = 300.0

SCRIPT = '''{mark}
"""{title}

{message}

Found with {versions}.
{how[0]} To see it again:

    python THIS_FILE              judges the template as it was, copied below
    python THIS_FILE TEMPLATE     judges a file or module as it is now
    conformance replay THIS_FILE  judges {target} as it is now

The last line says FAILED (status 1), FIXED (0) or ERROR (3). Needs TensorFlow and NumPy only.
{how[1]}
"""

from __future__ import annotations

{imports}

nan, inf = float("nan"), float("inf")
EXAMPLES = {examples}
RECORD = dict({record}, examples=EXAMPLES)
TARGET = {target!r}
FOLDER = {folder!r}
TEMPLATE_FILE = {file!r}
BESIDE = ""

# The template as it was.
TEMPLATE = {template}

# How it is judged.

{judge}


def template_of(place):
    """The template at a path or module name; None for the copy above."""
    if place is not None and not place.endswith(".py"):
        sys.path.insert(0, os.getcwd())
        return importlib.import_module(place)
    with tempfile.TemporaryDirectory() as folder:
        origin = place
        if place is None:
            origin, place = TEMPLATE_FILE, os.path.join(folder, "template.py")
            with open(place, "w", encoding="utf-8") as file:
                file.write(TEMPLATE)
        sys.path.insert(0, os.path.dirname(os.path.abspath(place)))
        spec = importlib.util.spec_from_file_location("template", place)
        module = importlib.util.module_from_spec(spec)
        sys.modules["template"] = module
        with open(place, encoding="utf-8") as file:  # autograph reads the source again, later
            linecache.cache[place] = (1, None, file.readlines(), place)
        if os.path.exists(origin):  # its data lies beside it
            module.__file__ = origin
        spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    try:
        template = template_of(sys.argv[1] if len(sys.argv) > 1 else None)
    except Exception as error:
        status, why = "ERROR", f"the template cannot be loaded: {{type(error).__name__}}: {{error}}"
    else:
        status, why = verdict(template, RECORD)
    print(f"{{status}}: {{why}}")
    sys.exit({{"FIXED": 0, "FAILED": 1, "ERROR": 3}}[status])
'''


def drawn_again(target: str, layer: str, blob: str, seed: Optional[int]) -> Tuple[str, str]:
    """How small a case is that Hypothesis shrank, and how it is drawn again."""
    return (
        "Smaller sources were not found to fail.",
        f"Hypothesis draws the same case again by\n\n    {blob}\n\n"
        f"which conformance.properties.fuzz({target!r}, "
        f"reproduce=({layer!r}, {blob.partition('(')[2]}) does, and finds it by\n\n"
        f"    {_command(target, seed)}",
    )


def drawn_as(target: str, layer: str, number: int, seed: Optional[int]) -> Tuple[str, str]:
    """The same for a case that took its process with it, so that nothing shrank it."""
    return (
        "Smaller sources were not tried: this one takes the process with it.",
        f"It is example {number} of the layer {layer!r} that\n\n"
        f"    {_command(target, seed)}\n\ncomes to.",
    )


def _command(target: str, seed: Optional[int]) -> str:
    return f"conformance fuzz {target} --seed {0 if seed is None else seed}"


def script(plan: Any, record: Dict[str, Any], *, message: str, how: Tuple[str, str]) -> str:
    """The program that judges `record` on the template of `plan`; "" without a source file.

    Args:
        how: two sentences, by `drawn_again` or `drawn_as`.
    """
    import hypothesis

    from conformance import compat
    from conformance.properties import _template

    place = _template.code_file(plan.template)
    if not os.path.isfile(place):
        return ""
    with open(place, encoding="utf-8") as file:
        template = file.read()
    versions = (
        f"TensorFlow {compat.tensorflow().__version__}, Keras {compat.keras_version()}, "
        f"NumPy {np.__version__}, Python {compat.version_text()}, "
        f"Hypothesis {hypothesis.__version__}"
    )
    imports, judge = _judge_code()
    small = {key: value for key, value in record.items() if key != "examples"}
    return SCRIPT.format(
        mark=MARK,
        title=f"Counterexample: {plan.target} breaks {record['property']!r}.",
        message=_docstring(message),
        versions=versions,
        target=plan.target,
        how=tuple(map(_docstring, how)),
        imports=imports,
        examples=literal(record["examples"]),
        record=pprint.pformat(small, width=96),
        folder=os.getcwd(),
        file=os.path.abspath(place),
        template=_quoted(template),
        judge=judge,
    )


def _docstring(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', "'''")


def _quoted(text: str) -> str:
    """A literal of a file that can still be read."""
    if "'''" not in text and not text.endswith("\\"):
        return "r'''" + text + "'''"
    return "(\n" + "\n".join(f"    {line!r}" for line in text.splitlines(keepends=True)) + "\n)"


def _judge_code() -> Tuple[str, str]:
    """The imports and the code of MODULES as one file."""
    imports = {
        "import importlib.util",
        "import linecache",
        "import os",
        "import sys",
        "import tempfile",
    }
    bodies: List[str] = []
    for name in MODULES:
        path = os.path.join(os.path.dirname(__file__), f"{name}.py")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        lines = text.splitlines()
        drop: set = set()
        for node in ast.parse(text).body:
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not docstring and not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            drop.update(range(node.lineno - 1, node.end_lineno))
            if isinstance(node, ast.Import):
                imports.update(
                    f"import {one.name}" + (f" as {one.asname}" if one.asname else "")
                    for one in node.names
                )
        kept = "\n".join(line for number, line in enumerate(lines) if number not in drop)
        bodies.append(kept.strip("\n"))
    third = sorted(one for one in imports if " as " in one)
    quiet = 'os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")'
    standard = sorted(imports - set(third))
    return "\n".join([*standard, "", quiet, "", *third]), "\n\n\n".join(bodies)


def literal(examples: Any) -> str:
    """Python code that makes the examples again, given np, nan and inf."""
    if isinstance(examples, dict):
        return "{" + ", ".join(f"{k!r}: {literal(v)}" for k, v in examples.items()) + "}"
    if isinstance(examples, tuple):
        return "(" + "".join(f"{literal(one)}, " for one in examples) + ")"
    if isinstance(examples, list):
        return "[" + ", ".join(map(literal, examples)) + "]"
    array = np.asarray(examples)
    name = repr(array.dtype.name)
    if array.dtype == object:
        name = "object"
    elif array.dtype.kind in "SU":
        name = repr(array.dtype.str)
    elif array.dtype.name == "bfloat16":
        return f"{literal(array.astype('float32'))}.astype(tf.bfloat16.as_numpy_dtype)"
    values = array.tolist()
    flat = array.ravel().tolist()
    if not flat:
        return f"np.zeros({array.shape}, dtype={name})"
    if len(flat) > 4 and len({repr(value) for value in flat}) == 1:
        return f"np.full({array.shape}, {flat[0]!r}, dtype={name})"
    return f"np.array({pprint.pformat(values, width=80, compact=True)}, dtype={name})"


def save(report: Dict[str, Any], folder: str) -> List[str]:
    """Write the scripts of a report, TEMPLATE-PROPERTY.py each; return their paths."""
    paths = []
    for one in report["fuzz"]["counterexamples"]:
        if one["script"]:
            os.makedirs(folder, exist_ok=True)
            stem = re.sub(r"\W+", "_", report["target"].replace(".py", "").rpartition(os.sep)[2])
            paths.append(os.path.join(folder, f"{stem}-{one['property']}.py"))
            write_whole(paths[-1], _placed(one["script"], folder))
    return paths


def _placed(text: str, folder: str) -> str:
    """A script that knows the way from itself to the template, for both may move together."""
    with contextlib.suppress(ValueError):  # on another drive
        way = os.path.relpath(_constants(text)["TEMPLATE_FILE"], folder)
        text = text.replace('\nBESIDE = ""\n', f"\nBESIDE = {way!r}\n", 1)
    return text


def replay(path: str, *, seconds: float = REPLAY_SECONDS) -> Tuple[str, str]:
    """Run a counterexample on its template as that is now, in a process of its own.

    Returns:
        "FAILED", "FIXED" or "ERROR", and why.

    Raises:
        ValueError: the file is no counterexample script.
    """
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if not text.startswith(MARK):
        raise ValueError(f"{path} is no counterexample: its first line is not {MARK!r}")
    known = _constants(text)
    file_now = _file(path, known)
    module = MODULE.fullmatch(known["TARGET"]) and not known["TARGET"].endswith(".py")
    if file_now is None and not (module and _importable(known["TARGET"])):
        why = f"the template is gone: {known['TEMPLATE_FILE']}; `python {path}` judges its copy"
        return "ERROR", why
    place = known["TARGET"] if module else str(file_now)
    command = [sys.executable, os.path.abspath(path), place]
    # That its process ends, or never does, is what a counterexample to "survives" is about.
    ends = "FAILED" if "'property': 'survives'" in text else "ERROR"
    try:
        done = subprocess.run(
            command,
            cwd=_folder(known, file_now),
            timeout=seconds,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return ends, f"no answer within {seconds:.0f} s"
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    status, _, why = (lines[-1] if lines else "").partition(": ")
    if STATUSES.get(status) != done.returncode:
        return ends, f"the script ended with status {done.returncode}: {' '.join(lines[-1:])}"
    return status, why


def _constants(text: str) -> Dict[str, str]:
    """What a script knows of its template; "" for what an older one does not hold."""
    values = {}
    for name in ("TARGET", "FOLDER", "TEMPLATE_FILE", "BESIDE"):
        found = re.search(rf"^{name} = (.*)$", text, re.MULTILINE)
        values[name] = str(ast.literal_eval(found.group(1))) if found else ""
    return values


def _file(script_path: str, known: Dict[str, str]) -> Optional[str]:
    """The template's file as it is now: beside the script as it was, or where it was."""
    folder = os.path.dirname(os.path.abspath(script_path))
    beside = os.path.normpath(os.path.join(folder, known["BESIDE"])) if known["BESIDE"] else ""
    for place in (beside, known["TEMPLATE_FILE"]):
        if place and os.path.isfile(place):
            return os.path.abspath(place)
    return None


def _folder(known: Dict[str, str], file_now: Optional[str]) -> Optional[str]:
    """Where the run stood that found it, moved as its template was; None: here."""
    was, folder = known["TEMPLATE_FILE"], known["FOLDER"]
    inside = folder and was.startswith(os.path.join(folder, ""))
    if file_now and inside and file_now.endswith(was[len(folder) :]):
        return file_now[: -len(was[len(folder) :])]
    return folder if os.path.isdir(folder) else None


def _importable(name: str) -> bool:
    from conformance.cli._targets import located

    return not located(name)[1]
