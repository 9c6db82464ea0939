"""The check padding-sides: inputs and targets of a sequence are padded at one end."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, layer, one_pass, result, targets

RANDOM = np.random.RandomState(0)
READER = (layer("Embedding"), layer("GRU"), layer("Dense"))
LONG = RANDOM.randint(3, 11, 64)


def _rows(at_the_end, ids, lengths=LONG, steps=12):
    out = np.zeros((len(lengths), steps), int)
    for row, length, filled in zip(out, lengths, ids):
        row[slice(length) if at_the_end else slice(steps - length, steps)] = filled[:length]
    return out


WORDS, TAGS = RANDOM.randint(1, 30, (64, 12)), RANDOM.randint(1, 4, (64, 12))


def _tagged(x, y, *layers):
    model = contract(*(layers or READER))
    given = dict(targets=targets("sparse_categorical_crossentropy", 9), contract=model)
    return result("padding-sides", elements=one_pass(x, y), **given)


class TestPaddingSides:
    @pytest.mark.parametrize("end", [True, False])
    def test_one_at_the_end_and_one_in_front(self, end):
        found = _tagged(_rows(end, WORDS), _rows(not end, TAGS))
        assert found.status == "fail"
        assert "by as many steps in each of 64 rows" in found.message

    def test_a_row_that_dense_reads_as_a_whole(self):
        plain = layer("Dense")
        assert _tagged(_rows(True, WORDS), _rows(False, TAGS), plain).status == "skip"

    def test_layers_of_ones_own(self):
        own = layer("Turned", keras_own=False)
        assert _tagged(_rows(True, WORDS), _rows(False, TAGS), own).status == "warn"

    @pytest.mark.parametrize(
        ("x", "y"),
        [
            (_rows(True, WORDS), _rows(True, TAGS)),
            (_rows(True, WORDS), _rows(False, TAGS, RANDOM.permutation(LONG))),
            (_rows(True, WORDS), _rows(True, WORDS)[:, ::-1]),
            (_rows(True, WORDS), _rows(False, TAGS - 1)),
            ({"a": _rows(True, WORDS), "b": _rows(False, WORDS)}, _rows(False, TAGS)),
        ],
        ids=["one end", "other lengths", "read from the end", "0 is a tag", "a decoder's input"],
    )
    def test_other_rows(self, x, y):
        assert _tagged(x, y).status in ("pass", "skip")

    def test_an_encoder_that_hands_on_its_last_step(self):
        layers = layer("Embedding"), layer("LSTM", last_step=True), layer("RepeatVector")
        assert _tagged(_rows(True, WORDS), _rows(False, TAGS), *layers).status == "skip"
