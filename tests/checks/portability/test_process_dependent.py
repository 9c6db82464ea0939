"""process-dependent, on hand-written records, and the stage that makes them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conformance.observe import contents
from conformance.observe.stages_elsewhere import elsewhere
from conformance.observe.state import Options, Run
from conformance.records import Elsewhere, Epochs
from conformance.records.store import Missing
from conformance.run.elsewhere import CHANGES, FOLDERS, HASH_SEED, OURS, SEED_IN, changes_of
from conformance.run.subject import Subject
from tests.checks.made import does_not_apply, finds, normal, one_pass, passes

X = normal(64, 3)
Y = np.arange(64) % 4
OTHER = np.where(Y == 3, 2, Y)


class _Asker:
    """Another process whose answers are given: what it delivers under each set of changes."""

    changes = CHANGES
    cost = 0.0

    def __init__(self, answers):
        self.answers, self.freshened = answers, 0

    def __call__(self, *, batches, seconds, changes):
        y = self.answers.get(tuple(changes))
        assert batches > 0
        assert seconds > 0
        return None if y is None else json.loads(json.dumps(contents.of(one_pass(X, y))))

    def fresh(self):
        self.freshened += 1


def test_a_hash_seed_that_the_user_has_set_is_left_alone():
    for given in ({}, {SEED_IN: "random"}, {SEED_IN: "0", OURS: "0"}):
        assert changes_of(given) == CHANGES
    for given in ({SEED_IN: "4242"}, {SEED_IN: "7", OURS: ""}, {SEED_IN: "0"}):
        assert changes_of(given) == (FOLDERS,)
    said = passes("process-dependent", elsewhere=Elsewhere(("x",), (FOLDERS,)))
    assert "the order of folders was changed; PYTHONHASHSEED is set" in said


def _record(answers, rebuilt=Y):
    subject = Subject(make=lambda: None, elsewhere=_Asker(answers) if answers is not None else None)
    state = Run(subject, Options())
    state.put("elements", one_pass(X, Y))
    state.put("epochs", Epochs(rebuilt=one_pass(X, rebuilt)))
    elsewhere(state)
    return state.records["elsewhere"]


def test_the_hash_seed_is_told_from_the_order_of_folders():
    by_seed = _record({CHANGES: OTHER, (HASH_SEED,): OTHER})
    assert (list(by_seed.differs), by_seed.because) == (["y"], HASH_SEED)
    by_folders = _record({CHANGES: OTHER, (HASH_SEED,): Y})
    assert (list(by_folders.differs), by_folders.because) == (["y"], FOLDERS)


def test_what_each_process_draws_anew_is_no_difference():
    drawn = _record({CHANGES: OTHER, (HASH_SEED,): OTHER + 1})
    assert (drawn.differs, drawn.drawn) == ({}, ("y",))
    passes("process-dependent", elsewhere=drawn)


def test_what_this_process_makes_otherwise_each_time_is_not_compared():
    assert "y" not in _record({CHANGES: OTHER, (HASH_SEED,): OTHER}, rebuilt=OTHER).compared


def test_the_same_contents_pass():
    assert "hash seed" in passes("process-dependent", elsewhere=_record({CHANGES: Y}))


@pytest.mark.parametrize("answers", [None, {}])
def test_no_other_process_is_no_question(answers):
    assert isinstance(_record(answers), Missing)


def test_a_difference_fails_and_names_its_cause():
    record = Elsewhere(("x", "y"), CHANGES, {"y": ("3 in 16 rows", "in 9 rows")}, HASH_SEED)
    found = finds("process-dependent", elsewhere=record)
    assert found.component == "y"
    assert "sorted(set(" in found.fix


def test_nothing_that_is_made_alike_is_no_question():
    does_not_apply("process-dependent", elsewhere=Elsewhere())
