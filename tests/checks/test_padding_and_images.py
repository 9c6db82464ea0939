"""The checks of masks, padding and blank images, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Contract
from tests.checks.made import contract, judge, layer, one_pass, pairing

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
    return judge(
        "mask-value-absent", elements=one_pass(x, LABEL), contract=model, pairing=pairing("x")
    )


class TestMaskValueAbsent:
    def test_padding_that_was_scaled(self):
        found = _mask_value(_padded(-2.5))
        assert found.status == "fail"
        assert "steps of -1, which `x` never holds" in found.message
        assert "64 of 64 (100 %) sequences are padded at the end with -2.5, -2.5" in found.message

    def test_padding_that_is_masked(self):
        assert _mask_value(_padded(-1)) is None

    @pytest.mark.parametrize(("kind", "found"), [("Reshape", True), ("OwnScaling", False)])
    def test_a_layer_before_the_mask_may_change_the_values(self, kind, found):
        assert (_mask_value(_padded(-2.5), before=[layer(kind)]) is not None) == found

    def test_padding_at_the_beginning(self):
        found = _mask_value(_padded(-2.5)[:, ::-1])
        assert "padded at the beginning" in found.message

    def test_ids_that_are_padded_with_another_id(self):
        found = _mask_value(np.where(THERE, IDS, 1), "Embedding", 0.0)
        assert "masks the id 0, which `x` never holds" in found.message
        assert _mask_value(IDS, "Embedding", 0.0) is None

    def test_a_value_that_also_stands_between_others_is_data(self):
        series = _padded(-2.5)
        series[5, 1] = -2.5
        assert _mask_value(series) is None

    def test_sequences_without_padding(self):
        assert _mask_value(SERIES) is None

    def test_a_tail_of_one_length_is_part_of_the_format(self):
        series = SERIES.copy()
        series[:, -4:] = -2.5
        assert _mask_value(series) is None

    def test_few_padded_sequences_are_not_enough(self):
        series = SERIES.copy()
        series[:20] = _padded(-2.5)[:20]
        assert _mask_value(series) is None

    def test_sequences_of_nothing_say_nothing(self):
        assert _mask_value(np.full((ROWS, STEPS, 2), -2.5, "float32")) is None

    @pytest.mark.parametrize(("kind", "judged"), [("sequential", True), ("subclassed", False)])
    def test_a_stack_without_an_input_is_read_from_its_first_layer(self, kind, judged):
        model = Contract(kind, layers=[layer("Masking", masks=True, mask_value=-1.0)])
        elements = one_pass(_padded(-2.5), LABEL)
        found = judge("mask-value-absent", elements=elements, contract=model)
        assert (found is not None) == judged

    def test_a_stack_that_begins_with_another_layer(self):
        layers = [layer("Dense"), layer("Masking", masks=True, mask_value=-1.0)]
        model = Contract("sequential", layers=layers)
        elements = one_pass(_padded(-2.5), LABEL)
        assert judge("mask-value-absent", elements=elements, contract=model) is None

    def test_a_stack_that_masks_nothing(self):
        model = Contract("sequential", layers=[layer("InputLayer")])
        elements = one_pass(_padded(-2.5), LABEL)
        assert judge("mask-value-absent", elements=elements, contract=model) is None

    def test_tables_and_short_passes_are_not_sequences(self):
        assert _mask_value(_padded(-2.5)[:16]) is None
        assert _mask_value(SERIES[:, 0, 0]) is None


class TestMaskOfOnes:
    def _judge(self, mask, ids=IDS, **facts):
        elements = one_pass({"ids": ids, "mask": mask}, LABEL)
        model = contract(layer("Embedding", **facts))
        return judge("mask-of-ones", elements=elements, contract=model)

    @pytest.mark.parametrize("dtype", ["int32", "float32", "bool"])
    def test_ones_beside_padded_ids(self, dtype):
        found = self._judge(np.ones_like(IDS).astype(dtype))
        assert found.status == "warn"
        assert (
            "of `x['ids']`, which has the same shape, are padded with 0 at the end" in found.message
        )

    @pytest.mark.parametrize("mask", [IDS != 0, np.zeros_like(IDS), np.ones((ROWS, 3), "int32")])
    def test_other_companions(self, mask):
        assert self._judge(mask.astype("int32")) is None

    def test_ids_without_padding(self):
        assert self._judge(np.ones_like(IDS), IDS + 1) is None
        assert self._judge(np.ones_like(IDS), np.where(THERE, IDS, 1)) is None

    def test_padding_that_is_masked_by_its_value(self):
        assert self._judge(np.ones_like(IDS), masks=True, mask_value=0.0) is None


IMAGES = RANDOM.uniform(size=(ROWS, 8, 8, 3)).astype("float32")


def _blanked(levels, channels=3, part=0.75):
    images = IMAGES[..., :channels].copy()
    count = int(ROWS * part)
    images[:count] = np.resize(levels, count)[:, None, None, None]
    return images


class TestImagesBlank:
    def _judge(self, x):
        return judge("images-blank", elements=one_pass(x, LABEL))

    def test_black_and_white(self):
        found = self._judge(_blanked([0, 1]))
        assert found.status == "fail"
        assert "48 of 64 (75 %) images of `x` hold one single value, 0 or 1" in found.message

    def test_images_with_something_on_them(self):
        assert self._judge(IMAGES) is None
        assert self._judge(_blanked([0, 1], part=0.4)) is None

    def test_frames_of_one_channel_may_be_empty(self):
        assert self._judge(_blanked([0], channels=1)).status == "warn"
        assert self._judge(_blanked([0, 1], channels=1)).status == "fail"

    def test_a_plane_of_one_number_an_example_is_another_matter(self):
        noise = np.linspace(0, 1, ROWS, dtype="float32")
        assert self._judge(_blanked(noise, part=1)) is None

    def test_a_mask_beside_an_image(self):
        masks = np.ones((ROWS, 8, 8, 1), "float32")
        masks[:40] = 0
        assert self._judge({"image": IMAGES, "mask": masks}) is None
        assert self._judge({"image": IMAGES, "other": _blanked([0, 1])}).status == "warn"

    def test_few_images_integers_and_tables_are_not_judged(self):
        assert self._judge(_blanked([0, 1])[:12]) is None
        assert self._judge(_blanked([0, 1]).astype("uint8")) is None
        assert self._judge(IMAGES[:, 0, 0]) is None
