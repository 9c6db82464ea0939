"""`conformance run`: a person's own script, up to its call of fit."""

from __future__ import annotations

import os
from typing import Any, Dict, Optional, Tuple

import click

from conformance.cli._options import run_options, supervised
from conformance.cli._outputs import Ordered
from conformance.cli._types import Positive
from conformance.cli.check import deliver, drawn, verdict_options

VERDICT = (
    "expected_failures",
    "formats",
    "outputs",
    "require_full",
    "card",
    "timings",
    "verbose",
)


@click.command(cls=Ordered, context_settings={"allow_interspersed_args": False})
@click.option("-m", "--module", is_flag=True, help="SCRIPT is the name of a module.")
@click.option(
    "--call", type=click.IntRange(1), metavar="N", help="The N-th call of fit (default: the first)."
)
@click.option(
    "--all-calls",
    is_flag=True,
    help="Each call. None trains: fit returns a History of NaN, and models are not saved.",
)
@click.option(
    "--once",
    is_flag=True,
    help="Do not run it again, which tells whether it gives the same data another time.",
)
@click.option(
    "--limit",
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    type=Positive(),
    help="For the script to reach its call.",
)
@run_options
@verdict_options
@click.argument("script", metavar="SCRIPT")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGUMENTS]...")
@click.pass_context
def run(
    ctx: click.Context,
    script: str,
    arguments: Tuple[str, ...],
    module: bool,
    call: Optional[int],
    all_calls: bool,
    once: bool,
    limit: float,
    **options: Any,
) -> None:
    """The verdict on what an unmodified training script gives to fit.

    SCRIPT (a file, a notebook, or with -m a module) runs with its ARGUMENTS as under python, up to
    its call of fit, or to the first batches of train_on_batch or of a loop of its own; nothing is
    trained, and no callback runs. Where --budget allows, it is run a second time, in a process of its
    own, for the checks that compare two builds. Options of this command come before SCRIPT.
    """
    if call is not None and all_calls:
        raise click.UsageError("--call and --all-calls exclude each other")
    _exists(script, module)
    target = target_of(
        script,
        arguments=list(arguments),
        module=module,
        call=None if all_calls else call or 1,
        limit=limit,
        once=once,
    )
    verdict = {key: options.pop(key) for key in VERDICT}
    options["examples"] = not options.pop("no_examples")
    options["card"] = drawn(verdict["formats"], verdict["card"])
    deliver(ctx, lambda clock: supervised([target], clock=clock, **options), **verdict)


def target_of(script: str, **given: Any) -> Dict[str, Any]:
    """The target that stands for a script, as the supervisor takes it.

    Args:
        given: of :class:`conformance.run.script.Script`, and ``once``.
    """
    name = script if given.get("module") else os.path.basename(script)
    return dict(target=name, script=dict(given, place=script))


def _exists(script: str, module: bool) -> None:
    if module or os.path.isfile(script):
        return
    folder = os.path.join(script, "__main__.py")
    hint = f"; {script} is a folder: name a file in it, or give -m" if os.path.isdir(script) else ""
    if os.path.isfile(folder):
        hint = f"; did you mean {folder!r}?"
    elif not hint and not script.endswith((".py", ".ipynb")):
        hint = "; for a module, say -m"
    raise click.UsageError(f"there is no file {script!r}{hint}")
