"""`conformance check`: what is asked of the run, what is written where, the exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import click
import pytest

from conformance.cli._outputs import places
from conformance.run import supervisor
from tests.cli.made import invoke, partial, report


def one_line(out, status):
    """The one line of a refusal."""
    assert out.exit_code == status, (out.stdout, out.stderr, out.exception)
    [line] = out.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


# --- what is asked ------------------------------------------------------------------------------


def test_options_reach_the_run(answers):
    out = invoke("check", "a.py", "--full", "--only", "values,labels", "--only", "wiring",
                 "--skip", "not-finite", "--fit", "epochs=3", "--fit", "mode=(1, 2)",
                 "--set", "batch_size=8", "--seed", 7)  # fmt: skip
    assert out.exit_code == 0, out.output
    options = answers.asked["options"]
    assert options["full"] is True
    assert options["only"] == ["values", "labels", "wiring"]
    assert options["skip"] == ["not-finite"]
    assert options["seed"] == 7
    [target] = answers.asked["targets"]
    assert target["fit"] == {"epochs": 3, "mode": (1, 2)}
    assert target["settings"] == {"batch_size": 8}
    json.dumps(answers.asked["targets"])  # it goes to the child as JSON


@pytest.mark.parametrize("text", ["{1, 2}", "b'x'", "3j", "..."])
def test_a_value_that_json_cannot_hold_stays_text(answers, text):
    assert invoke("check", "a.py", "--set", f"value={text}").exit_code == 0
    assert answers.asked["targets"][0]["settings"] == {"value": text}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--budget", "-1"], "'-1' is no number above 0"),
        (["--budget", "0"], "'0' is no number above 0"),
        (["--budget", "nan"], "'nan' is no number above 0"),
        (["--budget", "inf"], "'inf' is no number above 0"),
        (["--memory-limit", "-2"], "'-2' is no number above 0"),
        (["--workers", "-2"], "-2"),
        (["--seed", "-1"], "-1"),
        (["--fit", "epoch=3"], "fit takes no argument 'epoch'; did you mean 'epochs'?"),
        (["--fit", "stepsperepoch=3"], "did you mean 'steps_per_epoch'?"),
        (["--fit", "a.py", "--fit", "b.py"], "--fit takes one target"),
        (["--set", "3=4"], "--set takes NAME=VALUE, not '3=4'"),
        (["--only", "values,labls"], "no check or group is named 'labls'; did you mean 'labels'?"),
        (["--format", "jsn"], "'jsn' is no format; did you mean 'json'?"),
        (["--format", "json="], "'json=' names no file"),
        (["--output", "."], "'.' is a folder: give the name of a file"),
        (["--output", "nowhere/x"], "there is no folder 'nowhere'"),
        (["--output", "a.py/x"], "there is no folder 'a.py'"),
        (["--output", "x" * 300], "cannot be written"),
        (["--format", "text", "--format", "json"], "text and json would both go to standard"),
        (["-o", "x", "-o", "y"], "2 outputs for 1 format"),
        (["--format", "json=x", "--format", "junit=x"], "two formats would go to 'x'"),
        (["--model", "nowhere.model"], "no module named 'nowhere.model'"),
        (["--validation", "."], "'.' is a folder"),
        (["--budgt", "3"], "--budget"),
    ],
)
def test_a_wrong_request_is_one_line_before_anything_runs(answers, arguments, message):
    assert message in one_line(invoke("check", "a.py", *arguments), 2)
    assert answers.asked is None


def test_a_refused_target_keeps_no_other_from_being_judged(answers):
    out = invoke("check", "a.py", "nowhere.data", "b.py")
    assert "no module named 'nowhere.data'" in out.stderr
    assert "CONFORMS: 2 of 2 pipelines conform" in out.stdout
    assert out.exit_code == 2


def test_what_a_child_refused_discards_no_verdict(answers):
    refused = {"b.py": "b.py has no 'make_dataset'"}
    answers.raises = supervisor.Refused(refused, [report("a.py")])
    out = invoke("check", "a.py", "b.py")
    assert "Error: b.py has no 'make_dataset'" in out.stderr
    assert "CONFORMS  a.py" in out.stdout
    assert out.exit_code == 2


def test_an_interrupted_run_says_what_it_judged(answers):
    answers.raises = KeyboardInterrupt()
    out = invoke("check", "a.py", "--format", "json")
    assert json.loads(out.stdout)["target"] == "a.py"
    assert "interrupted" in out.stderr
    assert out.exit_code == 130


def test_a_defect_of_the_kit_is_one_line_and_never_exit_1(answers, monkeypatch):
    answers.raises = ZeroDivisionError("division\nby zero")
    out = invoke("check", "a.py")
    assert out.exit_code == 3
    [line] = out.stderr.splitlines()
    assert line.startswith("This is a defect of conformance")
    assert "ZeroDivisionError: division by zero" in line
    monkeypatch.setenv("CONFORMANCE_DEBUG", "1")
    assert "Traceback (most recent call last)" in invoke("check", "a.py").stderr


# --- exit status --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "usual", "required"),
    [
        (report("a.py"), 0, 0),
        (partial("a.py"), 0, 3),
        (report("a.py", ("unscaled", "fail")), 1, 1),
        (report("a.py", ("unscaled", "blocked")), 3, 3),
    ],
    ids=["whole", "part", "fails", "incomplete"],
)
def test_a_partial_reading_conforms_unless_all_is_required(answers, made, usual, required):
    answers.make = lambda target: made
    assert invoke("check", "a.py").exit_code == usual
    out = invoke("check", "a.py", "--require-full")
    assert out.exit_code == required
    assert ("not all of its data was read" in out.stderr) == (usual == 0 and required == 3)


def test_timings_go_to_standard_error(answers):
    out = invoke("check", "a.py", "--timings", "--format", "json")
    assert json.loads(out.stdout)["verdict"] == "conforms"
    assert "a.py: start " in out.stderr
    assert "judging: 0.00 s, most in not-finite" in out.stderr


# --- what goes where ----------------------------------------------------------------------------

BOTH = ["--format", "text", "--format", "json"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "text", "--format", "json=out.json"],
        ["--format", "text", "--format", "json", "--output", "out.json"],
        ["--format", "json", "--output", "out.json", "--format", "text"],
        ["--format", "json=out.json", "--format", "text"],
    ],
)
def test_one_format_to_a_file_and_one_to_the_terminal(answers, folder, arguments):
    out = invoke("check", "a.py", *arguments)
    assert out.exit_code == 0, out.output
    assert out.stdout.startswith("CONFORMS  a.py")
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["verdict"] == "conforms"


@pytest.mark.parametrize(
    "arguments",
    [
        [*BOTH, "--output", "out.txt", "--output", "out.json"],
        ["-o", "out.txt", "-o", "out.json", *BOTH],
        ["--format", "text", "-o", "out.txt", "--format", "json", "-o", "out.json"],
        ["--format", "json=out.json", "--format", "text", "-o", "out.txt"],
    ],
)
def test_each_format_to_its_own_file(answers, folder, arguments):
    out = invoke("check", "a.py", *arguments)
    assert (out.exit_code, out.stdout) == (0, ""), out.output
    assert (folder / "out.txt").read_text(encoding="utf-8").startswith("CONFORMS  a.py")
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["target"] == "a.py"


def test_which_of_two_formats_a_configured_file_belongs_to_must_be_said():
    with pytest.raises(click.UsageError, match=r"which format goes to 'x\.json'"):
        places(["text", "json"], ["x.json"], default="text")


def test_a_format_with_a_file_is_not_given_another():
    order = ("formats", "outputs", "formats", "formats")
    with pytest.raises(click.UsageError, match="the format 'json' has two files"):
        places(["json=x", "text", "html"], ["y"], order, default="text")


def test_a_report_that_cannot_be_written_goes_to_standard_output(answers, folder, monkeypatch):
    answers.make = lambda target: report(target, ("unscaled", "fail"))
    out = invoke("check", "a.py", "--format", "json=/dev/full", "--format", "junit=x.xml")
    assert "No space left on device; it went to standard output" in one_line(out, 2)
    assert json.loads(out.stdout)["verdict"] == "fails"
    assert (
        (folder / "x.xml").read_text(encoding="utf-8").endswith("</testsuites>\n")
    )  # the other one is


def command(*arguments, **more):
    program = [sys.executable, "-c", STUBBED, *arguments]
    return subprocess.Popen(
        program,
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=more.pop("cwd", None),
    )


# The command line as a process of its own, which waits at the end of its run for a signal. It has
# the signals of a foreground job: under `nohup` or behind `&` it would inherit that they are ignored.
STUBBED = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
if os.name == "posix":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
from conformance.run import supervisor
from conformance.results import Report, Result

def answer(targets, *, options, progress, **more):
    made = [Report(t["target"], results=[Result("c", "values", "pass", "t")]) for t in targets]
    for one in made:
        progress("report", one)
    if os.path.exists("wait"):
        print("waiting", flush=True)
        time.sleep(600)
    return made

supervisor.supervise = answer
from conformance.cli import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_standard_output_that_is_full_is_exit_2_in_one_line(folder):
    with open("/dev/full", "w") as full:
        process = command("check", "a.py", stdout=full, cwd=folder)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == "Error: standard output cannot be written: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_leaves_no_part_of_a_file_and_a_status_of_its_own(folder, number, status):
    (folder / "wait").touch()
    process = command("check", "a.py", "--format", "json=out.json", cwd=folder)
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == status, said
    left = {path.name for path in folder.iterdir() if not path.name.startswith("__")}
    assert left - {"a.py", "b.py", "wait"} == ({"out.json"} if number == signal.SIGINT else set())
    assert "Traceback" not in said
