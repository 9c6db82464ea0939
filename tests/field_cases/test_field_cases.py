"""The kit's recall and its false alarms on pipelines that people really wrote."""

from __future__ import annotations

import glob
import json
import os

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "index.json"), encoding="utf-8") as _file:
    INDEX = json.load(_file)
# Debug mode cannot be switched off again in a process, so that case runs in one of its own.
OWN_PROCESS = ("debug_mode_left_on",)

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
    "generator_reads_ahead_of_labels": "a shift between the parts of a zip may be meant",
    "generator_reseeds_each_epoch": "one order in every epoch is slower learning, not wrong data",
    "history_holds_the_film_to_guess": "an answer may stand in its question: extractive tasks",
    "hour_sine_without_the_24": "columns that vary by rounding may be measured so",
    "interleave_copies_one_generator": "equal rows may be meant: oversampling",
    "lstm_ends_on_padding": "a trained layer may have learnt to keep its state through padding",
    "model_not_compiled": "a loop of one's own needs no compile",
    "negatives_that_were_bought": "negatives drawn at random meet a positive now and then",
    "one_brightness_per_batch": "one draw for a batch is weak augmentation, not wrong data",
    "op_seed_repeats_each_epoch": "fewer distinct draws, not wrong data",
    "order_never_reshuffled": "one order in every epoch is slower learning, not wrong data",
    "oversampled_before_the_split": "equal rows may be by nature; that they are there is said",
    "padding_turns_on_tag_zero": "one tag may be that of every example",
    "planes_reshaped_not_transposed": "a picture may be smooth in the other reading by its content",
    "random_dataset_same_every_epoch": "fewer distinct draws, not wrong data",
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
    "take_left_from_debugging": "a subset may be meant",
    "thousands_all_in_one_bin": "a column may be constant in the rows at hand",
    "weights_negative": "the sign may be meant, as that of an advantage is",
    "weights_normalised_to_sum_one": "a learning rate may have been tuned for small weights",
    "weights_of_the_unshuffled_rows": "weights may balance another grouping than the classes",
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
    "picture_flipped_box_not": "that four numbers are a box on the image is not known",
    "rentals_told_by_their_two_parts": "made-up data are often an exact sum of their features",
    "windows_run_across_stores": "where one series ends and the next begins is not in the data",
}

LOOKS = 3
KERAS_3 = ("pydataset_two_workers",)


def _cases(*folders: str) -> list:
    paths = [p for folder in folders for p in glob.glob(os.path.join(HERE, folder, "*.py"))]
    return sorted(paths)


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

    if _id(path) in INDEX:
        return INDEX[_id(path)]
    case = load(path).module.CASE
    return {"groups": case["groups"], "keras": str(case.get("keras", "any")), "kind": case["kind"]}


pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module", autouse=True)
def _recent_enough():
    tf = pytest.importorskip("tensorflow")
    if not hasattr(tf.keras.utils, "set_random_seed"):
        pytest.skip("the cases were recorded on TensorFlow 2.15 and newer")


@pytest.mark.parametrize("path", _cases("bad", "wild_bad"), ids=_id)
def test_a_broken_pipeline_is_found_in_the_right_group(path):
    from conformance import compat

    facts = _facts(path)
    if facts["keras"] not in ("any", str(compat.keras_generation())):
        pytest.skip(f"goes wrong on Keras {facts['keras']} only")
    if _id(path) in {**UNDECIDABLE, **MISSED}:
        pytest.xfail({**UNDECIDABLE, **MISSED}[_id(path)])
    # A clock decides what is slow, and on a loaded machine one look may not show it.
    for _ in range(LOOKS if facts["kind"] == "slow" else 1):
        report = _report(path)
        found = [(r.status, r.group, r.check) for r in report.findings()]
        if any(group in facts["groups"] for _, group, _ in found):
            break
    assert not [r for r in report.results if r.status == "error"], report
    assert any(group in facts["groups"] for _, group, _ in found), f"{found}\n{report}"
    if facts["kind"] != "slow" and _id(path) not in WARNED:
        assert any(s == "fail" and g in facts["groups"] for s, g, _ in found), f"{found}\n{report}"


@pytest.mark.parametrize("path", _cases("good", "wild_good"), ids=_id)
def test_a_sound_pipeline_conforms(path):
    from conformance import compat

    if _id(path) in KERAS_3 and compat.keras_generation() == 2:
        pytest.skip("written for Keras 3")
    report = _report(path)
    assert report.conforms, str(report)
