"""The checks of wiring, on hand-written records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.facts.origins import closer, words
from conformance.facts.pairing import pair_inputs
from conformance.records import (
    Dependence,
    Failure,
    Forward,
    Function,
    LayerFacts,
    Leaf,
    Node,
    Plan,
    Wiring,
)
from tests.checks.made import normal
from tests.checks.paired import failing, records, verdict

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")
VIEWS = {"left_view": (None, 1), "right_view": (None, 1)}
TWO = {"area": (None, 1), "rooms": (None, 1)}


def _plan(given, *origins, randoms=None, sources=1):
    """A plan whose root says which source component each leaf was made from."""
    leaves = [Leaf(f"x[{k!r}]", (1,), "float32", key=k) for k in sorted(set(origins))]
    inputs = [Node("tensor_slices", leaves=leaves) for _ in range(sources)]
    root = Node("map", inputs=inputs, leaves=given["spec"].leaves)
    root.origins = [frozenset({origin}) for origin in origins]
    root.randoms = randoms or [frozenset()] * len(origins)
    return Plan(root)


class TestInputMissing:
    def test_suggests_the_nearest_spelling(self):
        given = records(({"area": COLUMN, "room": COLUMN}, LABEL), inputs=TWO)
        found = verdict("input-missing", given)
        assert found.message == (
            "the feature dict has no `rooms`: it holds `area` and `room`, and the model's inputs are "
            "`area` and `rooms`; Keras raises `Missing data for input`"
        )
        assert found.fix == "rename the key `room` to `rooms`"

    def test_asks_for_the_key_that_is_not_there_at_all(self):
        given = records(({"area": COLUMN}, LABEL), inputs=TWO)
        assert verdict("input-missing", given).fix == "yield `rooms` as well"

    def test_says_so_where_this_version_falls_back_to_positions(self):
        wiring = Wiring(received={"area": "x['area']", "rooms": "x['room']"})
        element = ({"area": COLUMN, "room": COLUMN}, LABEL)
        found = verdict("input-missing", records(element, inputs=TWO, wiring=wiring))
        assert "falls back to positions" in found.message

    def test_a_dict_around_the_features_holds_none_of_the_names(self):
        """`{"x": {"area": ..., "rooms": ...}}`: Keras looks at the outer keys only."""
        given = records(({"x": {"area": COLUMN, "rooms": COLUMN}}, LABEL), inputs=TWO)
        found = verdict("input-missing", given)
        assert found.message.startswith("the feature dict has no `area` and `rooms`: it holds `x`")

    def test_a_nested_dict_for_a_nested_model_goes_by_position(self):
        given = records(({"x": {"area": COLUMN, "rooms": COLUMN}}, LABEL), inputs=TWO)
        given["contract"].input_structure = {"x": {"area": 0, "rooms": 1}}
        given["pairing"] = pair_inputs(given["contract"], given["spec"])
        assert verdict("input-missing", given) is None

    @pytest.mark.parametrize(
        "features",
        [{"area": COLUMN, "rooms": COLUMN}, {"id": COLUMN, "area": COLUMN, "rooms": COLUMN}],
    )
    def test_passes_when_every_input_has_its_key(self, features):
        assert verdict("input-missing", records((features, LABEL), inputs=TWO)) is None

    def test_passes_for_a_lone_key_that_the_model_took(self):
        given = records(({"anything": COLUMN}, LABEL), inputs=[(None, 1)])
        assert verdict("input-missing", given) is None

    def test_reads_the_key_a_subclassed_model_asked_for(self):
        failure = Failure("KeyError", "'image'", "forward", key="image")
        given = records(({"images": COLUMN}, LABEL), ran=False, forward=Forward(failure=failure))
        found = verdict("input-missing", given)
        assert found.fix == "rename the key `images` to `image`"

    def test_a_key_error_about_a_key_that_is_there_is_not_ours(self):
        failure = Failure("KeyError", "'images'", "forward", key="images")
        given = records(({"images": COLUMN}, LABEL), ran=False, forward=Forward(failure=failure))
        assert verdict("input-missing", given) is None


class TestInputExtra:
    def _given(self, **received):
        features = {"account": COLUMN, "area": COLUMN, "rooms": COLUMN}
        return records((features, LABEL), inputs=TWO, wiring=Wiring(received=received))

    def test_says_what_each_input_received(self):
        found = verdict("input-extra", self._given(area="x['account']", rooms="x['area']"))
        assert "`area` receives x['account'], `rooms` receives x['area']" in found.message
        assert found.fix == "drop `account` from the dict in `map`"

    def test_passes_where_keras_ignores_the_key(self):
        given = self._given(area="x['area']", rooms="x['rooms']")
        assert verdict("input-extra", given) is None

    def test_an_unknown_sender_is_no_evidence(self):
        assert verdict("input-extra", self._given(area=None, rooms=None)) is None

    def test_a_refused_dict_with_an_extra_key(self):
        given = self._given()
        given["wiring"] = Wiring(failure=Failure("ValueError", "Invalid input shape", "wiring"))
        assert "which no input takes" in verdict("input-extra", given).message


class TestInputStructure:
    PAIR = ((None, 1), (None, 1))

    def test_a_flat_triple_for_two_inputs(self):
        found = verdict("input-structure", records((COLUMN, COLUMN, LABEL), inputs=self.PAIR))
        assert found.message == ("x has 1 component (`x`) and the model 2 inputs (`a` and `b`)")
        assert found.fix.startswith("nest the inputs in one tuple: `((a, b), y)`")

    def test_inputs_that_ended_up_among_the_targets(self):
        found = verdict("input-structure", records((COLUMN, (COLUMN, LABEL)), inputs=self.PAIR))
        assert found.fix.startswith("y holds 2 components: move the inputs among them into x")

    def test_a_python_list_of_examples(self):
        images = tuple(normal(8, 3) for _ in range(5))
        given = records((images, LABEL[:8]), inputs=[(None, 3)], batched=False)
        given["spec"].leaves = [replace(leaf, shape=(3,)) for leaf in given["spec"].leaves]
        found = verdict("input-structure", given)
        assert found.message.startswith("x is a Python list of 5 examples, not one array")

    def test_an_optional_input_may_be_absent(self):
        given = records((COLUMN, LABEL), inputs=self.PAIR)
        first, second = given["contract"].inputs
        given["contract"].inputs = [first, replace(second, optional=True)]
        assert verdict("input-structure", given) is None

    def test_a_wrong_nest_that_fits_in_number(self):
        failure = Failure("ValueError", "The structure of `inputs` doesn't match", "wiring")
        given = records(((COLUMN, COLUMN), LABEL), inputs=self.PAIR)
        given.update(wiring=Wiring(failure=failure), forward=Forward(failure=failure))
        assert (
            "x is not nested as the model's inputs are" in verdict("input-structure", given).message
        )
        given["forward"] = Forward()
        assert verdict("input-structure", given) is None  # the probe failed, the model did not
        given["forward"] = None  # not called: the probe is all there is
        assert "doesn't match" in verdict("input-structure", given).message

    def test_passes_on_as_many_components_as_inputs(self):
        assert (
            verdict("input-structure", records(((COLUMN, COLUMN), LABEL), inputs=self.PAIR)) is None
        )


class TestInputOrder:
    def _given(self, *origins, features=None, **changes):
        given = records((features or (COLUMN, COLUMN), LABEL), inputs=VIEWS, **changes)
        given["plan"] = _plan(given, *origins, "label")
        return given

    def test_a_tuple_in_the_other_order(self):
        found = verdict("input-order", self._given("right_view", "left_view"))
        assert "`left_view` gets x[0], made from `right_view`" in found.message

    def test_dict_keys_exchanged(self):
        features = {"left_view": COLUMN, "right_view": COLUMN}
        found = verdict("input-order", self._given("right_view", "left_view", features=features))
        assert found.fix == (
            "put each component under its own name: `right_view` under `right_view`, `left_view` "
            "under `left_view`"
        )

    @pytest.mark.parametrize(
        ("origins", "wrong"),
        [(("right_view", "left_view"), True), (("left_view", "right_view"), False)],
    )
    def test_keys_must_tell_the_truth_to_a_model_that_declares_nothing(self, origins, wrong):
        given = records(({"left_view": COLUMN, "right_view": COLUMN}, LABEL))
        given["plan"] = _plan(given, *origins, "label")
        assert (verdict("input-order", given) is not None) == wrong

    @pytest.mark.parametrize("origins", [("left_view", "right_view"), ("x", "y"), ("p", "q")])
    def test_passes_in_order_or_without_names(self, origins):
        assert verdict("input-order", self._given(*origins)) is None

    def test_one_source_for_both_views_is_no_exchange(self):
        assert verdict("input-order", self._given("left_view", "left_view")) is None

    def test_a_data_set_zipped_with_itself_has_no_unique_names(self):
        given = self._given("right_view", "left_view")
        given["plan"] = _plan(given, "right_view", "left_view", "label", sources=2)
        assert verdict("input-order", given) is None

    def test_several_origins_are_no_evidence(self):
        given = self._given("right_view", "left_view")
        given["plan"].root.origins[0] = frozenset({"left_view", "right_view"})
        given["plan"].root.origins[1] = frozenset({"left_view", "right_view"})
        assert verdict("input-order", given) is None

    def test_statistics_tell_where_names_do_not(self):
        warm, high = 15 + 8 * COLUMN, 1013 + 6 * COLUMN
        layers = [
            LayerFacts("n0", "Normalization", (0,), mean=(15.0,), variance=(64.0,), adapted=True),
            LayerFacts("n1", "Normalization", (1,), mean=(1013.0,), variance=(36.0,), adapted=True),
        ]
        given = self._given("x", "y", features=(high, warm), layers=layers)
        assert "x[0] and x[1] are exchanged" in verdict("input-order", given).message
        given = self._given("x", "y", features=(warm, high), layers=layers)
        assert verdict("input-order", given) is None

    def test_a_shifted_column_alone_is_no_exchange(self):
        layers = [
            LayerFacts("n0", "Normalization", (0,), mean=(900.0,), variance=(1.0,), adapted=True)
        ]
        assert verdict("input-order", self._given("x", "y", layers=layers)) is None


class TestNames:
    @pytest.mark.parametrize(
        ("name", "to", "than"),
        [
            ("temp_c", "temperature", "pressure"),
            ("pressure_hpa", "pressure", "temperature"),
            ("right_view", "right_eye", "left_eye"),
            ("userName", "user", "item"),
        ],
    )
    def test_closer(self, name, to, than):
        assert closer(name, to, than)
        assert not closer(name, than, to)

    @pytest.mark.parametrize(
        ("name", "to", "than"), [("id", "user_id", "item_id"), ("a", "ab", "c")]
    )
    def test_shared_and_short_words_say_nothing(self, name, to, than):
        assert not closer(name, to, than)

    def test_words(self):
        assert words("leftView_2") == {"left", "view", "2"}


class TestTargetOrder:
    def _given(self, *origins):
        y = (COLUMN, COLUMN)
        given = records(
            (COLUMN, y), inputs=[(None, 1)], outputs={"price": (None, 1), "days": (None, 1)}
        )
        given["plan"] = _plan(given, "x", *origins)
        return given

    def test_exchanged(self):
        found = verdict("target-order", self._given("price", "days"))  # outputs: days, price
        assert "`days` gets y[0], made from `price`" in found.message
        assert found.fix.startswith("yield a dict keyed by the output names")

    def test_in_order(self):
        assert verdict("target-order", self._given("days", "price")) is None


class TestPairOrder:
    IMAGES = np.random.RandomState(0).uniform(size=(ROWS, 4, 4)).astype("float32")

    def _given(self, x, y, sources=1):
        given = records((self.IMAGES, self.IMAGES), inputs=[(None, 4, 4)], outputs=[(None, 4, 4)])
        given["plan"] = _plan(
            given, "clean", "clean", randoms=[frozenset(x), frozenset(y)], sources=sources
        )
        return given

    def test_noise_on_the_target_only(self):
        assert verdict("pair-order", self._given((), ("draw",))).fix.startswith("swap the pair")

    @pytest.mark.parametrize(
        ("x", "y"), [(("d",), ()), (("d",), ("d",)), (("d",), ("e",)), ((), ())]
    )
    def test_passes(self, x, y):
        assert verdict("pair-order", self._given(x, y)) is None

    def test_two_sources_are_another_question(self):
        assert verdict("pair-order", self._given((), ("draw",), sources=2)) is None


class TestPathsMisaligned:
    IMAGES = tuple(f"/data/images/{i}.png" for i in range(12))
    MASKS = tuple(f"/data/masks/{i}_mask.png" for i in range(12))

    def _verdict(self, *columns, zipped=False, shuffled=False, **contract):
        nodes = [Node("tensor_slices", attributes={"texts": [list(c)]}) for c in columns]
        if shuffled:
            nodes = [Node("shuffle", inputs=[node]) for node in nodes]
        root = Node("zip", inputs=nodes)
        if not zipped:
            root = Node("tensor_slices", attributes={"texts": [list(c) for c in columns]})
        given = records((COLUMN, LABEL), inputs=[(None, 1)], plan=Plan(root))
        given["contract"] = replace(given["contract"], **contract)
        return verdict("paths-misaligned", given)

    @pytest.mark.parametrize("zipped", [False, True])
    def test_one_list_sorted_as_text(self, zipped):
        found = self._verdict(sorted(self.IMAGES), self.MASKS, zipped=zipped)
        assert found.message == (
            "two lists of files are read side by side in different orders: row 2 pairs '10.png' with "
            "'2_mask.png'; 2 of 12 (16.7 %) of the pairs agree by name"
        )

    def test_the_same_order_passes(self):
        assert self._verdict(self.IMAGES, self.MASKS) is None
        assert self._verdict(sorted(self.IMAGES), sorted(self.MASKS)) is not None

    def test_other_names_cannot_be_compared(self):
        assert self._verdict(self.IMAGES, [f"/data/masks/{i + 1}.png" for i in range(12)]) is None
        assert self._verdict(self.IMAGES, ["cat", "dog"] * 6) is None

    def test_one_set_of_files_in_two_orders_is_meant(self):
        assert self._verdict(self.IMAGES, self.IMAGES[::-1]) is None

    def test_shuffled_branches_are_another_question(self):
        columns = sorted(self.IMAGES), self.MASKS
        assert self._verdict(*columns, zipped=True, shuffled=True) is None

    def test_unpaired_images_of_an_own_train_step(self):
        assert self._verdict(sorted(self.IMAGES), self.MASKS, custom_train_step=True) is None


class TestTargetsMissing:
    def test_a_dict_with_the_label_inside(self):
        given = records({"image": COLUMN, "label": LABEL}, inputs={"image": (None, 1)}, ran=False)
        found = verdict("targets-missing", given)
        assert "each element is a dict of `image` and `label`" in found.message
        assert "`ds.map(lambda d: (d['image'], d['label']))`" in found.fix

    def test_a_pair_in_a_tuple_of_one(self):
        given = records(((COLUMN, LABEL),), inputs=[(None, 1)], ran=False)
        assert "wrapped in one tuple too many" in verdict("targets-missing", given).fix

    def test_a_list_packed_into_one_tensor(self):
        given = records(COLUMN, inputs=[(None, 1)], ran=False)
        source = Node("tensor_slices", cardinality=2, leaves=[Leaf("x", (64, 1), "float32")])
        found = verdict("targets-missing", {**given, "plan": Plan(source)})
        assert "packs into one" in found.message
        assert found.fix == "pass a tuple: `from_tensor_slices((x, y))`; a list becomes one tensor"

    @pytest.mark.parametrize(
        "change", [{"has_loss": False}, {"compiled": False}, {"custom_train_step": True}]
    )
    def test_passes_without_a_loss_of_keras(self, change):
        given = records(COLUMN, inputs=[(None, 1)], ran=False)
        given["contract"] = replace(given["contract"], **change)
        assert verdict("targets-missing", given) is None

    def test_passes_when_fit_ran(self):
        assert verdict("targets-missing", records(COLUMN, inputs=[(None, 1)])) is None


class TestTupleTooLong:
    def test_four_parts(self):
        found = verdict(
            "tuple-too-long", records((COLUMN, LABEL, LABEL, LABEL), inputs=[(None, 1)])
        )
        assert found.message == (
            "each element is a tuple of 4; Keras unpacks (x, y, sample_weight) and raises for more"
        )

    def test_flat_inputs_are_to_be_nested(self):
        element = (COLUMN, COLUMN, COLUMN, LABEL)
        found = verdict("tuple-too-long", records(element, inputs=[(None, 1)] * 3))
        assert found.fix == "nest the parts: `((x1, x2, x3), y)`"

    def test_three_parts(self):
        assert (
            verdict("tuple-too-long", records((COLUMN, LABEL, LABEL), inputs=[(None, 1)])) is None
        )

    def test_an_own_train_step_may_unpack_as_it_likes(self):
        given = records((COLUMN, LABEL, LABEL, LABEL), inputs=[(None, 1)])
        given["contract"].custom_train_step = True
        assert verdict("tuple-too-long", given) is None


class TestThirdElement:
    def _verdict(self, weight, **options):
        return verdict(
            "third-element", records((COLUMN, LABEL, weight), inputs=[(None, 1)], **options)
        )

    def test_row_numbers(self):
        found = self._verdict(np.random.RandomState(0).permutation(ROWS))
        assert found.status == "fail"
        assert found.message == (
            "the third element is taken as sample_weight and counts the rows: 64 distinct whole "
            "numbers from 0 to 63; every example's loss is multiplied by its number, 31.5 on average"
        )

    def test_identifiers_far_apart_are_only_a_warning(self):
        ids = np.random.RandomState(0).choice(10**6, ROWS, replace=False)
        assert self._verdict(ids).status == "warn"

    def test_strings(self):
        names = np.array([f"row {i}" for i in range(ROWS)])
        assert "holds strings" in self._verdict(names).message

    def test_the_second_target_of_two_outputs(self):
        found = self._verdict(COLUMN, outputs=[(None, 1), (None, 1)])
        assert found.fix == "nest the targets: `(x, (y1, y2))`"

    @pytest.mark.parametrize(
        "weight",
        [
            np.where(LABEL == 1, 4.0, 1.0).astype("float32"),
            np.random.RandomState(0).uniform(0.1, 30, ROWS),
            np.random.RandomState(0).randint(1, 5, ROWS),
            np.ones(ROWS),
            np.zeros(ROWS),
        ],
        ids=["class", "exposure", "counts", "ones", "zeros"],
    )
    def test_weights_pass(self, weight):
        assert self._verdict(weight) is None

    def test_too_few_rows_to_tell(self):
        element = (COLUMN[:16], LABEL[:16], np.arange(16))
        assert verdict("third-element", records(element, inputs=[(None, 1)])) is None


class TestTrainStepTuple:
    def _given(self, element, message):
        given = records(element, inputs=[(None, 1)], failure=message)
        given["contract"].custom_train_step = True
        return given

    def test_two_names_for_three_parts(self):
        message = "too many values to unpack (expected 2)"
        found = verdict("train-step-tuple", self._given((COLUMN, LABEL, LABEL), message))
        assert found.message.startswith("train_step unpacks 2 parts, and each element has 3")
        assert found.blame == "model"

    @pytest.mark.parametrize("message", ["too many values to unpack (expected 3)", "no gradients"])
    def test_another_failure(self, message):
        assert verdict("train-step-tuple", self._given((COLUMN, LABEL, LABEL), message)) is None


class TestOneRootCause:
    def test_a_dict_that_was_not_unpacked_fails_once(self):
        given = records({"image": COLUMN, "label": LABEL}, inputs=[(None, 1)], ran=False)
        assert failing(given, "wiring", "elements", "labels") == ["targets-missing"]

    def test_a_flat_triple_fails_once(self):
        given = records((COLUMN, COLUMN, LABEL), inputs=[(None, 1), (None, 1)], ran=False)
        assert failing(given, "wiring", "elements", "labels") == ["input-structure"]

    def test_a_sound_pipeline_fails_nowhere(self):
        given = records(
            (COLUMN, LABEL), inputs=[(None, 1)], losses="binary", activations=["sigmoid"]
        )
        assert failing(given, "wiring", "elements", "labels") == []


def test_functions_of_the_plan_are_not_needed_for_names():
    node = Node("map", function=Function("f", outputs=[Dependence(frozenset(), frozenset())]))
    given = records((COLUMN, LABEL), inputs=[(None, 1)], plan=Plan(node))
    assert verdict("input-order", given) is None
