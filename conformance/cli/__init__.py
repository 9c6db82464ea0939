"""The command line. Imports nothing heavy: TensorFlow lives in the child processes."""

from __future__ import annotations

import ast
import difflib
import importlib
import importlib.util
import os
import sys
from typing import Any, Dict, List, Optional, Tuple

import click

from conformance import __version__
from conformance.files import toml, write

FORMATS = ("text", "json", "junit", "markdown", "html")
USAGE, INCOMPLETE = 2, 3
INSTALL = (
    "TensorFlow is not installed: pip install tensorflow (or tensorflow-cpu), "
    "or install this project as .[cpu]"
)


class _Group(click.Group):
    """A group that answers an unknown command with the nearest one."""

    def resolve_command(self, ctx: click.Context, args: List[str]) -> Any:
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), 1, 0.4)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="conformance")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Conformance checks for Keras input pipelines.

    Exit status: 0 conforms, 1 does not conform, 2 the request is wrong, 3 incomplete.
    """
    ctx.default_map = _configuration()


def _configuration() -> Dict[str, Any]:
    """``[tool.conformance]`` of ./pyproject.toml, as defaults of ``check`` and ``baseline``."""
    if not os.path.exists("pyproject.toml"):
        return {}
    with open("pyproject.toml", "rb") as file:
        try:
            table = toml().load(file).get("tool", {}).get("conformance", {})
        except toml().TOMLDecodeError as error:
            raise click.UsageError(f"pyproject.toml is not valid TOML: {error}") from error
    known = {parameter.name for parameter in check.params}
    defaults = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            near = difflib.get_close_matches(name, [str(k) for k in known], 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"[tool.conformance] has no option {key!r}{hint}")
        defaults[name] = value
    return {"check": defaults, "baseline": defaults}


def _pairs(values: Tuple[str, ...], option: str) -> Dict[str, Any]:
    """NAME=VALUE options; values are Python literals, anything else is a string."""
    out = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{option} takes NAME=VALUE, not {text!r}")
        try:
            out[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            out[name] = value
    return out


def _fit_options(values: Tuple[str, ...]) -> Tuple[Dict[str, Any], Optional[str]]:
    """``--fit NAME=VALUE`` and ``--fit module:name`` may be mixed; one target at most."""
    targets = [value for value in values if "=" not in value]
    if len(targets) > 1:
        raise click.UsageError(f"--fit takes one target, not {', '.join(targets)}")
    given = tuple(value for value in values if "=" in value)
    return _pairs(given, "--fit"), targets[0] if targets else None


_SHARED = [
    click.argument("targets", nargs=-1, required=True, metavar="TARGET..."),
    click.option("--model", metavar="TARGET", help="Builds a fresh compiled model."),
    click.option("--validation", metavar="TARGET", help="What goes to validation_data."),
    click.option(
        "--fit", multiple=True, metavar="NAME=VALUE|TARGET", help="Other arguments of fit."
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Arguments of TARGET."
    ),
    click.option(
        "--budget", default=60.0, show_default=True, metavar="SECONDS", help="For each pipeline."
    ),
    click.option("--only", multiple=True, metavar="CHECK", help="A check or a group; repeatable."),
    click.option("--skip", multiple=True, metavar="CHECK", help="A check or a group; repeatable."),
    click.option("--device", type=click.Choice(["cpu", "gpu"]), default="cpu", show_default=True),
    click.option("--seed", default=0, show_default=True, help="Seeds the training runs."),
    click.option(
        "--workers", default=0, help="Processes at a time (default: one a core, at most 4)."
    ),
    click.option(
        "--memory-limit", type=float, metavar="GIB", help="Default: 60 % of what is free."
    ),
]


def _shared(function: Any) -> Any:
    for option in reversed(_SHARED):
        function = option(function)
    return function


@main.command()
@_shared
@click.option("--expected-failures", metavar="FILE.toml", help="Known failures with their reasons.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
@click.option("--verbose", "-v", is_flag=True, help="Also list what did not apply.")
def check(
    expected_failures: Optional[str],
    format_: str,
    output: Optional[str],
    verbose: bool,
    **shared: Any,
) -> None:
    """The verdict on a pipeline, or on every template of a package.

    TARGET is package.module:name or path/to/file.py:name; a module or file alone means the names
    make_dataset, make_model, make_validation and FIT in it.
    """
    from conformance.results import EXIT, verdict_of_all
    from conformance.run import expected

    known = []
    if expected_failures:
        try:
            known = expected.load(expected_failures)
        except (OSError, ValueError) as error:
            raise click.UsageError(str(error)) from error
    reports = _reports(**shared)
    for report in reports:
        expected.apply(report, known)
    write(_render(reports, format_, verbose), output)
    sys.exit(EXIT[verdict_of_all(reports)])


@main.command()
@_shared
@click.option("--output", "-o", default="expected-failures.toml", show_default=True, metavar="FILE")
def baseline(output: str, **shared: Any) -> None:
    """Write the expected-failures file for the present findings."""
    from conformance.run.expected import baseline as text_of

    reports = _reports(**shared)
    text = text_of(reports)
    write(text, output)
    count = text.count("[[expected]]")
    click.echo(f"{count} expected failure{'s' if count != 1 else ''} written to {output}")


def _reports(
    *,
    targets: Tuple[str, ...],
    model: Optional[str],
    validation: Optional[str],
    fit: Tuple[str, ...],
    settings: Tuple[str, ...],
    budget: float,
    only: Tuple[str, ...],
    skip: Tuple[str, ...],
    device: str,
    seed: int,
    workers: int,
    memory_limit: Optional[float],
) -> List[Any]:
    from conformance.cli.progress import showing
    from conformance.registry import select
    from conformance.run.subject import TargetError, members
    from conformance.run.supervisor import Refused, supervise

    if importlib.util.find_spec("tensorflow") is None:
        click.echo(INSTALL)
        sys.exit(INCOMPLETE)
    arguments, fit_target = _fit_options(fit)
    given = dict(
        model=model,
        validation=validation,
        fit=arguments,
        fit_target=fit_target,
        settings=_pairs(settings, "--set"),
    )
    try:
        select(only, skip)
        everything = [member for target in targets for member in members(target)]
    except (TargetError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    options = dict(budget=budget, only=list(only), skip=list(skip), seed=seed, device=device)
    workers = workers or min(4, os.cpu_count() or 1)
    limit = int(memory_limit * 2**30) if memory_limit else None
    try:
        with showing(len(everything)) as progress:
            return supervise(
                [dict(given, target=target) for target in everything],
                options=options,
                progress=progress,
                workers=workers,
                memory_limit=limit,
            )
    except Refused as error:
        raise click.UsageError(str(error)) from error


def _render(reports: List[Any], format_: str, verbose: bool) -> str:
    module = importlib.import_module(f"conformance.report.{format_}")
    return module.render(reports, verbose=verbose) if format_ == "text" else module.render(reports)


@main.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--max-examples", default=200, show_default=True, help="Sources judged without fit.")
@click.option("--fit-examples", default=25, show_default=True, help="Sources that go through fit.")
@click.option("--seed", default=0, show_default=True, help="The same sources in every run.")
@click.option(
    "--budget", default=600.0, show_default=True, metavar="SECONDS", help="For each template."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
@click.option(
    "--counterexamples",
    default="counterexamples",
    show_default=True,
    metavar="DIR",
    help="Where scripts that reproduce a failure are written.",
)
def fuzz(
    targets: Tuple[str, ...],
    budget: float,
    format_: str,
    output: Optional[str],
    counterexamples: str,
    **options: Any,
) -> None:
    """Property-based conformance of a parametric template.

    TARGET is a module or file with make_dataset and, as far as it can, make_source, make_model,
    expected, examples and DOMAIN; see conformance.properties.
    """
    from conformance.properties._child import Refused, fuzz_in_child
    from conformance.properties.counterexamples import save
    from conformance.properties.report import as_json, text, verdict_status
    from conformance.run.subject import TargetError, members

    if importlib.util.find_spec("tensorflow") is None:
        click.echo(INSTALL)
        sys.exit(INCOMPLETE)
    try:
        everything = [member for target in targets for member in members(target)]
        reports = [fuzz_in_child(one, options={"budget": budget, **options}) for one in everything]
    except (Refused, TargetError) as error:
        raise click.UsageError(str(error)) from error
    saved = [path for report in reports for path in save(report, counterexamples)]
    if format_ == "json":
        write(as_json(reports), output)
    else:
        parts = [text(report) for report in reports]
        write("\n\n".join([*parts, *(f"conformance replay {path}" for path in saved)]), output)
    sys.exit(verdict_status(reports))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def replay(file: str) -> None:
    """Run a recorded counterexample again on its template as that is now.

    Says FAILED (exit status 1), FIXED (0) or ERROR (3), and why.
    """
    from conformance.properties.counterexamples import STATUSES
    from conformance.properties.counterexamples import replay as run_again

    try:
        status, why = run_again(file)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{status}: {why}")
    sys.exit(STATUSES[status])


@main.command()
@click.argument("name", required=False, metavar="[CHECK]")
def explain(name: Optional[str]) -> None:
    """What a check looks for, why it matters, an example and its fix; without a name, the list."""
    from conformance.registry import load
    from conformance.report import pages

    checks = load()
    if name is None:
        click.echo(pages.listing(checks))
        return
    if name not in checks:
        near = difflib.get_close_matches(name, checks, 3, 0.3)
        hint = (
            f"; did you mean {', '.join(near)}?" if near else "; `conformance explain` lists them"
        )
        raise click.UsageError(f"no check is named {name!r}{hint}")
    click.echo(pages.page(checks[name]))


@main.command()
@click.argument("pattern", required=False)
def new(pattern: Optional[str]) -> None:
    """Print a template to copy; without a name, the list."""
    patterns = importlib.import_module("reference_pipelines").PATTERNS
    rows = {
        name: entry if isinstance(entry, tuple) else (entry, "") for name, entry in patterns.items()
    }
    if pattern is None:
        width = max(map(len, rows))
        click.echo("\n".join(f"{name:<{width}}  {row[1]}" for name, row in rows.items()))
        return
    by_module = {row[0]: name for name, row in rows.items()}
    pattern = by_module.get(pattern, pattern)
    if pattern not in rows:
        near = difflib.get_close_matches(pattern, [*rows, *by_module], 1, 0.3)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise click.UsageError(f"There is no pattern {pattern!r}.{hint} One of: {', '.join(rows)}")
    spec = importlib.util.find_spec(f"reference_pipelines.{rows[pattern][0]}")
    assert spec is not None
    assert spec.origin is not None
    with open(spec.origin, encoding="utf-8") as file:
        click.echo(file.read(), nl=False)


# Last, for it borrows from this module; it too imports nothing heavy.
from conformance.matrix.command import matrix  # noqa: E402

main.add_command(matrix)
