"""The kit's recall and its false alarms on pipelines that people really wrote.

``FIELD_CASES_SHARD=3/24`` asks of the third part of 24 only; ``python -m tests.evidence`` sets
``FIELD_CASES_EVIDENCE`` to a file, to which each case then adds what was found in it.
"""

from __future__ import annotations

import ast
import glob
import json
import os
import sys
import zlib
from typing import List

import pytest

from conformance.results import Report, Result

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "index.json"), encoding="utf-8") as _file:
    INDEX = json.load(_file)
BAD = ("bad", "wild_bad", "second_bad")
GOOD = ("good", "wild_good", "second_good")
# Of the folders of which it was kept: what was found when they were first asked about. What is found
# now was mended with the cases in sight; this is what the next pipeline may expect.
FIRST_SIGHT = {"second_bad": ("each_window_a_dataset_of_its_own",)}
SHARD = os.environ.get("FIELD_CASES_SHARD", "")
EVIDENCE = os.environ.get("FIELD_CASES_EVIDENCE", "")
# Debug mode cannot be switched off again in a process, and only a process that is watched from outside
# is compared with a second one.
OWN_PROCESS = ("debug_mode_left_on", "shop_names_through_python_hash")

# Silent ones for which a warning is due, since the same pipeline is right somewhere.
WARNED = {
    "attention_mask_of_ones": "a column of ones may be another thing than a mask",
    "cache_after_shuffle": "one order in every epoch is slower learning, not wrong data",
    "chunks_follow_inside_the_batch": "the states may be reset, and a series may be much the same everywhere",
    "class_weight_by_frequency": "the common class may be meant to count more still",
    "class_weight_lacks_class": "Keras 3 weighs the class 1, which may be meant",
    "column_lost_in_a_join": "a column may be constant in the rows at hand",
    "contrastive_views_identical": "what a train step of one's own does with two equal parts is not known",
    "csv_index_column_left_in": "standardised, it may be an even grid",
    "default_hides_misspelled_feature": "a column may be constant in the rows at hand",
    "files_matched_twice": "equal rows may be meant: oversampling",
    "features_predicted_from_shuffled_pass": "a target may be noise by nature; that nothing tells it is said",
    "generator_reads_ahead_of_labels": "a shift between the parts of a zip may be meant",
    "generator_reseeds_each_epoch": "one order in every epoch is slower learning, not wrong data",
    "history_holds_the_film_to_guess": "an answer may stand in its question: extractive tasks",
    "hour_sine_without_the_24": "columns that vary by rounding may be measured so",
    "interleave_copies_one_generator": "equal rows may be meant: oversampling",
    "model_not_compiled": "a loop of one's own needs no compile",
    "negatives_that_were_bought": "negatives drawn at random meet a positive now and then",
    "one_brightness_per_batch": "one draw for a batch is weak augmentation, not wrong data",
    "op_seed_repeats_each_epoch": "fewer distinct draws, not wrong data",
    "order_never_reshuffled": "one order in every epoch is slower learning, not wrong data",
    "oversampled_before_the_split": "equal rows may be by nature; that they are there is said",
    "padding_turns_on_tag_zero": "one tag may be that of every example",
    "planes_reshaped_not_transposed": "a picture may be smooth in the other reading by its content",
    "random_dataset_same_every_epoch": "fewer distinct draws, not wrong data",
    "patients_on_both_sides": "rows may lie close together by nature; that they do is said",
    "repeat_before_shuffle": "epochs that run into one another may be meant",
    "repeat_ten_and_ten_epochs": "long epochs of a small set may be meant",
    "resume_skips_in_every_epoch": "a part of the data may be meant",
    "rows_brought_to_unit_length": "rows may be directions, which have no length",
    "scaled_then_uint8": "0 and 1 are all that a drawing may hold",
    "seed_reset_in_getitem": "one augmentation for each row is weak, not wrong",
    "sequence_holds_open_file": "goes wrong in worker processes that are started anew",
    "shard_after_own_shuffle": "in one process a fresh part in each epoch may be meant",
    "shard_left_in": "right in one of several workers",
    "spectrogram_keeps_real_part": "the real part may be meant",
    "squeezed_last_row": "Keras 3 refuses the unknown rank; on Keras 2 the first batches train",
    "statistics_in_file_order": "columns of any scale may be meant",
    "steps_as_float": "Keras 2 goes on to the next whole step; Keras 3 raises, and there it fails",
    "stop_token_masked_as_padding": "a model that scores texts need not end them",
    "take_left_from_debugging": "a subset may be meant",
    "tiles_stop_before_the_last": "the edge of a picture may be left out on purpose",
    "thousands_all_in_one_bin": "a column may be constant in the rows at hand",
    "validation_augmented": "noise may be what the model will meet; that the data change is said",
    "weights_negative": "the sign may be meant, as that of an advantage is",
    "weights_normalised_to_sum_one": "a learning rate may have been tuned for small weights",
    "weights_of_the_unshuffled_rows": "weights may balance another grouping than the classes",
    "windows_run_across_stores": "the groups may be parts of one series that goes on",
}
# What nothing outside the map function shows.
UNDECIDABLE = {
    "uint8_wraps_around": "pixels that wrapped at 256 are pixels; subtracting from uint8 is common",
}
# What could be seen and is not yet.
MISSED = {
    "contrastive_label_reversed": "what a loss of one's own means by 1 is not known",
    "gan_real_images_0_255": "which layers a subclassed model applies to its input is not known",
    "grid_targets_all_in_first_cell": "a grid of targets is not asked whether only one cell is used",
    "id_mask_stored_as_jpeg": "that a mask went through a lossy file is not asked",
    "ids_reindexed_in_each_batch": "that one number means another row in each batch is not asked",
    "padded_series_cast_to_int": "integers that are nearly all zero are common: bags of words",
    "rentals_told_by_their_two_parts": "made-up data are often an exact sum of their features",
}

