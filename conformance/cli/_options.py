"""The options that several commands share, and the run they ask for."""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from typing import Any, Dict, List, Optional, Sequence, Tuple

import click

from conformance.cli import _targets
from conformance.cli._types import CheckName, Positive, Target
from conformance.hints import near
from conformance.results import GROUPS

USAGE, INCOMPLETE, INTERRUPTED = 2, 3, 130
INSTALL = (
    "TensorFlow is not installed: pip install tensorflow (or tensorflow-cpu), "
    "or install this project as .[cpu]"
)
SEEDS = click.IntRange(0, 2**32 - 1)  # what NumPy takes
# Parameters of `fit` on Keras 2 and 3; a model may take others, so only near misses are refused.
FIT_ARGUMENTS = (
    "x",
    "y",
    "batch_size",
    "epochs",
    "verbose",
    "callbacks",
    "validation_split",
    "validation_data",
    "shuffle",
    "class_weight",
    "sample_weight",
    "initial_epoch",
    "steps_per_epoch",
    "validation_steps",
    "validation_batch_size",
    "validation_freq",
    "max_queue_size",
    "workers",
    "use_multiprocessing",
)

_TARGETS = [
    click.argument("targets", nargs=-1, metavar="TARGET...", type=Target()),
    click.option("--model", metavar="TARGET", type=Target(), help="Builds a fresh compiled model."),
    click.option(
        "--validation", metavar="TARGET", type=Target(), help="What goes to validation_data."
    ),
    click.option(
        "--fit", multiple=True, metavar="NAME=VALUE|TARGET", help="Other arguments of fit."
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Arguments of TARGET."
    ),
]
_JUDGING = [
    click.option(
        "--only",
        multiple=True,
        metavar="CHECK",
        type=CheckName(),
        help=f"A check or a group, or several with commas; repeatable. Groups: {', '.join(GROUPS)}.",
    ),
    click.option(
        "--skip",
        multiple=True,
        metavar="CHECK",
        type=CheckName(),
        help="A check or a group, or several with commas; repeatable.",
    ),
    click.option(
        "--seed", default=0, show_default=True, type=SEEDS, help="Seeds the training runs."
    ),
]
_RUN = [
    click.option(
        "--budget",
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        type=Positive(),
        help="For each pipeline.",
    ),
    click.option(
        "--full", is_flag=True, help="Read all of the data, however long; give a --budget for it."
    ),
    *_JUDGING,
    click.option("--device", type=click.Choice(["cpu", "gpu"]), default="cpu", show_default=True),
    click.option(
        "--workers",
        default=0,
        type=click.IntRange(0),
        help="Processes at a time (default: one a core, at most 4).",
    ),
    click.option(
        "--memory-limit", type=Positive(), metavar="GIB", help="Default: 60 % of what is free."
    ),
]


def shared(function: Any) -> Any:
    for option in reversed([*_TARGETS, *_RUN]):
        function = option(function)
    return function


def looked(function: Any) -> Any:
    """The options of a run that judges nothing."""
    kept = [option for option in _RUN if option not in _JUDGING]
    for option in reversed([*_TARGETS, *kept]):
        function = option(function)
    return function


def run_options(function: Any) -> Any:
    for option in reversed(_RUN):
        function = option(function)
    return function


