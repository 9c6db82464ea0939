"""Runs of the command line on hand-made reports, in place of a child that imports TensorFlow."""

from __future__ import annotations

from click.testing import CliRunner

from conformance.cli import main
from conformance.results import Reading, Report, Result


def report(target="a.py", *results, **details):
    """A report of one pass, or of the results given as (check, status)."""
    listed = [Result(name, "values", status, "t", "m") for name, status in results]
    listed = listed or [Result("not-finite", "values", "pass", "all numbers are finite")]
    return Report(target, results=listed, **details)


def partial(target="a.py"):
    return report(target, readings=[Reading(batches=5, examples=160, complete=False)])


def _runner():
    try:
        return CliRunner(mix_stderr=False)
    except TypeError:  # click 8.2 and later always keep the two apart
        return CliRunner()


def invoke(*arguments):
    return _runner().invoke(main, [str(one) for one in arguments])
