"""A fix can be followed: what it calls stands in the mend that the zoo runs, or is said to be another's.

Read from the source of the checks, so that each text counts, also those that no sin of the zoo brings
about. tests/test_zoo.py shows that each mend makes its pipeline conform.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Dict, Iterator, Set, Tuple

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "conformance"
NAMED = re.compile("fix|cure|remedy|advice", re.IGNORECASE)
CALL = re.compile(r"([A-Za-z_][\w.]*)\(")
ROOTS = ("tf", "keras", "np")

# What stands between backticks and is no Python by itself.
NO_CODE = ("//", "/", "while True", "while (user, item) in seen", "conformance profile")
# (check, what its fix calls) -> where that is right, as the check's mend is another.
OTHERWISE = {
    (
        "completeness/rows_die_out",
        "rng.shuffle",
    ): "the mend draws a permutation, which does the same",
    (
        "completeness/unknown_cardinality",
        "math.ceil",
    ): "how to compute the number that the mend gives",
    ("elements/input_kind", "tf.sparse.to_dense"): "for sparse tensors; the zoo's are ragged",
    ("elements/input_shape", "tf.image.grayscale_to_rgb"): "for one channel where three are wanted",
    ("elements/input_shape", "tf.image.resize"): "for images of another size",
    ("elements/input_shape", "tf.squeeze"): "for an axis of one too many",
    ("elements/input_shape", "tf.transpose"): "for channels at the other end",
    ("labels/class_weight", "enumerate"): "for weights in a list, where a dict is wanted",
    ("labels/class_weight", "tf.gather"): "for targets that are maps of classes",
    ("labels/class_weight", "tf.reduce_max"): "for one-hot targets",
    ("labels/label_range", "SparseCategoricalCrossentropy"): "for a class that is to be left out",
    ("labels/label_range", "tf.one_hot"): "for classes that begin at 1 under a one-hot loss",
    (
        "labels/weights_unused",
        "keras.utils.unpack_x_y_sample_weight",
    ): "the mend uses Keras' own step",
    ("randomness/augmentation_frozen", "rng.make_seeds"): "for stateless draws with one seed",
    ("randomness/augmentation_frozen", "tf.random.Generator.from_seed"): "for stateless draws",
    ("randomness/augmentation_frozen", "tf.random.uniform"): "for stateless draws with one seed",
    ("randomness/batches_frozen", ".unbatch"): "for data that come in batches",
    ("randomness/randomness_traced", "tf.timestamp"): "for a clock that was read while tracing",
    ("randomness/shuffle_after_batch", ".unbatch"): "for data that come in batches",
    ("values/mask_of_ones", "tf.cast"): "the same as the mend's, in TensorFlow",
    ("values/nearly_constant", "x.std"): "for rows that were divided by their own length",
    ("values/padding_read_last", "Masking"): "for steps of numbers; the zoo's are ids",
    ("values/target_in_features", "concat"): "for a sequence that is its own target",
    ("completeness/examples_dropped", "take"): "names what is to be removed",
    (
        "completeness/rows_die_out",
        "len",
    ): "says the bounds of a draw, in place of the mend's permutation",
    ("completeness/sequence_changes_data", "copy"): "the same as the mend's new array",
    (
        "completeness/steps_unreachable",
        "repeat",
    ): "the mend leaves the steps out; for who wants them",
    ("efficiency/concatenate_chain", "flat_map"): "for rows in files; the zoo's are arrays",
    ("efficiency/concatenate_chain", "interleave"): "for rows in files; the zoo's are arrays",
    ("efficiency/run_eagerly", "tf.config.run_functions_eagerly"): "names what is to be removed",
    (
        "efficiency/shape_recompilation",
        "bucket_by_sequence_length",
    ): "for a few lengths; the mend pads to one",
    (
        "efficiency/skip_restarts",
        "rows.cache",
    ): "for data that fit in memory; the mend shuffles the stream itself",
    ("elements/element_type", "zip"): "for a zip object; the zoo yields another type",
    ("elements/input_kind", "FixedLenFeature"): "for records that are parsed; the zoo's are arrays",
    ("elements/rank_unknown", "x.set_shape"): "says what the mend says by tf.ensure_shape",
    (
        "labels/label_dtype",
        "keras.layers.StringLookup",
    ): "for names; the mend's labels are ids already",
    ("labels/label_encoding", "tf.one_hot"): "for who keeps the loss; the mend changes it",
    ("labels/label_shape", "column"): "a word before a bracket: columns",
    ("labels/label_shape", "unit"): "a word before a bracket: units",
    ("labels/padding_sides", "pad_sequences"): "of Keras; the mend pads with NumPy",
    (
        "labels/split_exchanged",
        "train_test_split",
    ): "of scikit-learn, which the zoo does not import",
    ("labels/target_shifted_back", "np.roll"): "the same as the mend's slices",
    ("portability/process_dependent", "hash"): "names what is to be removed",
    (
        "portability/super_not_called",
        "super",
    ): "the mend names the base class, for it stands below another",
    ("randomness/views_identical", "augment"): "stands for the user's own function",
    ("training/fit_argument_unknown", "__init__"): "for workers, which Keras 3 takes there",
    ("training/fit_argument_unknown", "super"): "for workers, which Keras 3 takes there",
    ("values/nearly_constant", "x.mean"): "for rows that were divided by their own length",
    ("values/row_number", "read_csv"): "of pandas, which the zoo does not import",
    ("values/row_number", "to_csv"): "of pandas, which the zoo does not import",
    (
        "values/unscaled",
        "keras.layers.Rescaling",
    ): "the mend divides in the pipeline, which is the other way",
    (
        "wiring/train_step_tuple",
        "keras.utils.unpack_x_y_sample_weight",
    ): "for data with weights; the mend has none",
    ("wiring/input_structure", "np.stack"): "for a generator that yields a list of rows",
}


def _text(node: ast.AST) -> str:
    """All that an expression of strings may say; what is filled in reads ``x``."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(v) if isinstance(v, ast.Constant) else "x" for v in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    parts: Tuple[ast.AST, ...] = ()
    if isinstance(node, ast.IfExp):
        parts = (node.body, node.orelse)
    elif isinstance(node, (ast.Dict, ast.BoolOp)):
        parts = tuple(node.values)
    return "\n".join(_text(part) for part in parts)


