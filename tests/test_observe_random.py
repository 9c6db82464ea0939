"""What observation writes down of randomness: draws, seeds, states, timing, on every version."""

from __future__ import annotations

import random

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from conformance import compat  # noqa: E402
from conformance.observe import files, plan, sequences, timing  # noqa: E402
from conformance.observe.elements import observe_pass  # noqa: E402
from conformance.observe.state import Options, Run, fresh  # noqa: E402
from conformance.observe.step_draws import watch_steps  # noqa: E402
from conformance.observe.tracing import watch  # noqa: E402
from conformance.records import Timing, Tracing  # noqa: E402
from conformance.run.subject import subject_of  # noqa: E402

keras = compat.keras()
IMAGES = np.zeros((8, 6, 6, 1), "float32")


def pairs():
    return tf.data.Dataset.from_tensor_slices((IMAGES, IMAGES))


def flip_apart(image, mask):
    return tf.image.random_flip_left_right(image), tf.image.random_flip_left_right(mask)


def flip_together(image, mask):
    both = tf.image.random_flip_left_right(tf.concat([image, mask], -1))
    return both[..., :1], both[..., 1:]


def flip_by_one_coin(image, mask):
    if tf.random.uniform(()) > 0.5:
        image, mask = tf.image.flip_left_right(image), tf.image.flip_left_right(mask)
    return image, mask


@pytest.mark.parametrize("inside", [False, True], ids=["plain", "tf.function"])
@pytest.mark.parametrize(
    ("function", "common"), [(flip_apart, False), (flip_together, True), (flip_by_one_coin, True)]
)
def test_draws_are_followed_to_each_component(function, common, inside):
    dataset = pairs().map(tf.function(function) if inside else function).batch(4)
    image, mask = plan.read(dataset).root.randoms
    assert image
    assert mask
    assert bool(image & mask) == common


def test_draws_of_two_maps_have_names_of_their_own():
    dataset = pairs().map(lambda a, b: (a + tf.random.uniform(()), b))
    dataset = dataset.map(lambda a, b: (a, b + tf.random.uniform(())))
    image, mask = plan.read(dataset).root.randoms
    assert not image & mask


def test_a_draw_of_one_number_is_told_from_a_draw_of_many():
    one = plan.read(pairs().map(lambda a, b: (a + tf.random.uniform(()), b))).root
    many = plan.read(pairs().map(lambda a, b: (a + tf.random.uniform((6, 6, 1)), b))).root
    assert one.function.scalars == one.randoms[0]
    assert not many.function.scalars


def test_a_constant_stateless_seed_is_seen_through_a_tf_function():
    @tf.function
    def noisy(image, mask):
        return image + tf.random.stateless_uniform((6, 6, 1), seed=(1, 2)), mask

    root = plan.read(pairs().map(noisy)).root
    assert all(key.startswith("stateless:const") for key in root.randoms[0])


def test_arrays_used_inside_a_function_are_weighed():
    table = np.arange(4096, dtype="float32")
    inside = plan.read(pairs().map(lambda a, b: (a, tf.gather(table, [1]))))
    outside = tf.constant(table)
    referred = plan.read(pairs().map(lambda a, b: (a, tf.gather(outside, [1]))))
    assert 16384 <= inside.root.function.constant_bytes < 17000
    assert referred.root.function.constant_bytes < 600


@pytest.mark.parametrize("name", ["RandomFlip", "RandomRotation", "RandomContrast"])
def test_seeds_that_keras_draws_while_tracing_are_not_the_users(name):
    layer = compat.preprocessing_layer(name)
    layer = layer("horizontal") if name == "RandomFlip" else layer(0.2)
    tracing = Tracing()
    with watch(tracing):
        pairs().batch(4).map(lambda a, b: (layer(a, training=True), b))
    assert tracing.events == []


def test_a_python_draw_in_a_traced_function_is_the_users():
    tracing = Tracing()
    with watch(tracing):
        tf.data.Dataset.range(4).map(lambda v: tf.cast(v, tf.float64) + random.random())
    assert [event.what for event in tracing.events] == ["random"]


