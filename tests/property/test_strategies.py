"""The strategies keep what they promise: they match, they refuse, and they shrink."""

from __future__ import annotations

import doctest
import functools
import importlib
import pkgutil
import random
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import Phase, errors, find, given, settings
from hypothesis import strategies as st

import conformance.strategies as strategies
from conformance import compat
from conformance.strategies import (
    KINDS,
    KNOBS,
    Domain,
    Spec,
    as_tensors,
    batch_sizes,
    batched,
    dtype_name,
    dtypes,
    element_specs,
    example_counts,
    examples,
    examples_like,
    examples_of,
    feature_names,
    from_tensorflow,
    model_for,
    models,
    name_problem,
    name_sets,
    numpy_dtype,
    pipeline_knobs,
    shapes,
    spec_of,
    specs,
    styles_for,
    to_tensorflow,
)

pytestmark = pytest.mark.property

MODULES = [module.name for module in pkgutil.iter_modules(strategies.__path__)]
EVERY_DTYPE = [name for names in KINDS.values() for name in names]
LABEL = Domain(dtypes=("int64",), ranks=(0, 0), values=(0, 9))
SEEN = {
    "features": {
        "image": np.array([[[0, 9]], [[255, 40]]], "uint8"),
        "price": np.array([0.5, 2.5], "float32"),
        "city": np.array([b"oslo", b"rom"], dtype=object),
        "word": np.array(["ab", "c"]),
        "ids": [np.array([4, 6]), np.array([5])],
        "flag": np.array([True, False]),
    },
    "label": np.array([3, 7]),
}


def anything(drawn):
    return True


# The explain phase would trace every line, tens of seconds for a large strategy, to no use here.
SHRINKING = settings(database=None, phases=[Phase.generate, Phase.shrink], max_examples=2000)


def smallest(strategy, condition=anything):
    return find(strategy, condition, settings=SHRINKING, random=random.Random(0))


def some(strategy):
    """One arbitrary example; to shrink a large one would cost more than the test."""
    quick = settings(database=None, phases=[Phase.generate], max_examples=5)
    return find(strategy, anything, settings=quick, random=random.Random(0))


# --- shrinking ---------------------------------------------------------------------------------

SMALLEST = [
    ("shape", shapes(), anything, ()),
    ("shape of rank 2", shapes(), lambda shape: len(shape) == 2, (1, 1)),
    ("unknown axis", shapes(unknown=True), lambda shape: None in shape, (None,)),
    ("unknown beside known", shapes(unknown=True, min_rank=2), lambda s: s[1] is None, (1, None)),
    ("dtype", dtypes(), anything, "float32"),
    ("string dtype", dtypes(), lambda name: name == "string", "string"),
    ("batch size", batch_sizes(), anything, 1),
    ("batch size above 5", batch_sizes(), lambda size: size > 5, 6),
    ("count", example_counts(batch_size=4), anything, 0),
    ("count above 5", example_counts(batch_size=4), lambda count: count > 5, 6),
    ("count from 1", example_counts(batch_size=4, min_value=1), anything, 1),
    ("name", feature_names(), anything, "a"),
    ("layer name", feature_names(use="layer"), anything, "a"),
    ("refused name", feature_names(valid=False), anything, ""),
    ("refused name with a slash", feature_names(valid=False), lambda name: "/" in name, "/"),
    ("names", name_sets(), anything, ["a"]),
    ("unsorted names", name_sets(), lambda names: sorted(names) != names, ["b", "a"]),
    ("spec", specs(), anything, Spec()),
    ("ragged spec", specs(kinds=("ragged",)), anything, Spec((None,), "float32", "ragged")),
    ("sparse spec", specs(kinds=("sparse",)), anything, Spec((1,), "float32", "sparse")),
    ("structure", element_specs(), anything, Spec()),
    ("dict", element_specs(), lambda drawn: isinstance(drawn, dict), {"a": Spec()}),
    ("tuple", element_specs(min_depth=1), lambda drawn: isinstance(drawn, tuple), (Spec(),)),
    ("nested", element_specs(min_depth=2, containers=("dict",)), anything, {"a": {"a": Spec()}}),
    ("knobs", pipeline_knobs(), anything, {}),
    (
        "one knob",
        pipeline_knobs(only=("cache", "prefetch", "seed")),
        lambda knobs: knobs.get("cache"),
        {"cache": True},
    ),
]


@pytest.mark.parametrize(
    ("strategy", "condition", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in SMALLEST],
)
def test_shrinks_to(strategy, condition, expected):
    assert smallest(strategy, condition) == expected


def test_examples_shrink_to_zeros():
    structure = {"x": Spec((2,)), "ids": Spec((None,), "int64", "ragged"), "s": Spec((), "string")}
    drawn = smallest(examples(structure), lambda drawn: len(drawn["x"]) == 2)
    np.testing.assert_array_equal(drawn["x"], np.zeros((2, 2), "float32"))
    assert [row.tolist() for row in drawn["ids"]] == [[], []]
    assert drawn["s"].tolist() == [b"", b""]


