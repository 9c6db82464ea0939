"""constant-feature: no feature is the same in every example."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import does_not_apply, finds, normal, one_pass, pairing, passes, result


class TestConstantFeature:
    def test_the_only_feature_constant_is_a_failure(self):
        x, y = np.zeros((64, 3), "float32"), np.arange(64) % 2
        found = finds("constant-feature", elements=one_pass(x, y))
        assert "`x` is 0 in all 64 examples" in found.message
        assert found.message.endswith("every prediction will be the same for 2 different targets")

    def test_without_targets_nothing_contradicts_it(self):
        finds("constant-feature", "warn", elements=one_pass(np.zeros((64, 3), "float32")))

    def test_nothing_but_nan_is_another_matter(self):
        does_not_apply("constant-feature", elements=one_pass(np.full((64, 3), np.nan, "float32")))

    def test_one_of_several_is_a_warning(self):
        x = {"a": normal(64), "b": np.full((64, 2), 0.5, "float32")}
        assert result("constant-feature", elements=one_pass(x)).status == "warn"

    def test_masks_and_positions_beside_features_pass(self):
        x = {"ids": np.arange(64)[:, None], "mask": np.ones((64, 5), "int32")}
        x["position"] = np.tile(np.arange(5), (64, 1))
        passes("constant-feature", elements=one_pass(x))

    @pytest.mark.parametrize("rows", [4, 7])
    def test_a_handful_of_examples_proves_nothing(self, rows):
        does_not_apply("constant-feature", elements=one_pass(np.zeros((rows, 2))))

    def test_an_input_that_is_not_used_does_not_count(self):
        x = {"a": normal(64), "b": np.full((64, 2), 0.5, "float32")}
        passes("constant-feature", elements=one_pass(x), pairing=pairing("x['a']"))


class TestAColumnAmongOthers:
    table = np.random.RandomState(0).normal(size=(240, 6)).astype("float32")

    def _with(self, **columns):
        table = self.table.copy()
        for place, values in columns.items():
            table[:, int(place[1:])] = values
        return dict(elements=one_pass(table, np.arange(240)))

    def test_one_value_among_measured_numbers(self):
        found = finds("constant-feature", "warn", **self._with(c2=0))
        assert "column 2 of `x` is 0 in all 240 rows" in found.message

    def test_among_flags_one_may_never_come(self):
        flags = np.arange(240) % 2
        passes("constant-feature", **self._with(c2=0, c3=flags))

    def test_a_column_that_varies_once(self):
        passes("constant-feature", **self._with(c2=np.arange(240) == 7))
