"""What training and validation share beyond equal rows."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.chance import SURE
from conformance.facts.classes import Classes
from conformance.facts.parts import near, shared_names, tokens


def _scaled(train, held):
    middle, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple(np.clip((part - middle) / deviation, -8, 8) for part in (train, held))


def _named(train, held, labels=None):
    """Whether the check would name these parts with its usual thresholds."""
    found = near(*_scaled(train, held), labels)
    return found is not None and found[-1] < SURE and found[1] >= 0.25 * found[0]


def _split(rows, seed, cut=0.8):
    order = np.random.RandomState(seed).permutation(len(rows))
    place = int(cut * len(rows))
    return rows[order[:place]], rows[order[place:]]


def _patients(random):
    people = np.repeat(random.normal(size=(60, 16)), 8, axis=0)
    return people + 0.2 * random.normal(size=people.shape)


def _frames(random):
    steps = 0.05 * random.normal(size=(40, 12, 40)).cumsum(axis=1)
    return (random.normal(size=(40, 1, 40)) + steps).reshape(480, 40)


def _copies(random):
    originals = random.normal(size=(240, 24))
    return np.concatenate([originals, originals + 0.1 * random.normal(size=(240, 24))])


@pytest.mark.parametrize("things", [_patients, _frames, _copies])
@pytest.mark.parametrize("seed", range(3))
def test_things_divided_at_random_are_named_and_things_apart_are_not(things, seed):
    rows = things(np.random.RandomState(seed))
    assert _named(*_split(rows, seed))
    if things is not _copies:
        assert not _named(rows[:384], rows[384:])


def test_validation_made_of_training_rows_with_noise_is_named():
    random = np.random.RandomState(0)
    train = random.normal(size=(400, 12))
    assert _named(train, train[:80] + 0.05 * random.normal(size=(80, 12)))


CLOUDS = {
    "normal": lambda r: r.normal(size=(600, 10)),
    "few columns": lambda r: r.normal(size=(600, 3)),
    "heavy tails": lambda r: r.standard_t(2.5, size=(600, 8)),
    "factors": lambda r: r.normal(size=(600, 3)) @ r.normal(size=(3, 40)),
    "a curve with noise": lambda r: (
        np.sin(r.uniform(0, 6, (600, 1)) * np.arange(1, 9)) + 0.05 * r.normal(size=(600, 8))
    ),
    "three clusters": lambda r: (
        3 * r.normal(size=(3, 12))[r.randint(0, 3, 600)] + 0.3 * r.normal(size=(600, 12))
    ),
    "on a sphere": lambda r: r.normal(size=(600, 16)) / r.gamma(4, 1, size=(600, 1)),
}


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("seed", range(4))
def test_rows_of_no_thing_are_not_named(cloud, seed):
    assert not _named(*_split(CLOUDS[cloud](np.random.RandomState(seed)), seed))


def test_tight_classes_are_not_things():
    random = np.random.RandomState(3)
    labels = random.randint(0, 24, 600)
    rows = random.normal(size=(24, 16))[labels] + 0.2 * random.normal(size=(600, 16))
    assert not _named(rows[:480], rows[480:], (labels[:480], labels[480:]))


PATIENTS = [f"scans/patient{p}_slice{s}.png" for p in range(20) for s in range(5)]


class TestNames:
    def _found(self, names, classes=None):
        train, held = _split(np.array(names), 0)
        return shared_names(train.tolist(), held.tolist(), classes or Classes())

    def test_patients_in_both_parts(self):
        found = self._found(PATIENTS)
        assert found.groups == 20
        assert found.inside == found.files == 20
        assert "patient" in found.example
        assert found.example in found.pair[0]

    def test_folders_of_things(self):
        found = self._found(
            [f"clips/film_{f:03d}/{i:05d}.jpg" for f in range(20) for i in range(6)]
        )
        assert found.inside >= 20

    def test_parts_by_patient_are_not_named(self):
        assert shared_names(PATIENTS[:80], PATIENTS[80:], Classes()) is None

    @pytest.mark.parametrize(
        "names",
        [
            [f"img_{i:04d}.png" for i in range(100)],
            [f"cats/cat.{i}.jpg" for i in range(50)] + [f"dogs/dog.{i}.jpg" for i in range(50)],
            [f"day_2021-{1 + i // 28:02d}-{1 + i % 28:02d}.png" for i in range(100)],
            [f"{i * 2654435761 % 2**32:08x}.png" for i in range(100)],
        ],
    )
    def test_numbers_classes_days_and_hashes_are_no_things(self, names):
        assert self._found(names) is None

    def test_a_class_for_each_beginning_is_none(self):
        names = [f"n{c:04d}_{i}.png" for c in range(20) for i in range(5)]
        train, _ = _split(np.array(names), 0)
        ids = np.array([int(name[1:5]) for name in train])
        assert self._found(names) is not None
        assert self._found(names, Classes({"y": ids})) is None

    def test_tokens(self):
        assert tokens("a/patient12_s3.nii.gz") == ("a", "/", "patient", "12", "_", "s", "3")
        assert tokens("day_2021-03-04.png") == ("day", "_", "2021-03-04")
