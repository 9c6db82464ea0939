"""What observation writes down of real pipelines and models, on every version."""

from __future__ import annotations

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from conformance import compat  # noqa: E402
from conformance.observe import (  # noqa: E402
    contract,
    hashing,
    plan,
    specs,
)
from conformance.observe.elements import observe_pass  # noqa: E402
from conformance.observe.tracing import watch  # noqa: E402
from conformance.records import INFINITE, UNKNOWN, Tracing  # noqa: E402

keras = compat.keras()
AUTOTUNE = tf.data.AUTOTUNE
X = np.arange(40, dtype="float32").reshape(20, 2)
Y = np.arange(20) % 3
GENERATOR = np.random.default_rng(0)


def slices():
    return tf.data.Dataset.from_tensor_slices((X, Y))


# --- plan -------------------------------------------------------------------------------------

CHAINS = {
    "shuffle, map, batch, prefetch": (
        lambda: (
            slices().shuffle(20, seed=3).map(lambda a, b: (a, b), AUTOTUNE).batch(4).prefetch(1)
        ),
        ["prefetch", "batch", "map", "shuffle", "tensor_slices"],
    ),
    "cache, repeat, take, skip": (
        lambda: slices().cache().repeat(2).take(9).skip(1),
        ["skip", "take", "repeat", "cache", "tensor_slices"],
    ),
    "window and flat_map": (
        lambda: tf.data.Dataset.range(9).window(3).flat_map(lambda w: w.batch(3)),
        ["flat_map", "window", "range"],
    ),
    "padded batch, filter": (
        lambda: slices().filter(lambda a, b: b > 0).padded_batch(4, padded_shapes=([2], [])),
        ["padded_batch", "filter", "tensor_slices"],
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_the_plan_lists_the_operations_nearest_the_model_first(name):
    make, ops = CHAINS[name]
    assert [op for op in plan.read(make()).ops() if op != "options"] == ops


def test_the_plan_reads_attributes_and_cardinalities():
    read = plan.read(slices().shuffle(7, seed=3).batch(3, drop_remainder=True).repeat())
    batch, shuffle = read.first("batch"), read.first("shuffle")
    assert batch.attributes["batch_size"] == 3
    assert batch.attributes["drop_remainder"] is True
    assert shuffle.attributes["buffer_size"] == 7
    assert (read.root.cardinality, batch.cardinality, shuffle.cardinality) == (INFINITE, 6, 20)


def test_unknown_cardinality_is_said():
    assert plan.read(slices().filter(lambda a, b: b > 0)).root.cardinality == UNKNOWN


def test_origins_follow_renamed_and_swapped_components():
    table = {"left": X, "right": X}
    read = plan.read(
        tf.data.Dataset.from_tensor_slices((table, Y))
        .map(lambda f, t: ((f["right"], f["left"] * 2), t))
        .batch(4)
    )
    assert [sorted(o) for o in read.root.origins] == [["right"], ["left"], ["y"]]


def test_independent_draws_have_different_keys_and_equal_seeds_equal_ones():
    def apart(a, b):
        return tf.random.uniform([2]) + a, tf.random.uniform([2]) + a

    def together(a, b):
        draw = tf.random.uniform([2])
        return draw + a, draw + a

    def seeded(a, b):
        return (
            tf.random.stateless_uniform([2], (1, 2)) + a,
            tf.random.stateless_uniform([2], (1, 2)) + a,
        )

    for function, same in ((apart, False), (together, True), (seeded, True)):
        first, second = plan.read(slices().map(function)).root.randoms
        assert first
        assert second
        assert (first == second) is same, function.__name__


def test_branches_shuffled_apart_are_told_from_a_common_shuffle():
    one = tf.data.Dataset.from_tensor_slices(X).shuffle(20)
    two = tf.data.Dataset.from_tensor_slices(Y).shuffle(20)
    apart = plan.read(tf.data.Dataset.zip((one, two))).root.branches
    assert apart[0]
    assert apart[1]
    assert not apart[0] & apart[1]
    assert plan.read(slices().shuffle(20)).root.branches == [frozenset(), frozenset()]


def test_external_state_names_the_op():
    def python(a, b):
        return tf.numpy_function(lambda v: v, [a], tf.float32), b

    assert plan.read(slices()).external_state is None
    assert plan.read(slices().map(python)).external_state == "PyFunc"


def test_large_arrays_are_weighed_without_serialising():
    big = tf.data.Dataset.from_tensor_slices(np.zeros((1000, 250), "float32")).shuffle(10)
    assert compat.embedded_bytes(big) == 1000 * 250 * 4


# --- elements ---------------------------------------------------------------------------------


def test_a_pass_counts_ranges_and_finds_the_first_bad_value():
    x = X.copy()
    x[9, 1] = np.nan
    record = observe_pass(lambda: tf.data.Dataset.from_tensor_slices((x, Y)).batch(4))
    component = record.component("x")
    assert (record.batches, record.examples, record.complete) == (5, 20, True)
    assert (component.nan, component.bad_at, component.bad_rows) == (1, (2, (1, 1)), 1)
    assert (component.minimum, component.maximum) == (0.0, 39.0)
    assert record.component("y").values == {0: 7, 1: 7, 2: 6}


def test_a_failing_element_is_recorded_with_its_batch():
    def parse(a, b):
        return tf.debugging.check_numerics(tf.where(b > 1, np.nan, a), "bad"), b

    record = observe_pass(lambda: slices().map(parse).batch(1))
    assert record.failure is not None
    assert (record.failure.type, record.failure.batch, record.batches) == (
        "InvalidArgumentError",
        2,
        2,
    )
    assert not record.complete


def test_an_endless_pass_stops_at_its_limit():
    record = observe_pass(lambda: slices().repeat().batch(4), max_batches=7)
    assert (record.batches, record.complete, record.stopped_by) == (7, False, "batches")


def test_a_limit_that_falls_on_the_end_is_the_end():
    assert observe_pass(lambda: slices().batch(4), max_batches=5).complete


@pytest.mark.parametrize(
    "dtype", ["float32", "float64", "int8", "int64", "bool", "uint8", "float16"]
)
def test_equal_rows_hash_alike_and_others_do_not(dtype):
    rows = (np.arange(60).reshape(20, 3) % 7).astype(dtype)
    hashes = hashing.rows(rows)
    for i in range(20):
        for j in range(20):
            assert (hashes[i] == hashes[j]) == np.array_equal(rows[i], rows[j])


def test_strings_and_ragged_rows_hash_by_content():
    ragged = np.empty(3, object)
    ragged[:] = [np.array([1, 2]), np.array([1]), np.array([1, 2])]
    for rows in (np.array([b"a", b"bc", b"a"], object), ragged):
        hashes = hashing.rows(rows)
        assert hashes[0] == hashes[2] != hashes[1]


def test_roles_are_those_of_keras():
    spec = specs.of_dataset(tf.data.Dataset.from_tensor_slices(({"b": X, "a": X}, Y, Y)))
    assert [leaf.path for leaf in spec.leaves] == ["x['a']", "x['b']", "y", "sample_weight"]
    assert [leaf.key for leaf in spec.role("x")] == ["a", "b"]


# --- tracing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (lambda a, b: (a + np.random.uniform(), b), "np.random"),
        (lambda a, b: (a + np.float32(GENERATOR.normal()), b), "the Generator `GENERATOR`"),
        (lambda a, b: (a + np.random.default_rng().random(), b), "numpy.random.default_rng"),
    ],
)
def test_a_draw_while_tracing_is_seen(function, what):
    record = Tracing()
    with watch(record):
        slices().map(function)
    assert what in [event.what for event in record.events]
    assert all(event.where.startswith("test_observe.py:") for event in record.events)


