"""Fit and refusals, and judging a recorded case again."""

from __future__ import annotations

import contextlib

import numpy as np

from conformance.properties._inputs import Models, fresh, inputs_of, judge_inputs, spec_of
from conformance.properties._judge import _judge, judge
from conformance.properties._rows import Broken, count, epoch, joined, length, quick, timed
from conformance.properties._template import parameters, prepared, refuses, running, said

# Mutation -> (must it be refused, words of which a refusal has one).
REFUSALS = {
    "batch_size=0": (True, ("batch",)),
    "batch_size=-1": (True, ("batch", "dimension -1")),  # the latter when the remainder is dropped
    "one label missing": (
        True,
        ("length", "dimension", "shape", "size", "rows", "number", "label", "count", "match"),
    ),
    "a name with a slash": (False, ("/",)),
}


def judge_fit(
    template, examples, options, *, spent=None, models=None, source_options=None, reader=None
):
    """Fit one epoch on a model kept for this signature; return the names that hold.

    Raises:
        Broken: "fit", or what keeps the pipeline from being fitted.
    """
    spent, models = {} if spent is None else spent, models or Models()
    reader = reader or inputs_of
    with contextlib.ExitStack() as stack:
        with running("builds", template, "building"):
            dataset = stack.enter_context(
                prepared(template, examples, options, spent, source_options, as_it_is=True)
            )
        with running("builds", template, "iterating"), timed(spent, "iterate"):
            batches, first = epoch(quick(dataset), examples)
        if not batches or hasattr(dataset, "__next__"):
            return []
        spec = spec_of(dataset, first)
        with running("model", template, "make_model"):
            record = models.of(template, spec, spent)
        if getattr(record["model"], "optimizer", None) is None:
            return []
        read = reader(record, spec)
        if read is not None:
            judge_inputs(*read, spec, batches)  # type: ignore[call-arg]
        with running("fit", template, "calling the model"):
            model = fresh(record, first)
        shapes = str(spec)
        part = "step" if shapes in record["traced"] else "trace"
        record["traced"].add(shapes)
        given = template.fit_arguments() if hasattr(template, "fit_arguments") else {}
        with running("fit", template, "fit"), timed(spent, part):
            history = model.fit(dataset, epochs=1, verbose=0, shuffle=False, **given)
        _judge_training(model, history.history, batches)
    return ["fit"]


def _judge_training(model, history, batches):
    if not all(finite(rows) for batch in batches for _, rows in batch):
        return
    steps = int(np.array(model.optimizer.iterations))
    if steps < len(batches):
        raise Broken("fit", f"{steps} optimizer steps for {len(batches)} batches")
    loss = history.get("loss", [])
    if loss and not np.isfinite(loss[0]):
        raise Broken("fit", f"every number of the data is finite, and the loss is {loss[0]}")
    if not all(map(finite, model.get_weights())):
        raise Broken("fit", "every number of the data is finite, and weights are NaN or infinite")


def finite(rows):
    array = np.asarray(rows) if isinstance(rows, np.ndarray) else np.zeros(0)
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())


def judge_refusal(template, examples, options, how, *, spent=None, models=None):
    """Give what must be refused, or may be; return the names that hold.

    What may be refused must otherwise come out right.

    Raises:
        Broken: "refusals" if it is taken, or refused unclearly or by the wrong party.
    """
    must, words = REFUSALS[how]
    spent, models = {} if spent is None else spent, models or Models()
    changed = mutated(template, examples, options, how)
    if changed is None:
        return []
    try:
        with prepared(template, *changed, spent) as dataset:  # type: ignore[call-arg]
            batches, first = epoch(quick(dataset), changed[0])
            if hasattr(template, "make_model"):
                models.of(template, spec_of(dataset, first), spent)
    except Broken as broken:
        raise Broken("refusals", f"{how}: {broken.message}") from None
    except Exception as error:
        if refuses(error, template, words):
            return ["refusals"]
        judge(template, examples, options, spent=spent, models=models)  # that may fail as it is
        raise Broken("refusals", f"{how} is not refused clearly: {said(error, template)}") from None
    if must:
        rows = length(joined(batches))
        raise Broken("refusals", f"{how} is taken without a word; {rows} examples came")
    try:
        _judge(
            template, *changed, spent=spent, models=models, source_options=None, reader=inputs_of
        )
    except Broken as broken:
        raise Broken(
            "refusals", f"{how} is taken, and breaks {broken.name}: {broken.message}"
        ) from None
    return ["refusals"]


def mutated(template, examples, options, how):
    """The examples and options with that defect; None where it does not apply."""
    if how.startswith("batch_size"):
        if "batch_size" not in parameters(template):
            return None
        return examples, {**options, "batch_size": int(how.split("=")[1])}
    if not isinstance(examples, dict) or "label" not in examples:
        return None
    if how == "one label missing":
        return ({**examples, "label": examples["label"][:-1]}, options) if count(examples) else None
    features = examples.get("features")
    if not isinstance(features, dict) or not features:
        return None
    first = next(iter(features))
    renamed = {("a/" + name if name == first else name): v for name, v in features.items()}
    return {**examples, "features": renamed}, options


def again(template, record, **more):
    """Judge a recorded case; return the names that hold or raise `Broken`."""
    case = (template, record["examples"], record["options"])
    if record["layer"] == "refusals":
        return judge_refusal(*case, record["refusal"], **more)
    judge_layer = judge_fit if record["layer"] == "fit" else judge
    return judge_layer(*case, source_options=record.get("source_options"), **more)


def verdict(template, record):
    """("FAILED", "FIXED" or "ERROR", why) of a recorded case on a template."""
    try:
        again(template, record)
    except Broken as broken:
        if record["property"] == "survives":  # another property is another question
            return "FIXED", f"the process lives on; {broken.name} is broken: {broken.message}"
        if broken.name == record["property"]:
            return "FAILED", broken.message
        return "ERROR", f"{broken.name} is broken before it: {broken.message}"
    except Exception as error:  # whatever it is, the case could not be judged
        return "ERROR", said(error, template)
    return "FIXED", f"{record['property']} holds on this source"
