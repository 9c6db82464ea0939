"""Every reference pipeline against its NumPy oracle, its knobs, fit, and its pattern's own traps."""

from __future__ import annotations

import ast
import collections
import importlib
import math
import multiprocessing
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import reference_pipelines
from conformance import compat

# What these templates and tests are made of, tf.GradientTape and a train_step of TensorFlow's
# trainer, no other backend of Keras has; nor has another strings in a model.
tensorflow_only = pytest.mark.skipif(
    compat.backend() != "tensorflow", reason="written for Keras on TensorFlow"
)
MODULES = [pattern.module for pattern in reference_pipelines.PATTERNS.values()]
FOLDER = Path(reference_pipelines.__file__).parent
# Allowed beside the standard library; sys.stdlib_module_names exists from Python 3.10 only.
THIRD_PARTY = {"numpy", "tensorflow"}
STANDARD = {"__future__", "collections", "csv", "inspect", "math", "pathlib", "re", "struct"}
STANDARD |= {"typing", "zipfile"}
AUGMENTING = ["augmented_images", "cached_augmented", "image_files", "sequence_workers"]
KNOBS = {"num_parallel_calls": [None, 3], "cache": [False, True]}


@pytest.fixture(params=MODULES)
def template(request):
    return importlib.import_module("reference_pipelines." + request.param)


@pytest.fixture
def load():
    return lambda name: importlib.import_module("reference_pipelines." + name)


def take(examples, rows):
    """The examples of those rows (a slice or indices)."""
    features = examples["features"]
    if isinstance(features, dict):
        features = {name: values[rows] for name, values in features.items()}
    else:
        features = features[rows]
    return {"features": features, "label": examples["label"][rows]}


def leaves(element):
    """The arrays of a nest, dicts in the order of their sorted keys."""
    if isinstance(element, dict):
        return [leaf for key in sorted(element) for leaf in leaves(element[key])]
    if isinstance(element, (tuple, list)):
        return [leaf for part in element for leaf in leaves(part)]
    return [np.asarray(element)]


def batches(dataset):
    """All batches of one epoch as lists of arrays, from a dataset or a Sequence."""
    if isinstance(dataset, tf.data.Dataset):
        return [leaves(batch) for batch in dataset]
    return [leaves(dataset[index]) for index in range(len(dataset))]


def text(array):
    """Strings as str, whatever kind of strings they were."""
    if array.dtype.kind not in "OSU":
        return array
    strings = [s.decode("utf-8") if isinstance(s, bytes) else s for s in array.ravel().tolist()]
    return np.array(strings, dtype=object).reshape(array.shape)


def joined(parts):
    """Batches as one list of arrays, example axis first."""
    return [text(np.concatenate(leaf)) for leaf in zip(*parts)]


def epoch(dataset):
    """One epoch as a list of arrays, example axis first."""
    return joined(batches(dataset))


def multiset(arrays):
    """How often each example occurs."""
    arrays = [a.astype("U") if a.dtype == object else a for a in arrays]
    return collections.Counter(
        tuple(np.ascontiguousarray(a[row]).tobytes() for a in arrays)
        for row in range(len(arrays[0]))
    )


def same(left, right):
    return all(np.array_equal(a, b) for a, b in zip(left, right))


def assert_equal(actual, wanted):
    """Same shapes and types, strings and integers exact, floats to a few units in the last place."""
    wanted = [text(a) for a in wanted]
    assert [a.shape for a in actual] == [w.shape for w in wanted]
    assert [a.dtype for a in actual] == [w.dtype for w in wanted]
    for a, w in zip(actual, wanted):
        if w.dtype.kind == "f":
            np.testing.assert_allclose(a, w, rtol=1e-6, atol=1e-6)
        else:
            np.testing.assert_array_equal(a, w)


def options(template, **wanted):
    """The knobs among `wanted` that this template has."""
    names = template.make_dataset.__kwdefaults__
    return {name: value for name, value in wanted.items() if name in names}


