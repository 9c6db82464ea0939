"""The kill matrix: each check fails on its own sin, no other does, and its mend conforms."""

from __future__ import annotations

import importlib
import os

import pytest

from conformance import pages
from conformance.registry import load

CHECKS = load()
# Judged by the supervising process, so its zoo is tests/test_supervisor.py.
SUPERVISED = ("pipeline-unresponsive",)
NAMES = [name for name in CHECKS if name not in SUPERVISED]

pytestmark = pytest.mark.filterwarnings("ignore")


def _module(name: str):
    return importlib.import_module("conformance.zoo." + name.replace("-", "_"))


def _subject(module, *, mended: bool):
    from conformance.subject import subject_of

    def pick(bad: str, good: str):
        return getattr(module, good if mended and hasattr(module, good) else bad, None)

    return subject_of(
        pick("make_dataset", "mended_dataset"),
        model=pick("make_model", "mended_model"),
        validation=pick("make_validation", "mended_validation"),
        fit=pick("FIT", "MENDED_FIT"),
    )


def _report(module, *, mended: bool):
    from conformance import compat
    from conformance.runner import Options, run

    report = run(_subject(module, mended=mended), Options())
    compat.clear_session()
    return report


def _here(module) -> None:
    from conformance import compat

    generation = getattr(module, "KERAS", None)
    if generation not in (None, compat.keras_generation()):
        pytest.skip(f"a sin of Keras {generation} only")
    needs = getattr(module, "NEEDS", None)
    if needs is not None and not needs():
        pytest.skip("this TensorFlow lacks what the sin is made of")


@pytest.mark.parametrize("name", NAMES)
def test_the_check_and_no_other_fails_on_its_own_sin(name):
    module = _module(name)
    _here(module)
    report = _report(module, mended=False)
    found = {result.check: result.status for result in report.findings()}
    assert name in found, f"not found; found {found}\n{report}"
    failures = [check for check, status in found.items() if status != "warn"]
    assert failures in ([name], []), report
    if not failures:
        assert found[name] == "warn", report


@pytest.mark.parametrize("name", NAMES)
def test_the_mended_pipeline_conforms_without_a_warning(name):
    module = _module(name)
    _here(module)
    report = _report(module, mended=True)
    assert report.conforms and not report.findings(), report


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_a_page(name):
    text = pages.page(CHECKS[name])
    for heading in ("Why it matters:", "What to look at:", "When to ignore it:"):
        assert heading in text, f"{name}: the page lacks {heading!r}"
    assert "## Mended" in text


def test_no_zoo_page_is_without_a_check():
    import conformance.zoo as zoo

    files = {f[:-3].replace("_", "-") for f in os.listdir(os.path.dirname(zoo.__file__))}
    pages_ = {f for f in files if not f.startswith("--")} - {"--init-"}
    assert {p for p in pages_ if p and not p.startswith("-")} - {"pycach"} <= set(CHECKS)
