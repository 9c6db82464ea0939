"""The files of a new check: the check, its page with the sin and the mend, its test.

Each fails and says what it wants until it is filled in: ``python -m conformance.scaffold GROUP/NAME``.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import Dict, List

import jinja2

from conformance.hints import near
from conformance.registry import load
from conformance.results import GROUPS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# template -> where its file goes
FILES = {
    "check.py.jinja": "conformance/checks/{group}/{module}.py",
    "page.py.jinja": "conformance/zoo/{group}/{module}.py",
    "test.py.jinja": "tests/checks/{group}/test_{module}.py",
}
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
WANTED = "expected GROUP/NAME, such as values/not-finite"


def texts(group: str, name: str) -> Dict[str, str]:
    """Path, from the root of the project -> text of each file of a new check."""
    module = name.replace("-", "_")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(HERE / "templates")),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return {
        place.format(group=group, module=module): environment.get_template(template).render(
            group=group, name=name, module=module
        )
        for template, place in FILES.items()
    }


def write(target: str, root: Path = ROOT) -> List[str]:
    """Write the files of the check ``GROUP/NAME``, and return their paths.

    Raises:
        ValueError: the group is none, the name is no name or taken, a file or the project is not
            as it must be. Nothing is written then.
    """
    group, _, name = target.partition("/")
    if group not in GROUPS:
        raise ValueError(f"no group is named {group!r}{near(group, GROUPS)}: {WANTED}")
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError(f"{name!r} is no name of a check: small letters, digits, '-'; {WANTED}")
    for check in load().values():
        if name == check.name or name in check.aliases:
            former = "" if name == check.name else f", once the name of {check.name}"
            raise ValueError(f"{name!r} is taken: a check of {check.group}{former}")
    if not (root / "tests" / "checks").is_dir():
        raise ValueError(f"{root} is no checkout of the project: it has no tests/checks")
    made = texts(group, name)
    for path in made:
        if (root / path).exists():
            raise ValueError(f"{path} is there already")
    for path, text in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(made)
