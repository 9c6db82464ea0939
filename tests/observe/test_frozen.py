"""What traced functions read of Python's state, and what callbacks write of it."""

from __future__ import annotations

import importlib.util
import textwrap

import pytest

pytest.importorskip("tensorflow")

from conformance.observe.frozen import frozen_state

HEAD = """
import tensorflow as tf
LIMIT = 3
state = {"limit": 3, "other": 1}
class Box:
    def __init__(self): self.limit = 3; self.kept = 1
    def easy(self, x): return x < self.limit
box = Box()
def helper(x): return x < box.limit
"""
FROZEN = {
    "a global that a hook writes": """
        def read(x): return x < LIMIT
        class C:
            def on_epoch_end(self, epoch, logs=None):
                global LIMIT
                LIMIT += 1
        """,
    "an attribute of another object": """
        def read(x): return x < box.limit
        class C:
            def on_epoch_begin(self, epoch, logs=None): box.limit = epoch
        """,
    "a helper, and a hook that calls one": """
        def read(x): return helper(x)
        def harder(epoch): box.limit = epoch
        class C:
            def on_epoch_begin(self, epoch, logs=None): harder(epoch)
        """,
    "a key of a dict": """
        def read(x): return x < state["limit"]
        class C:
            def on_train_batch_end(self, batch, logs=None): state["limit"] = batch
        """,
    "a bound method and its own class's hook": """
        class Stage(Box):
            def on_epoch_end(self, epoch, logs=None): self.limit = epoch
        read = Stage().easy
        """,
    "a LambdaCallback": """
        def read(x): return x < box.limit
        def up(epoch, logs): box.limit = epoch
        made = dict(callback=tf.keras.callbacks.LambdaCallback(on_epoch_end=up))
        """,
    "setattr in a lambda": """
        read = lambda x: x < box.limit
        made = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda e, l: setattr(box, "limit", e))
        """,
    "a closure": """
        def make():
            limit = 3
            class C:
                def on_epoch_end(self, epoch, logs=None):
                    nonlocal limit
                    limit += 1
            def inner(x): return x < limit
            return inner
        read = make()
        """,
}
SOUND = {
    "a setting that main writes": """
        def read(x): return x < LIMIT
        def main():
            global LIMIT
            LIMIT = 9
        """,
    "another key": """
        def read(x): return x < state["limit"]
        class C:
            def on_epoch_end(self, epoch, logs=None): state["other"] = epoch
        """,
    "an attribute of that name elsewhere": """
        def read(x): return x < box.limit
        class C:
            def on_epoch_end(self, epoch, logs=None): self.limit = epoch
        """,
    "a variable": """
        v = tf.Variable(3)
        def read(x): return x < v
        class C:
            def on_epoch_end(self, epoch, logs=None): v.assign(epoch)
        """,
    "what numpy_function runs": """
        def read(x): return tf.numpy_function(helper, [x], tf.bool)
        class C:
            def on_epoch_end(self, epoch, logs=None): box.limit = epoch
        """,
    "a name of the hook's own": """
        def read(x): return x < LIMIT
        class C:
            def on_epoch_end(self, epoch, logs=None): LIMIT = epoch
        """,
}


def _read(tmp_path, text):
    path = tmp_path / "train.py"
    path.write_text(HEAD + textwrap.dedent(text))
    spec = importlib.util.spec_from_file_location("train", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.read


@pytest.mark.parametrize("name", FROZEN)
def test_state_that_a_callback_writes_is_told(name, tmp_path):
    found = frozen_state(_read(tmp_path, FROZEN[name]))
    assert found
    assert "3" in found[0].value
    assert found[0].name in ("LIMIT", "limit", "box.limit", "self.limit", "state['limit']")


@pytest.mark.parametrize("name", SOUND)
def test_other_state_is_not(name, tmp_path):
    assert frozen_state(_read(tmp_path, SOUND[name])) == []