def test_draws_outside_a_traced_function_are_not_seen():
    record = Tracing()
    with watch(record):
        noise = np.random.uniform(size=2)
        slices().map(lambda a, b: (a + noise + tf.random.uniform([2]), b)).batch(4)
        slices().map(
            lambda a, b: (tf.numpy_function(lambda v: v + np.random.rand(), [a], tf.float64), b)
        )
    assert record.events == []


def test_a_signature_that_truncates_is_seen():
    record = Tracing()

    def rows():
        yield 0.75, 3

    with watch(record):
        dataset = tf.data.Dataset.from_generator(rows, output_types=(tf.int32, tf.int64))
    list(dataset)
    assert [(y.example_raw, y.example_cast) for y in record.yields] == [("0.75", "0")]


def test_watching_leaves_nothing_behind():
    before = {name: tf.data.Dataset.__dict__[name] for name in ("map", "from_generator")}
    with pytest.raises(RuntimeError), watch(Tracing()):
        raise RuntimeError
    assert before == {name: tf.data.Dataset.__dict__[name] for name in before}


# --- contract ---------------------------------------------------------------------------------


def _functional():
    a = keras.Input((3,), name="a")
    b = keras.Input((4,), name="b", dtype="int32")
    embedded = keras.layers.Flatten()(keras.layers.Embedding(9, 2)(b))
    hidden = keras.layers.Concatenate()([a, embedded])
    outputs = {
        "price": keras.layers.Dense(1, name="price")(hidden),
        "kind": keras.layers.Dense(5, activation="softmax", name="kind")(hidden),
    }
    model = keras.Model([a, b], outputs)
    model.compile("sgd", {"price": "mse", "kind": "sparse_categorical_crossentropy"})
    return model


