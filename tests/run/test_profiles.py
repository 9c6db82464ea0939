"""A profile as a file: written, read again, compared; what two runs of the command say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import conformance.report
from conformance.observe import opened
from conformance.run import profiles
from tests.checks.made import normal
from tests.checks.portability.test_profile_changed import profile, records
from tests.cli.made import invoke, report
from tests.report.test_schemas import problems

SCHEMA = json.loads(
    (Path(conformance.report.__file__).parent / "data" / "profile.schema.json").read_text("utf-8")
)


@pytest.fixture
def kept():
    made = profile(
        records({"a": normal(), "b": normal(seed=1)}), files={"a.csv": dict(bytes=3, hash="a")}
    )
    return {"train.py": made}


def test_it_follows_its_schema_is_read_as_written_and_holds_no_example(kept, tmp_path):
    text = profiles.written(kept)
    (tmp_path / "data.json").write_text(text, encoding="utf-8")
    assert problems(json.loads(text), SCHEMA, SCHEMA) == []
    assert profiles.read(str(tmp_path / "data.json")) == json.loads(json.dumps(kept))
    assert len(text) < 6000
    values = normal()[:, 0]
    assert not any(f"{value:.6g}" in text for value in values[np.abs(values) < 2])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is no JSON"),
        ("[]", "is no profile"),
        ('{"results": []}', "is no profile"),
        ('{"profile": 9, "pipelines": {}}', "version 9"),
    ],
)
def test_what_is_no_profile_is_refused_in_a_line(tmp_path, text, why):
    (tmp_path / "data.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=why):
        profiles.read(str(tmp_path / "data.json"))


def test_the_only_profile_is_that_of_the_only_target(kept):
    assert list(profiles.of(kept, ["other.py"], "data.json")) == ["other.py"]
    with pytest.raises(ValueError, match=r"no profile of 'b.py'; it has train.py"):
        profiles.of(kept, ["train.py", "b.py"], "data.json")


def test_compare_two_profiles(kept, tmp_path):
    for name, one in (("old", kept), ("new", {"train.py": profile(records(normal()))})):
        (tmp_path / f"{name}.json").write_text(profiles.written(one), encoding="utf-8")
    same = invoke("compare", tmp_path / "old.json", tmp_path / "old.json")
    assert (same.exit_code, same.stdout) == (0, "nothing changed\n")
    other = invoke("compare", tmp_path / "old.json", tmp_path / "new.json")
    assert other.exit_code == 1
    assert "changed  train.py  x['b'] is gone" in other.stdout
    assert "the file a.csv is no longer read" in other.stdout


def test_compare_two_reports(tmp_path):
    for name, statuses in (("old", ("fail", "pass", "warn")), ("new", ("pass", "fail", "fail"))):
        made = report("a.py", *zip(("not-finite", "unscaled", "empty"), statuses))
        (tmp_path / f"{name}.json").write_text(json.dumps(made.to_dict()), encoding="utf-8")
    out = invoke("compare", tmp_path / "old.json", tmp_path / "new.json")
    assert (out.exit_code, [line.split()[0] for line in out.stdout.splitlines()]) == (
        1,
        ["gone", "changed", "new"],
    )
    assert "fail (was warn) empty" in out.stdout
    back = invoke("compare", tmp_path / "new.json", tmp_path / "new.json", "--format", "json")
    assert (back.exit_code, json.loads(back.stdout)["changes"]) == (0, [])


def test_compare_refuses_what_is_no_pair(kept, tmp_path):
    (tmp_path / "profile.json").write_text(profiles.written(kept), encoding="utf-8")
    (tmp_path / "report.json").write_text(json.dumps(report().to_dict()), encoding="utf-8")
    (tmp_path / "else.json").write_text("{}", encoding="utf-8")
    mixed = invoke("compare", tmp_path / "profile.json", tmp_path / "report.json")
    assert (mixed.exit_code, "not of one kind" in mixed.stderr) == (2, True)
    none = invoke("compare", tmp_path / "else.json", tmp_path / "report.json")
    assert (none.exit_code, "neither" in none.stderr) == (2, True)


def test_files_are_told_one_by_one_and_many_as_their_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(opened.tempfile, "gettempdir", lambda: "/nowhere")
    (tmp_path / "many").mkdir()
    for number in range(opened.MANY + 1):
        (tmp_path / "many" / f"{number}.txt").write_text(str(number))
    (tmp_path / "one.csv").write_text("1,2")
    named = ["one.csv", "no file", *(f"many/{n}.txt" for n in range(opened.MANY + 1))]
    before = opened.sources(named)
    assert list(before) == ["one.csv", "many/"]
    assert (before["one.csv"]["bytes"], before["many/"]["files"]) == (3, opened.MANY + 1)
    (tmp_path / "many" / "7.txt").write_text("8")
    after = opened.sources(named)
    assert after["one.csv"] == before["one.csv"]
    assert after["many/"]["hash"] != before["many/"]["hash"]


def test_an_upgrade_that_changes_the_data_says_so():
    from conformance.matrix.words import upgrades
    from tests.matrix.made import report as column
    from tests.matrix.made import table

    old = profile(records(normal()), tensorflow="2.15.1")
    new = profile(records(normal().astype("float64")), tensorflow="2.16.2")
    made = table(column("2.15.1", {}, profile=old), column("2.16.2", {}, profile=new))
    told = upgrades(made, made.pipelines[0])
    assert any("the data are others: dtype of x was float32, is float64" in line for line in told)
    same = table(column("2.15.1", {}, profile=old), column("2.16.2", {}, profile=old))
    assert all("nothing changes" in line for line in upgrades(same, same.pipelines[0]))


SCRIPT = """
    import numpy as np
    import tensorflow as tf


    def make_dataset():
        rows = np.loadtxt("rows.csv", delimiter=",").astype("float32")
        return tf.data.Dataset.from_tensor_slices((rows[:, :2], rows[:, 2])).shuffle(99).batch(16)
"""


@pytest.mark.slow
def test_a_changed_file_is_named_from_one_run_to_the_next(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "conformance", *arguments]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run(
            command, cwd=str(tmp_path), env=environment, capture_output=True, text=True, timeout=300
        )

    (tmp_path / "train.py").write_text(textwrap.dedent(SCRIPT))
    rows = np.random.RandomState(0).normal(size=(99, 3))
    np.savetxt(str(tmp_path / "rows.csv"), rows, delimiter=",")
    out = run("profile", "train.py", "-o", "data.json")
    assert out.returncode == 0, out.stderr
    made = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))
    assert problems(made, SCHEMA, SCHEMA) == []
    assert list(made["pipelines"]["train.py"]["files"]) == ["rows.csv"]
    only = ("--only", "profile-changed", "--profile", "data.json")
    assert run("check", "train.py", *only).returncode == 0
    rows[3, 1] += 1
    np.savetxt(str(tmp_path / "rows.csv"), rows, delimiter=",")
    out = run("check", "train.py", *only)
    assert out.returncode == 1, out.stdout + out.stderr
    assert "the file rows.csv changed" in " ".join(out.stdout.split())
    assert "x holds other rows" in " ".join(out.stdout.split())