# Sound ones that are failed all the same.
FALSE_ALARMS: dict = {}

LOOKS = 3
KERAS_3 = ("pydataset_two_workers",)
# Written on Keras 3, and asked about there only: some use what Keras 2 lacks.
KERAS_3_FOLDERS = ("second_bad", "second_good")


def _shard(text: str) -> tuple:
    """(part, of how many); ``text`` is "3/24", "" for all.

    Raises:
        ValueError: there is no such part.
    """
    part, _, parts = (text or "1/1").partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise ValueError(f"FIELD_CASES_SHARD={text}: expected a part and how many, such as 3/24")
    return int(part), int(parts)


def _in_shard(path: str, part: int, parts: int) -> bool:
    """Whether a case is of this part: by its folder and name alone, on every machine."""
    name = "/".join((os.path.basename(os.path.dirname(path)), _id(path)))
    return zlib.crc32(name.encode()) % parts == part - 1


def _cases(*folders: str, shard: str = SHARD) -> list:
    paths = [p for folder in folders for p in glob.glob(os.path.join(HERE, folder, "*.py"))]
    return sorted(path for path in paths if _in_shard(path, *_shard(shard)))


def _id(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _report(path: str):
    from conformance import compat
    from conformance.run.runner import Options, run
    from conformance.run.subject import from_targets

    if _id(path) in OWN_PROCESS:
        from conformance.run.supervisor import supervise

        return supervise([{"target": path}], options={"budget": 60.0})[0]
    report = run(from_targets(path), Options())
    compat.clear_session()
    return report


def _facts(path: str) -> dict:
    from conformance.run.subject import load

    if _folder(path) == "bad":
        return INDEX[_id(path)]
    case = load(path).module.CASE
    return {**case, "keras": str(case.get("keras", "any"))}


def _folder(path: str) -> str:
    return os.path.basename(os.path.dirname(path))


def _too_new(path: str) -> bool:
    """Whether a case was written for Keras 3 and this is Keras 2."""
    from conformance import compat

    wanted = _id(path) in KERAS_3 or _folder(path) in KERAS_3_FOLDERS
    return wanted and compat.keras_generation() == 2


def _names_the_cause(facts: dict, results: list) -> List:
    """The findings in the groups of a case; of its check and with its words, where it names them.

    A case's ``check`` is that of the finding that names its cause, and ``says`` (a text, or several)
    what its message, place or remedy must hold.
    """
    says = facts.get("says", ())
    words = [says] if isinstance(says, str) else list(says)
    return [
        found
        for found in results
        if found.group in facts["groups"]
        and facts.get("check") in (None, found.check)
        and all(word in f"{found.message}\n{found.where}\n{found.fix}" for word in words)
    ]


def _note(path: str, facts: dict, report, *, why: str = "") -> None:
    """Add a line of evidence, where it is asked for."""
    if not EVIDENCE:
        return
    findings = report.findings()
    named = _names_the_cause(facts, findings)
    line = {
        "case": f"{_folder(path)}/{_id(path)}",
        "kind": facts["kind"],
        "conforms": report.conforms,
        "found": [[f.group, f.check, f.status] for f in named],
        "findings": [[f.group, f.check, f.status] for f in findings],
        "why": why,
    }
    with open(EVIDENCE, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


slow = pytest.mark.slow
pytestmark = [pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def recent_enough():
    tf = pytest.importorskip("tensorflow")
    if not hasattr(tf.keras.utils, "set_random_seed"):
        pytest.skip("the cases were recorded on TensorFlow 2.15 and newer")


@slow
@pytest.mark.usefixtures("recent_enough")
@pytest.mark.parametrize("path", _cases(*BAD), ids=_id)
def test_a_broken_pipeline_is_found_in_the_right_group(path):
    from conformance import compat

    facts = _facts(path)
    if facts["keras"] not in ("any", str(compat.keras_generation())):
        pytest.skip(f"goes wrong on Keras {facts['keras']} only")
    if _too_new(path):
        pytest.skip("written for Keras 3")
    missed = {**UNDECIDABLE, **MISSED}.get(_id(path), "")
    if missed and not EVIDENCE:
        pytest.xfail(missed)
    # A clock decides what is slow, and on a loaded machine one look may not show it.
    for _ in range(LOOKS if facts["kind"] == "slow" else 1):
        report = _report(path)
        found = _names_the_cause(facts, report.findings())
        if found:
            break
    _note(path, facts, report, why=missed)
    if missed:
        pytest.xfail(missed)
    assert not [r for r in report.results if r.status == "error"], report
    assert found, f"{facts.get('check')} {facts.get('says')}\n{report}"
    if facts["kind"] != "slow" and _id(path) not in WARNED:
        assert any(result.status == "fail" for result in found), str(report)


@slow
@pytest.mark.usefixtures("recent_enough")
@pytest.mark.parametrize("path", _cases(*GOOD), ids=_id)
def test_a_sound_pipeline_conforms(path):
    if _too_new(path):
        pytest.skip("written for Keras 3")
    alarm = FALSE_ALARMS.get(_id(path), "")
    if alarm and not EVIDENCE:
        pytest.xfail(alarm)
    report = _report(path)
    _note(path, {"kind": "good", "groups": []}, report, why=alarm)
    if alarm and not report.conforms:
        pytest.xfail(alarm)
    assert report.conforms, str(report)


# ------------------------------------------------------------------ of the tables, in no time


def test_the_parts_hold_every_case_once():
    whole = _cases(*BAD, *GOOD, shard="")
    parts = [_cases(*BAD, *GOOD, shard=f"{k}/24") for k in range(1, 25)]
    assert sorted(path for part in parts for path in part) == whole
    assert all(len(part) > len(whole) / 48 for part in parts)


@pytest.mark.parametrize("text", ["0/24", "25/24", "3", "a/b", "/"])
def test_a_part_that_is_not_there_is_refused(text):
    with pytest.raises(ValueError, match="such as 3/24"):
        _shard(text)


def test_the_tables_name_cases_that_are_there():
    bad, good = ({_id(p) for p in _cases(*folders, shard="")} for folders in (BAD, GOOD))
    for table in (WARNED, UNDECIDABLE, MISSED):
        assert not set(table) - bad
    assert not set(FALSE_ALARMS) - good
    for folder, found in FIRST_SIGHT.items():
        assert not set(found) - {_id(path) for path in _cases(folder, shard="")}
    assert not set(MISSED) & set(WARNED)


def test_a_case_names_a_check_of_the_kit_in_one_of_its_groups():
    from conformance.registry import load

    checks = load()
    for path in _cases(*BAD, shard=""):
        case = INDEX[_id(path)] if _folder(path) == "bad" else _literal(path)
        name = case.get("check")
        assert name is None or checks[name].group in case["groups"], path
        assert name is None or _id(path) not in {**UNDECIDABLE, **MISSED}, path


def _literal(path: str) -> dict:
    """A case's CASE, read and not run."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "CASE":
            if isinstance(node.value, ast.Call):
                return {k.arg: ast.literal_eval(k.value) for k in node.value.keywords}
            return ast.literal_eval(node.value)
    raise AssertionError(f"{path} has no CASE")


def test_a_finding_counts_where_it_is_of_the_check_and_says_the_words():
    finding = Result("label-range", "labels", "fail", "", "`y` holds 10", fix="Dense(11)")
    case = {"groups": ["labels"], "kind": "loud"}
    assert _names_the_cause(case, [finding]) == [finding]
    assert _names_the_cause({**case, "check": "label-range", "says": "holds 10"}, [finding])
    assert _names_the_cause({**case, "says": ["holds 10", "Dense(11)"]}, [finding])
    assert not _names_the_cause({**case, "check": "label-dtype"}, [finding])
    assert not _names_the_cause({**case, "says": ["holds 10", "holds 12"]}, [finding])
    assert not _names_the_cause({**case, "groups": ["values"]}, [finding])


def test_evidence_is_a_line_for_each_case(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "EVIDENCE", str(tmp_path / "found.jsonl"))
    finding = Result("label-range", "labels", "fail", "", "`y` holds 10")
    report = Report("x.py", None, {}, [finding])
    path = os.path.join(HERE, "bad", "made_up.py")
    _note(path, {"groups": ["labels"], "kind": "loud"}, report)
    _note(path, {"groups": ["values"], "kind": "loud"}, report, why="not asked yet")
    first, second = map(json.loads, (tmp_path / "found.jsonl").read_text().splitlines())
    assert (first["case"], first["conforms"], first["why"]) == ("bad/made_up", False, "")
    assert first["found"] == first["findings"] == [["labels", "label-range", "fail"]]
    assert (second["found"], second["why"]) == ([], "not asked yet")
