"""Each function of compat gives the same answer on every TensorFlow, by whichever of its branches.

`nox -s compat` runs these on the versions that CI tests and holds the branches to 100 %.
"""

from __future__ import annotations

import random
import types

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

from conformance import compat


def _functional(loss="mse", **compiled):
    x = keras.Input((2,), name="x")
    model = keras.Model(x, keras.layers.Dense(1, name="y")(x))
    model.compile("sgd", loss, **compiled)
    return model


def _sequential(*first):
    return keras.Sequential([*first, keras.layers.Dense(1)])


class Subclassed(keras.Model):
    """A model with a layer of its own kind, which nothing lists in `layers`."""

    def __init__(self):
        super().__init__()
        self.block = Block()

    def call(self, inputs):
        return self.block(inputs)


class Block(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)


class OwnSteps(keras.Model):
    def train_step(self, data):
        return {}

    def test_step(self, data):
        return {}

    def fit(self, data):
        return None


class Batches(keras.utils.Sequence):
    def __len__(self):
        return 1

    def __getitem__(self, index):
        return np.zeros((2, 2)), np.zeros(2)


class OwnEnd(Batches):
    def on_epoch_end(self):
        pass


ROWS = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


def _dataset():
    return tf.data.Dataset.from_tensor_slices(ROWS).batch(2)


# --- libraries ------------------------------------------------------------------------------------


def test_the_libraries_are_named():
    assert compat.tensorflow() is tf
    assert compat.keras_generation() == (3 if hasattr(keras, "ops") else 2)
    assert compat.keras_version().startswith(f"{compat.keras_generation()}.")
    assert compat.backend() in ("tensorflow", "jax", "torch")
    assert compat.version_text().startswith("3.")


def test_what_fit_takes():
    assert {"x", "y", "sample_weight"} <= compat.fit_parameters()
    assert "self" not in compat.fit_parameters()
    assert compat.has_model_proto() == hasattr(tf.data.experimental, "get_model_proto")
    assert set(compat.shuffle_argument()) <= {"shuffle"}


@pytest.mark.parametrize("name", ["Normalization", "StringLookup"])
def test_a_preprocessing_layer_is_found_where_it_is(name):
    assert compat.preprocessing_layer(name).__name__ == name


def test_a_layer_that_no_release_has_is_none_or_refused():
    if compat.keras_generation() == 3:
        with pytest.raises(AttributeError, match="experimental"):
            compat.preprocessing_layer("NoSuchLayer")
    else:
        assert compat.preprocessing_layer("NoSuchLayer") is None


# --- datasets -------------------------------------------------------------------------------------


def test_a_dataset_is_told_from_other_things():
    assert compat.is_dataset(_dataset())
    assert not compat.is_dataset([1])
    assert issubclass(type(_dataset()), compat.dataset_type())


@pytest.mark.parametrize(
    ("dataset", "count"),
    [
        (lambda: tf.data.Dataset.range(3), 3),
        (lambda: tf.data.Dataset.range(3).repeat(), -1),
        (lambda: tf.data.Dataset.range(3).filter(lambda n: n > 1), -2),
    ],
)
def test_cardinality(dataset, count):
    assert compat.cardinality(dataset()) == count


def test_the_option_deterministic():
    options = tf.data.Options()
    name = "deterministic" if hasattr(options, "deterministic") else "experimental_deterministic"
    setattr(options, name, False)
    assert compat.deterministic_option(_dataset().with_options(options)) is False


def test_a_dataset_is_walked_to_its_arrays():
    dataset = _dataset()
    (source,) = compat.upstream(dataset)
    assert [tuple(tensor.shape) for tensor in compat.held_tensors(source)] == [(4, 2), (4, 1)]
    assert compat.held_tensors(dataset) == []
    twice = tf.data.Dataset.zip((dataset, dataset))
    assert compat.embedded_bytes(twice) == compat.embedded_bytes(dataset) == 4 * (2 + 1) * 4


def test_sequences():
    assert isinstance(Batches(), compat.sequence_types())
    assert not compat.overrides_epoch_end(Batches())
    assert compat.overrides_epoch_end(OwnEnd())
    assert compat.calls_parent(Batches())
    assert compat.worker_settings(Batches()) == (1, False)


def test_the_first_batches_of_a_generator_tell_its_spec():
    assert compat.generator_spec_batches() in ((0,) if compat.keras_generation() == 2 else (1, 2))


