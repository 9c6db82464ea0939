"""The checks of elements, on hand-written records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.facts.failures import meaning_of
from conformance.records import (
    Arguments,
    Build,
    Environment,
    Failure,
    Forward,
    Function,
    GeneratorYield,
    LayerFacts,
    Leaf,
    Node,
    Pass,
    Plan,
    Spec,
    Tracing,
)
from conformance.results import Unjudged
from conformance.wording import cause
from tests.checks.made import does_not_apply, normal
from tests.checks.paired import failing, records, verdict

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")
ONE = [(None, 6)]


def _leaf(path="x", shape=(None, 6), dtype="float32", kind="dense", role="x"):
    return Leaf(path, shape, dtype, kind, role)


def _chain(*ops, leaves=None, **source):
    """A line of nodes, root first; ``ops`` are (op, attributes, leaves) or names."""
    node = Node("tensor_slices", leaves=leaves or [_leaf(shape=(6,))], **source)
    for entry in reversed(ops):
        op, attributes, shape = entry if isinstance(entry, tuple) else (entry, {}, None)
        made = [_leaf(shape=shape)] if shape else node.leaves
        node = Node(op, attributes=attributes, inputs=[node], leaves=made)
    return Plan(node)


class TestBuilds:
    @pytest.mark.parametrize(
        ("kind", "message", "cause_of_it"),
        [
            ("ValueError", "Dimensions 200 and 180 are not compatible", "same number of rows"),
            ("ValueError", "tf.function only supports singleton tf.Variables", "layer or variable"),
            (
                "TypeError",
                "expected str, bytes or os.PathLike object, not SymbolicTensor",
                "symbolic",
            ),
            (
                "TypeError",
                "Input 'y' of 'Mul' Op has type float32 that does not match type float64",
                "dtypes",
            ),
            ("AttributeError", "'SymbolicTensor' object has no attribute 'numpy'", "`.numpy()`"),
            (
                "ValueError",
                "Can't convert non-rectangular Python sequence to Tensor.",
                "different lengths",
            ),
            ("TypeError", "`generator` must be a Python callable.", "returns an iterator"),
        ],
    )
    def test_names_the_cause(self, kind, message, cause_of_it):
        build = Build(failure=Failure(kind, message, "build", frames=("data.py:7 in make",)))
        found = verdict("pipeline-builds", {"build": build})
        assert cause_of_it in found.message
        assert message.rstrip(".") in found.message
        assert found.where == "data.py:7 in make"

    def test_an_unknown_error_keeps_its_own_words(self):
        build = Build(
            failure=Failure(
                "ZeroDivisionError", "division by zero", "build", frames=("a.py:3 in f",)
            )
        )
        found = verdict("pipeline-builds", {"build": build})
        assert (
            found.message == "the pipeline could not be built: ZeroDivisionError: division by zero"
        )
        assert found.fix == "mend a.py:3 in f"

    def test_a_name_this_version_lacks_is_the_environments(self):
        failure = Failure(
            "AttributeError", "module 'tensorflow.data' has no attribute 'x'", "build"
        )
        assert verdict("pipeline-builds", {"build": Build(failure=failure)}).blame == "environment"

    def test_an_unknown_length_is_left_to_completeness(self):
        failure = Failure(
            "TypeError", "The dataset length is unknown.", "build", functions=("make", "__len__")
        )
        assert "completeness" in does_not_apply("pipeline-builds", build=Build(failure=failure))

    def test_passes(self):
        assert verdict("pipeline-builds", {"build": Build()}) is None


class TestIterates:
    def _verdict(self, message):
        elements = Pass(failure=Failure("InvalidArgumentError", message, "elements", 3))
        return verdict("pipeline-iterates", {"elements": elements, "build": Build()})

    @pytest.mark.parametrize(
        ("message", "fix"),
        [
            ("Field 0 in record 0 is not a valid float: a", "skip the header"),
            ("Field 1 is required but missing in record!", "record_defaults"),
            ("Expect 3 fields but have 1 in record 0", "field_delim"),
            ("Cannot add tensor to the batch: number of elements does not match.", "padded_batch"),
            ("corrupted record at 0 (Is this even a TFRecord file?)", "compression_type"),
            ("Key: y. Data types don't match. Expected type: int64", "cast after parsing"),
            ("`generator` yielded an element of shape (28, 28) where", "output_signature"),
            (
                '/tmp/Tensor("args_0:0", shape=(), dtype=string).png; No such file',
                "tf.strings.join",
            ),
            ("/data/a.png; No such file or directory", "check the path"),
        ],
    )
    def test_names_the_fix(self, message, fix):
        found = self._verdict(message)
        assert fix in found.fix
        assert found.where == "batch 3"

    def test_speaks_of_getitem_for_a_sequence(self):
        elements = Pass(failure=Failure("ValueError", "boom", "elements", 3))
        found = verdict(
            "pipeline-iterates", {"elements": elements, "build": Build(kind="sequence")}
        )
        assert found.message == "`__getitem__(3)` raises: ValueError: boom"

    def test_passes(self):
        assert verdict("pipeline-iterates", {"elements": Pass()}) is None


class TestCause:
    @pytest.mark.parametrize(
        ("message", "shown"),
        [
            (
                "Exception encountered when calling Net.call().\n\nshapes differ\n\nArguments "
                "received by Net.call():\n  • x=1",
                "ValueError: shapes differ",
            ),
            (
                "{{function_node __wrapped__IteratorGetNext}} Error in user-defined function passed to "
                "ParallelMapDatasetV2:2 transformation with iterator: Iterator::Root::Prefetch: Field 0 is "
                "bad\n\t [[{{node DecodeCSV}}]] [Op:IteratorGetNext]",
                "ValueError: Field 0 is bad",
            ),
            (
                "Graph execution error:\n\nTypeError: it is wrong\nTraceback (most recent call last):\n"
                '  File "a.py", line 1',
                "TypeError: it is wrong",
            ),
        ],
    )
    def test_unwraps(self, message, shown):
        assert cause(Failure("ValueError", message, "fit")) == shown

    def test_text_on_a_backend_without_strings(self):
        failure = Failure("TypeError", "data type 'string' not understood <tf.Tensor", "fit")
        assert "only TensorFlow's has strings" in meaning_of(failure, "build").cause

    def test_no_row_of_the_table_fits_everything(self):
        assert meaning_of(Failure("ValueError", "nothing known", "build"), "build") is None
        assert meaning_of(Failure("ValueError", "nothing known", "build"), "iterate") is None


class TestElementType:
    def _verdict(self, leaves=(), **build):
        environment = Environment("2.21.0", "3.15.1", 3)
        given = {"build": Build(**build), "spec": Spec(list(leaves)), "environment": environment}
        return verdict("element-type", given)

    def test_zip_of_generators(self):
        found = self._verdict(kind="iterator", type_name="zip", accepted_by_fit=False)
        assert found.message.startswith("fit has no adapter for a `zip` in Keras 3")
        assert found.fix.startswith("make it a generator: `(pair for pair in zip(")

    def test_windows_that_are_data_sets(self):
        found = self._verdict([_leaf(shape=None, kind="dataset")])
        assert "flat_map" in found.fix

    def test_things_that_are_no_tensors(self):
        assert self._verdict([_leaf(shape=None, kind="other")]).actual == "float32"

    @pytest.mark.parametrize("kind", ["dense", "ragged", "sparse"])
    def test_passes_on_tensors(self, kind):
        assert self._verdict([_leaf(kind=kind)]) is None


class TestModelBuilds:
    def test_blames_the_model(self):
        failure = Failure(
            "ValueError", "The last dimension should be defined. Found None.", "model"
        )
        found = verdict("model-builds", {"forward": Forward(failure=failure)})
        assert found.blame == "model"
        assert "output_sequence_length" in found.fix

    def test_a_failing_call_is_another_check(self):
        failure = Failure("ValueError", "x", "forward")
        assert verdict("model-builds", {"forward": Forward(failure=failure)}) is None


class TestSignatureCast:
    YIELD = GeneratorYield("item[0]", "int32", "float64", "0.7", "0", True)

    def test_quotes_the_value(self):
        found = verdict("signature-cast", {"tracing": Tracing(yields=[self.YIELD])})
        assert "the generator yields 0.7, the data set holds 0" in found.message

    def test_a_harmless_cast_passes(self):
        harmless = replace(self.YIELD, lossy=False)
        assert verdict("signature-cast", {"tracing": Tracing(yields=[harmless])}) is None


class TestRankUnknown:
    def _given(self, shape, failure="", plan=None):
        given = records((X, Y), failure=failure)
        given["spec"].leaves[0] = _leaf(shape=shape)
        given["plan"] = plan or given["plan"]
        return given

    def test_fails_where_fit_needed_the_rank(self):
        message = "as_list() is not defined on an unknown TensorShape."
        found = verdict("rank-unknown", self._given(None, message))
        assert found.status == "fail"
        assert "`x.set_shape([6])`" in found.fix

    def test_names_the_signature_for_a_generator(self):
        generator = Node(
            "flat_map", function=Function("f", datasets=frozenset({"GeneratorDataset"}))
        )
        message = "Cannot iterate over a shape with unknown rank."
        found = verdict("rank-unknown", self._given(None, message, Plan(generator)))
        assert "output_signature" in found.fix

    def test_an_open_axis_that_dense_multiplies(self):
        message = (
            "Shapes used to initialize variables must be fully-defined (no `None` dimensions)."
        )
        assert verdict("rank-unknown", self._given((None, None), message)).status == "fail"

    @pytest.mark.parametrize("shape", [(None, None), (None, None, None, 3)])
    def test_open_axes_that_train_pass(self, shape):
        assert verdict("rank-unknown", self._given(shape)) is None

    def test_an_unknown_rank_that_trained_is_a_warning(self):
        assert verdict("rank-unknown", self._given(None)).status == "warn"

    def test_an_unknown_rank_is_an_open_question_until_fit_ran(self):
        given = {**self._given(None), "training": None}
        assert isinstance(verdict("rank-unknown", given), Unjudged)

    def test_another_failure_is_not_explained_by_it(self):
        assert verdict("rank-unknown", self._given((None, None), "Out of range")) is None

    def test_passes_when_all_is_known(self):
        assert verdict("rank-unknown", self._given((None, 6), "unknown rank")) is None


class TestInputShape:
    def test_too_few_columns(self):
        found = verdict(
            "input-shape", records((X, Y), inputs=[(None, 7)], failure="Invalid input shape")
        )
        assert found.message == (
            "x is (None, 6) and the input `a` takes (None, 7): ValueError: Invalid input shape"
        )

    def test_where_this_keras_trains_all_the_same(self):
        found = verdict("input-shape", records((X, Y), inputs=[(None, 7)]))
        assert (found.status, "fit runs all the same" in found.message) == ("fail", True)

    def test_finds_the_batch_whose_spec_was_open(self):
        given = records((X, Y), inputs=[(None, 6)], failure="boom")
        given["pairing"].pairs[0] = replace(
            given["pairing"].pairs[0], component=_leaf(shape=(None, None))
        )
        given["elements"].components[0].shapes[2] = (16, 5)
        assert verdict("input-shape", given).where == "x, batch 2"

    @pytest.mark.parametrize(
        ("data", "wanted"),
        [
            (X, (None, 6)),
            (X, (None, None)),
            (X, (None, 6, 1)),
            (X[..., None], (None, 6)),
            (X[:, 0], (None, 1)),
            (X[:, :1], (None,)),
        ],
    )
    def test_keras_adjusts_a_trailing_axis_of_one(self, data, wanted):
        assert verdict("input-shape", records((data, Y), inputs=[wanted], failure="x")) is None

    @pytest.mark.parametrize(
        ("shape", "fix"),
        [
            ((8, 8, 4), "decode with `channels=3`"),
            ((3, 8, 8), "channels come last"),
            ((9, 9, 3), "resize to the size of the model"),
            ((8, 3), "yield (None, 8, 8, 3)"),
        ],
    )
    def test_fixes_for_images(self, shape, fix):
        images = np.zeros((16, *shape), "float32")
        found = verdict(
            "input-shape", records((images, Y[:16]), inputs=[(None, 8, 8, 3)], ran=False)
        )
        assert found.fix.startswith(fix)


class TestChannelsFirst:
    CONV = LayerFacts("conv", "Conv2D", data_format="channels_last")

    def _verdict(self, shape, *layers, **options):
        images = np.zeros((16, *shape), "float32")
        return verdict("channels-first", records((images, Y[:16]), layers=layers, **options))

    def test_fires(self):
        found = self._verdict((3, 24, 24), self.CONV)
        assert "it reads 24 channels of 3 by 24 pixels" in found.message

    @pytest.mark.parametrize(
        ("shape", "layers"),
        [
            ((24, 24, 3), (CONV,)),
            ((3, 24, 24), ()),
            ((3, 24, 24), (LayerFacts("permute", "Permute"), CONV)),
            ((3, 24, 24), (replace(CONV, data_format="channels_first"),)),
            ((3, 24, 16), (CONV,)),
            ((3, 4, 4), (CONV,)),
            ((12, 24, 24), (CONV,)),
        ],
    )
    def test_passes(self, shape, layers):
        assert self._verdict(shape, *layers) is None


class TestInputKind:
    def _given(self, kind, failure="refused", wanted="dense"):
        given = records((X, Y), inputs=ONE, failure=failure)
        given["spec"].leaves[0] = _leaf(kind=kind)
        pair = given["pairing"].pairs[0]
        given["pairing"].pairs[0] = replace(
            pair, component=_leaf(kind=kind), input=replace(pair.input, kind=wanted)
        )
        return given

    @pytest.mark.parametrize(
        ("kind", "fix"), [("ragged", "to_tensor"), ("sparse", "FixedLenFeature")]
    )
    def test_refused(self, kind, fix):
        assert fix in verdict("input-kind", self._given(kind)).fix

    def test_taken_or_declared(self):
        assert verdict("input-kind", self._given("ragged", failure="")) is None
        assert verdict("input-kind", self._given("ragged", wanted="ragged")) is None
        assert verdict("input-kind", self._given("dense")) is None


class TestInputDtype:
    TEXT = np.array([["1.5"] * 6] * 64)

    def test_text_into_numbers(self):
        found = verdict(
            "input-dtype", records((self.TEXT, Y), inputs=ONE, failure="Cast string to float")
        )
        assert found.message.startswith("x holds strings and the input `a` takes float32")

    def test_numbers_into_text(self):
        given = records((X, Y), inputs=ONE)
        pair = given["pairing"].pairs[0]
        given["pairing"].pairs[0] = replace(pair, input=replace(pair.input, dtype="string"))
        assert verdict("input-dtype", given).expected == "string"

    def test_fractions_into_integers(self):
        given = records((np.abs(X), Y), inputs=ONE)
        pair = given["pairing"].pairs[0]
        given["pairing"].pairs[0] = replace(pair, input=replace(pair.input, dtype="int32"))
        assert "Keras casts them" in verdict("input-dtype", given).message
        whole = records((np.floor(X), Y), inputs=ONE)
        whole["pairing"].pairs[0] = replace(
            whole["pairing"].pairs[0], input=replace(pair.input, dtype="int32")
        )
        assert verdict("input-dtype", whole) is None

    def test_a_model_that_declares_nothing(self):
        given = records((self.TEXT, Y), failure="Cast string to float is not supported")
        assert verdict("input-dtype", given).where == "x"
        assert verdict("input-dtype", records((self.TEXT, Y))) is None


class TestModelCall:
    def _verdict(self, message, element=(X, Y), stage="forward", **options):
        forward = Forward(failure=Failure("ValueError", message, stage))
        options.setdefault("ran", False)
        return verdict("model-call", records(element, forward=forward, **options))

    def test_counts_the_missing_axis(self):
        found = self._verdict(
            "Input 0 of layer 'conv' is incompatible: expected min_ndim=3, found ndim=2"
        )
        assert found.fix.startswith("the layer needs one axis more: `x[..., tf.newaxis]`")

    def test_a_dict_the_model_cannot_read(self):
        found = self._verdict("-1", ({"features": X}, Y))
        assert found.fix.startswith("yield the tensor itself, not a dict")

    def test_an_unadapted_lookup_is_named(self):
        assert "adapt" in self._verdict("Table not initialized.").fix

    def test_a_train_step_that_never_calls_the_model(self):
        assert self._verdict("call() is not implemented", ran=True) is None

    def test_a_model_that_was_not_built_is_another_check(self):
        assert self._verdict("x", stage="model") is None


class TestBatchMissing:
    def test_a_declared_model(self):
        found = verdict("batch-missing", records((X, Y), inputs=ONE, batched=False))
        assert found.message == (
            "elements are single examples: x is (6,), and the input `a` takes (None, 6), batch axis first"
        )
        assert found.fix == "end the pipeline with `.batch(32)`"

    def test_the_batch_size_of_fit_has_no_effect(self):
        given = records((X, Y), inputs=ONE, batched=False, arguments=Arguments({"batch_size": 8}))
        found = verdict("batch-missing", given)
        assert "`batch_size=8` has no effect on a dataset" in found.message
        assert found.fix == "end the pipeline with `.batch(8)`"

    def test_a_generator_stacks_by_itself(self):
        given = records((X, Y), inputs=ONE, batched=False, build=Build(kind="generator"))
        assert verdict("batch-missing", given).fix.startswith("yield 32 examples at a time")

    def test_an_undeclared_model_and_rows_of_arrays(self):
        windows = np.zeros((64, 24, 3), "float32")
        given = records((windows, Y), batched=False)
        given["plan"] = _chain("shuffle", leaves=[_leaf(shape=(24, 3))])
        assert "Keras takes its axis of 24 for the batch" in verdict("batch-missing", given).message

    @pytest.mark.parametrize(
        "op", ["batch", "padded_batch", "group_by_window", "flat_map", "window"]
    )
    def test_something_may_have_batched(self, op):
        given = records((X, Y), batched=False)
        given["plan"] = _chain(op)
        assert verdict("batch-missing", given) is None

    @pytest.mark.parametrize("op", ["tensors", "tfrecords", "flat_map"])
    def test_other_sources_may_yield_batches(self, op):
        given = records((X, Y), batched=False)
        given["plan"] = Plan(Node(op, leaves=[_leaf(shape=(6,))]))
        assert verdict("batch-missing", given) is None

    def test_a_batch_made_inside_flat_map(self):
        inner = Function("f", datasets=frozenset({"BatchDatasetV2"}))
        given = records((X, Y), batched=False)
        given["plan"] = Plan(Node("map", function=inner, inputs=[_chain().root]))
        assert verdict("batch-missing", given) is None

    def test_a_layer_that_misses_one_axis(self):
        failure = Failure("ValueError", "expected min_ndim=2, found ndim=1", "forward")
        given = records((X, Y[:, 0]), batched=False, ran=False, forward=Forward(failure=failure))
        given["plan"] = Plan(Node("tfrecords", leaves=[_leaf(shape=())]))
        assert "min_ndim=2" in verdict("batch-missing", given).message

    def test_a_batch_passes(self):
        assert verdict("batch-missing", records((X, Y), inputs=ONE)) is None


class TestBatchTwice:
    DENSE = LayerFacts("dense", "Dense", units=1)

    def _given(self, *ops, layers=(DENSE,), shape=(8, 16, 6), **options):
        data = np.zeros((64, *shape[1:]), "float32")
        given = records((data, Y), layers=layers, **options)
        given["plan"] = _chain(*ops)
        return given

    def _batch(self, size, shape, **attributes):
        return "batch", {"batch_size": size, **attributes}, shape

    def test_a_declared_model(self):
        found = verdict("batch-twice", records((np.zeros((8, 16, 6)), Y[:8]), inputs=ONE))
        assert found.fix.startswith("batch once")

    def test_rows_shuffled_and_batched_twice(self):
        inner, outer = self._batch(16, (None, 6)), self._batch(8, (None, None, 6))
        found = verdict("batch-twice", self._given(outer, "map", inner, "shuffle"))
        assert "rows are batched twice, by 16 and then by 8" in found.message

    def test_windows_of_a_series_pass(self):
        inner = self._batch(16, (None, 6), drop_remainder=True)
        given = self._given(self._batch(8, (None, None, 6)), inner)
        assert verdict("batch-twice", given) is None

    def test_a_recurrent_model_may_want_the_groups(self):
        ops = (self._batch(8, (None, None, 6)), self._batch(16, (None, 6)), "shuffle")
        given = self._given(*ops, layers=(LayerFacts("lstm", "LSTM"),))
        assert verdict("batch-twice", given) is None

    @pytest.mark.parametrize("between", ["unbatch", "flat_map", "window"])
    def test_what_undoes_the_first_batch(self, between):
        ops = (self._batch(8, (None, None, 6)), between, self._batch(16, (None, 6)), "shuffle")
        assert verdict("batch-twice", self._given(*ops)) is None

    def test_a_map_that_uses_the_axis_up(self):
        pairs = ("map", {}, (28, 6))
        ops = (self._batch(8, (None, 28, 6)), pairs, self._batch(2, (None, 28, 6)), "shuffle")
        assert verdict("batch-twice", self._given(*ops)) is None

    def test_from_tensors_then_batch(self):
        source = Node("tensors", leaves=[_leaf(shape=(400, 6))], cardinality=1)
        root = Node("batch", attributes={"batch_size": 32}, inputs=[source])
        given = self._given(shape=(1, 400, 6))
        given["plan"] = Plan(root)
        assert verdict("batch-twice", given).fix.startswith("use `from_tensor_slices`")

    def test_one_batch_passes(self):
        assert verdict("batch-twice", self._given(self._batch(16, (None, 6)))) is None


class TestBatchSizeFixed:
    def _given(self, rows=60, stateful=True, failure=""):
        given = records((X[:rows], Y[:rows]), inputs=[(16, 6)], failure=failure)
        given["contract"].stateful = stateful
        return given

    def test_a_smaller_last_batch_breaks_the_state(self):
        found = verdict("batch-size-fixed", self._given())
        assert found.status == "fail"
        assert "is fixed to batches of 16, and the last batch has 12" in found.message
        assert found.fix == "`.batch(16, drop_remainder=True)`"

    def test_without_state_it_is_a_warning_unless_fit_raised(self):
        assert verdict("batch-size-fixed", self._given(stateful=False)).status == "warn"
        assert (
            verdict("batch-size-fixed", self._given(stateful=False, failure="x")).status == "fail"
        )

    def test_passes(self):
        assert verdict("batch-size-fixed", self._given(rows=64)) is None
        assert verdict("batch-size-fixed", records((X[:60], Y[:60]), inputs=ONE)) is None


class TestShapeDrift:
    def _verdict(self, *widths, kind="generator", head=2, **options):
        given = records((X, Y), build=Build(kind=kind))
        given["elements"].components[0].shapes = [(8, width) for width in widths]
        given["environment"] = replace(given["environment"], generator_spec_batches=head)
        return verdict("shape-drift", given)

    def test_a_later_batch_that_the_spec_excludes(self):
        found = self._verdict(8, 8, 11)
        assert found.message == (
            "the first 2 batches of x fix its shape to (None, 8), and batch 2 is (8, 11): Keras 3 "
            "raises there"
        )

    def test_a_sequence_likewise(self):
        assert self._verdict(8, 8, 11, kind="sequence").where == "x, batch 2"

    @pytest.mark.parametrize("widths", [(8, 9, 11), (8, 8, 8), (8, 11)])
    def test_passes(self, widths):
        assert self._verdict(*widths) is None

    def test_keras_2_and_data_sets_take_each_batch_as_it_comes(self):
        assert self._verdict(8, 8, 11, head=0) is None
        assert self._verdict(8, 8, 11, kind="dataset") is None

    def test_another_structure(self):
        given = records((X, Y))
        given["elements"].structure_changes = ["batch 3 holds x; the first held x, y"]
        assert "change their structure" in verdict("shape-drift", given).message


class TestOneRootCause:
    def test_an_unbatched_pipeline_fails_once(self):
        given = records((X, Y), inputs=ONE, batched=False, failure="expected ndim=2, found ndim=1")
        given["forward"].failure = given["training"].failures["fit"]
        assert failing(given, "wiring", "elements", "labels") == ["batch-missing"]

    def test_strings_fail_once(self):
        text = TestInputDtype.TEXT
        given = records((text, Y), inputs=ONE, failure="Cast string to float is not supported")
        given["forward"].failure = given["training"].failures["fit"]
        assert failing(given, "wiring", "elements", "labels") == ["input-dtype"]
