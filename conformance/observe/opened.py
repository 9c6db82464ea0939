"""The files that a pipeline reads: those that Python opens, and those that a tf.data source names."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from typing import Any, Dict, Iterable, List, Tuple

# Files that are opened by whoever imports, not by who reads data.
CODE = (".py", ".pyc", ".so", ".pyd", ".dll", ".toml", ".cfg", ".zip/", "pyvenv.cfg")
OWN_FILES = (".keras/keras.json", "matplotlibrc")
CACHES = (f"{os.sep}.cache{os.sep}", f"{os.sep}.matplotlib{os.sep}", "fontlist-", "site-packages")
SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/", "/opt/", "/var/lib/", "<")
OWN_FOLDER = "conformance-"  # what the kit makes for itself in the folder of temporary files
MANY = 50  # files of one folder that are told one by one; of more, the folder
BLOCK = 1 << 20  # bytes hashed of each end of a file that is too long to be hashed whole
WHOLE = 64 * BLOCK

_HEARD: Dict[str, None] = {}  # in order of opening
_HOOKED: List[bool] = []


def listen() -> None:
    """From now on keep the paths of data files that Python opens for reading; forget those before."""
    _HEARD.clear()
    if not _HOOKED:  # an audit hook stays for the life of the process
        _HOOKED.append(True)
        sys.addaudithook(_hear)


def _hear(event: str, values: Tuple[Any, ...]) -> None:
    if event == "open":
        path = read_from(values)
        if path and is_data(path):
            _HEARD.setdefault(os.path.abspath(path))


def read_from(values: Tuple[Any, ...]) -> str:
    """The path of an audit event "open" that is for reading; "" of any other."""
    path, mode, flags = values
    reading = "r" in mode if isinstance(mode, str) else not flags & (os.O_WRONLY | os.O_RDWR)
    return os.fsdecode(path) if reading and isinstance(path, (str, bytes)) else ""


def is_data(path: str, script: str = "") -> bool:
    """Whether a file is the user's data: not code, no library's own, not the script itself."""
    if path.startswith(SYSTEM) or path.endswith((*CODE, *OWN_FILES)):
        return False
    if any(mark in path for mark in CACHES):
        return False
    place = os.path.abspath(path)
    if place.startswith(os.path.join(tempfile.gettempdir(), OWN_FOLDER)):
        return False
    return place != script and not place.startswith(_interpreter())


def _interpreter() -> Tuple[str, ...]:
    """Where Python and this kit keep what is their own."""
    folders = [os.path.dirname(os.__file__), os.path.dirname(os.path.dirname(__file__))]
    zipped = [entry for entry in sys.path if entry.endswith(".zip")]
    return (*(folder + os.sep for folder in folders), *zipped)


def sources(named: Iterable[str]) -> Dict[str, Dict[str, Any]]:
    """Path, or folder of many, -> {"bytes", "hash"} and of a folder {"files"}, of all that was read.

    Args:
        named: texts that may be paths: those that a tf.data source holds.
    """
    paths = {*_HEARD, *(os.path.abspath(text) for text in named if os.path.isfile(text))}
    folders: Dict[str, List[str]] = {}
    for path in sorted(path for path in paths if os.path.isfile(path) and is_data(path)):
        folders.setdefault(os.path.dirname(path), []).append(path)
    out: Dict[str, Dict[str, Any]] = {}
    for folder, files in sorted(folders.items()):
        if len(files) <= MANY:
            out.update({_name(path): _one(path) for path in files})
        else:
            out[_name(folder) + "/"] = _all(files)
    return out


def _one(path: str) -> Dict[str, Any]:
    return {"bytes": os.path.getsize(path), "hash": _digest(path)}


def _all(files: List[str]) -> Dict[str, Any]:
    total = hashlib.blake2b(digest_size=8)
    for path in files:
        total.update(f"{os.path.basename(path)} {_digest(path)}\n".encode())
    size = sum(os.path.getsize(path) for path in files)
    return {"files": len(files), "bytes": size, "hash": total.hexdigest()}


def _digest(path: str) -> str:
    """Of the whole file; of a very long one, of its size and both ends."""
    digest = hashlib.blake2b(digest_size=8)
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        if size <= WHOLE:
            for block in iter(lambda: file.read(BLOCK), b""):
                digest.update(block)
        else:
            digest.update(b"%d" % size + file.read(BLOCK))
            file.seek(-BLOCK, os.SEEK_END)
            digest.update(file.read())
    return digest.hexdigest()


def _name(path: str) -> str:
    """Relative to the working folder; elsewhere the last two parts, so that no home is told."""
    relative = os.path.relpath(path)
    if not relative.startswith(os.pardir):
        return relative.replace(os.sep, "/")
    return ".../" + "/".join(path.split(os.sep)[-2:])
