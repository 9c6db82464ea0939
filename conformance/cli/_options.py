"""The options that several commands share, and the run they ask for."""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from typing import Any, Dict, List, Optional, Tuple

import click

FORMATS = ("text", "json", "junit", "markdown", "html")
USAGE, INCOMPLETE = 2, 3
INSTALL = (
    "TensorFlow is not installed: pip install tensorflow (or tensorflow-cpu), "
    "or install this project as .[cpu]"
)


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


def shared(function: Any) -> Any:
    for option in reversed(_SHARED):
        function = option(function)
    return function


def reports_of(
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
