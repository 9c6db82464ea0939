"""`[tool.conformance]` of pyproject.toml: any option, plugins and thresholds, or one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from conformance import registry
from tests.cli.made import invoke, report
from tests.cli.test_check import one_line


@pytest.fixture
def configure(folder):
    return lambda text: (folder / "pyproject.toml").write_text(
        textwrap.dedent(text), encoding="utf-8"
    )


def test_any_option_can_stand_there(answers, configure, folder):
    configure("""
        [tool.conformance]
        budget = 5
        format = ["json", "junit=report.xml"]
        output = "report.json"
        only = "values,labels"
        skip = ["not-finite"]
        memory-limit = 2.5
        full = true
        require_full = true
        set = {batch_size = 8}
        fit = ["epochs=3"]
        targets = ["a.py", "b.py"]
    """)
    out = invoke("check")
    assert (out.exit_code, out.stdout) == (0, ""), out.output
    assert sorted(path.suffix for path in folder.glob("report.*")) == [".json", ".xml"]
    options = answers.asked["options"]
    assert (options["budget"], options["full"]) == (5, True)
    assert (options["only"], options["skip"]) == (["values", "labels"], ["not-finite"])
    assert answers.asked["memory_limit"] == int(2.5 * 2**30)
    assert [target["target"] for target in answers.asked["targets"]] == ["a.py", "b.py"]
    assert answers.asked["targets"][0]["fit"] == {"epochs": 3}
    assert answers.asked["targets"][0]["settings"] == {"batch_size": 8}


def test_the_command_line_goes_before_it(answers, configure):
    configure("[tool.conformance]\nbudget = 5\nformat = 'json'\n")
    assert invoke("check", "a.py", "--budget", 7, "--format", "text").stdout.startswith("CONFORMS")
    assert answers.asked["options"]["budget"] == 7


def test_a_baseline_is_not_written_where_the_report_goes(answers, configure, folder):
    configure("[tool.conformance]\noutput = 'report.txt'\nformat = 'text'\n")
    answers.make = lambda target: report(target, ("unscaled", "fail"))
    assert invoke("baseline", "a.py").exit_code == 0
    assert not (folder / "report.txt").exists()
    assert 'check = "unscaled"' in (folder / "expected-failures.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("budget = [1]", "[tool.conformance] budget = [1]: expected a number"),
        ("budget = '60'", "budget = '60': expected a number"),
        ("budget = -1", "budget = -1: -1 is no number above 0"),
        ("budget = nan", "budget = nan: nan is no number above 0"),
        ("budget = true", "budget = True: expected a number"),
        ("seed = 1.5", "seed = 1.5: expected a whole number"),
        ("only = 3", "only = 3: expected a string or an array of strings"),
        ("only = ['values', 3]", "expected a string or an array of strings"),
        ("only = 'valeus'", "did you mean 'values'"),
        ("device = 'tpu'", "device = 'tpu'"),
        ("format = 'jsn'", "format = 'jsn': 'jsn' is no format; did you mean 'json'?"),
        ("full = 'yes'", "full = 'yes': expected true or false"),
        ("bugdet = 5", "has no option 'bugdet'; did you mean 'budget'?"),
        ("budget = 2020-01-01", "expected a number"),
        ("plugins = 'one'", "plugins = 'one': expected an array of modules"),
        ("plugins = ['no.such']", "plugin 'no.such' cannot be imported: ModuleNotFoundError"),
        ("plugins = ['']", "plugin '' cannot be imported"),
        ("checks = 3", "[tool.conformance.checks] is no table of checks"),
        ("[tool.conformance.checks.thrd-element]", "did you mean 'third-element'?"),
        ("checks = {third-element = 3}", "third-element is no table of thresholds"),
        ("checks = {third-element = {distict = 1}}", "did you mean 'distinct'?"),
        ("checks = {third-element = {distinct = 'x'}}", "expected a value like 0.9"),
        ("checks = {third-element = {distinct = nan}}", "expected a value like 0.9"),
        ("checks = {third-element = {rows = 1.5}}", "expected a value like 32"),
        ("checks = {empty = {rows = 1}}", "empty has no threshold 'rows'; it has none that can"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(answers, configure, line, message):
    configure(f"[tool.conformance]\n{line}\n")
    assert message in one_line(invoke("check", "a.py"), 2)
    assert answers.asked is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[tool.conf", "pyproject.toml is not valid TOML"),
        (b"a = '\xff'", "pyproject.toml is not valid TOML: not UTF-8"),
        (b"tool = 3", "pyproject.toml: [tool.conformance] is no table"),
        (b"[tool]\nconformance = []", "pyproject.toml: [tool.conformance] is no table"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole(answers, folder, content, message):
    (folder / "pyproject.toml").write_bytes(content)
    assert message in one_line(invoke("check", "a.py"), 2)
    assert invoke("check", "--help").exit_code == 0


def test_thresholds_reach_the_run_under_the_present_name_of_a_check(answers, configure):
    configure("""
        [tool.conformance.checks.third-element]
        distinct = 0.5
        rows = 8
    """)
    assert invoke("check", "a.py").exit_code == 0
    wanted = {"third-element": {"distinct": 0.5, "rows": 8}}
    assert answers.asked["options"]["settings"] == wanted


PLUGIN = '''
from conformance.registry import Threshold, check
from conformance.results import Finding, Passed

@check("too-few-examples", group="completeness", title="there are examples enough for this project",
       limits={"fewest": Threshold(1000, "what we agreed on", "our style guide")})
def too_few_examples(elements, limits):
    """We train on nothing smaller."""
    if elements.examples < limits.fewest:
        return Finding(f"{elements.examples} examples, and {limits.fewest} are wanted")
    return Passed(f"{elements.examples} examples with the {limits.fewest} that are wanted")
'''


@pytest.fixture
def project(folder, configure):
    """A project with a check of its own, and a way to run the command line in it."""
    configure("[tool.conformance]\nplugins = ['our_checks']\n")
    (folder / "our_checks.py").write_text(PLUGIN, encoding="utf-8")

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "conformance", *arguments],
            cwd=str(folder),
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )

    return run


def test_a_check_of_ones_own_is_explained_as_any_other(project):
    out = project("explain", "too-few-examples")
    assert out.returncode == 0, out.stderr
    assert "It passes when there are examples enough for this project" in out.stdout
    assert "- `fewest = 1000`: what we agreed on (our style guide)" in out.stdout
    assert "[tool.conformance.checks.too-few-examples]\nfewest = 1000" in out.stdout
    assert "too-few-examples" in project("explain", "completeness").stdout


@pytest.mark.slow
def test_a_check_of_ones_own_judges_and_its_threshold_can_be_set(project, folder):
    (folder / "small.py").write_text(
        "import tensorflow as tf\n"
        "def make_dataset():\n"
        "    return tf.data.Dataset.from_tensor_slices(([[1.0], [2.0]], [0.0, 1.0])).batch(2)\n",
        encoding="utf-8",
    )
    out = project("check", "small.py", "--only", "too-few-examples")
    assert out.returncode == 1, out.stdout + out.stderr
    assert "2 examples, and 1000 are wanted" in out.stdout
    with open(folder / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write("[tool.conformance.checks.too-few-examples]\nfewest = 2\n")
    out = project("check", "small.py", "--only", "too-few-examples")
    assert out.returncode == 0, out.stdout + out.stderr


def test_an_installed_package_brings_its_checks_by_an_entry_point(project, folder):
    info = folder / "ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[conformance.checks]\nours = our_checks\n")
    os.remove(folder / "pyproject.toml")
    out = project("explain", "too-few-examples")
    assert out.returncode == 0, out.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import sys\nsys.exit(0)", "cannot be imported: SystemExit: 0"),
        ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero"),
        (PLUGIN.replace("too-few-examples", "not-finite"), "two checks are named 'not-finite'"),
        (PLUGIN.replace('"completeness"', '"ours"'), "group 'ours' is none of wiring"),
    ],
)
def test_a_plugin_that_cannot_be_taken_is_refused(project, folder, text, message):
    (folder / "our_checks.py").write_text(text, encoding="utf-8")
    out = project("check", "a.py")
    assert out.returncode == 2
    [line] = out.stderr.splitlines()
    assert message in line


def test_settings_are_taken_by_a_former_name(monkeypatch):
    one = registry.load()["third-element"]
    renamed = registry.Check(**{**vars(one), "aliases": ("its-old-name",)})
    monkeypatch.setitem(registry._CHECKS, "third-element", renamed)
    given = {"its-old-name": {"distinct": 0.5}}
    assert registry.settings(given, "here") == {"third-element": {"distinct": 0.5}}
