"""Files are written whole or not at all, and what is no regular file is written as it stands."""

from __future__ import annotations

import os
import stat
import threading

import click
import pytest

from conformance import files

posix = pytest.mark.skipif(os.name != "posix", reason="links, FIFOs and modes of POSIX")


def test_a_file_is_replaced_in_one_step(tmp_path):
    path = tmp_path / "x.txt"
    files.write("one", str(path))
    with open(path, encoding="utf-8") as before:  # who reads the old one goes on reading it
        files.write("two", str(path))
        assert before.read() == "one\n"
    assert path.read_text(encoding="utf-8") == "two\n"


@posix
def test_a_link_stays_a_link_and_what_it_names_is_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "x.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    files.write("new", str(link))
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new\n"
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["x.txt"]


@posix
def test_a_link_to_nothing_makes_what_it_names(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "made.txt")
    files.write("new", str(link))
    assert link.is_symlink()
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "new\n"


@posix
def test_a_fifo_is_written_and_stays_one(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    read = []
    reader = threading.Thread(target=lambda: read.append(path.read_text(encoding="utf-8")))
    reader.start()
    files.write("through", str(path))
    reader.join(10)
    assert read == ["through\n"]
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no devices here")
def test_a_device_is_written_and_stays_one():
    files.write("gone", "/dev/null")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@posix
def test_the_mode_of_a_file_is_kept_and_a_new_one_is_as_the_mask_has_it(tmp_path):
    path = tmp_path / "x"
    path.touch()
    path.chmod(0o640)
    files.write("text", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        files.write("text", str(tmp_path / "new"))
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_half_way_leaves_the_old_file_and_nothing_beside_it(
    tmp_path, monkeypatch, error
):
    path = tmp_path / "x"
    path.write_text("old", encoding="utf-8")

    def fail(*_):
        raise error

    monkeypatch.setattr(files.os, "replace", fail)
    with pytest.raises(type(error)):
        files.write_whole(str(path), "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


def test_what_cannot_be_written_is_on_standard_output(tmp_path, monkeypatch, capsys):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", fail)
    with pytest.raises(click.UsageError, match="No space left on device; it went to standard out"):
        files.write("the report", str(tmp_path / "x"))
    assert capsys.readouterr().out == "the report\n"


def test_a_lone_surrogate_loses_no_report(tmp_path, capsys):
    files.write("a\udc80b", str(tmp_path / "x"))
    assert (tmp_path / "x").read_text(encoding="utf-8") == "a\\udc80b\n"
    files.write("a\udc80b", None)
    assert capsys.readouterr().out == "a\\udc80b\n"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "is a folder"),
        (".", "is a folder"),
        ("new/", "is a folder"),
        ("no/x", "there is no folder 'no'"),
        ("x\0y", "cannot be written"),
        ("x" * 300, "cannot be written"),
    ],
)
def test_a_place_is_looked_at_before(tmp_path, monkeypatch, path, why):
    monkeypatch.chdir(tmp_path)
    assert why in files.refusal(path)
    assert files.refusal("fine.txt") == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = [", "is not valid TOML"),
        (b"a = '\xff'", "is not valid TOML: not UTF-8 at byte 5"),
        (b"a = " + b"[" * 100_000, "is not valid TOML"),
    ],
)
def test_what_is_no_toml_is_one_line(tmp_path, content, message):
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        files.read_toml(str(path))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"absent\.toml cannot be read: No such file"):
        files.read_toml(str(tmp_path / "absent.toml"))