def test_debug_mode_is_off_when_left():
    compat.leave_debug_mode()
    assert not compat.debug_mode_on()


# --- models ---------------------------------------------------------------------------------------


def test_the_kinds_of_models():
    assert compat.model_kind(_functional()) == "functional"
    assert compat.model_kind(_sequential()) == "sequential"
    assert compat.model_kind(Subclassed()) == "subclassed"


def test_the_nests_of_inputs_and_outputs():
    model = _functional()
    assert compat.tensor_facts(tf.nest.flatten(compat.input_structure(model))[0])[0] == "x"
    assert compat.tensor_facts(tf.nest.flatten(compat.output_structure(model))[0])[0] == "y"
    assert compat.symbolic(Subclassed(), "inputs") is None
    assert compat.symbolic(model, "inputs") is not None
    unbuilt = _sequential()
    assert compat.input_structure(unbuilt) is None
    assert compat.output_structure(unbuilt) is None


def test_the_names_of_outputs():
    assert compat.names(_functional(), "output") == ["y"]
    assert compat.names(_sequential(), "output") in ([], ["dense"])


def test_a_weight_is_named_with_its_layer():
    assert compat.weight_name(_functional().weights[0]) == "y/kernel"


@pytest.mark.parametrize("loss", [None, "mse", ["mse"], {"y": "mse"}])
def test_the_loss_as_it_was_given(loss):
    found = compat.compiled_loss(_functional(loss))
    assert found == loss
    assert compat.compiled_loss(Subclassed()) is None


def test_the_settings_of_a_loss():
    function, settings = compat.loss_settings(keras.losses.BinaryCrossentropy(from_logits=True))
    assert compat.of_keras(function)
    assert settings["from_logits"] is True


def test_what_was_compiled():
    assert compat.is_compiled(_functional())
    assert not compat.is_compiled(Subclassed())
    assert not compat.runs_eagerly(_functional())
    assert compat.runs_eagerly(_functional(run_eagerly=True))
    assert compat.jit_compile(Subclassed()) == (compat.backend() == "jax")  # its "auto"


def test_outputs_that_are_measured():
    inputs = keras.Input((2,))
    heads = {name: keras.layers.Dense(1, name=name)(inputs) for name in ("a", "b")}
    model = keras.Model(inputs, heads)
    model.compile("sgd", {"a": "mse"}, metrics={"b": ["mae"]})
    assert compat.measured_outputs(model) == {"b"}
    model.compile("sgd", {"a": "mse"}, weighted_metrics={"a": ["mae"]})
    assert compat.measured_outputs(model) == {"a"}
    model.compile("sgd", "mse", metrics=["mae"])
    assert not compat.measured_outputs(model) | compat.measured_outputs(Subclassed())


def test_what_a_class_brings_of_its_own():
    assert compat.overrides_fit(OwnSteps())
    assert compat.overrides_train_step(OwnSteps())
    assert compat.overrides_test_step(OwnSteps())
    assert not compat.overrides_test_step(_functional())
    assert not compat.overrides_fit(_functional())
    assert not compat.overrides_train_step(_sequential())
    assert not compat.of_keras(OwnSteps)


@pytest.mark.parametrize("scaled", [False, True])
def test_the_steps_of_the_optimizer(scaled):
    model = _functional()
    if scaled:
        optimizer = keras.mixed_precision.LossScaleOptimizer(keras.optimizers.SGD())
        model.compile(optimizer, "mse")
    assert compat.iterations(Subclassed()) is None
    assert compat.iterations(model) == 0
    model.fit(_dataset(), verbose=0, **compat.shuffle_argument())
    assert compat.iterations(model) == 2


def test_the_optimizer_and_its_learning_rate():
    model = _functional()
    assert compat.optimizer(Subclassed()) == ("", None)
    inner = keras.optimizers.SGD(0.25)
    for optimizer in (inner, keras.mixed_precision.LossScaleOptimizer(inner)):
        model.compile(optimizer, "mse")
        assert compat.optimizer(model) == ("SGD", 0.25)
    schedule = keras.optimizers.schedules.ExponentialDecay(0.25, 10, 0.9)
    model.compile(keras.optimizers.SGD(schedule), "mse")
    assert compat.optimizer(model) in (("SGD", 0.25), ("SGD", None))  # from 2.11 on the first


