"""The process is afterwards as it was."""

from __future__ import annotations

import os
import random
import signal
import sys
import warnings

import pytest

tf = pytest.importorskip("tensorflow")

import numpy as np  # noqa: E402

from conformance.run.world import as_it_was  # noqa: E402


def _state():
    return {
        "folder": os.getcwd(),
        "paths": list(sys.path),
        "environment": dict(os.environ),
        "filters": list(warnings.filters),
        "handler": signal.getsignal(signal.SIGUSR1),
        "streams": (sys.stdout, sys.stderr),
        "numpy": np.random.get_state()[1].tolist(),
        "python": random.getstate(),
        "eager": tf.config.functions_run_eagerly(),
    }


def _spoil(folder):
    os.chdir(str(folder))
    sys.path.insert(0, "/nowhere")
    os.environ["SOMETHING_NEW"] = "1"
    os.environ.pop("PATH")
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGUSR1, lambda number, frame: None)
    sys.stdout = None
    np.random.seed(1)
    random.seed(1)
    tf.random.set_seed(1)
    tf.random.get_global_generator().uniform([2])
    tf.config.run_functions_eagerly(True)


@pytest.mark.parametrize("raising", [False, True])
def test_everything_is_put_back(tmp_path, raising):
    generator = tf.random.get_global_generator()
    before, held = _state(), generator.state.numpy().tolist()
    tf.random.set_seed(11)
    after_one = _draws()
    tf.random.set_seed(11)
    try:
        with as_it_was():
            _spoil(tmp_path)
            if raising:
                raise KeyError
    except KeyError:
        assert raising
    assert _state() == before
    assert tf.random.get_global_generator() is generator
    assert generator.state.numpy().tolist() == held
    assert _draws() == after_one


def _draws():
    return tf.random.uniform([3]).numpy().tolist()


def test_a_folder_that_was_removed_does_not_stop_the_rest(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    count = len(sys.path)
    with as_it_was():
        here.rmdir()
        os.chdir(str(tmp_path))
        sys.path.append("/nowhere")
    assert len(sys.path) == count


def test_what_cannot_be_put_back_is_said(monkeypatch):
    from conformance.run import world

    def keep_a_vase():
        def put_back():
            raise OSError("in pieces")

        return put_back

    monkeypatch.setattr(world, "KEEPERS", [keep_a_vase])
    with as_it_was() as left:
        assert left == []
    assert left == ["not put back after the run: keep_a_vase (OSError: in pieces)"]


def test_the_users_modules_are_forgotten(tmp_path):
    (tmp_path / "one_of_the_users.py").write_text("value = 1\n")
    with as_it_was(modules=True):
        sys.path.insert(0, str(tmp_path))
        __import__("one_of_the_users")
        assert "one_of_the_users" in sys.modules
    assert "one_of_the_users" not in sys.modules
    assert "conformance.run.world" in sys.modules