class Rows(keras.utils.Sequence):
    def __init__(self, call=lambda: None, initialise=True):
        if initialise:
            super().__init__()
        self.call = call

    def __len__(self):
        return 3

    def __getitem__(self, index):
        self.call()
        return IMAGES[:2], np.full(2, index)


@pytest.mark.parametrize(
    ("call", "drawn"),
    [
        (lambda: None, False),
        (np.random.normal, True),
        (random.random, True),
        (lambda: np.random.seed(0), True),
    ],
    ids=["nothing", "numpy", "python", "seed"],
)
def test_a_sequence_that_moves_the_global_state(call, drawn):
    before = np.random.get_state()[1].copy()
    assert sequences.observe(Rows(call)).global_random == drawn
    if not drawn:
        assert np.array_equal(before, np.random.get_state()[1])


@pytest.mark.filterwarnings("ignore")
def test_a_sequence_without_super_is_seen_where_there_is_something_to_initialise():
    assert sequences.observe(Rows()).super_called
    without = sequences.observe(Rows(initialise=False))
    assert without.super_called == (compat.keras_generation() == 2)


def test_each_build_starts_from_the_global_state_the_module_left():
    state = Run(subject_of(lambda: np.random.normal(size=3), name="numbers"), Options())
    state.initial_random = compat.random_states()
    assert np.array_equal(fresh(state), fresh(state))


def test_what_if_measures_an_epoch_and_its_cache():
    dataset = tf.data.Dataset.range(64).batch(8)
    first = observe_pass(lambda: dataset)
    record = Timing(5.0, first.batches)
    timing.what_if(dataset, record, first, seconds=20.0)
    assert record.second_epoch < 5.0
    assert record.cached_epoch is not None
    assert record.cached_epoch < 5.0
    assert record.bytes_per_epoch == 64 * 8


def test_what_if_reads_no_more_of_an_endless_pipeline_than_the_pass_did():
    dataset = tf.data.Dataset.range(4).repeat().batch(2)
    first = observe_pass(lambda: dataset, max_batches=5)
    record = Timing(5.0, first.batches)
    timing.what_if(dataset, record, first, seconds=20.0)
    assert record.cached_epoch is None
    assert record.second_epoch < 5.0


@pytest.mark.skipif(
    not hasattr(tf.data.experimental, "enable_debug_mode"), reason="from TensorFlow 2.5"
)
def test_debug_mode_can_be_left():
    tf.data.experimental.enable_debug_mode()
    try:
        assert compat.debug_mode_on()
    finally:
        compat.leave_debug_mode()
    assert not compat.debug_mode_on()


# --- random numbers in a model's own step ---------------------------------------------------------


class Noisy(keras.layers.Layer):
    def __init__(self, noise):
        super().__init__()
        self.noise = noise

    def build(self, shape):
        self.start = self.add_weight(shape=(), initializer="zeros", name="start")
        self.offset = float(np.random.normal())  # drawn once, for the layer: as it should be

    def call(self, x):
        return x + self.start + self.noise()


@pytest.mark.parametrize(
    ("noise", "eager", "seen"),
    [
        (lambda: np.random.normal(), False, ["numpy.random.normal"]),
        (lambda: np.random.default_rng().normal(), False, ["numpy.random.default_rng"]),
        (lambda: np.random.default_rng(0).normal(), False, []),
        (lambda: tf.random.normal((), seed=np.random.randint(2**31 - 1)), False, []),
        (lambda: random.uniform(0.0, 1.0), False, ["random.uniform"]),
        (lambda: tf.random.normal(()), False, []),
        (lambda: np.random.normal(), True, []),
    ],
    ids=["np.random", "default_rng", "fixed", "an op's seed", "random", "tf.random", "eager"],
)
def test_draws_while_a_step_is_traced(noise, eager, seen):
    if compat.backend() != "tensorflow":
        pytest.skip("another backend traces in its own way")
    model = keras.Sequential([keras.Input((2,)), Noisy(lambda: 0.0), keras.layers.Dense(1)])
    model.layers[-2].noise = noise
    model.compile("sgd", "mse", run_eagerly=eager)
    events = []
    with watch_steps(events):
        model.fit(np.zeros((8, 2)), np.zeros(8), batch_size=4, epochs=2, verbose=0)
    assert [event.what for event in events] == seen
    assert all(event.where.startswith("test_observe_random.py:") for event in events)