def test_who_computes_the_loss():
    class OwnLoss(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return 0.0

    class Ignores(keras.losses.Loss):
        def __call__(self, y_true, y_pred, sample_weight=None):
            return 0.0

    # Where Keras has no such method, one of this name is the user's own and nobody calls it.
    assert compat.overrides_compute_loss(OwnLoss())
    assert not compat.overrides_compute_loss(_functional())
    assert compat.weighs_as_keras(keras.losses.MeanSquaredError())
    assert not compat.weighs_as_keras(Ignores())


# --- graph ----------------------------------------------------------------------------------------


def test_the_layers_inside():
    assert [layer.name for layer in compat.layers_in(_functional())] == ["x", "y"]
    (block,) = compat.layers_in(Subclassed())
    assert compat.layers_in(block) == [block.dense]

    class Raises(Block):
        @property
        def layers(self):
            raise ValueError("not built")

    assert len(compat.layers_in(Raises())) == 1


def test_an_input_layer_of_a_sequential():
    assert compat.has_input_layer(_sequential(keras.Input((2,))))
    assert not compat.has_input_layer(_sequential())


@pytest.mark.parametrize("model", [_functional, lambda: _sequential(keras.Input((2,)))])
def test_the_calls_of_a_graph_are_linked_by_their_tensors(model):
    calls = compat.calls(model())
    (_, _, made), (layer, taken, left) = calls
    assert compat.tensor_key(made[0]) == compat.tensor_key(taken[0])
    assert compat.producer(left[0]) is layer
    assert isinstance(layer, keras.layers.Dense)


def test_what_has_no_graph():
    assert compat.calls(Subclassed()) == []
    tensor = tf.zeros(1)
    assert compat.producer(tensor) is None
    assert compat.tensor_key(tensor) == id(tensor)


# --- tensors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "facts"),
    [
        (tf.TensorSpec((None, 2), tf.int32), ((None, 2), "int32", "dense")),
        (tf.TensorSpec(None, tf.string), (None, "string", "dense")),
        (tf.RaggedTensorSpec((None, None), tf.int64), ((None, None), "int64", "ragged")),
        (tf.SparseTensorSpec((None, 3), tf.float32), ((None, 3), "float32", "sparse")),
    ],
)
def test_the_facts_of_a_spec(spec, facts):
    assert compat.tensor_facts(spec)[1:4] == facts


def test_shapes_and_dtypes():
    assert compat.shape_of(None) is None
    assert compat.shape_of(tf.TensorShape(None)) is None
    assert compat.shape_of(tf.TensorShape((None, 2))) == compat.shape_of((None, 2)) == (None, 2)
    assert compat.dtype_name(tf.int64) == compat.dtype_name(np.dtype("int64")) == "int64"
    assert compat.dtype_name("int64") == "int64"


@pytest.mark.parametrize(
    "value", [tf.ones(2), np.ones(2), [1.0, 1.0]], ids=["tensor", "array", "list"]
)
def test_values_as_numpy(value):
    assert np.array_equal(compat.to_numpy(value), np.ones(2))
    assert compat.to_numpy(tf.Variable(1.0)) == 1


# --- layers ---------------------------------------------------------------------------------------


def _adapted(name, data, **settings):
    layer = compat.preprocessing_layer(name)(**settings)
    layer.adapt(data)
    return layer


def test_a_normalization_knows_what_it_saw():
    layer = _adapted("Normalization", np.array([[1.0], [5.0]], "float32"))
    mean, variance = compat.normalization_state(layer)
    assert (mean.ravel().tolist(), variance.ravel().tolist()) == ([3.0], [4.0])
    assert compat.layer_adapted(layer)
    fresh = compat.preprocessing_layer("Normalization")()
    assert compat.normalization_state(fresh) == (None, None)
    assert not compat.layer_adapted(fresh)
    fresh.build((None, 1))
    assert not compat.layer_adapted(fresh)


def test_a_vocabulary_tells_whether_it_was_learned():
    words = np.array([["cat"], ["dog"]])
    for name, special in (("TextVectorization", 2), ("StringLookup", 1)):
        layer = _adapted(name, words)
        assert compat.layer_adapted(layer)
        assert compat.vocabulary_size(layer) >= special + 2
        assert not compat.layer_adapted(compat.preprocessing_layer(name)())


def test_a_mask_token_is_no_word():
    layer = compat.preprocessing_layer("StringLookup")(mask_token="")
    assert not compat.layer_adapted(layer)


