"""The generator keeps its word: sound pipelines train, and each mutation changes what it says it does."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("hypothesis")

import tensorflow as tf

from tests.generated import __main__ as generated
from tests.generated.deliveries import DELIVERIES, Way, take
from tests.generated.mutations import MUTATIONS
from tests.generated.pipeline import Draw, Uncommitted, build
from tests.generated.tasks import TASKS

GROUPS = (
    "completeness", "efficiency", "elements", "labels", "portability", "randomness", "training",
    "values", "wiring",
)  # fmt: skip
SOUND = dict(
    delivery="slices", rows=96, held=0, batch=16, noise=0.5, cache=False, drop_remainder=False,
    augment=False, seed=3,
)  # fmt: skip


def _rows(task, **changes):
    module = build(Draw(task, **{**SOUND, **changes}))
    return [tf.nest.map_structure(np.asarray, batch) for batch in module["make_dataset"]()]


@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
@pytest.mark.parametrize("task", TASKS)
def test_a_sound_pipeline_trains_and_is_the_same_each_time(task):
    module = build(Draw(task, **SOUND))
    history = module["make_model"]().fit(module["make_dataset"](), epochs=1, verbose=0).history
    assert np.isfinite(history["loss"]).all()
    one, other = (TASKS[task](np.random.RandomState(3), 20, 0.5) for _ in range(2))
    tf.nest.map_structure(np.testing.assert_array_equal, (one.x, one.y), (other.x, other.y))


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_every_way_delivers_each_row_once_beside_its_target(delivery, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    parts = (np.arange(50, dtype="float32")[:, None], np.arange(50, dtype="int64"))
    made = DELIVERIES[delivery](parts, Way(16, True, False, False, 1))
    batches = [made[i] for i in range(len(made))] if delivery == "sequence" else list(made)
    x, y = (np.concatenate([np.asarray(batch[i]) for batch in batches]) for i in (0, 1))
    assert sorted(y) == list(range(50)) != list(y)
    assert (x[:, 0] == y).all()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_committed_somewhere_and_names_groups_that_exist(name):
    assert set(MUTATIONS[name].groups) <= set(GROUPS)
    assert any(_committed(task, name, seed) for seed in range(4) for task in TASKS)


def _committed(task, mutation, seed):
    try:
        return build(Draw(task, **{**SOUND, "held": 60, "mutation": mutation, "seed": seed}))
    except Uncommitted:
        return False


def test_a_mutation_changes_what_it_names():
    sound, late = (
        np.concatenate([y for _, y in _rows("regression", mutation=name)])
        for name in (None, "targets_one_row_late")
    )
    assert sorted(sound.ravel()) == pytest.approx(sorted(late.ravel()), abs=1)
    boxes = np.concatenate([y for _, y in _rows("boxes", mutation="corners_become_sizes")])
    assert (boxes[:, 2:] < 0.6).all()


def _line(mutation, *said):
    values = {**SOUND, "task": "boxes", "mutation": mutation}
    return dict(draw=values, verdict="conforms", said=list(said))


def test_the_page_counts_alarms_and_kills():
    found = dict(check="not-finite", group="values", status="fail", message="")
    page = generated.page(
        [_line(None), _line(None, found), _line("one_value_nan", found), _line("one_value_nan")]
    )
    assert "- 1 of 2 sound pipelines get a `fail`." in page
    assert "| values | one value nan | 1 of 2 | not-finite 1 |" in page


def test_a_finding_of_another_group_is_no_kill():
    elsewhere = dict(check="input-bound", group="efficiency", status="warn", message="")
    assert not generated.killed(_line("one_value_nan", elsewhere))


@pytest.mark.slow
def test_a_drawn_pipeline_reaches_a_verdict(tmp_path):
    draws = generated.drawn(2, None, seed=1)
    lines = list(generated.ask(draws))
    assert [line["draw"] for line in lines] == [draw.values for draw in draws]
    assert all(line["verdict"] == "conforms" for line in lines)
    assert json.loads(json.dumps(lines)) == lines


def test_rows_are_taken_of_every_array():
    assert take({"a": np.arange(4)}, [3, 1])["a"].tolist() == [3, 1]
