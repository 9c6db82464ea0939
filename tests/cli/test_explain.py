"""`conformance explain`, the help, and what the shell completes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from conformance import registry
from conformance.cli import COMMANDS, main
from conformance.results import GROUPS
from tests.cli.made import invoke


def test_a_group_lists_its_own_checks():
    out = invoke("explain", "labels")
    assert out.exit_code == 0
    assert out.stdout.startswith("labels: do targets and weights suit")
    listed = {line.split()[0] for line in out.stdout.splitlines()[1:]}
    assert listed == {name for name, one in registry.load().items() if one.group == "labels"}


def test_a_former_name_leads_to_the_page(monkeypatch):
    one = registry.load()["not-finite"]
    renamed = registry.Check(**{**vars(one), "aliases": ("its-old-name",)})
    monkeypatch.setitem(registry._CHECKS, "not-finite", renamed)
    out = invoke("explain", "its-old-name")
    assert out.stdout.startswith("its-old-name is now called not-finite.\n\n# not-finite\n")


def test_thresholds_are_shown_with_their_reasons_and_how_to_set_them():
    for name, one in registry.load().items():
        if one.limits:
            shown = invoke("explain", name).stdout
            for key, limit in one.limits.items():
                assert f"- `{key} = " in shown
                assert limit.reason in shown
            assert f"[tool.conformance.checks.{name}]" in shown


@pytest.mark.parametrize(
    ("name", "message"),
    [("not-finit", "did you mean not-finite"), ("lables", "labels"), ("zzzz", "lists them")],
)
def test_an_unknown_name_is_refused_with_the_nearest(name, message):
    out = invoke("explain", name)
    assert out.exit_code == 2
    assert message in out.stderr


def test_the_help_says_which_groups_there_are():
    for command in ("check", "explain"):
        text = " ".join(invoke(command, "--help").stdout.split())
        assert ", ".join(GROUPS) in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help(command):
    out = invoke(command, "--help")
    assert out.exit_code == 0
    assert out.stdout.startswith("Usage: ")


def completed(*words):
    shell = ShellComplete(main, {}, "conformance", "_CONFORMANCE_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


def test_the_shell_completes_checks_groups_patterns_and_formats(folder):
    assert completed("check", "a.py", "--only", "not-fin") == ["not-finite"]
    assert "values" in completed("check", "--skip", "val")
    assert completed("check", "--only", "values,not-fin") == ["values,not-finite"]
    assert completed("explain", "wir") == ["wiring"]
    assert completed("new", "csv") == ["csv"]
    assert completed("new", "temp") == ["template"]
    assert completed("check", "--format", "ju") == ["junit"]
    assert set(completed("")) == set(COMMANDS)


def test_starting_imports_nothing_heavy():
    """The help and a wrong request need neither NumPy nor any check."""
    for arguments in (["--help"], ["check", "--help"], ["new"], ["chek"]):
        code = (
            "import sys\nfrom click.testing import CliRunner\nfrom conformance.cli import main\n"
            f"CliRunner().invoke(main, {arguments!r})\n"
            "heavy = ('numpy', 'tensorflow', 'keras', 'hypothesis', 'pytest', 'rich', 'jinja2')\n"
            "print([name for name in heavy if name in sys.modules])"
        )
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
        assert out.stdout.strip() == "[]", (arguments, out.stdout, out.stderr)
