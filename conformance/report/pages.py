"""The explain pages, made from the checks and the zoo: what, why, the example, the fix."""

from __future__ import annotations

import ast
import os
from functools import lru_cache
from typing import Dict, List, Optional

from conformance.registry import Check, load
from conformance.results import GROUPS

QUESTIONS = {
    "wiring": "does each component reach the input it was meant for?",
    "elements": "does every element match the model's input: structure, rank, shape, dtype?",
    "labels": "do targets and weights suit the outputs and the loss?",
    "values": "are the numbers sane: finite, scaled, varied?",
    "completeness": "is every example seen exactly once an epoch, every epoch?",
    "randomness": "is what should vary varied, and what should repeat repeatable?",
    "training": "do fit, evaluate, predict and a custom loop run, without retracing?",
    "portability": "can it resume, shard, be served to other machines, run on other backends?",
    "efficiency": "what is slow, which stage, and what would the fix buy?",
}
# Where the pages of docs/checks are read: give the address of the site here once there is one.
BASE = "docs/checks/"
MENDED = ("mended_dataset", "mended_model", "mended_validation", "MENDED_FIT")


def listing(checks: Dict[str, Check]) -> str:
    """Every check with the statement that holds when it passes, by group."""
    lines: List[str] = []
    width = max(len(name) for name in checks)
    for group in [group for group in GROUPS if any(c.group == group for c in checks.values())]:
        lines += ["", f"{group}: {QUESTIONS[group]}"] if lines else [f"{group}: {QUESTIONS[group]}"]
        lines += [f"  {c.name:<{width}}  {c.title}" for c in checks.values() if c.group == group]
    return "\n".join(lines)


def rule(name: str) -> str:
    """Where the page of a check is."""
    return f"{BASE}{name}.md"


def example_path(check: Check) -> str:
    """The file of a check's smallest bad example, in conformance/zoo/<group>."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return os.path.join(package, "zoo", check.group, check.name.replace("-", "_") + ".py")


def page(check: Check) -> str:
    """The page of one check as plain text (Markdown)."""
    lines = [f"# {check.name}", "", f"Group {check.group}: {QUESTIONS[check.group]}"]
    lines += [f"It passes when {_lower(check.title)}.", ""]
    source = _source(example_path(check))
    if source is None:
        lines.append((check.function.__doc__ or "").strip())
        return "\n".join(lines)
    module = ast.parse(source)
    lines.append((ast.get_docstring(module) or "").strip())
    bad, good = _split(module, source)
    lines += ["", "## The smallest pipeline that fails", "", "```python", bad, "```"]
    if good:
        lines += ["", "## Mended", "", "```python", good, "```"]
    return "\n".join(lines)


@lru_cache(maxsize=None)
def text_of(name: str) -> str:
    """The page of the check of that name; "" of what is no check (a property of `fuzz`)."""
    check = load().get(name)
    return page(check) if check is not None else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _source(path: str) -> Optional[str]:
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return file.read()


def _split(module: ast.Module, source: str) -> tuple:
    """(the failing example, the mended parts) as source text, the docstring left out."""
    lines = source.splitlines()
    body = module.body[1:] if ast.get_docstring(module) else module.body
    bad: List[str] = []
    good: List[str] = []
    previous = module.body[0].end_lineno if ast.get_docstring(module) else 0
    for node in body:
        text = "\n".join(lines[previous : node.end_lineno])
        previous = node.end_lineno
        (good if _name(node) in MENDED else bad).append(text)
    return "\n".join(bad).strip(), "\n".join(good).strip()


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""