def _values(tree: ast.Module) -> Iterator[ast.AST]:
    """Expressions that become a fix: by its keyword, or by a name that says so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "fix":
            yield node.value
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [getattr(t, "id", getattr(t, "attr", "")) for t in targets]
            if any(NAMED.search(name) for name in names):
                yield node.value
        elif isinstance(node, ast.FunctionDef) and NAMED.search(node.name):
            yield from (r.value for r in ast.walk(node) if isinstance(r, ast.Return) and r.value)


def _fixes() -> Dict[str, str]:
    """All that the fixes of a file say, by "group/file"."""
    out = {}
    for path in sorted((PACKAGE / "checks").glob("*/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = "\n".join(filter(None, map(_text, _values(tree))))
        if said:
            out[f"{path.parent.name}/{path.stem}"] = said
    return out


FIXES = _fixes()


def _mend(name: str) -> str:
    """The code of a check's page in the zoo, without its words."""
    tree = ast.parse((PACKAGE / "zoo" / f"{name}.py").read_text(encoding="utf-8"))
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return f" {' '.join(sorted(names))} "


def _missing() -> Set[Tuple[str, str]]:
    """(check, call of its fix) of what its mend does not show."""
    out = set()
    for name, said in FIXES.items():
        if name.split("/")[1].startswith("_"):
            continue  # a family: each of its checks has a mend of its own
        mend = _mend(name)
        for call in CALL.findall(said):
            if f" {call.rpartition('.')[2]} " not in mend:
                out.add((name, call))
    return out


def test_fixes_are_found_in_the_checks():
    assert len(FIXES) > 100
    assert sum(len(CALL.findall(said)) for said in FIXES.values()) > 100


def test_what_a_fix_calls_stands_in_the_mend():
    missing = {(name, call.lstrip(".")) for name, call in _missing()}
    known = {(name, call.lstrip(".")) for name, call in OTHERWISE}
    assert missing - known == set(), "show it in the mend, or say in OTHERWISE where it is right"
    assert known - missing == set(), "left behind"
    assert all(OTHERWISE.values())


@pytest.mark.parametrize("name", sorted(FIXES))
def test_code_in_a_fix_is_code(name):
    for span in re.findall(r"`([^`\n]+)`", FIXES[name]):
        if span not in NO_CODE:
            ast.parse(f"x{span}" if span.startswith(".") else span.strip().rstrip(","))


def test_what_a_fix_names_is_there():
    """Names of TensorFlow, Keras and NumPy: a fix that names what is gone cannot be followed."""
    tf = pytest.importorskip("tensorflow")
    from conformance import compat

    if compat.keras_generation() == 2:
        pytest.skip("fixes name things as the newest releases have them")
    roots = {"tf": tf, "keras": compat.keras(), "np": __import__("numpy")}
    gone = []
    for name, said in FIXES.items():
        for root, rest in re.findall(r"\b(tf|keras|np)((?:\.[A-Za-z]\w*)+)", said):
            found = roots[root]
            for part in rest[1:].split("."):
                begins = part.endswith("_") and any(n.startswith(part) for n in dir(found))
                if part == "x" or begins:
                    break  # what is filled in, and tf.image.stateless_random_...
                if not hasattr(found, part):
                    gone.append(f"{name}: {root}{rest}")
                    break
                found = getattr(found, part)
    assert not gone