def _decoder(*layers):
    return keras.Sequential([keras.Input((6,)), *layers])


@pytest.mark.parametrize(
    ("build", "activation"),
    [
        (
            lambda x: keras.layers.Reshape((2, 3))(keras.layers.Dense(6, activation="tanh")(x)),
            "tanh",
        ),
        (lambda x: _decoder(keras.layers.Dense(4, activation="sigmoid"))(x), "sigmoid"),
        (
            lambda x: _decoder(
                keras.layers.Dense(6, activation="sigmoid"), keras.layers.Reshape((6, 1))
            )(x),
            "sigmoid",
        ),
        (
            lambda x: keras.layers.Reshape((6, 1))(keras.layers.Dense(6, activation="softmax")(x)),
            "unknown",
        ),
        (lambda x: keras.layers.Dense(6, activation="sigmoid")(x) * 2.0, "unknown"),
        (lambda x: keras.layers.Reshape((3, 2))(x), "unknown"),
    ],
    ids=["moved", "nested", "nested and moved", "softmax moved", "computed on", "none"],
)
def test_the_last_activation_is_found_behind_what_only_moves_values(build, activation):
    inputs = keras.Input((6,))
    read = contract.read(keras.Model(inputs, build(inputs)))
    assert read.last_activation == {0: activation}


def test_the_last_activation_of_a_stack_without_inputs():
    stack = [keras.layers.Dense(6, activation="tanh"), keras.layers.Reshape((3, 2))]
    assert contract.read(keras.Sequential(stack)).last_activation == {0: "tanh"}


def test_the_contract_of_a_functional_model():
    read = contract.read(_functional())
    assert [(leaf.path, leaf.shape, leaf.dtype) for leaf in read.inputs] == [
        ("a", (None, 3), "float32"),
        ("b", (None, 4), "int32"),
    ]
    by_key = {leaf.key: i for i, leaf in enumerate(read.outputs)}
    assert read.losses[by_key["kind"]].name == "sparse_categorical_crossentropy"
    assert read.losses[by_key["price"]].name == "mean_squared_error"
    assert read.last_activation[by_key["kind"]] == "softmax"
    assert read.embedding_inputs == {1: 9}


def test_a_sequential_without_an_input_declares_nothing_and_no_batch_size_after_a_call():
    model = keras.Sequential([keras.layers.Dense(2)])
    assert contract.read(model).inputs is None
    model(np.zeros((2, 4), "float32"))
    called = contract.read(model).inputs
    assert called is None or [leaf.shape for leaf in called] == [(None, 4)]


def test_a_rescaling_layer_counts_until_a_weight_comes_first():
    rescaling = compat.preprocessing_layer("Rescaling")
    flat, dense = keras.layers.Flatten(), keras.layers.Dense(3)
    before = keras.Sequential([keras.Input((4, 4, 1)), rescaling(1 / 255.0), flat, dense])
    after = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), rescaling(1 / 255.0)])
    reached = [{f.type: f.inputs for f in contract.read(model).layers} for model in (before, after)]
    assert [facts["Rescaling"] for facts in reached] == [(0,), ()]
    assert [facts["Dense"] for facts in reached] == [(), (0,)]


def test_an_unadapted_normalization_is_told_from_an_adapted_one():
    layer = compat.preprocessing_layer("Normalization")
    fresh, ready = layer(axis=-1), layer(axis=-1)
    ready.adapt(X)
    fresh.build((None, 2))
    assert (compat.layer_adapted(fresh), compat.layer_adapted(ready)) == (False, True)


LOSSES = [
    ("mse", "mean_squared_error", False),
    (keras.losses.BinaryCrossentropy(from_logits=True), "binary_crossentropy", True),
    (keras.losses.SparseCategoricalCrossentropy(), "sparse_categorical_crossentropy", False),
    (keras.losses.Huber(), "huber", False),
]


@pytest.mark.parametrize(("loss", "name", "logits"), LOSSES)
def test_a_loss_has_one_name_however_it_is_given(loss, name, logits):
    read = contract.loss_of(loss)
    assert (read.name, bool(read.from_logits), read.custom) == (name, logits, False)


def test_a_loss_of_the_users_own_is_custom():
    def pinball(y, p):
        return tf.reduce_mean(tf.maximum(0.9 * (y - p), 0.1 * (p - y)))

    read = contract.loss_of(pinball)
    assert (read.name, read.custom) == ("pinball", True)
