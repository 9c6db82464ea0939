"""Iterators that are advanced, saved, restored and rebuilt, and knobs turned between epochs."""

from __future__ import annotations

import functools
import importlib
import os
import tempfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import reference_pipelines
from conformance import strategies
from conformance.properties import _rows, _template

pytestmark = [pytest.mark.property, pytest.mark.slow]

MODULES = [pattern.module for pattern in reference_pipelines.PATTERNS.values()]
# An iterator over a Sequence is Python's own and has nothing to save.
RESUMABLE = [module for module in MODULES if module != "sequence_workers"]
EPOCHS = 2
COUNTS = (1, 7, 12)
STEPS = 12  # rules in one run: enough to save, go on, restore and read to the end of two epochs
# A run builds a pipeline some five times, so each template gets a fifth of the profile's examples.
SHARE = 5
KNOBS = ("num_parallel_calls", "cache", "shuffle_buffer")


@functools.lru_cache(maxsize=None)
def prepared(module, count):
    """The template, a source of `count` real examples written once, and what `expected` says."""
    template = importlib.import_module(f"reference_pipelines.{module}")
    examples = cut(template.examples(), count)
    folder = tempfile.TemporaryDirectory(prefix="stateful-")
    source = template.make_source(folder.name, examples)
    return template, source, template.expected(examples), folder


def cut(examples, count):
    """`count` examples, spread over all of them so that several classes occur."""
    if isinstance(examples, dict):
        return {name: cut(part, count) for name, part in examples.items()}
    return examples[np.linspace(0, len(examples) - 1, count).astype(int)]


def build(module, count, **options):
    template, source, _, _ = prepared(module, count)
    return template.make_dataset(source, **_template.plain(template), **options)


def fewer():
    return settings(settings.default, max_examples=settings.default.max_examples // SHARE)


def rows_of(batch):
    return [(path, _rows.as_rows(leaf)) for path, leaf in _rows.roles(batch)]


class Resuming(RuleBasedStateMachine):
    """An iterator over two epochs beside a NumPy account of what it may still yield."""

    module = ""

    @initialize(
        count=st.sampled_from(COUNTS),
        batch_size=st.integers(1, 5),
        shuffle=st.booleans(),
        data=st.data(),
    )
    def start(self, count, batch_size, shuffle, data):
        self.count = count
        known = _template.parameters(prepared(self.module, count)[0])
        only = [name for name in KNOBS if name in known]
        self.knobs = strategies.pipeline_knobs(only=only) if only else st.just({})
        self.options = {"batch_size": batch_size, "shuffle": shuffle, "seed": 3}
        self.options.update(data.draw(self.knobs))
        self.folder = tempfile.TemporaryDirectory(prefix="stateful-")
        self.saved = {}  # position -> checkpoint
        self.seen = {}  # position -> the batch that came there first
        self.fresh()
        # Of another build: an iterator more would take an epoch's seeds from this one.
        first = next(iter(build(self.module, count, **self.options)), None)
        expected = prepared(self.module, count)[2]
        self.wanted = _rows.as_columns(expected, first)
        self.batches = -(-_rows.length(self.wanted) // batch_size)

    def fresh(self):
        self.dataset = build(self.module, self.count, **self.options)
        self.iterator = iter(_rows.quick(self.dataset.repeat(EPOCHS)))
        self.position = 0

    @rule(batches=st.integers(1, 4))
    def advance(self, batches):
        for _ in range(batches):
            batch = next(self.iterator, None)
            if batch is None:
                assert self.position == EPOCHS * self.batches
                return
            assert self.position < EPOCHS * self.batches, "more batches than the epochs have"
            self.judge(rows_of(batch))
            self.position += 1

    def judge(self, rows):
        """The batch is what came here before; the first time, what may come here."""
        before = self.seen.setdefault(self.position, rows)
        assert [path for path, _ in rows] == [path for path, _ in before]
        for (path, mine), (_, other) in zip(rows, before):
            np.testing.assert_array_equal(mine, other, path)
        epoch, number = divmod(self.position, self.batches)
        size = self.options["batch_size"]
        if not self.options["shuffle"]:
            part = {path: all_[number * size :][:size] for path, all_ in self.wanted.items()}
            _rows.compare("contents", _rows.joined([rows]), part, ordered=True)
            return
        known = [epoch * self.batches + i for i in range(number + 1)]
        if all(position in self.seen for position in known):
            epoch_so_far = _rows.joined([self.seen[position] for position in known])
            whole = number + 1 == self.batches
            extra, missing = _rows.unmatched(epoch_so_far, self.wanted, tolerances(epoch_so_far))
            assert not extra, "an example came twice, or is none of the source"
            assert not (whole and missing), "an example never came"

    @precondition(lambda self: self.position not in self.saved)
    @rule()
    def save(self):
        import tensorflow as tf

        path = os.path.join(self.folder.name, f"at_{self.position}")
        tf.train.Checkpoint(iterator=self.iterator).write(path)
        self.saved[self.position] = path

    @precondition(lambda self: self.saved)
    @rule(data=st.data())
    def restore(self, data):
        """Go on in a new iterator over a new build, as after a crash."""
        import tensorflow as tf

        position = data.draw(st.sampled_from(sorted(self.saved)))
        self.fresh()
        read = tf.train.Checkpoint(iterator=self.iterator).read(self.saved[position])
        read.assert_existing_objects_matched()
        self.position = position

    @rule()
    def rebuild(self):
        """With a seed, two builds give the same epochs."""
        self.fresh()

    @invariant()
    def stays_within_the_epochs(self):
        assert 0 <= getattr(self, "position", 0) <= EPOCHS * getattr(self, "batches", 1)

    def teardown(self):
        if hasattr(self, "folder"):
            self.folder.cleanup()


def tolerances(columns):
    return {
        path: _rows.TOLERANCES.get(_rows.dtype_of(rows), _rows.TOLERANCE)
        for path, rows in columns.items()
    }


@pytest.mark.parametrize("module", RESUMABLE)
def test_an_iterator_resumes_where_it_was_saved(module):
    machine = type(f"Resuming_{module}", (Resuming,), {"module": module})
    case = machine.TestCase
    case.settings = settings(fewer(), stateful_step_count=STEPS)
    case().runTest()


@pytest.mark.parametrize("module", MODULES)
@settings(fewer())
@given(data=st.data())
def test_knobs_turned_between_epochs_keep_the_examples(module, data):
    """No oracle: an epoch with some knobs holds what one with others does."""
    count = data.draw(st.sampled_from(COUNTS), "count")
    known = _template.parameters(prepared(module, count)[0])
    only = [name for name in (*KNOBS, "prefetch", "deterministic", "shuffle") if name in known]
    knobs = strategies.pipeline_knobs(only=only) if only else st.just({})
    epochs = []
    for _ in range(3):
        options = {"batch_size": data.draw(strategies.batch_sizes(max_value=8)), "seed": 3}
        options.update(data.draw(knobs))
        pipeline = _rows.quick(build(module, count, **options))
        epochs.append(_rows.joined(_rows.epoch(pipeline, np.zeros(count))[0]))
    for other in epochs[1:]:
        _rows.compare("knobs", other, epochs[0], ordered=False)
