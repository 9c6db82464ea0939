"""What is observed of functions that make datasets, of views, masks and resampled Sequences."""

from __future__ import annotations

import collections

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from conformance.observe import (  # noqa: E402
    contract,
    epochs,
    kinds,
    plan,
)
from conformance.observe.elements import observe_pass  # noqa: E402
from conformance.structure import indices, transform  # noqa: E402

Data = tf.data.Dataset


def _function(dataset):
    return next(n.function for n in plan.read(dataset).nodes() if n.function is not None)


@tf.function
def _repeated(i):
    return Data.range(i).repeat()


ENDLESS = {
    "repeat": (lambda i: Data.range(i).repeat(), True),
    "repeat, shuffle, batch": (lambda i: Data.range(i).repeat().shuffle(4).batch(2), True),
    "repeat and map": (lambda i: Data.range(i).repeat(-1).map(lambda x: x + 1), True),
    "no repeat": (lambda i: Data.range(i), False),
    "a number of times": (lambda i: Data.range(i).repeat(3), False),
    "a number that is handed in": (lambda i: Data.range(i).repeat(i), False),
    "ended by take": (lambda i: Data.range(i).repeat().take(4), False),
    "ended by zip": (lambda i: Data.zip((Data.range(i).repeat(), Data.range(3))), False),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_function_that_returns_an_endless_dataset(name):
    function, endless = ENDLESS[name]
    read = _function(Data.range(1, 9).interleave(function, cycle_length=2))
    assert read.endless is endless


@pytest.mark.parametrize("map_", [lambda i: (i, i), lambda i: i + 1])
def test_a_function_of_values_is_not_endless(map_):
    assert _function(Data.range(4).map(map_)).endless is False


@tf.function
def _twice(x):
    y = x + tf.random.uniform([])
    return y, y


@tf.function
def _handed_on(x):
    return x


def _draw(x, seed=(1, 2)):
    return x + tf.random.stateless_uniform([], seed)


SOURCES = {
    "one computation": (lambda x: (lambda y: (y, y))(_draw(x)), True),
    "two computations": (lambda x: (_draw(x), _draw(x)), False),
    "one inside a tf.function": (lambda x: _twice(x), True),
    "two calls of a tf.function": (lambda x: (_twice(x)[0], _twice(x)[0]), False),
    "the argument itself": (lambda x: (x, tf.identity(x)), True),
    "the argument through a tf.function": (lambda x: (x, _handed_on(x)), True),
}


@pytest.mark.parametrize("name", SOURCES)
def test_outputs_of_one_computation_have_one_source(name):
    function, same = SOURCES[name]
    read = _function(Data.from_tensor_slices(np.zeros(4, "float32")).map(function))
    first, second = read.outputs
    assert (first.source == second.source) is same


@pytest.mark.parametrize(
    ("layer", "value"),
    [
        (lambda k: k.Masking(-1.0), -1.0),
        (lambda k: k.Masking(0), 0.0),
        (lambda k: k.Dense(2), None),
    ],
)
def test_the_value_that_a_layer_masks(layer, value):
    keras = tf.keras
    model = keras.Sequential([keras.Input((4, 2)), layer(keras.layers)])
    assert contract.read(model).layers[-1].mask_value == value


@pytest.mark.parametrize(("zero", "value"), [(True, 0.0), (False, None)])
def test_the_id_that_an_embedding_masks(zero, value):
    keras = tf.keras
    layer = keras.layers.Embedding(9, 2, mask_zero=zero)
    model = keras.Sequential([keras.Input((4,), dtype="int32"), layer])
    facts = [fact for fact in contract.read(model).layers if fact.type == "Embedding"]
    assert facts[0].mask_value == value


def _observe(orders, **options):
    passes = iter(orders)
    first = observe_pass(lambda: iter([(np.asarray(next(passes)),)]))
    return epochs.observe(
        None,
        first,
        lambda _: iter([(np.asarray(next(passes)),)]),
        rebuild=None,
        seconds=5.0,
        **options,
    )


def test_a_third_epoch_is_read_where_the_second_repeats_rows():
    orders = [[1, 2, 3, 4], [1, 1, 2, 3], [1, 1, 1, 2]]
    assert _observe(orders, resampled=True).third is not None
    assert _observe(orders).third is None


def test_no_third_epoch_where_rows_are_shuffled():
    assert _observe([[1, 2, 3, 4], [4, 3, 2, 1]], resampled=True).third is None


def test_a_third_epoch_is_read_where_the_second_is_of_another_length():
    assert _observe([[1, 2, 3, 4], [1, 2, 3], [1, 2]]).third.examples == 2


SHUFFLED = Data.range(20).shuffle(20).batch(5)


@pytest.mark.parametrize(
    ("factory", "anew"),
    [
        (lambda: Data.range(20).shuffle(20).batch(5), True),
        (lambda: SHUFFLED, False),
        (lambda: SHUFFLED.prefetch(1), False),
        (lambda: SHUFFLED.unbatch().shuffle(20).batch(5), False),
    ],
    ids=["made in the factory", "made before", "its end made in the factory", "shuffled twice"],
)
def test_a_shuffle_made_before_the_factory_is_no_second_build(factory, anew):
    pipeline = factory()
    first = observe_pass(lambda: iter(pipeline))
    found = epochs.observe(pipeline, first, iter, rebuild=factory, seconds=5.0)
    assert (found.rebuilt is not None) == anew


@pytest.mark.parametrize(("count", "found"), [(lambda i: i * 2, True), (lambda i: 2, False)])
def test_a_skip_by_the_argument_and_what_is_captured(count, found):
    rows = Data.range(20).map(lambda i: i + 1)
    read = plan.read(Data.range(5).flat_map(lambda i: rows.skip(count(i)).take(2)))
    assert read.root.function.skips is found
    assert [node.op for node in read.root.inputs] == ["range", "map"]
    assert read.root.inputs[0].cardinality == 5


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([np.zeros((5, 2)), np.zeros((5, 3))], "a bare list is x"),
        (([np.zeros((5, 2)), np.zeros((5, 3))], np.zeros(5)), "a list in a tuple"),
        (({"a": [np.zeros((5, 2))]}, np.zeros(5)), "a list in a dict"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_list_of_arrays_is_several_inputs(given, kind):
    element = next(iter(kinds.elements_of(given, "arrays", {"batch_size": 4})))
    x = element[0]
    parts = x["a"] if isinstance(x, dict) else x
    assert isinstance(parts, tuple), kind
    assert [part.shape for part in parts] == [(4, 2), (4, 3)][: len(parts)]


def test_an_ordered_dict_keeps_its_order_and_its_kind():
    element = collections.OrderedDict(weight=1, age={"years": 2})
    found = indices(element)
    assert type(found) is collections.OrderedDict
    assert list(found.items()) == [("weight", 1), ("age", {"years": 0})]
    assert type(transform(str, element)) is collections.OrderedDict
    assert type(indices({"b": 1, "a": 2})) is dict
