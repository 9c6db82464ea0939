"""The line of an error that is kept as evidence."""

from __future__ import annotations

import pytest

from conformance.claims.errors import LIMIT, said


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("plain", "ValueError: plain"),
        ("ValueError: said twice", "ValueError: said twice"),
        (
            "Graph execution error:\n\nDetected at node x defined at (most recent call last):\n"
            "File \"/a/b.py\", line 3, in f\n  g(x)\nNode: 'x'\nTable not initialized.\n"
            "\t [[{{node x}}]] [Op:__inference_train_function_12]",
            "ValueError: Table not initialized.",
        ),
        (
            'in user code:\n\n    File "/a/b.py", line 3, in f  *\n        g(x)\n\n'
            "    ValueError: No gradients.\n",
            "ValueError: No gradients.",
        ),
        ("(0) UNIMPLEMENTED: Cast failed\n\t [[{{node y}}]]", "ValueError: Cast failed"),
        ("\x1b[1mbold\x1b[0m object at 0x7f00ab", "ValueError: bold object"),
        ("", "ValueError: "),
        ("x" * 1000, "ValueError: " + "x" * LIMIT + "…"),
    ],
)
def test_the_telling_line_is_kept(message: str, kept: str) -> None:
    assert said(ValueError(message)) == kept