def test_layers_in_a_map_are_noted_with_their_state():
    layer = compat.preprocessing_layer("StringLookup")(vocabulary=["a", "b"])
    record = Tracing()
    with watch(record):
        tf.data.Dataset.from_tensor_slices(["a"]).map(lambda text: layer(text))
    (state,) = record.adapted
    assert (state.name, state.type, state.words[-2:]) == ("layer", "StringLookup", ("a", "b"))


@pytest.mark.parametrize(
    ("function", "seen"),
    [
        (lambda x: tf.cast(tf.signal.rfft(x), tf.float32), True),
        (lambda x: tf.abs(tf.signal.rfft(x)), False),
        (lambda x: tf.math.real(tf.signal.rfft(x)), False),
        (lambda x: tf.cast(tf.signal.rfft(x) * tf.math.conj(tf.signal.rfft(x)), tf.float32), False),
        (
            lambda x: tf.cast(tf.signal.ifft(tf.signal.fft(tf.cast(x, tf.complex64))), tf.float32),
            False,
        ),
        (tf.function(lambda x: tf.cast(tf.signal.rfft(x), tf.float32)), True),
    ],
    ids=["cast", "abs", "real", "power", "inverse", "tf.function"],
)
def test_a_spectrum_cast_to_real_numbers(function, seen):
    dataset = tf.data.Dataset.from_tensor_slices(np.zeros((4, 8), "float32")).map(function)
    assert plan.read(dataset).root.function.real_of_transform == seen


@pytest.mark.parametrize(
    ("rows", "lengths"),
    [
        (np.arange(3), {3}),
        ([4, 1, 2], {3}),
        (np.zeros(3, int), set()),
        (np.arange(3) + 90, set()),
        (["a", "b"], set()),
        (np.arange(8), set()),
    ],
    ids=["array", "list", "labels", "other ids", "names", "all rows"],
)
def test_row_numbers_that_a_sequence_holds(rows, lengths):
    class Holder:
        pass

    holder = Holder()
    holder.rows = rows
    assert sequences._orders(holder, 8) == lengths


def test_the_bits_of_png_files(tmp_path):
    paths = [str(tmp_path / name) for name in ("eight.png", "sixteen.png", "text.png", "no.txt")]
    for path, dtype in zip(paths, ("uint8", "uint16")):
        tf.io.write_file(path, tf.io.encode_png(np.zeros((2, 2, 1), dtype)))
    (tmp_path / "text.png").write_text("no image")
    (tmp_path / "no.txt").write_text("no image")
    assert files.png_bits(paths[:1]) == 8
    assert files.png_bits(paths[:3]) == 16
    assert files.png_bits(paths[2:]) == files.png_bits([paths[0] + "x.png"]) == 0
    assert files.png_bits(["gs://bucket/a.png", "b\0.png"]) == files.png_bits([]) == 0


@pytest.mark.parametrize(
    ("decode", "eight"),
    [
        (lambda b: tf.io.decode_png(b), True),
        (tf.function(lambda b: tf.io.decode_image(b, expand_animations=False)), True),
        (lambda b: tf.io.decode_png(b, dtype=tf.uint16), False),
        (lambda b: (tf.io.decode_png(b), tf.io.decode_png(b, dtype=tf.uint16)), False),
        (lambda b: tf.strings.length(b), False),
    ],
    ids=["png", "inside a tf.function", "sixteen", "both", "none"],
)
def test_how_deep_images_are_decoded(decode, eight):
    dataset = tf.data.Dataset.from_tensor_slices(["a", "b"]).map(decode)
    assert plan.read(dataset).root.function.eight_bits == eight
