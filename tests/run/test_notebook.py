"""Notebooks read without Jupyter: what is no Python goes, and line numbers stay."""

from __future__ import annotations

import json

import pytest

from conformance.run import notebook


def written(tmp_path, *cells, **metadata):
    data = {"cells": [{"cell_type": kind, "source": source} for kind, source in cells]}
    data["metadata"] = metadata
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps(data))
    return str(path)


def test_code_cells_come_in_order_and_prose_is_left_out(tmp_path):
    path = written(
        tmp_path, ("code", "a = 1"), ("markdown", "# text"), ("code", ["b = a\n", "c = b"])
    )
    assert notebook.read(path).cells == [(1, "a = 1\n"), (2, "b = a\nc = b\n")]


@pytest.mark.parametrize(
    ("source", "python", "dropped"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1\n", ["%matplotlib inline"]),
        ("if True:\n    !pip install x\ny = 2", "if True:\n    pass\ny = 2\n", ["!pip install x"]),
        ("files = !ls data", "pass\n", ["files = !ls data"]),
        ("!wget \\\n  http://x\nz = 3", "pass\n\nz = 3\n", ["!wget \\"]),
        ("%%bash\nls\nrm x", "", ["%%bash"]),
        ("%%time\nx = 1", "pass\nx = 1\n", ["%%time"]),
        ("model.fit?", "pass\n", ["model.fit?"]),
        ("text = '%d' \\\n    % (3,)", "text = '%d' \\\n    % (3,)\n", []),
        ("rest = 7 % 4", "rest = 7 % 4\n", []),
    ],
)
def test_magics_and_shell_lines_are_dropped_and_said(tmp_path, source, python, dropped):
    book = notebook.read(written(tmp_path, ("code", source)))
    assert [text for _, text in book.cells] == [python]
    assert book.dropped == dropped
    compile(python, "cell", "exec")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "is not a notebook"),
        ("{}", "it has no cells"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "a notebook of R"),
    ],
)
def test_what_is_no_python_notebook_is_refused(tmp_path, text, message):
    path = tmp_path / "book.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        notebook.read(str(path))


def test_a_notebook_is_a_target_like_a_file(tmp_path):
    from conformance.cli import _targets
    from conformance.run.subject import TargetError, load

    cells = ["%matplotlib inline\nROWS = 3\n", "display(ROWS)\ndef make_rows(): return [ROWS]"]
    book = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    path = tmp_path / "book_of_rows.ipynb"
    path.write_text(json.dumps(book))
    _targets.look("book_of_rows.ipynb:make_rows")
    target = load(f"{path}:make_rows")
    assert getattr(target.module, target.name)() == [3]
    path.write_text("{")
    with pytest.raises(TargetError, match="is not a notebook"):
        load(str(path))
