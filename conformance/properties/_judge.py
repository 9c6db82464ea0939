"""The properties of a template, judged on one source of examples without fit."""

from __future__ import annotations

import contextlib

import tensorflow as tf

from conformance.properties._inputs import Models, inputs_of, judge_declared, judge_inputs, spec_of
from conformance.properties._rows import (
    Broken,
    as_columns,
    compare,
    count,
    epoch,
    is_dataset,
    joined,
    length,
    quick,
    timed,
)
from conformance.properties._template import (
    EMPTY,
    batch_size_of,
    in_order,
    parameters,
    prepared,
    refuses,
    running,
)


def judge(
    template, examples, options, *, spent=None, models=None, source_options=None, reader=None
):
    """Judge one source and one set of options without fit; return the names that hold.

    What breaks with these options may also break with plain ones. Then that is the root cause;
    else contents that depend on an option break "knobs".

    Raises:
        Broken: the first property that does not hold.
    """
    more = dict(spent={} if spent is None else spent, models=models or Models())
    more.update(source_options=source_options, reader=reader or inputs_of)
    try:
        return _judge(template, examples, options, **more)
    except Broken as broken:
        simple = _simple(template, options)
        if count(examples) and options != simple:
            _judge(template, examples, simple, **more)  # raises where that is the root cause
            if broken.name == "batches" and options.get("drop_remainder"):
                kept = {name: value for name, value in options.items() if name != "drop_remainder"}
                judge(template, examples, kept, **more)
            if broken.name == "contents":
                message = f"with {options} but not with {simple}: {broken.message}"
                raise Broken("knobs", message) from None
        raise


def _judge(template, examples, options, *, spent, models, source_options, reader):
    try:
        with contextlib.ExitStack() as stack:
            with running("builds", template, "building"):
                dataset = stack.enter_context(
                    prepared(template, examples, options, spent, source_options)
                )
            with running("builds", template, "iterating"), timed(spent, "iterate"):
                epochs = two_epochs(dataset, examples)
            return _judge_epochs(
                template,
                examples,
                options,
                dataset,
                epochs,
                spent=spent,
                models=models,
                reader=reader,
            )
    except Broken as broken:
        if count(examples) or broken.name != "builds":
            raise
        if refuses(broken.__cause__, template, EMPTY):
            return ["empty-source"]
        raise Broken("empty-source", f"no examples: {broken.message}") from None


def two_epochs(dataset, examples):
    """The first element, the batches of an epoch, and those of the next or None.

    Instantiating the functions of a pipeline costs more than a small epoch, so both epochs come
    from one iterator where the pipeline knows its length and keeps to it.
    """
    told = int(tf.data.experimental.cardinality(dataset)) if is_dataset(dataset) else -1
    if told > 0:
        both, first = epoch(quick(dataset.repeat(2)), examples)
        if len(both) == 2 * told:
            return first, both[:told], both[told:]
    batches, first = epoch(quick(dataset), examples)
    return first, batches, None


def _judge_epochs(template, examples, options, dataset, epochs, *, spent, models, reader):
    first, batches, second = epochs
    held = ["builds"] if count(examples) else ["empty-source"]
    actual = joined(batches)
    with timed(spent, "judge"):
        if getattr(dataset, "element_spec", None) is not None:
            judge_declared(dataset, batches)
            held.append("declared-spec")
    spec = spec_of(dataset, first)
    if hasattr(template, "make_model") and spec is not None:
        with running("model", template, "make_model"):
            record = models.of(template, spec, spent)
        held.append("model")
        with timed(spent, "judge"):
            read = reader(record, spec)
            if read is not None:
                judge_inputs(*read, spec, batches)  # type: ignore[call-arg]
                held.append("input-spec")
    drop = bool(options.get("drop_remainder", parameters(template).get("drop_remainder", False)))
    ordered = in_order(template, options)
    total = length(actual)
    wanted = _wanted(template, examples, options, first, spent)
    if wanted is not None:
        total = length(wanted)
        name = "contents" if hasattr(template, "expected") else "knobs"
        with timed(spent, "judge"):
            compare(
                name,
                actual,
                wanted,
                ordered=ordered,
                tolerance=getattr(template, "TOLERANCE", None),
                subset=drop,
            )
        held += [name] + ["order"] * bool(ordered) + ["knobs"] * bool(set(options) - {"batch_size"})
    held += _judge_sizes(template, options, batches, total, drop=drop)
    held += _judge_length(dataset, batches)
    if not hasattr(dataset, "__next__"):  # an iterator has one epoch
        if second is None:
            with running("epochs", template, "the second epoch"), timed(spent, "iterate"):
                second, _ = epoch(quick(dataset), examples)
        with timed(spent, "judge"):
            _judge_second(actual, joined(second), ordered=ordered, drop=drop)
        held.append("epochs")
    return held


def _wanted(template, examples, options, first, spent):
    """The rows as the oracle has them; without one, as plain options give them."""
    if hasattr(template, "expected"):
        with running("oracle", template, "expected"), timed(spent, "oracle"):
            answer = template.expected(examples)
        return as_columns(answer, first)
    simple = _simple(template, {"batch_size": 1})
    if options == simple:
        return None
    what = "building with plain options"
    with running("builds", template, what), prepared(
        template, examples, simple, spent
    ) as dataset, timed(spent, "iterate"):
        return joined(epoch(quick(dataset), examples)[0])


def _simple(template, options):
    """Options that leave every knob alone: the batch size, and no shuffling."""
    known = parameters(template)
    simple = {name: value for name, value in options.items() if name == "batch_size" in known}
    return {**simple, "shuffle": False} if "shuffle" in known else simple


def _judge_sizes(template, options, batches, total, *, drop):
    size = batch_size_of(template, options)
    if size is None:
        return []
    sizes = [[len(rows) for _, rows in batch] for batch in batches]
    whole, rest = divmod(total, size)
    wanted = [size] * whole + [rest] * (rest > 0 and not drop)
    uneven = [batch for batch in sizes if len(set(batch)) > 1]
    if uneven:
        raise Broken("batches", f"the components of one batch have {uneven[0]} rows")
    if [batch[0] for batch in sizes] != wanted:
        raise Broken(
            "batches",
            f"{total} examples with batch_size={size}{', drop_remainder=True' * drop} came in "
            f"batches of {[batch[0] for batch in sizes]}, expected {wanted}",
        )
    return ["batches"] + ["drop-remainder"] * drop


def _judge_length(dataset, batches):
    if is_dataset(dataset):
        told = int(tf.data.experimental.cardinality(dataset))
        if told == tf.data.experimental.UNKNOWN_CARDINALITY:
            return []
    elif hasattr(dataset, "__len__"):
        told = len(dataset)
    else:
        return []
    if told != len(batches):
        raise Broken("length", f"the pipeline says {told} batches and yields {len(batches)}")
    return ["length"]


def _judge_second(first, second, *, ordered, drop):
    if drop and not ordered:  # another remainder is dropped each time
        if length(first) != length(second):
            raise Broken("epochs", f"{length(first)} examples, then {length(second)}")
        return
    compare("epochs", second, first, ordered=ordered, against="in the first epoch")
