"""The files of one column: what they consist of, and that a bad run leaves none behind."""

from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from conformance.matrix import column
from conformance.matrix.read import parse
from tests.matrix.made import report

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Stands for the run: refuses one case, else writes what it is given to the file after --output.
FAKE = """
import sys
if "cases/b.py" in sys.argv:
    print("Error: cases/b.py cannot be imported at b.py:3: AttributeError: gone", file=sys.stderr)
    sys.exit(2)
with open(sys.argv[sys.argv.index("--output") + 1], "w") as file:
    file.write({text!r})
sys.exit(1)
"""


def cases(notes):
    """A part whose run reports on a.py alone, and that it fails."""
    reports = [report("2.4.1", {}, target="cases/a.py")]
    script = FAKE.format(text=json.dumps({"schema": 1, "reports": reports}))
    return column.Part("cases", "cases-x.json", ("-c", script, *notes), "Cases", notes)


def test_the_listed_cases_are_there():
    listed = column.field_cases(os.path.join(ROOT, "tests", "field_cases", "matrix.toml"))
    assert 10 <= len(listed) <= 20
    assert all(says for says in listed.values())


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ('[[case]]\npath = "a.py"\n', "entry 1: expected path and says"),
        ('[[case]]\npath = "a.py"\nsays = "x"\n', r"entry 1: there is no file .*a\.py"),
    ],
)
def test_a_list_that_cannot_be_used(tmp_path, text, needle):
    path = tmp_path / "matrix.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=needle):
        column.field_cases(str(path))


def test_a_column_consists_of_pipelines_cases_and_claims():
    made = column.parts("tf-9.9", os.path.join(ROOT, "tests", "field_cases", "matrix.toml"))
    assert [(part.kind, part.file) for part in made][:2] == [
        ("pipelines", "tf-9.9.json"),
        ("cases", "cases-tf-9.9.json"),
    ]
    assert made[0].notes
    assert "reference_pipelines.csv_lines" in made[0].notes


def test_a_file_gets_its_heading_and_sentences(tmp_path):
    assert column.make(cases({"cases/a.py": "it breaks"}), str(tmp_path)) is None
    data = json.loads((tmp_path / "cases-x.json").read_text(encoding="utf-8"))
    seen = parse(data, "x")[0]
    assert (seen.section, seen.note) == ("Cases", "it breaks")


def test_a_run_that_fails_leaves_no_old_answer(tmp_path):
    (tmp_path / "cases-x.json").write_text("old", encoding="utf-8")
    one = column.Part("cases", "cases-x.json", ("-c", "import sys; sys.exit('no TensorFlow')"))
    said = column.make(one, str(tmp_path))
    assert said == "cases-x.json: the run ended with status 1: no TensorFlow"
    assert not (tmp_path / "cases-x.json").exists()


def test_a_case_that_cannot_be_imported_does_not_take_the_others_along(tmp_path):
    one = cases({"cases/a.py": "a", "cases/b.py": "b"})
    assert column.make(one, str(tmp_path)) is None
    data = json.loads((tmp_path / "cases-x.json").read_text(encoding="utf-8"))
    second = parse(data, "x")[1]
    assert (second.target, second.column.tensorflow) == ("cases/b.py", "2.4.1")
    assert second.entries[0]["check"] == "pipeline-builds"
    assert "AttributeError: gone" in second.entries[0]["message"]


def test_what_is_there_is_left_alone_when_asked(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    for part_ in column.parts("x", column.CASES):
        (tmp_path / part_.file).write_text("kept", encoding="utf-8")
    out = CliRunner().invoke(column.main, ["x", "--output-dir", str(tmp_path), "--keep"])
    assert out.exit_code == 0, out.output
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == "kept"