def test_examples_shrink_to_none_at_all():
    assert smallest(examples(Spec((3,)))).shape == (0, 3)


# --- documentation and imports -----------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_docstrings_run(module, monkeypatch):
    monkeypatch.setattr("hypothesis.find", functools.partial(find, settings=SHRINKING))
    failed, _ = doctest.testmod(importlib.import_module(f"conformance.strategies.{module}"))
    assert failed == 0


def test_there_are_doctests():
    finder = doctest.DocTestFinder()
    documented = {
        name
        for name in strategies.__all__
        if any(test.examples for test in finder.find(getattr(strategies, name), name))
    }
    functions = {name for name in strategies.__all__ if callable(getattr(strategies, name))}
    assert functions <= documented


def test_all_is_sorted_as_constants_classes_functions():
    def order(name):
        return (not name.isupper(), not name[0].isupper(), name)

    assert strategies.__all__ == sorted(strategies.__all__, key=order)


def test_tensorflow_is_not_imported_before_it_is_needed():
    script = """if True:
        import sys
        from hypothesis import Phase, find, settings
        from conformance.strategies import *
        leaves = specs(kinds=("dense", "ragged", "sparse"), dtype_kinds=("floating", "integer"))
        quietly = {"settings": settings(database=None, phases=[Phase.generate])}
        structure = find(element_specs(leaves=leaves, min_depth=1), lambda drawn: True, **quietly)
        find(examples(structure), lambda drawn: True, **quietly)
        find(pipeline_knobs(), lambda drawn: True, **quietly)
        models(structure), pipeline_knobs(lambda *, seed=0: None), examples_of(Domain(), count=1)
        print("tensorflow" in sys.modules)
    """
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout == "False\n"


# --- refusals ----------------------------------------------------------------------------------