def test_layers_that_learn_bins_or_nothing():
    assert compat.layer_adapted(keras.layers.Dense(1)) is None
    bins = compat.preprocessing_layer("Discretization")
    assert compat.layer_adapted(bins([0.0, 1.0]))
    assert list(compat.bin_edges(bins([0.0, 1.0])))[:2] == [0.0, 1.0]


def test_the_state_of_a_layer_can_be_compared():
    words = _adapted("TextVectorization", np.array([["cat"], ["cat"], ["dog"]]))
    assert compat.layer_state(words) == (("", "[UNK]", "cat", "dog"), ())
    scale = _adapted("Normalization", np.array([[1.0], [5.0]], "float32"))
    assert compat.layer_state(scale) == ((), (3.0, 4.0))
    assert compat.layer_state(compat.preprocessing_layer("Normalization")()) == ((), ())
    edges = compat.preprocessing_layer("Discretization")([0.0, 1.0])
    assert compat.layer_state(edges)[1][:2] == (0.0, 1.0)


# --- randomness -----------------------------------------------------------------------------------


def test_a_seed_is_set_and_forgotten():
    compat.set_seed(7)
    assert compat.global_seed() == 7
    first = random.random(), np.random.rand(), float(tf.random.uniform(()))
    compat.set_seed(7)
    assert first == (random.random(), np.random.rand(), float(tf.random.uniform(())))
    compat.reset_global_seed()
    assert compat.global_seed() is None


def test_the_generators_are_put_back():
    states = compat.random_states()
    first = random.random(), np.random.rand()
    compat.restore_random_states(states)
    assert first == (random.random(), np.random.rand())


def test_names_begin_anew_after_a_cleared_session():
    compat.clear_session()
    first = keras.layers.Dense(1).name
    compat.clear_session()
    assert keras.layers.Dense(1).name == first


def test_an_element_by_its_index_where_the_release_can():
    rows = tf.data.Dataset.range(10).map(lambda x: x * 2).batch(2)
    ask = compat.element_at(rows)
    if hasattr(tf.data.experimental, "at"):
        assert ask is not None
        assert ask(3).numpy().tolist() == [12, 14]
    else:
        assert ask is None
    shuffled = tf.data.Dataset.from_generator(lambda: iter([1]), tf.int32)
    assert compat.element_at(shuffled) is None


def test_every_layer_of_a_nested_model_once():
    inner = _sequential(keras.Input((3,)))
    block = Block()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), inner, block])
    found = compat.all_layers(model)
    assert len({id(layer) for layer in found}) == len(found)
    assert inner in found
    assert inner.layers[-1] in found
    shared = types.SimpleNamespace(layers=[])
    twice = types.SimpleNamespace(layers=[types.SimpleNamespace(layers=[shared]) for _ in "ab"])
    assert len(compat.all_layers(twice)) == 3


def test_what_a_layer_is_called_with_is_recorded_and_the_layer_as_before():
    model = _sequential(keras.Input((2,)))
    layer = model.layers[-1]
    with compat.inputs_recorded([layer]) as received:
        model(np.ones((3, 2), "float32"))
    assert [array.shape for array in received[0]] == [(3, 2)]
    model(np.ones((3, 2), "float32"))
    assert len(received[0]) == 1
    assert "call" not in vars(layer)


@pytest.mark.parametrize("seed", [None, 7])
def test_tensorflows_random_state_is_put_back(seed):
    before = compat.tensorflow_random_state()
    try:
        tf.random.set_seed(5)
        if seed is not None:
            tf.random.get_global_generator()
        held = compat.tensorflow_random_state()
        drawn = tf.random.get_global_generator().normal([2]).numpy()
        tf.random.set_seed(11)
        compat.restore_tensorflow_random_state(held)
        assert compat.global_seed() == 5
        if seed is not None:
            again = tf.random.get_global_generator().normal([2]).numpy()
            assert again.tolist() == drawn.tolist()
        compat.restore_tensorflow_random_state((5, None, None, None))
    finally:
        compat.restore_tensorflow_random_state(before)


def test_the_dataset_that_another_is_made_of():
    rows = tf.data.Dataset.range(4)
    assert compat.original_dataset(rows) is rows


def test_a_variable_without_a_value():
    assert not compat.unbuilt(tf.Variable(1.0))
    assert all(not compat.unbuilt(weight) for weight in _functional().weights)
