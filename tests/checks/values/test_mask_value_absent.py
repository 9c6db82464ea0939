"""mask-value-absent: the padding of the data is the value that the model masks."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Contract
from conformance.results import NOT_APPLICABLE
from tests.checks.made import contract, does_not_apply, layer, one_pass, pairing, result

RANDOM = np.random.RandomState(0)


ROWS, STEPS = 64, 12


THERE = np.arange(STEPS) < RANDOM.randint(3, 10, ROWS)[:, None]


IDS = np.where(THERE, RANDOM.randint(2, 40, (ROWS, STEPS)), 0).astype("int32")


SERIES = RANDOM.normal(size=(ROWS, STEPS, 2)).astype("float32")


LABEL = np.arange(ROWS) % 2


def _padded(value, series=SERIES):
    return np.where(THERE[:, :, None], series, np.float32(value))


def _mask_value(x, kind="Masking", value=-1.0, before=()):
    model = contract(*before, layer(kind, masks=True, mask_value=value), layer("LSTM"))
    return result(
        "mask-value-absent", elements=one_pass(x, LABEL), contract=model, pairing=pairing("x")
    )


class TestMaskValueAbsent:
    def test_padding_that_was_scaled(self):
        found = _mask_value(_padded(-2.5))
        assert found.status == "fail"
        assert "steps of -1, which `x` never holds" in found.message
        assert "64 of 64 (100 %) sequences are padded at the end with -2.5, -2.5" in found.message

    def test_padding_that_is_masked(self):
        assert _mask_value(_padded(-1)).status == "pass"

    @pytest.mark.parametrize(("kind", "found"), [("Reshape", "fail"), ("OwnScaling", "skip")])
    def test_a_layer_before_the_mask_may_change_the_values(self, kind, found):
        assert _mask_value(_padded(-2.5), before=[layer(kind)]).status == found

    def test_padding_at_the_beginning(self):
        found = _mask_value(_padded(-2.5)[:, ::-1])
        assert "padded at the beginning" in found.message

    def test_ids_that_are_padded_with_another_id(self):
        found = _mask_value(np.where(THERE, IDS, 1), "Embedding", 0.0)
        assert "masks the id 0, which `x` never holds" in found.message
        assert _mask_value(IDS, "Embedding", 0.0).status == "pass"

    def test_a_value_that_also_stands_between_others_is_data(self):
        series = _padded(-2.5)
        series[5, 1] = -2.5
        assert _mask_value(series).status == "pass"

    def test_sequences_without_padding(self):
        assert _mask_value(SERIES).status == "pass"

    def test_a_tail_of_one_length_is_part_of_the_format(self):
        series = SERIES.copy()
        series[:, -4:] = -2.5
        assert _mask_value(series).status == "pass"

    def test_few_padded_sequences_are_not_enough(self):
        series = SERIES.copy()
        series[:20] = _padded(-2.5)[:20]
        assert _mask_value(series).status == "pass"

    def test_sequences_of_nothing_say_nothing(self):
        assert _mask_value(np.full((ROWS, STEPS, 2), -2.5, "float32")).status == "pass"

    @pytest.mark.parametrize(("kind", "judged"), [("sequential", "fail"), ("subclassed", "skip")])
    def test_a_stack_without_an_input_is_read_from_its_first_layer(self, kind, judged):
        model = Contract(kind, layers=[layer("Masking", masks=True, mask_value=-1.0)])
        elements = one_pass(_padded(-2.5), LABEL)
        found = result("mask-value-absent", elements=elements, contract=model)
        assert found.status == judged

    def test_a_stack_that_begins_with_another_layer(self):
        layers = [layer("Dense"), layer("Masking", masks=True, mask_value=-1.0)]
        model = Contract("sequential", layers=layers)
        elements = one_pass(_padded(-2.5), LABEL)
        does_not_apply("mask-value-absent", elements=elements, contract=model)

    def test_a_stack_that_masks_nothing(self):
        model = Contract("sequential", layers=[layer("InputLayer")])
        elements = one_pass(_padded(-2.5), LABEL)
        does_not_apply("mask-value-absent", elements=elements, contract=model)

    def test_tables_and_short_passes_are_not_sequences(self):
        assert _mask_value(_padded(-2.5)[:16]).kind == NOT_APPLICABLE
        assert _mask_value(SERIES[:, 0, 0]).kind == NOT_APPLICABLE
