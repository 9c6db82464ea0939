"""Checks: can it resume, be served to other machines, run in worker processes?"""

from __future__ import annotations

from conformance.checks.randomness_plan import describe, seeded
from conformance.records import SHUFFLES, Arguments, Build, Environment, Node, Plan, SequenceFacts
from conformance.registry import check
from conformance.results import Finding, Skip, warn
from conformance.wording import listed

PYTHON_CALLS = {"PyFunc": "numpy_function", "EagerPyFunc": "py_function"}
# Dataset ops that hand the pipeline to other processes.
SERVED = ("data_service",)


@check(
    "python-state",
    group="portability",
    title="the pipeline can be saved, resumed and served without this Python process",
)
def python_state(plan: Plan, build: Build):
    """One warning for Python inside the pipeline.

    A source in Python (from_generator) is a choice with no substitute, so it passes; a step in
    Python (numpy_function, py_function) mostly has one.
    """
    found = [node for node in plan.nodes() if node.op != "flat_map" and _calls_python(node)]
    if plan.external_state is None or not found:
        return None
    if build.debug_mode:
        return Skip("debug mode runs every function in Python")
    node = found[-1]
    calls = sorted({PYTHON_CALLS.get(op, op) for n in found for op in _python(n)})
    served = any(n.op.startswith(SERVED) for n in plan.nodes())
    more = f" ({len(found)} such steps)" if len(found) > 1 else ""
    return warn(
        f"{describe(node)} calls Python through {listed(calls)}{more}: tf.data refuses to save the "
        f"pipeline's position ({plan.external_state} is stateful), so training cannot resume in "
        "the middle of an epoch, other processes of a tf.data service cannot run it, and calls "
        "wait for one another on Python's lock"
        + (": the service here will fail" if served else ""),
        expected="steps that run in the graph",
        actual=f"{listed(calls)} in {describe(node)}",
        where=describe(node),
        fix="write the step with TensorFlow ops (tf.io, tf.image, tf.strings), or do it once "
        "before training and store the result",
    )


def _python(node: Node):
    return node.function.python if node.function is not None else frozenset()


def _calls_python(node: Node) -> bool:
    return bool(_python(node))


@check(
    "not-picklable",
    group="portability",
    title="a Sequence can be sent to worker processes",
)
def not_picklable(sequence: SequenceFacts, arguments: Arguments, environment: Environment):
    if sequence.pickle_failure is None:
        return None
    asked = sequence.multiprocessing or bool(arguments.get("use_multiprocessing"))
    held = f"`self.{sequence.unpicklable}`" if sequence.unpicklable else ""
    if not asked and not held:
        return None  # a class defined inside a function: only processes would mind
    spawned = sequence.start_method != "fork"
    if environment.keras_generation == 3:
        harm = "raises as soon as the workers start"
    else:
        harm = "prints a traceback in a thread and then waits for ever"
    where = "this platform starts" if spawned else "Windows, macOS and Python 3.14 start"
    details = dict(
        expected="an object that pickle can send",
        actual=sequence.pickle_failure,
        where=f"{sequence.type_name}.{sequence.unpicklable or '__init__'}",
        fix="open files and make generators in __getitem__ or in a method run on first use, and "
        "replace lambdas held in attributes by methods",
    )
    what = f"{sequence.type_name} cannot be pickled"
    what += (
        f": it holds {held} ({sequence.pickle_failure})"
        if held
        else f" ({sequence.pickle_failure})"
    )
    if not asked:
        return warn(
            f"{what}, so it cannot run in worker processes: with use_multiprocessing, where these "
            f"are started anew, as {where} them, fit {harm}",
            **details,
        )
    message = (
        f"{what} and use_multiprocessing is on: where workers are started anew, as {where} them, "
        f"fit {harm}"
    )
    return Finding(message, **details) if spawned else warn(message, **details)


@check(
    "super-not-called",
    group="portability",
    title="a PyDataset calls its base class's __init__",
)
def super_not_called(sequence: SequenceFacts):
    if sequence.super_called:
        return None
    return warn(
        f"{sequence.type_name}.__init__ does not call super().__init__(**kwargs): Keras 3 warns, "
        "and workers, use_multiprocessing and max_queue_size keep their defaults",
        expected="super().__init__(**kwargs)",
        actual="not called",
        where=f"{sequence.type_name}.__init__",
        fix=f"take **kwargs in {sequence.type_name}.__init__ and begin it with "
        "super().__init__(**kwargs)",
    )


@check(
    "uneven-shards",
    group="portability",
    title="workers shard the data before they shuffle it",
)
def uneven_shards(plan: Plan):
    """A shard after an unseeded shuffle gives workers rows that overlap and rows that nobody has."""
    for node in plan.nodes():
        if node.op != "shard" or not _several(node):
            continue
        for above in node.walk():
            if above.op in SHUFFLES and not seeded(above):
                return warn(
                    f"shard({node.attributes.get('num_shards')}) comes after {describe(above)}, "
                    "which each worker shuffles for itself: some examples go to several workers "
                    "and some to none",
                    where=f"{describe(above)}, shard",
                    fix=f"shard before {describe(above)}, or give {describe(above)} one seed for "
                    "all workers",
                )
    return None


def _several(node: Node) -> bool:
    count = node.attributes.get("num_shards")
    return not isinstance(count, int) or count > 1
