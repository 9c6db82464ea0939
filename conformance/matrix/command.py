"""``conformance matrix``: merge results, or make them for a pipeline of the user's."""

from __future__ import annotations

import os
import sys
from typing import Any, List, Optional, Tuple

import click

from conformance.cli import _targets
from conformance.cli._types import CheckName, Positive, Target
from conformance.files import refusal, write

SUFFIXES = {".html": "html", ".md": "markdown", ".json": "json", ".txt": "text"}
NAMES_HELP = "A check or a group, or several with commas; repeatable."
NAMES = {"html": "matrix.html", "markdown": "matrix.md", "json": "matrix.json"}


@click.command()
@click.argument("results", nargs=-1, metavar="[RESULTS]...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "html", "markdown", "json"]),
    help="Default: by the ending of --output, else text.",
)
@click.option("--output", "-o", metavar="FILE|DIR", help="A folder gets all of html, md and json.")
@click.option(
    "--target",
    metavar="TARGET",
    type=Target(),
    help="Check this pipeline on each --tensorflow first.",
)
@click.option("--model", metavar="TARGET", type=Target(), help="Builds a fresh compiled model.")
@click.option("--validation", metavar="TARGET", type=Target(), help="What goes to validation_data.")
@click.option("--fit", multiple=True, metavar="NAME=VALUE|TARGET", help="Other arguments of fit.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Arguments of TARGET.")
@click.option("--only", multiple=True, metavar="CHECK", type=CheckName(), help=NAMES_HELP)
@click.option("--skip", multiple=True, metavar="CHECK", type=CheckName(), help=NAMES_HELP)
@click.option(
    "--budget",
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    type=Positive(),
    help="Each version.",
)
@click.option(
    "--tensorflow",
    multiple=True,
    metavar="VERSION",
    help="2.15, 2.15.0 or newest; repeatable. Default: 2.4, 2.10, 2.15, 2.16 and newest.",
)
@click.option(
    "--with", "packages", multiple=True, metavar="PACKAGE", help="Also install this; repeatable."
)
@click.option("--cache", metavar="DIR", help="Keeps environments and results; see below.")
@click.option("--fresh", is_flag=True, help="Check again where a finished result is kept.")
@click.pass_context
def matrix(
    ctx: click.Context,
    results: Tuple[str, ...],
    format_: Optional[str],
    output: Optional[str],
    target: Optional[str],
    **options: Any,
) -> None:
    """What works where: one table of several versions of TensorFlow and Keras.

    RESULTS are files that `conformance check --format json` or `python -m conformance.claims
    --format json` wrote, or folders of them. The order does not matter.

    With --target, a pipeline of yours is first checked on each --tensorflow, in environments that
    are made for it and kept (in $XDG_CACHE_HOME/conformance, or --cache), and the answer says what
    an upgrade would change. A version that cannot be installed here is a column "not known". A
    finished result is kept while the Python files around the target stay the same: after a change
    in data alone, give --fresh. Exit status then: 0 conforms on all, 1 fails on some, 2 the request
    is wrong, 3 some not known.
    """
    from conformance.matrix.merge import merge
    from conformance.matrix.read import BadResults, Seen, files, parse, read

    if bool(results) == bool(target):
        raise click.UsageError("give either RESULTS, files to merge, or --target, a pipeline")
    for name in ctx.params if results else ():
        given = ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if given and name not in ("results", "format_", "output"):
            option = next(p.opts[0] for p in ctx.command.params if p.name == name)
            raise click.UsageError(f"{option} goes with --target, not with RESULTS")
    wanted = _outputs(format_, output)
    for place in (target, options["model"], options["validation"]) if target else ():
        _targets.look(place)
    for why in (refusal(path) for _, path in wanted if path is not None):
        if why:
            raise click.UsageError(why)
    seen: List[Seen] = []
    try:
        for path in files(results):
            seen += read(path)
    except BadResults as error:
        raise click.UsageError(str(error)) from error
    if target:
        for data in _checked(target, **options):
            seen += parse(data, "the check of this run")
    table = merge(seen)
    if target:
        from conformance.matrix.words import upgrades

        table.upgrades = {p.target: upgrades(table, p) for p in table.pipelines}
    for name, path in wanted:
        write(_rendered(table, name), path)
    if target:
        if all(path is not None for _, path in wanted):
            click.echo(_rendered(table, "text"))
        sys.exit(_status(table))


def _outputs(format_: Optional[str], output: Optional[str]) -> List[Tuple[str, Optional[str]]]:
    """The formats to write and where; None is standard output."""
    if output is None:
        return [(format_ or "text", None)]
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        try:
            os.makedirs(output, exist_ok=True)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise click.UsageError(f"the folder {output!r} cannot be made: {why}") from error
        chosen = [format_] if format_ else list(NAMES)
        return [(name, os.path.join(output, NAMES.get(name, "matrix.txt"))) for name in chosen]
    ending = os.path.splitext(output)[1].lower()
    if format_ is None and ending not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise click.UsageError(
            f"--output {output!r} ends in none of {known} and is no folder: give --format"
        )
    return [(format_ or SUFFIXES[ending], output)]


def _rendered(table: Any, name: str) -> str:
    from conformance.matrix import json, markdown, page, text

    return {"text": text, "html": page, "markdown": markdown, "json": json}[name].render(table)


def _checked(
    target: str,
    *,
    tensorflow: Tuple[str, ...],
    packages: Tuple[str, ...],
    cache: Optional[str],
    fresh: bool,
    budget: float,
    settings: Tuple[str, ...],
    model: Optional[str],
    validation: Optional[str],
    **repeated: Tuple[str, ...],
) -> List[Any]:
    from conformance.matrix.target import Wrong, run
    from conformance.matrix.tensorflows import choose

    arguments = ["--budget", str(budget), "--keep-profile"]
    for name, value in (("--model", model), ("--validation", validation)):
        arguments += [name, value] if value else []
    for name, values in {"set": settings, **repeated}.items():
        for value in values:
            arguments += [f"--{name}", value]
    try:
        return run(
            target,
            choose(tensorflow),
            arguments=arguments,
            packages=packages,
            cache=os.path.abspath(cache or _cache()),
            fresh=fresh,
            tell=lambda text: click.echo(text, err=True),
        )
    except (Wrong, ValueError) as error:
        raise click.UsageError(str(error)) from error


def _cache() -> str:
    """Where this system keeps what can be made again."""
    home = os.path.expanduser("~")
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return os.path.join(root or os.path.join(home, ".cache"), "conformance")


def _status(table: Any) -> int:
    from conformance.results import EXIT

    kinds = {verdict.kind for pipeline in table.pipelines for verdict in pipeline.verdicts}
    if "fail" in kinds:
        return EXIT["fails"]
    return EXIT["incomplete"] if "unknown" in kinds or not kinds else EXIT["conforms"]