def plain(template, source, **knobs):
    """The pipeline whose contents the oracle describes."""
    knobs = {"shuffle": False, "augment": False, **knobs}
    return template.make_dataset(source, **options(template, **knobs))


def cardinality(dataset):
    if isinstance(dataset, tf.data.Dataset):
        return int(dataset.cardinality())
    return len(dataset)


def few(template, count=50):
    return take(template.examples(), slice(count))


def test_the_table_lists_exactly_the_files_of_the_package():
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert sorted(MODULES) == sorted(files)
    assert all(pattern.summary for pattern in reference_pipelines.PATTERNS.values())


@pytest.mark.parametrize("name", MODULES)
def test_a_file_is_short_and_stands_alone(name):
    code = (FOLDER / (name + ".py")).read_text(encoding="utf-8")
    assert 40 <= len(code.splitlines()) <= 145
    imported = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            imported.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.split(".")[0])
    assert imported <= STANDARD | THIRD_PARTY


@pytest.mark.parametrize("name", ["__init__", *MODULES])
def test_no_file_compares_version_numbers(name):
    assert "__version__" not in (FOLDER / (name + ".py")).read_text(encoding="utf-8")


def test_contents_equal_the_oracle_in_order_with_defaults(template, tmp_path):
    examples = template.examples()
    dataset = plain(template, template.make_source(tmp_path, examples))
    assert_equal(epoch(dataset), leaves(template.expected(examples)))


def test_contents_do_not_depend_on_the_batch_size(template, tmp_path):
    examples = few(template)
    source = template.make_source(tmp_path, examples)
    wanted = leaves(template.expected(examples))
    count = len(wanted[-1])
    for batch_size in (1, 3, count, count + 1):
        parts = batches(plain(template, source, batch_size=batch_size))
        assert all(len(batch[-1]) == batch_size for batch in parts[:-1])
        assert_equal(joined(parts), wanted)


def test_contents_do_not_depend_on_the_knobs(template, tmp_path):
    examples = few(template)
    source = template.make_source(tmp_path, examples)
    wanted = leaves(template.expected(examples))
    for knob in set(KNOBS) & set(template.make_dataset.__kwdefaults__):
        for value in KNOBS[knob]:
            dataset = plain(template, source, batch_size=7, **{knob: value})
            for _ in range(2):
                assert_equal(epoch(dataset), wanted)


def test_shuffling_keeps_the_examples_and_changes_the_order_each_epoch(template, tmp_path):
    source = template.make_source(tmp_path, few(template))
    knobs = options(template, augment=False, batch_size=7)
    dataset = template.make_dataset(source, **knobs)
    first = epoch(dataset)
    if not isinstance(dataset, tf.data.Dataset):
        dataset.on_epoch_end()
    second = epoch(dataset)
    in_order = epoch(plain(template, source))
    assert multiset(first) == multiset(second) == multiset(in_order)
    assert not same(first, second)
    assert not same(first, in_order)


def two_epochs(template, source, **knobs):
    dataset = template.make_dataset(source, batch_size=7, **knobs)
    first = epoch(dataset)
    if not isinstance(dataset, tf.data.Dataset):
        dataset.on_epoch_end()
    return first, epoch(dataset)


@pytest.mark.parametrize("name", MODULES)
def test_a_seed_repeats_across_builds_and_not_across_epochs(load, tmp_path, name):
    template = load(name)
    source = template.make_source(tmp_path, few(template, 30))
    for shuffle in [True, False] if name in AUGMENTING else [True]:
        first, second = two_epochs(template, source, shuffle=shuffle, seed=3)
        again = two_epochs(template, source, shuffle=shuffle, seed=3)
        assert same(first, again[0])
        assert same(second, again[1])
        assert not same(first, second)
        other = template.make_dataset(source, batch_size=7, shuffle=shuffle, seed=4)
        assert not same(first, epoch(other))