REFUSED = [
    (
        lambda: dtypes(kinds=("floatin",)),
        ValueError,
        r"kinds='floatin': .*did you mean \"floating\"\?",
    ),
    (
        lambda: dtypes(kinds="floating"),
        TypeError,
        r"kinds='floating': .* write kinds=\('floating',\)",
    ),
    (lambda: dtypes(kinds=()), ValueError, r"kinds=\(\): expected at least one of floating, .*"),
    (lambda: dtypes(spelled="numy"), ValueError, r"spelled='numy': .*did you mean \"numpy\"\?"),
    (lambda: dtype_name("flaot32"), ValueError, r"dtype='flaot32': .*did you mean \"float32\"\?"),
    (lambda: dtype_name(dict), TypeError, r"dtype=<class 'dict'>: expected a name, .*"),
    (lambda: dtype_name(None), TypeError, r"dtype=None: expected a name, .*"),
    (lambda: shapes(min_rank=3, max_rank=2), ValueError, r"min_rank=3 is above max_rank=2: .*"),
    (lambda: shapes(max_side=-1), ValueError, r"max_side=-1: expected an integer of at least 0"),
    (lambda: shapes(max_rank=True), TypeError, r"max_rank=True: expected 0 to 30"),
    (lambda: shapes(max_rank=2.0), TypeError, r"max_rank=2.0: expected 0 to 30"),
    (lambda: shapes(unknown=1), TypeError, r"unknown=1: expected True or False"),
    (
        lambda: batch_sizes(min_value=0),
        ValueError,
        r"min_value=0: expected an integer of at least 1",
    ),
    (lambda: example_counts(batch_size=0), ValueError, r"batch_size=0: expected .* at least 1"),
    (lambda: example_counts(batch_size=4, max_value=-1), ValueError, r"max_value=-1: .*"),
    (lambda: feature_names(valid="yes"), TypeError, r"valid='yes': expected True or False"),
    (lambda: feature_names(use="inputs"), ValueError, r"use='inputs': .*did you mean \"input\"\?"),
    (lambda: name_sets(min_size=2, max_size=1), ValueError, r"min_size=2 is above max_size=1: .*"),
    (lambda: name_problem(3), TypeError, r"name=3: expected a str"),
    (lambda: Spec((2, -1)), ValueError, r"shape=-1: expected an integer of at least 0"),
    (lambda: Spec(3), TypeError, r"shape=3: expected a tuple of sizes, None for an unknown one"),
    (lambda: Spec((), "float3"), ValueError, r"dtype='float3': .*did you mean \"float32\"\?"),
    (lambda: Spec((2,), kind="raged"), ValueError, r"kind='raged': .*did you mean \"ragged\"\?"),
    (
        lambda: Spec((2,), kind="ragged"),
        ValueError,
        r"shape=\(2,\): a ragged tensor has an unknown .*",
    ),
    (
        lambda: Spec((), kind="sparse"),
        ValueError,
        r"shape=\(\): a sparse tensor has at least one axis",
    ),
    (
        lambda: specs(kinds=("ragged",), max_rank=0),
        ValueError,
        r"max_rank=0: .*\(ragged and sparse .*\)",
    ),
    (lambda: element_specs(containers=("set",)), ValueError, r"containers='set': .*"),
    (
        lambda: element_specs(leaves=Spec()),
        TypeError,
        r"leaves=Spec.*: expected a Hypothesis strategy; .*",
    ),
    (lambda: element_specs(max_width=0), ValueError, r"max_width=0: expected .* at least 1"),
    (
        lambda: examples({"x": np.zeros(3)}),
        TypeError,
        r"structure\['x'\] is .*; write .* spec_of.*",
    ),
    (lambda: examples({}), ValueError, r"\{\}: expected at least one Spec"),
    (
        lambda: examples(Spec(), count=-1),
        ValueError,
        r"count=-1: expected an integer of at least 0",
    ),
    (
        lambda: examples(Spec(), count=1.5),
        TypeError,
        r"count=1.5: expected an integer of at least 0",
    ),
    (lambda: examples(Spec(), low=2, high=1), ValueError, r"low=2 is above high=1: .*"),
    (lambda: examples(Spec(), low=float("nan")), ValueError, r"low=nan: expected a number, .*"),
    (
        lambda: examples(Spec((), "uint8"), low=-9, high=-1),
        ValueError,
        r".*: no uint8 lies between",
    ),
    (
        lambda: examples(Spec((), "int32"), low=0.2, high=0.8),
        ValueError,
        r".*: no int32 lies between",
    ),
    (lambda: batched(Spec(), batch_size=0), ValueError, r"batch_size=0: expected .* at least 1"),
    (lambda: pipeline_knobs(3), TypeError, r"make_dataset=3: expected a function"),
    (lambda: pipeline_knobs(only=("sed",)), ValueError, r"only='sed': .*did you mean \"seed\"\?"),
    (
        lambda: pipeline_knobs(without="seed"),
        TypeError,
        r"without='seed': .*write without=\('seed',\)",
    ),
    (
        lambda: pipeline_knobs(lambda *, seeds: 0, only=("seed",)),
        ValueError,
        r"knob='seed': .*\"seeds\"\?",
    ),
    (
        lambda: pipeline_knobs(lambda *, crop: 0, extra={"crops": st.none()}),
        ValueError,
        r".*\"crop\"\?",
    ),
    (
        lambda: pipeline_knobs(extra={"crop": 3}),
        TypeError,
        r"extra\['crop'\]=3: expected a Hypothesis .*",
    ),
    (
        lambda: models(Spec(), styles=("sequental",)),
        ValueError,
        r"styles='sequental': .*\"sequential\"\?",
    ),
    (lambda: models({"a": Spec()}, styles=("sequential",)), ValueError, r"style='sequential': .*"),
    (
        lambda: models({"a/b": Spec()}, styles=("functional",)),
        ValueError,
        r"style='functional': .*",
    ),
    (
        lambda: models(Spec(), target=(Spec(),)),
        TypeError,
        r"target=\(Spec.*: expected one Spec; .*",
    ),
    (
        lambda: models(Spec(), target=Spec((None,))),
        ValueError,
        r"target=.*: expected a dense Spec .*",
    ),
    (
        lambda: models(Spec(), target=Spec((), "string")),
        ValueError,
        r"target=.*: no loss .* string",
    ),
    (lambda: models(Spec(), classes=3), ValueError, r"target=.*: expected an integer scalar, .*"),
    (
        lambda: models(Spec(), target=Spec((), "int64"), classes=1),
        ValueError,
        r"classes=1: .*least 2",
    ),
    (lambda: spec_of([1, 2]), TypeError, r"structure\[0\] is a int: expected a NumPy array .*"),
    (lambda: spec_of([]), ValueError, r"structure is \[\]: expected at least one example"),
    (
        lambda: spec_of(np.array(3)),
        ValueError,
        r"structure is a scalar: expected the example axis .*",
    ),
    (lambda: spec_of(np.array([None, 1])), TypeError, r"structure is an object array: .*"),
    (
        lambda: spec_of(np.array(["2024-01-01"], "M8[D]")),
        ValueError,
        r"dtype='datetime64\[D\]': .*",
    ),
    (
        lambda: examples_like({"x": np.zeros(0)}, count=1),
        ValueError,
        r".*; got 0 in structure\['x'\]",
    ),
    (
        lambda: examples_like({"x": np.zeros(2), "y": np.zeros(3)}, count=1),
        ValueError,
        r"expected the same number .*; got 2 in structure\['x'\], 3 in structure\['y'\]",
    ),
    (lambda: Domain(dtypes=("int3",)), ValueError, r"dtypes='int3': .*did you mean \"int32\"\?"),
    (lambda: Domain(nan=1), TypeError, r"nan=1: expected True or False"),
    (lambda: Domain(channels=(0,)), ValueError, r"channels=0: expected .* at least 1"),
    (lambda: Domain(ranks=2), TypeError, r"ranks=2: expected a pair, least and greatest"),
    (
        lambda: Domain(ranks=(0, 1), kind="ragged"),
        ValueError,
        r"min_rank=0: expected .* at least 1",
    ),
    (
        lambda: Domain(dtypes=("uint8",), values=(300, 400)),
        ValueError,
        r".*: no uint8 lies between",
    ),
    (
        lambda: Domain(dtypes=("int8",), choices=(1.5,)),
        ValueError,
        r"choices=\(1.5,\): 1.5 is no .*",
    ),
    (
        lambda: Domain(choices=("a",)),
        ValueError,
        r"choices=\('a',\): 'a' is no value of dtype float32",
    ),
    (
        lambda: examples_of({"x": Spec()}),
        TypeError,
        r"structure\['x'\] is Spec.*: expected a Domain",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_refuses_at_the_call(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    assert re.fullmatch(message, str(caught.value))


# --- dtypes, sizes, names ----------------------------------------------------------------------


@given(dtypes(kinds=tuple(KINDS), spelled="tensorflow"))
def test_dtype_spellings_agree(dtype):
    name = dtype_name(dtype)
    assert dtype.name == name
    assert dtype_name(numpy_dtype(name)) == name
    assert np.dtype(dtype.as_numpy_dtype) == numpy_dtype(name)


@given(st.data(), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_shapes_keep_their_bounds(data, rank, side, unknown):
    shape = data.draw(shapes(min_rank=rank, max_rank=rank + 1, min_side=side, unknown=unknown))
    assert rank <= len(shape) <= rank + 1
    assert all(size is None or side <= size <= 4 for size in shape)
    assert unknown or None not in shape


COUNTS = {
    "none": lambda count, size: count == 0,
    "one": lambda count, size: count == 1,
    "less than a batch": lambda count, size: 0 < count < size,
    "one batch": lambda count, size: count == size,
    "exact multiple": lambda count, size: count > size and count % size == 0,
    "one too many": lambda count, size: count > size and count % size == 1,
    "prime": lambda count, size: count > size and all(count % n for n in range(2, count)),
}


@functools.lru_cache(maxsize=None)
def counts_for(size):
    drawn = []

    @settings(max_examples=200, database=None, derandomize=True)
    @given(example_counts(batch_size=size))
    def collect(count):
        drawn.append(count)

    collect()
    return drawn


@pytest.mark.parametrize("kind", COUNTS)
@pytest.mark.parametrize("size", [4, 32])
def test_every_kind_of_count_is_common(kind, size):
    """One in fifty at least; chance would give one in 130 for batches of 32."""
    drawn = counts_for(size)
    assert sum(COUNTS[kind](count, size) for count in drawn) >= len(drawn) / 50


@given(
    st.sampled_from(["input", "layer"]).flatmap(
        lambda use: st.tuples(st.just(use), feature_names(use=use))
    )
)
def test_valid_names_have_no_problem(drawn):
    use, name = drawn
    assert name_problem(name, use=use) is None


@given(
    st.sampled_from(["input", "layer"]).flatmap(
        lambda use: st.tuples(st.just(use), feature_names(valid=False, use=use))
    )
)
def test_invalid_names_have_one(drawn):
    use, name = drawn
    assert name_problem(name, use=use)


@pytest.mark.parametrize(
    "trap",
    [
        lambda names: {"a10", "a2"} <= set(names),
        lambda names: {"A", "a"} == set(names),
        lambda names: {"e\u0301", "\u00e9"} <= set(names),
        lambda names: not "".join(names).isascii(),
        lambda names: len({name.lower() for name in names}) < len(names),
    ],
)
def test_traps_are_found(trap):
    assert trap(smallest(name_sets(min_size=2), trap))


@given(st.integers(0, 3), st.data())
def test_name_sets_are_distinct(size, data):
    names = data.draw(name_sets(min_size=size, max_size=size))
    assert len(set(names)) == len(names) == size


def predict_by_name(name):
    """Feed a dict to a model with a list of inputs, which finds its data by their names."""
    from tensorflow import keras

    inputs = [keras.Input((1,), name=name), keras.Input((1,), name="other")]
    model = keras.Model(inputs, keras.layers.Concatenate()(inputs))
    batch = {name: np.ones((2, 1), "float32"), "other": np.zeros((2, 1), "float32")}
    return model.predict_on_batch(batch).tolist()


@pytest.mark.parametrize("name", ["a", "a b", "a:0", "\u00e9", "_a", "1"])
def test_inputs_are_found_under_names_without_a_problem(name):
    assert name_problem(name) is None
    assert predict_by_name(name) == [[1, 0], [1, 0]]


def test_no_input_is_found_under_the_empty_name():
    assert name_problem("")
    with pytest.raises(ValueError, match=r"(?i)input"):
        predict_by_name("")


def test_keras_3_refuses_a_slash():
    from tensorflow import keras

    assert name_problem("a/b")
    if hasattr(keras, "ops"):
        with pytest.raises(ValueError, match="cannot contain character"):
            predict_by_name("a/b")
    else:
        assert predict_by_name("a/b") == [[1, 0], [1, 0]]


def run_layer(name):
    from tensorflow import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, name=name)])
    return model.predict_on_batch(np.zeros((2, 1), "float32"))


@pytest.mark.parametrize("name", ["a.b", "a-b", "a>b", "1", ".a", "A10"])
def test_layers_run_under_names_without_a_problem(name):
    assert name_problem(name, use="layer") is None
    assert run_layer(name).shape == (2, 1)


@pytest.mark.parametrize("name", ["a b", "a:b", "\u00e9"])
def test_layers_do_not_run_under_names_with_a_problem(name):
    assert name_problem(name, use="layer")
    try:
        with pytest.raises(ValueError, match="scope name"):
            run_layer(name)
    finally:  # Keras 3 enters its own scope before TensorFlow refuses the name, and never leaves it
        compat.clear_session()


# --- specs -------------------------------------------------------------------------------------

EVERY_KIND = {"kinds": ("dense", "ragged", "sparse"), "dtype_kinds": tuple(KINDS)}
any_specs = specs(**EVERY_KIND, unknown=True, max_rank=3)
any_structures = element_specs(leaves=any_specs)


@given(any_structures)
def test_specs_survive_tensorflow(structure):
    assert from_tensorflow(to_tensorflow(structure)) == structure
    assert from_tensorflow(to_tensorflow(batched(structure))) == batched(structure)


@given(any_structures)
def test_specs_can_be_pasted(structure):
    assert eval(repr(structure), {"Spec": Spec}) == structure


def test_from_tensorflow_refuses_what_it_cannot_say():
    import tensorflow as tf

    with pytest.raises(ValueError, match=r"structure\['x'\] is .*: its rank is unknown; set it"):
        from_tensorflow({"x": tf.TensorSpec(None, tf.float32)})
    with pytest.raises(TypeError, match=r"structure is .*: expected a tf\.TensorSpec"):
        from_tensorflow(tf.data.Dataset.range(3))
    with pytest.raises(ValueError, match="dtype='variant': expected one of"):
        from_tensorflow(tf.TensorSpec((), tf.variant))


# --- examples ----------------------------------------------------------------------------------


@given(st.data())
def test_examples_match_their_spec(data):
    structure = data.draw(any_structures)
    count = data.draw(st.integers(0, 4))
    drawn = data.draw(examples(structure, count=count, low=-5, high=5))

    def check(spec, leaf):
        assert len(leaf) == count
        rows = leaf if spec.kind == "ragged" else [leaf]
        for row in rows:
            shape = row.shape if spec.kind == "ragged" else row.shape[1:]
            assert row.dtype == numpy_dtype(spec.dtype)
            assert len(shape) == len(spec.shape)
            assert all(want in (None, size) for want, size in zip(spec.shape, shape))
            if spec.dtype == "string":
                assert all(isinstance(value, bytes) for value in row.ravel())
            elif not spec.dtype.startswith("complex"):
                assert (np.abs(row.astype("float64")) <= 5).all()

    each(check, structure, drawn)


def each(function, structure, drawn):
    if isinstance(structure, Spec):
        function(structure, drawn)
        return
    keys = structure if isinstance(structure, dict) else range(len(structure))
    assert type(structure) is type(drawn)
    assert len(structure) == len(drawn)
    for key in keys:
        each(function, structure[key], drawn[key])


@given(st.data())
def test_tensors_are_what_a_dataset_yields(data):
    import tensorflow as tf

    structure = data.draw(any_structures)
    count = data.draw(st.integers(0, 3))
    tensors = as_tensors(data.draw(examples(structure, count=count)), structure)
    dataset = tf.data.Dataset.from_tensor_slices(tensors)
    assert int(dataset.cardinality()) == count
    wanted, got = to_tensorflow(structure), dataset.element_spec
    tf.nest.assert_same_structure(wanted, got)
    for want, have in zip(tf.nest.flatten(wanted), tf.nest.flatten(got)):
        assert type(want) is type(have)
        assert want.dtype == have.dtype
        assert want.shape.is_compatible_with(have.shape)


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
def test_whole_range_of_a_dtype(dtype):
    whole = {"low": float("-inf"), "high": float("inf"), "nonfinite": True}

    @settings(max_examples=15)
    @given(examples(Spec((3,), dtype), count=2, **whole))
    def check(drawn):
        assert drawn.shape == (2, 3)
        assert drawn.dtype == numpy_dtype(dtype)

    check()


def test_extreme_values_come_up():
    whole = {"count": 1, "low": float("-inf"), "high": float("inf")}
    assert smallest(examples(Spec((), "int64"), **whole), lambda x: x[0] > 2**53)[0] > 2**53
    assert np.isnan(
        smallest(examples(Spec(), count=1, nonfinite=True), lambda x: np.isnan(x[0]))[0]
    )
    bfloat16 = smallest(examples(Spec((), "bfloat16"), **whole), lambda x: float(x[0]) > 1e38)
    assert np.isfinite(float(bfloat16[0]))


@given(examples(Spec((4, 4, 4, 4)), count=97))
@settings(max_examples=5)
def test_large_arrays_are_drawn_sparsely(drawn):
    assert drawn.shape == (97, 4, 4, 4, 4)


@given(st.data())
def test_spec_of_examples(data):
    structure = data.draw(element_specs(leaves=specs(kinds=("dense", "ragged")), max_depth=1))
    found = spec_of(data.draw(examples(structure, count=3)))

    def check(spec, leaf):
        assert (leaf.dtype, leaf.kind, len(leaf.shape)) == (spec.dtype, spec.kind, len(spec.shape))

    each(check, structure, found)


# --- knobs -------------------------------------------------------------------------------------


def make_dataset(
    source,
    *,
    batch_size=4,
    seed,
    shuffle_buffer=100,
    num_parallel_calls=None,
    deterministic=None,
    cache=None,
    prefetch=True,
    drop_remainder=False,
    verbose=0,
):
    import tensorflow as tf

    dataset = tf.data.Dataset.from_tensor_slices(source).shuffle(shuffle_buffer, seed=seed)
    if num_parallel_calls is not None:
        dataset = dataset.map(tf.identity, num_parallel_calls, deterministic)
    if cache is not None:
        dataset = dataset.cache(cache)
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    return dataset.prefetch(2) if prefetch else dataset


@given(pipeline_knobs(make_dataset, without=("drop_remainder",)))
def test_knobs_build_a_pipeline_that_loses_nothing(knobs):
    assert "seed" in knobs
    assert set(knobs) <= set(KNOBS) - {"drop_remainder"}
    dataset = make_dataset(np.arange(10), **knobs)
    assert sorted(int(value) for batch in dataset for value in batch) == list(range(10))


KNOBS_OF = [
    ("only what is accepted", pipeline_knobs(lambda *, seed=0, other=1: None), {"seed"}),
    ("keywords of any name", pipeline_knobs(lambda source, **options: None), set(KNOBS)),
    ("not positional", pipeline_knobs(eval("lambda seed, /: None")), set()),
    ("only", pipeline_knobs(only=("seed", "cache")), {"seed", "cache"}),
    ("without", pipeline_knobs(only=("seed", "cache"), without=("cache",)), {"seed"}),
    ("extra", pipeline_knobs(lambda *, crop=0: 0, extra={"crop": st.just(1)}), {"crop"}),
]


@pytest.mark.parametrize(
    ("strategy", "expected"), [pytest.param(*row[1:], id=row[0]) for row in KNOBS_OF]
)
def test_knobs_are_filtered_by_the_signature(strategy, expected):
    drawn = set()

    @given(strategy)
    def collect(knobs):
        drawn.update(knobs)

    collect()
    assert drawn == expected


FLAG_OR_VALUE = [
    (lambda *, shuffle: 0, "shuffle", {True, False}),
    (lambda *, shuffle=True: 0, "shuffle", {True, False}),
    (lambda *, shuffle=100: 0, "shuffle", {1, 2, 10, 1000}),
    (lambda *, prefetch=2: 0, "prefetch", {1, 2, -1}),
    (lambda *, prefetch=False: 0, "prefetch", {True, False}),
    (lambda *, cache=False: 0, "cache", {True, False}),
    (lambda *, cache=None: 0, "cache", {""}),
    (lambda **options: 0, "cache", {True, False}),
]


@pytest.mark.parametrize(("function", "knob", "values"), FLAG_OR_VALUE)
def test_a_default_tells_flag_from_value(function, knob, values):
    drawn = set()

    @settings(max_examples=100)
    @given(pipeline_knobs(function, only=(knob,)))
    def collect(knobs):
        drawn.update(knobs.values())

    collect()
    assert drawn == values
    assert {type(value) for value in drawn} == {type(value) for value in values}


# --- models ------------------------------------------------------------------------------------

# One dict holds many kinds, because a first fit costs a second on a busy machine.
MANY_DTYPES = {f"x_{name}": Spec((2,), name) for name in EVERY_DTYPE}
MODELS = [
    ("scalar", Spec(), ("functional", "sequential")),
    ("string", Spec((2,), "string"), ("sequential",)),
    ("every dtype", MANY_DTYPES, ("functional",)),
    (
        "unsorted names",
        {"b": Spec((3,)), "a10": Spec(), "a2": Spec((2, 2), "uint8")},
        ("functional",),
    ),
    ("odd names", {"a b": Spec(), "\u00e9": Spec((2,))}, ("functional",)),
    ("refused names", {"a/b": Spec(), "": Spec((2,))}, ("subclassed",)),
    (
        "nested",
        {"z": {"b": Spec((3,)), "a": Spec()}, "c": (Spec((2,)), Spec())},
        ("functional", "subclassed"),
    ),
    ("tuple", (Spec((3,)), Spec()), ("functional",)),
    (
        "every kind",
        {
            "ragged": Spec((None, 2), "int64", "ragged"),
            "sparse": Spec((4,), "float32", "sparse"),
            "unknown": Spec((None, None, 2)),
            "words": Spec((None,), "string", "ragged"),
        },
        ("functional", "subclassed"),
    ),
]


@pytest.mark.parametrize(
    ("features", "style"),
    [
        pytest.param(features, style, id=f"{name}-{style}")
        for name, features, styles in MODELS
        for style in styles
    ],
)
def test_models_fit_what_they_are_for(features, style):
    assert style in styles_for(features)
    model = model_for(features, style=style)
    loss = fit(model, features, Spec((1,)), count=5)
    assert np.isfinite(loss)
    assert model.built


def fit(model, features, target, *, count):
    import tensorflow as tf

    both = (features, target)
    drawn = some(examples(both, count=count, low=0, high=3))
    dataset = tf.data.Dataset.from_tensor_slices(as_tensors(drawn, both)).batch(2)
    return model.fit(dataset, verbose=0, shuffle=False).history["loss"][-1]


def test_models_for_classes_and_shaped_targets():
    classes = {"target": Spec((), "int64"), "classes": 4}
    assert np.isfinite(fit(model_for(Spec(), **classes), Spec(), classes["target"], count=3))
    shaped = Spec((2, 3))
    assert tuple(model_for(Spec((2,)), target=shaped).output_shape) == (None, 2, 3)


def test_models_are_kept_and_start_afresh():
    features = Spec((2,))
    model = model_for(features)
    before = model.get_weights()
    model.set_weights([weight + 1 for weight in before])
    model.optimizer.iterations.assign(7)
    again = model_for(features)
    assert again is model
    assert int(again.optimizer.iterations) == 0
    for weight, first in zip(again.get_weights(), before):
        np.testing.assert_array_equal(weight, first)
    assert model_for(features, style="subclassed") is not model
    assert model_for(features, target=Spec((3,))) is not model
    # Keys in another order are another model: Keras reads dicts by sorted key.
    a_first, b_first = {"a": Spec(), "b": Spec()}, {"b": Spec(), "a": Spec()}
    assert model_for(a_first) is not model_for(b_first)


def test_weights_are_the_same_in_every_run(monkeypatch):
    from conformance.strategies import _models

    first = model_for(Spec((3,))).get_weights()
    monkeypatch.setattr(_models, "_MODELS", type(_models._MODELS)())
    for weight, again in zip(first, model_for(Spec((3,))).get_weights()):
        np.testing.assert_array_equal(weight, again)


def test_models_leave_the_random_state_alone():
    state = random.getstate()
    model_for(Spec((4,)), style="subclassed")
    assert random.getstate() == state


def test_few_models_are_kept(monkeypatch):
    from conformance.strategies import _models

    monkeypatch.setattr(_models, "MOST_MODELS", 2)
    monkeypatch.setattr(_models, "_MODELS", type(_models._MODELS)())
    first = model_for(Spec((1,)))
    model_for(Spec((2,)))
    assert model_for(Spec((1,))) is first
    model_for(Spec((3,)))
    assert len(_models._MODELS) == 2
    assert model_for(Spec((1,))) is first


def test_models_shrink_to_a_functional_one():
    assert smallest(models({"a": Spec((2,))})) is model_for({"a": Spec((2,))})


# --- examples for templates --------------------------------------------------------------------


@given(examples_like(SEEN, count=5))
def test_examples_like_seen_ones(drawn):
    features = drawn["features"]
    assert list(features) == list(SEEN["features"])
    assert features["image"].shape == (5, 1, 2)
    for name in ("image", "price", "city", "flag"):
        assert features[name].dtype == SEEN["features"][name].dtype
    assert ((features["price"] >= 0.5) & (features["price"] <= 2.5)).all()
    assert all(set(city) <= set(b"oslorom") and 3 <= len(city) <= 4 for city in features["city"])
    assert features["word"].dtype.kind == "U"
    assert all(set(word) <= set("abc") and 1 <= len(word) <= 2 for word in features["word"])
    assert len(features["ids"]) == 5
    for row in features["ids"]:
        assert 1 <= len(row) <= 2
        assert ((row >= 4) & (row <= 6)).all()
    assert set(drawn["label"].tolist()) <= {3, 7}


LABELS_LIKE = [
    ("integers", np.array([9, 2, 5]), lambda drawn: set(drawn.tolist()) <= {2, 5, 9}),
    (
        "one-hot",
        np.eye(4, dtype="float32")[[0, 2, 2]],
        lambda drawn: set(drawn.argmax(-1)) <= {0, 2} and (drawn.sum(-1) == 1).all(),
    ),
    (
        "one-hot of axes",
        np.eye(3)[np.array([[0, 1], [1, 1]])],
        lambda drawn: drawn.shape[1:] == (2, 3) and not drawn[..., 2].any(),
    ),
    ("binary", np.array([[0.0], [1.0], [1.0]]), lambda drawn: np.isin(drawn, (0, 1)).all()),
    ("floats", np.array([0.25, 0.75]), lambda drawn: ((drawn >= 0.25) & (drawn <= 0.75)).all()),
    ("strings", np.array(["cat", "dog"]), lambda drawn: set(drawn.tolist()) <= {"cat", "dog"}),
    ("one boolean", np.array([True, True]), lambda drawn: drawn.all()),
    ("nested", {"y": np.array([1, 4])}, lambda drawn: set(drawn["y"].tolist()) <= {1, 4}),
]


@pytest.mark.parametrize(
    ("seen", "holds"), [pytest.param(*row[1:], id=row[0]) for row in LABELS_LIKE]
)
def test_labels_like_seen_ones(seen, holds):
    @given(examples_like({"label": seen}, count=4))
    def check(drawn):
        assert holds(drawn["label"])

    check()


FEATURES_LIKE = [
    ("nan where seen", np.array([1.0, np.nan]), lambda x: np.isnan(x).any(), True),
    ("no nan otherwise", np.array([1.0, 2.0]), lambda x: np.isnan(x).any(), False),
    ("nothing but nan", np.array([np.nan]), lambda x: not np.isnan(x).all(), False),
    ("between integers", np.array([1, 3]), lambda x: 2 in x, True),
    ("new text", np.array(["ab"]), lambda x: "ba" in x.tolist(), True),
    (
        "bytes stay whole",
        np.array([b"\xff\xd8", b"\xff"], object),
        lambda x: b"\xd8" in x.tolist(),
        False,
    ),
    ("64-bit integers", np.array([2**63 - 1]), lambda x: (x != 2**63 - 1).any(), False),
    ("byte order", np.array([1.5], ">f4"), lambda x: x.dtype != np.dtype(">f4"), False),
    ("no elements", np.zeros((2, 0)), lambda x: x.shape != (3, 0), False),
    ("subnormal", np.array([0.0, 1e-40], "float32"), lambda x: (x > 2e-40).any(), False),
    ("long text", np.array(["x" * 300]), lambda x: set(x.tolist()) != {"x" * 300}, False),
]


@pytest.mark.parametrize(
    ("seen", "condition", "possible"), [pytest.param(*row[1:], id=row[0]) for row in FEATURES_LIKE]
)
def test_features_like_seen_ones(seen, condition, possible):
    strategy = examples_like({"features": seen}, count=3)
    if possible:
        assert condition(smallest(strategy, lambda drawn: condition(drawn["features"]))["features"])
    else:

        @given(strategy)
        def never(drawn):
            assert not condition(drawn["features"])

        never()


@given(
    examples_of(
        {
            "features": {
                "x": Domain(dtypes=("float32", "uint8"), ranks=(1, 2), sides=(2, 3), values=(0, 9)),
                "word": Domain(dtypes=("string",), ranks=(0, 0), choices=("a", "\u00e9")),
                "ids": Domain(dtypes=("int32",), ranks=(1, 1), kind="ragged", values=(1, 5)),
                "image": Domain(dtypes=("uint8",), ranks=(2, 2), channels=(1, 3)),
                "line": Domain(dtypes=("string",), ranks=(0, 0), exclude_characters="\n0"),
            },
            "label": LABEL,
        },
        count=3,
    )
)
def test_examples_of_domains(drawn):
    found = spec_of(drawn)
    features = drawn["features"]
    assert found["label"] == Spec((), "int64")
    assert found["features"]["x"].dtype in ("float32", "uint8")
    assert len(found["features"]["x"].shape) in (1, 2)
    assert set(found["features"]["x"].shape) <= {2, 3}
    assert ((features["x"] >= 0) & (features["x"] <= 9)).all()
    assert set(features["word"].tolist()) <= {b"a", "\u00e9".encode()}
    assert found["features"]["ids"] == Spec((None,), "int32", "ragged")
    assert all(1 <= value <= 5 for row in features["ids"] for value in row)
    assert len(features["image"].shape) == 4
    assert features["image"].shape[-1] in (1, 3)
    assert not any(set(line.decode("utf-8")) & set("\n0") for line in features["line"])


@pytest.mark.parametrize(
    ("dtype", "some"), [("float32", True), ("float64", True), ("int64", False)]
)
def test_nan_stands_among_floats_where_a_domain_allows_it(dtype, some):
    def has_nan(drawn):
        return bool(np.isnan(drawn).any())

    strategy = examples_of(Domain(dtypes=(dtype,), ranks=(0, 0), nan=True), count=2)
    if some:
        assert np.isnan(find(strategy, has_nan)).any()
    else:
        with pytest.raises(errors.NoSuchExample):
            find(strategy, has_nan)


def test_examples_of_domains_shrink():
    drawn = smallest(examples_of({"features": Domain(), "label": LABEL}))
    assert drawn["features"].shape == drawn["label"].shape == (0,)
