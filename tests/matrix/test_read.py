"""A file that cannot be merged says which, what was expected and what was found."""

from __future__ import annotations

import json

import pytest

from conformance.matrix.read import BadResults, files, parse, read
from tests.matrix.made import environment, ledger, report, result

SOUND = report("2.15.1", {"c": "pass"})


def without(data: dict, *names: str) -> dict:
    return {name: value for name, value in data.items() if name not in names}


@pytest.mark.parametrize(
    ("data", "needle"),
    [
        ([], r"expected results \(a JSON object\), found a list"),
        ({"schema": 2, "reports": []}, "expected schema 1, found 2"),
        ({"schema": 1, "tests": []}, "found the keys schema, tests"),
        (without(SOUND, "target"), "expected a name under 'target', found nothing"),
        (without(SOUND, "environment"), "expected an object under 'environment', found nothing"),
        ({**SOUND, "environment": {"tensorflow": "2"}}, "'environment', 'keras', found nothing"),
        ({**SOUND, "results": {}}, "expected a list under 'results', found an object"),
        ({**SOUND, "results": [result("c", "ok")]}, "as the status of c, found 'ok'"),
        ({**SOUND, "results": ["c"]}, "expected an object as result 1, found text"),
        ({"schema": 1, "reports": ["c"]}, "an object for each of 'reports', found text"),
        (ledger("2.15.1", {"a": "maybe"}), "under 'holds' of a, found 'maybe'"),
        ({**ledger("2.15.1", {}), "claims": {}}, "a list under 'claims', found an object"),
    ],
)
def test_bad_files(data, needle):
    with pytest.raises(BadResults, match=f"^some.json: .*{needle}"):
        parse(data, "some.json")


def test_what_is_no_json_and_what_is_not_there(tmp_path):
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadResults, match=r"a\.json: expected JSON, found something else"):
        read(str(tmp_path / "a.json"))
    with pytest.raises(BadResults, match=r"b\.json: expected JSON in UTF-8"):
        read(str(tmp_path / "b.json"))
    with pytest.raises(BadResults, match="there is no file or folder"):
        files([str(tmp_path / "c.json")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadResults, match=r"holds no \.json file"):
        files([str(tmp_path / "empty")])


def test_a_folder_stands_for_its_files(tmp_path):
    for name in ("b.json", "a.json", "notes.txt"):
        (tmp_path / name).write_text(json.dumps(SOUND), encoding="utf-8")
    twice = files([str(tmp_path), str(tmp_path / "a.json")])
    assert [path.rpartition("a.json")[1] or "b.json" for path in twice] == ["a.json", "b.json"]


def test_a_run_cut_short_takes_the_environment_of_its_neighbours():
    hung = {**report("2.15.1", {"c": "blocked"}, target="hung"), "environment": {}}
    both = parse({"schema": 1, "verdict": "fails", "reports": [hung, SOUND]}, "f.json")
    assert {one.column.tensorflow for one in both} == {"2.15.1"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("cannot open /home/me/data/x.npz now", "cannot open …/x.npz now"),
        (r"cannot open C:\Users\me\x.npz", "cannot open …/x.npz"),
        ("<object at 0x7f3a5c001e80>", "<object at 0x…>"),
        ("values 0/1 and 1/255", "values 0/1 and 1/255"),
        ("see https://www.tensorflow.org/guide/data", "see https://www.tensorflow.org/guide/data"),
        ("tests/field_cases/bad/x.py", "tests/field_cases/bad/x.py"),
        (r"shape '\n\tx'", r"shape '\n\tx'"),
    ],
)
def test_where_it_ran_is_left_out(said, told):
    data = report("2.15.1", {"c": "fail"}, messages={"c": said})
    entry = next(e for e in parse(data, "f.json")[0].entries if e["check"] == "c")
    assert entry["message"] == told


def test_targets_have_one_name_on_every_system():
    data = report("2.15.1", {}, target="tests\\cases\\a.py")
    assert parse(data, "f.json")[0].target == "tests/cases/a.py"


def test_the_environment_is_the_column():
    given = environment("2.21.0", backend="torch", device="gpu")
    column = parse({**SOUND, "environment": given}, "f.json")[0].column
    assert (column.backend, column.device, column.suffix) == ("torch", "gpu", " torch gpu")