def named(values: Sequence[str]) -> List[str]:
    """The names of ``--only`` and ``--skip``: repeated, or several with commas between them."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def pairs(values: Sequence[str], option: str) -> Dict[str, Any]:
    """NAME=VALUE options; values are Python literals, anything else is a string.

    Raises:
        click.UsageError: one has another form.
    """
    out = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise click.UsageError(f"{option} takes NAME=VALUE, not {text!r}")
        try:
            out[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            out[name] = value
        if not _plain(out[name]):
            out[name] = value
    return out


def _plain(value: Any) -> bool:
    """Whether a value reaches the child as it is: what JSON holds."""
    if isinstance(value, (list, tuple)):
        return all(map(_plain, value))
    if isinstance(value, dict):
        return all(_plain(one) for one in value.values())
    return value is None or isinstance(value, (bool, int, float, str))


def fit_options(values: Sequence[str]) -> Tuple[Dict[str, Any], Optional[str]]:
    """``--fit NAME=VALUE`` and ``--fit module:name`` may be mixed; one target at most.

    Raises:
        click.UsageError: two targets, or a name that nearly is a parameter of `fit`.
    """
    targets = [value for value in values if "=" not in value]
    if len(targets) > 1:
        raise click.UsageError(f"--fit takes one target, not {', '.join(targets)}")
    given = pairs([value for value in values if "=" in value], "--fit")
    for name in given:
        hint = "" if name in FIT_ARGUMENTS else near(name, FIT_ARGUMENTS, cutoff=0.75)
        if hint:
            raise click.UsageError(f"fit takes no argument {name!r}{hint}")
    return given, targets[0] if targets else None


def need_tensorflow() -> None:
    """Say what to install, and end as incomplete: nothing could be judged."""
    if importlib.util.find_spec("tensorflow") is None:
        click.echo(INSTALL)
        sys.exit(INCOMPLETE)


class Stopped(Exception):
    """The run ended before its end: what was judged until then, and what to say about it.

    Args:
        status: 130 after Ctrl-C, 2 when some target was refused.
    """

    def __init__(self, reports: List[Any], message: str, status: int) -> None:
        super().__init__(message)
        self.reports, self.status = reports, status


def reports_of(
    *,
    targets: Sequence[str],
    model: Optional[str],
    validation: Optional[str],
    fit: Sequence[str],
    settings: Sequence[str],
    profile_file: Optional[str] = None,
    **run: Any,
) -> List[Any]:
    """Check what was asked for.

    Args:
        profile_file: what `conformance profile` wrote of these targets, to be held to.
        run: as :func:`supervised` takes them; its clock is called as the progress is, before it.

    Raises:
        click.UsageError: the request is wrong.
        Stopped: not everything was judged.
    """
    need_tensorflow()
    arguments, fit_target = fit_options(fit)
    for place in (model, validation, fit_target):
        _targets.look(place)
    given = dict(
        model=model,
        validation=validation,
        fit=arguments,
        fit_target=fit_target,
        settings=pairs(settings, "--set"),
    )
    everything, refused = _targets.sorted_out(targets)
    if not everything:
        raise click.UsageError("\n".join(refused))
    found = [dict(given, target=target) for target in everything]
    if profile_file is not None:
        from conformance.run import profiles

        try:
            known = profiles.of(profiles.read(profile_file), everything, profile_file)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        found = [dict(target, profile=known[str(target["target"])]) for target in found]
    return supervised(found, refused=refused, **run)


def _pipelines(targets: Sequence[Dict[str, Any]]) -> int:
    """How many there are: a package stands for each of its modules with one."""
    from conformance.run.subject import members_of

    return sum(1 if "script" in one else len(members_of(one["target"])[0]) for one in targets)


def supervised(
    targets: List[Dict[str, Any]],
    *,
    only: Sequence[str],
    skip: Sequence[str],
    workers: int,
    memory_limit: Optional[float],
    clock: Any = None,
    refused: Sequence[str] = (),
    **options: Any,
) -> List[Any]:
    """Check what was found, each in a child.

    Args:
        targets: as :func:`conformance.run.supervisor.supervise` takes them.
        refused: why others will not be judged, which is said in the end.
        options: of :class:`conformance.run.runner.Options`.

    Raises:
        click.UsageError: an unknown check, plugin or threshold.
        Stopped: not everything was judged.
    """
    from conformance.cli._config import chosen
    from conformance.cli.progress import showing
    from conformance.registry import select
    from conformance.run.supervisor import Refused, supervise

    need_tensorflow()
    wanted = chosen()
    try:
        select(named(only), named(skip))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    options.update(only=named(only), skip=named(skip))
    options.update(settings=wanted.settings, plugins=wanted.plugins)
    workers = workers or min(4, os.cpu_count() or 1)
    limit = int(memory_limit * 2**30) if memory_limit else None
    finished: List[Any] = []
    with showing(_pipelines(targets)) as progress:

        def tell(kind: str, value: Any) -> None:
            if kind == "report":
                finished.append(value)
            if clock is not None:
                clock(kind, value)
            progress(kind, value)

        try:
            reports = supervise(
                targets,
                options=options,
                progress=tell,
                workers=workers,
                memory_limit=limit,
            )
        except Refused as error:
            done = getattr(error, "reports", finished)
            raise Stopped(done, "\n".join([*refused, str(error)]), USAGE) from error
        except KeyboardInterrupt as error:
            done = getattr(error, "reports", finished)
            raise Stopped(done, "interrupted", INTERRUPTED) from error
    if refused:
        raise Stopped(reports, "\n".join(refused), USAGE)
    return reports