def test_the_cardinality_is_known_and_true(template, tmp_path):
    examples = few(template)
    source = template.make_source(tmp_path, examples)
    count = len(leaves(template.expected(examples))[-1])
    for batch_size in (7, 10, 64):
        dataset = template.make_dataset(source, batch_size=batch_size)
        assert cardinality(dataset) == len(batches(dataset)) == math.ceil(count / batch_size)


def test_drop_remainder_leaves_whole_batches_only(template, tmp_path):
    examples = few(template)
    source = template.make_source(tmp_path, examples)
    count = len(leaves(template.expected(examples))[-1])
    dataset = template.make_dataset(source, batch_size=7, drop_remainder=True)
    assert cardinality(dataset) == count // 7
    assert [len(batch[-1]) for batch in batches(dataset)] == [7] * (count // 7)
    if isinstance(dataset, tf.data.Dataset):
        assert {spec.shape[0] for spec in tf.nest.flatten(dataset.element_spec)} == {7}


@pytest.mark.parametrize("count", [0, 1, 2, 5, 7])
def test_tiny_sources(template, tmp_path, count):
    examples = take(template.examples(), slice(count))
    dataset = plain(template, template.make_source(tmp_path, examples), batch_size=4)
    wanted = leaves(template.expected(examples))
    assert cardinality(dataset) == math.ceil(len(wanted[-1]) / 4)
    if count:
        assert_equal(epoch(dataset), wanted)
    else:
        assert batches(dataset) == []


def test_the_source_can_be_pickled(template, tmp_path):
    source = template.make_source(tmp_path, few(template))
    copy = pickle.loads(pickle.dumps(source))
    assert same(epoch(plain(template, source)), epoch(plain(template, copy)))


def needs_strings(template):
    if template.__name__.endswith("text_in_model") and compat.backend() != "tensorflow":
        pytest.skip("only Keras on TensorFlow has models that take strings")


def test_fit_counts_every_batch_once_and_learns(template, tmp_path):
    """The loss falls, so inputs and labels belong together, and no weight is NaN."""
    needs_strings(template)
    source, epochs, optional = template.make_source(tmp_path, template.examples()), 6, {}
    if hasattr(template, "make_validation"):
        optional["validation_data"] = template.make_validation(source)
    dataset = template.make_dataset(source, seed=1)
    model = template.make_model(dataset.element_spec)
    fitted = model.fit(dataset, epochs=epochs, verbose=0, shuffle=False, **optional)
    assert int(model.optimizer.iterations) == epochs * cardinality(dataset)
    assert all(np.isfinite(values).all() for values in fitted.history.values())
    assert all(np.isfinite(w).all() for w in model.get_weights() if w.dtype.kind == "f")
    assert fitted.history["loss"][-1] < 0.98 * fitted.history["loss"][0]


# Examples unlike the shipped ones, within each file's Domain.
RNG = np.random.RandomState(5)


def numbers(*shape, dtype=np.float32):
    return (
        RNG.uniform(-50, 50, shape) if dtype != np.uint8 else RNG.randint(0, 256, shape)
    ).astype(dtype)


def classes(count, highest=3):
    return RNG.randint(0, highest + 1, count)


MIXED = {
    "z": numbers(11, dtype=np.float64),
    "bill length (mm)": numbers(11, 3, dtype=np.int32),
    "b.c-d": numbers(11, dtype=np.int64),
    "1": RNG.rand(11) < 0.5,
    "pixels": numbers(11, 2, 3, dtype=np.uint8),
}
WORDS = np.array(["a", "Ünal", "a", "", "x,y", 'say "so"', "b", "b", " b ", "c", "a"])
FOREIGN = {
    "dict_features": [
        {"features": {**MIXED, "word": WORDS}, "label": classes(11, 1).astype(float)},
        {"features": {"word": WORDS.astype(object)}, "label": classes(11, 1)},
        {"features": {"words": np.stack([WORDS, WORDS[::-1]], 1)}, "label": classes(11, 1)},
    ],
    "image_and_tokens": [
        {
            "features": {
                "image": numbers(11, 3, 5, 3, dtype=np.uint8),
                "tokens": RNG.randint(0, 27, (11, 2)).astype(np.int32),
            },
            "label": classes(11, 1).astype(np.float32),
        }
    ],
    "dict_parallel_map": [{"features": MIXED, "label": classes(11, 1).astype(np.float64)}],
    "in_memory_arrays": [
        {"features": numbers(11, 2, 3, dtype=np.int16), "label": classes(11)},
        {"features": numbers(11, dtype=np.float64), "label": classes(11)},
        {"features": np.full((11, 2), 0.1), "label": classes(11)},
    ],
    "augmented_images": [
        {"features": numbers(11, 3, 5, 1, dtype=np.uint8), "label": classes(11)},
        {"features": numbers(11, 3, 5, dtype=np.uint8), "label": classes(11).astype(np.int32)},
    ],
    "npz_interleave": [
        {
            "features": {
                **MIXED,
                "half": numbers(11, 2, dtype=np.float16),
                "turned": numbers(3, 11, dtype=np.float32).T,
            },
            "label": classes(11).astype(np.uint8),
        }
    ],
    "csv_lines": [
        {
            "features": {
                "a, b": numbers(11, dtype=np.int64),
                'say "so"': np.where(RNG.rand(11) < 0.4, np.nan, numbers(11)),
                "flag": RNG.rand(11) < 0.5,
                "none": np.full(11, np.nan),
                "same": np.full(11, 7.0),
                "word": WORDS,
                "empty": np.array([""] * 11),
            },
            "label": numbers(11),
        },
        {"features": {"word": WORDS.astype(object)}, "label": classes(11)},
    ],
    "text_in_pipeline": [
        {"features": WORDS, "label": classes(11, 1)},
        {"features": np.array(["?!", "a_b  A\tb-"] * 5, object), "label": classes(10, 1)},
        {"features": np.array(["É é É", "z\x1cy", "ΑΣ ας ~"] * 3), "label": classes(9, 1)},
    ],
    "text_in_model": [{"features": WORDS, "label": classes(11, 1)}],
    "custom_training_loop": [{"features": MIXED, "label": classes(11, 1)}],
    "train_and_validation": [
        {"features": numbers(11, dtype=np.float64), "label": classes(11)},
        {"features": numbers(11, 2, 2, dtype=np.int32), "label": classes(11).astype(np.uint8)},
    ],
    "image_files": [
        {"features": numbers(11, 5, 20, 3, dtype=np.uint8), "label": classes(11)},
        {"features": numbers(3, 1, 12, 1, dtype=np.uint8), "label": classes(3)},
    ],
    "image_directory": [{"features": numbers(11, 5, 20, 3, dtype=np.uint8), "label": classes(11)}],
    "sequence_workers": [
        {"features": numbers(11, 2, 3, 3, dtype=np.uint8), "label": classes(11)},
        {"features": numbers(11, 4, dtype=np.uint8), "label": classes(11).astype(np.uint8)},
    ],
    "cached_augmented": [
        {"features": numbers(11, 3, 5, 4, dtype=np.uint8), "label": classes(11)},
        {"features": numbers(11, 1, 1, dtype=np.uint8), "label": classes(11)},
    ],
}


def test_other_names_types_and_shapes(template, tmp_path):
    needs_strings(template)
    for number, examples in enumerate(FOREIGN[template.__name__.split(".")[1]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        dataset = plain(template, template.make_source(folder, examples), batch_size=4)
        assert_equal(epoch(dataset), leaves(template.expected(examples)))
        model = template.make_model(dataset.element_spec)
        model.run_eagerly = True  # 30 ms instead of a second of tracing
        model.fit(dataset, verbose=0, shuffle=False)
        assert int(model.optimizer.iterations) == cardinality(dataset)


SPLITTING = [
    "custom_training_loop",
    "in_memory_arrays",
    "text_in_model",
    "text_in_pipeline",
    "train_and_validation",
]


def test_only_patterns_that_split_offer_a_validation_set():
    offering = [
        name
        for name in MODULES
        if hasattr(importlib.import_module("reference_pipelines." + name), "make_validation")
    ]
    assert sorted(offering) == SPLITTING


@pytest.mark.parametrize("name", SPLITTING)
def test_validation_is_the_rest_in_a_fixed_order(load, tmp_path, name):
    template = load(name)
    examples = template.examples()
    source = template.make_source(tmp_path, examples)
    train, validation = epoch(plain(template, source)), template.make_validation(source)
    held_out = epoch(validation)
    assert same(held_out, epoch(validation))
    assert len(train[-1]) + len(held_out[-1]) == len(examples["label"])
    assert not set(multiset(train)) & set(multiset(held_out))
    assert 0.15 < len(held_out[-1]) / len(examples["label"]) < 0.25
    assert cardinality(template.make_validation(source, batch_size=5)) == math.ceil(
        len(held_out[-1]) / 5
    )
    assert template.make_dataset(source).element_spec == validation.element_spec


@pytest.mark.parametrize("name", AUGMENTING)
def test_augmentation_is_fresh_for_each_example_and_epoch_and_stays_in_range(load, tmp_path, name):
    template = load(name)
    grey = {"features": np.full((24, 6, 6, 1), 128, np.uint8), "label": np.zeros(24, int)}
    dataset = template.make_dataset(template.make_source(tmp_path, grey), shuffle=False)
    first = epoch(dataset)[0]
    if not isinstance(dataset, tf.data.Dataset):
        dataset.on_epoch_end()
    values = np.concatenate([first, epoch(dataset)[0]])[:, 0, 0, 0]
    # One draw for a batch or an epoch would leave 24 or fewer; float32 lets two of 48 coincide.
    assert len(np.unique(values)) >= 46
    assert np.ptp(values) > 0.2

    # Of 12 of each, all were brightened or none in one run of 2,000; 100 leave nothing to chance.
    extremes = {"features": np.repeat(np.uint8([0, 255]), 100), "label": np.zeros(200, int)}
    extremes["features"] = np.tile(extremes["features"][:, None, None, None], (1, 6, 6, 1))
    (tmp_path / "extremes").mkdir()
    dataset = template.make_dataset(template.make_source(tmp_path / "extremes", extremes))
    images = epoch(dataset)[0]
    assert images.min() == 0
    assert images.max() == 1


@pytest.mark.parametrize("name", ["augmented_images", "cached_augmented"])
def test_mirroring_is_decided_for_each_example(load, tmp_path, name):
    template = load(name)
    ramp = np.tile(np.arange(0, 240, 40, dtype=np.uint8), (40, 6, 1))
    examples = {"features": ramp, "label": np.zeros(40, int)}
    images = epoch(template.make_dataset(template.make_source(tmp_path, examples)))[0]
    mirrored = images[:, 0, 0, 0] > images[:, 0, -1, 0]
    assert 5 < mirrored.sum() < 35


def test_npz_reads_across_files_at_once_and_reshuffles_them(load, tmp_path):
    template = load("npz_interleave")
    count = 40
    examples = {"features": {"row": np.arange(count)}, "label": np.zeros(count, int)}
    source = template.make_source(tmp_path, examples)
    dataset = template.make_dataset(source, shuffle_buffer=1)
    orders = [epoch(dataset)[0].astype(int).tolist() for _ in range(6)]
    for order in orders:
        assert sorted(order) == list(range(count))
        assert len({row // 10 for row in order[:4]}) == template.FILES  # one of each file
    assert len({tuple(order) for order in orders}) > 1
    mixed = epoch(template.make_dataset(source, batch_size=10))[0][:10]
    assert len({int(row) // 10 for row in mixed}) > 1


def test_npz_reads_what_numpy_reads(load, tmp_path):
    template = load("npz_interleave")
    source = template.make_source(tmp_path, template.examples())
    for path in source:
        with np.load(path) as members:
            assert set(template.index(path)) == set(members.files)
            for name, (dtype, shape, rows, _) in template.index(path).items():
                assert (members[name].dtype, members[name].shape) == (dtype, (rows, *shape))


def test_npz_refuses_what_it_cannot_read(load, tmp_path):
    template = load("npz_interleave")
    path = str(tmp_path / "compressed.npz")
    np.savez_compressed(path, label=np.zeros(3, int))
    with pytest.raises(
        ValueError, match=r"compressed\.npz: label\.npy is not plain C-ordered rows"
    ):
        template.make_dataset([path])
    turned = str(tmp_path / "turned.npz")
    np.savez(turned, label=np.zeros(3, int), x=np.asfortranarray(np.ones((3, 2))))
    with pytest.raises(ValueError, match=r"x\.npy is not plain C-ordered rows"):
        template.make_dataset([turned])
    assert zipfile.ZipFile(turned).testzip() is None


def test_npz_pipeline_holds_no_python(load, tmp_path):
    template = load("npz_interleave")
    source = template.make_source(tmp_path, template.examples())
    graph = tf.raw_ops.DatasetToGraphV2(
        input_dataset=tf.data.experimental.to_variant(template.make_dataset(source)),
        external_state_policy=2,  # fail on state outside the graph
    )
    assert b"PyFunc" not in graph.numpy()


def test_csv_label_missing_is_an_error(load, tmp_path):
    template = load("csv_lines")
    examples = {"features": {"a": np.arange(6.0)}, "label": np.array([1, 2, np.nan, 4, 5, 6])}
    dataset = template.make_dataset(template.make_source(tmp_path, examples))
    with pytest.raises(tf.errors.InvalidArgumentError, match="required but missing"):
        epoch(dataset)


def test_csv_file_changed_since_it_was_counted_is_an_error(load, tmp_path):
    template = load("csv_lines")
    source = template.make_source(tmp_path, few(template))
    dataset = template.make_dataset(source, batch_size=1)
    with open(source["files"][0], "a", encoding="utf-8") as file:
        file.write(Path(source["files"][1]).read_text(encoding="utf-8").splitlines()[1] + "\n")
    with pytest.raises(
        tf.errors.FailedPreconditionError, match="was expected to contain 50 elements"
    ):
        epoch(dataset)


def test_csv_file_with_its_columns_in_another_order_is_an_error(load, tmp_path):
    template = load("csv_lines")
    source = template.make_source(tmp_path, few(template))
    lines = Path(source["files"][1]).read_text("utf-8").splitlines()
    first, second, rest = lines[0].split(",", 2)
    Path(source["files"][1]).write_text(
        "\n".join([f"{second},{first},{rest}", *lines[1:]]), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"rows_1\.csv: the columns are"):
        template.make_dataset(source)


def test_npz_files_of_two_dtypes_are_an_error(load, tmp_path):
    template = load("npz_interleave")
    source = template.make_source(tmp_path, few(template))
    with np.load(source[1]) as members:
        image, label = members["image"], members["label"]
    for changed in ({"image": image / 255.0}, {"label": label.astype("uint8")}, {"more": label}):
        np.savez(source[1], **{"image": image, "label": label, **changed})
        with pytest.raises(
            ValueError, match=r"part_1\.npz: (image|label|more) is not of the dtype"
        ):
            template.make_dataset(source)


@pytest.mark.parametrize("name", ["sequence_workers", "in_memory_arrays"])
def test_an_unknown_label_does_not_become_the_last_class(load, tmp_path, name):
    template = load(name)
    examples = template.examples()
    examples["label"] = np.where(np.arange(len(examples["label"])) == 5, -1, examples["label"])
    with pytest.raises(ValueError, match="a label is"):
        template.make_dataset(template.make_source(tmp_path, examples))


def test_image_files_that_the_utility_does_not_read_are_an_error(load, tmp_path):
    template = load("image_directory")
    source = template.make_source(tmp_path, few(template))
    first = sorted(Path(source["directory"]).glob("*/*.png"))[0]
    (first.parent / ".hidden").write_text("")
    template.make_dataset(source)
    first.rename(first.with_suffix(".webp"))
    with pytest.raises(ValueError, match=r"\.webp and 0 more are not"):
        template.make_dataset(source)


def test_csv_reads_a_foreign_file_with_quotes_and_na(load, tmp_path):
    template = load("csv_lines")
    path = tmp_path / "rows.csv"
    path.write_text('n,"s, t",y\n1,"a, ""b""",2\nNA,NA,3\n,"",4\n3,a,5\n', encoding="utf-8")
    columns = {"n": (2.0, 1.0), "s, t": ["a", 'a, "b"']}
    source = {"files": [str(path)], "columns": columns, "rows": 4}
    x, y = epoch(template.make_dataset(source, shuffle=False))
    assert x.tolist() == [[-1, 0, 0, 1], [0, 1, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0]]
    assert y.tolist() == [[2], [3], [4], [5]]


def test_vocabulary_comes_from_the_training_texts_only(load, tmp_path):
    template = load("text_in_pipeline")
    texts = np.array(["seen"] * 9 + ["unseen"])
    source = template.make_source(tmp_path, {"features": texts, "label": np.zeros(10)})
    ids = epoch(template.make_validation(source))[0][:, 0]
    assert ids.tolist() == [2, 1]  # row 4 is known, row 9 is not


@tensorflow_only
def test_model_takes_raw_text_and_knows_the_given_words_only(load, tmp_path):
    template = load("text_in_model")
    texts = np.array([["seen"]] * 4)
    dataset = tf.data.Dataset.from_tensor_slices((texts, np.zeros((4, 1), "f4"))).batch(2)
    model = template.make_model(dataset.element_spec, texts=texts)
    model.fit(dataset, verbose=0, shuffle=False)
    known, other, another = (float(model(tf.constant([[t]]))[0, 0]) for t in ("Seen!", "b", "c"))
    assert other == another != known


@tensorflow_only
def test_loop_trains_as_many_steps_as_fit_and_lowers_the_loss(load, tmp_path):
    template = load("custom_training_loop")
    dataset = template.make_dataset(template.make_source(tmp_path, template.examples()))
    model = template.make_model(dataset.element_spec)
    history = template.train(model, dataset, epochs=5)
    assert history[-1] < 0.7 * history[0]
    assert int(model.optimizer.iterations) == 5 * cardinality(dataset)


def test_normalisation_is_over_the_training_rows(load, tmp_path):
    template = load("custom_training_loop")
    source = template.make_source(tmp_path, template.examples())
    train, validation = epoch(plain(template, source)), epoch(template.make_validation(source))
    np.testing.assert_allclose(train[0].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(train[0].std(axis=0), 1, atol=1e-5)
    assert np.abs(validation[0].mean(axis=0)).max() > 0.01


def test_split_is_decided_before_shuffling(load, tmp_path):
    template = load("train_and_validation")
    examples = {"features": np.arange(50.0), "label": np.zeros(50, int)}
    source = template.make_source(tmp_path, examples)
    dataset, validation = template.make_dataset(source), template.make_validation(source)
    held_out = {float(v) for v in epoch(validation)[0]}
    assert held_out == {4.0, 9, 14, 19, 24, 29, 34, 39, 44, 49}
    for _ in range(3):
        assert not held_out & {float(v) for v in epoch(dataset)[0]}


def test_unreadable_files_are_named(load, tmp_path):
    template = load("image_files")
    source = template.make_source(tmp_path, few(template, 5))
    assert template.unreadable(source) == {}
    Path(source["paths"][1]).write_bytes(b"")
    Path(source["paths"][3]).write_bytes(Path(source["paths"][3]).read_bytes()[:40])
    Path(source["paths"][4]).unlink()
    assert list(template.unreadable(source)) == [source["paths"][i] for i in (1, 3, 4)]


def test_directory_counts_images_only_and_every_folder(load, tmp_path):
    template = load("image_directory")
    examples = {"features": np.zeros((6, 4, 4, 1), np.uint8), "label": np.array([0, 2] * 3)}
    source = template.make_source(tmp_path, examples)
    folder = Path(source["directory"]) / "000"
    (folder / "notes.txt").write_text("no image", encoding="utf-8")
    (folder / "000000.png").rename(folder / "000000.PNG")
    dataset = template.make_dataset(source, batch_size=4)
    assert cardinality(dataset) == 2
    assert epoch(dataset)[1].sum(axis=0).tolist() == [3, 0, 3]


def test_sequence_ends_where_its_length_says(load, tmp_path):
    template = load("sequence_workers")
    sequence = template.make_dataset(template.make_source(tmp_path, few(template)), batch_size=20)
    assert [len(sequence[i][1]) for i in range(3)] == [20, 20, 10]
    with pytest.raises(IndexError):
        sequence[3]


def test_sequence_random_state_does_not_depend_on_who_makes_the_batch(load, tmp_path):
    template = load("sequence_workers")
    sequence = template.make_dataset(template.make_source(tmp_path, few(template)), batch_size=7)
    copy = pickle.loads(pickle.dumps(sequence))
    np.random.seed(0)
    first = [copy[index][0] for index in reversed(range(len(copy)))][::-1]
    np.random.seed(0)
    assert all(np.array_equal(sequence[i][0], batch) for i, batch in enumerate(first))


def _batch_elsewhere(sequence, index, connection):
    connection.send(sequence[index][0])
    connection.close()


@pytest.mark.slow
def test_sequence_gives_the_same_batch_in_a_spawned_process(load, tmp_path):
    template = load("sequence_workers")
    sequence = template.make_dataset(template.make_source(tmp_path, few(template)), batch_size=7)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_batch_elsewhere, args=(sequence, 3, sender))
    worker.start()
    assert receiver.poll(120)
    np.testing.assert_array_equal(receiver.recv(), sequence[3][0])
    worker.join(60)
    assert worker.exitcode == 0


@tensorflow_only
@pytest.mark.parametrize("workers", [{}, {"workers": 3}])
def test_sequence_workers_deliver_every_example_once_an_epoch(load, tmp_path, workers):
    template = load("sequence_workers")
    count, seen = 50, []
    examples = {"features": np.arange(count, dtype=np.uint8)[:, None], "label": np.arange(count)}
    source = template.make_source(tmp_path, examples)
    sequence = template.make_dataset(source, batch_size=7, augment=False, **workers)

    class Recorder(tf.keras.Model):
        def call(self, inputs):
            return inputs

        def train_step(self, data):
            seen.append(np.rint(255 * np.asarray(data[0])[:, 0]).astype(int).tolist())
            return {"loss": tf.constant(0.0)}

    model = Recorder()
    model.compile(run_eagerly=True)
    model.fit(sequence, epochs=3, verbose=0, shuffle=False, **template.fit_arguments(**workers))
    rows = [row for batch in seen for row in batch]
    epochs = [rows[start : start + count] for start in range(0, len(rows), count)]
    assert len(epochs) == 3
    assert all(sorted(order) == list(range(count)) for order in epochs)
    assert len({tuple(order) for order in epochs}) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="the default start method spawns")
def test_sequence_fits_with_worker_processes(load, tmp_path):
    template = load("sequence_workers")
    workers = {"workers": 2, "use_multiprocessing": True}
    sequence = template.make_dataset(template.make_source(tmp_path, few(template)), **workers)
    model = template.make_model(sequence.element_spec)
    model.fit(sequence, epochs=2, verbose=0, shuffle=False, **template.fit_arguments(**workers))
    assert int(model.optimizer.iterations) == 2 * len(sequence)
