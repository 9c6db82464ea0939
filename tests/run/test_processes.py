"""Nothing that a child started outlives it, its guardian or the parent; folders do not stay."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import psutil
import pytest

from conformance.run import processes

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone adopts")
SECONDS = 20

# A parent that starts a guarded child, which detaches a grandchild and then does as it is told.
CHILD = """
import os, subprocess, sys, time
from conformance.run import processes
processes.guarded(os.getppid(), sys.argv[1])
sleeper = "import os, time; os.setsid(); open({mark!r}, 'w').write(str(os.getpid())); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", sleeper.format(mark=sys.argv[2])])
while not os.path.exists(sys.argv[2]) or not os.path.getsize(sys.argv[2]):
    time.sleep(0.02)
open(sys.argv[3], "w").write(str(os.getpid()))
exec(sys.argv[4])
time.sleep(600)
"""
PARENT = """
import os, subprocess, sys, time
from conformance.run import processes
processes.adopt_orphans()
with processes.orderly(), processes.temporary_folder() as folder:
    given = dict(os.environ, **{{processes.MARK: folder}})
    child = subprocess.Popen([sys.executable, "-c", {child!r}, folder, *sys.argv[1:]], env=given)
    open(sys.argv[4], "w").write(folder)
    try:
        child.wait()
    finally:
        processes.finish(child)
        processes.end_marked(folder)
"""


def _pid(path):
    return int(_text(path))


def _text(path):
    _until(lambda: os.path.exists(path) and os.path.getsize(path))
    return pathlib.Path(path).read_text()


def _until(holds):
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def family(tmp_path):
    paths = [str(tmp_path / name) for name in ("grandchild", "child", "folder")]
    command = [sys.executable, "-c", PARENT.format(child=CHILD), *paths[:2], "pass", paths[2]]
    parent = subprocess.Popen(command)
    grandchild, child, folder = _pid(paths[0]), _pid(paths[1]), _text(paths[2])
    yield parent, child, grandchild, folder
    for pid in (grandchild, child, parent.pid):
        if not _gone(pid):
            os.kill(pid, signal.SIGKILL)
    parent.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_parent(family, number):
    parent, child, grandchild, folder = family
    os.kill(parent.pid, number)
    assert parent.wait(SECONDS) == -number
    _until(lambda: _gone(child) and _gone(grandchild))
    _until(lambda: not os.path.exists(folder))


def test_nothing_outlives_the_child(family):
    parent, child, grandchild, folder = family
    os.kill(child, signal.SIGKILL)
    _until(lambda: _gone(grandchild))
    assert parent.wait(SECONDS) == 0
    assert not os.path.exists(folder)


def test_nothing_outlives_the_guardian(family):
    parent, child, grandchild, folder = family
    os.kill(psutil.Process(child).ppid(), signal.SIGKILL)
    _until(lambda: _gone(child) and _gone(grandchild))
    parent.wait(SECONDS)
    assert not os.path.exists(folder)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("os._exit(7)", 7),
        ("os.abort()", -signal.SIGABRT),
        ("os.kill(os.getpid(), 9)", -9),
        ("sys.exit(0)", 0),
    ],
)
def test_the_guardian_ends_as_the_work_did(tmp_path, act, code):
    paths = [str(tmp_path / name) for name in ("folder", "grandchild", "child")]
    child = subprocess.run([sys.executable, "-c", CHILD, *paths, act], check=False, timeout=60)
    assert child.returncode == code
    assert _gone(_pid(paths[1]))


def test_folders_of_killed_runs_are_removed_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = tmp_path / f"{processes.PREFIX}1-x"
    others = tmp_path / f"{processes.PREFIX}of-somebody"
    for folder in (abandoned, others):
        folder.mkdir()
    (abandoned / processes.LOCK).touch()
    with processes.temporary_folder() as used:
        assert os.path.isdir(used)
        assert not abandoned.exists()
        processes.remove_abandoned()
        assert os.path.isdir(used), "its lock is held"
        assert others.exists()
    assert not os.path.exists(used)


def test_an_ending_is_said():
    assert processes.ending(3) == "the process exited with status 3"
    assert processes.ending(-9) == "the process was killed by signal SIGKILL"
