"""The properties of a template, judged on one source of examples and one set of options."""

from __future__ import annotations

import contextlib
import inspect
import os
import tempfile
import traceback
import warnings

import numpy as np
import tensorflow as tf

from conformance.properties._inputs import (
    Models,
    fresh,
    inputs_of,
    judge_declared,
    judge_inputs,
    spec_of,
)
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

DEFAULT_BATCH = 32  # where make_dataset has no default for batch_size
# Exceptions that say nothing to whoever gave the data: Python tripped, nobody refused.
CRASHES = (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, StopIteration)
# Mutation -> (must it be refused, words of which a refusal has one).
REFUSALS = {
    "batch_size=0": (True, ("batch",)),
    "batch_size=-1": (True, ("batch",)),
    "one label missing": (
        True,
        ("length", "dimension", "shape", "size", "rows", "number", "label", "count", "match"),
    ),
    "a name with a slash": (False, ("/",)),
}
EMPTY = ("empty", "no ", "zero", "at least", "without", "0 ", "nothing", "none")


def parameters(template):
    """The arguments of make_dataset that can be given by name, and their defaults."""
    found = inspect.signature(template.make_dataset).parameters.values()
    named = [one for one in found if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    return {one.name: one.default for one in named[1:]}


def plain(template):
    """The options for which `expected` tells the contents: PLAIN, or augment=False."""
    known = parameters(template)
    given = getattr(template, "PLAIN", {"augment": False})
    return {name: value for name, value in given.items() if name in known}


def batch_size_of(template, options):
    """The batch size that these options ask for; None if the template has no such argument."""
    if "batch_size" not in parameters(template):
        return None
    default = parameters(template)["batch_size"]
    return options.get(
        "batch_size", DEFAULT_BATCH if default is inspect.Parameter.empty else default
    )


def in_order(template, options):
    """Whether the order of the examples is promised; None if the template does not say."""
    known = parameters(template)
    if options.get("deterministic", True) is False:
        return False
    if "shuffle" in known:
        return not options.get("shuffle", known["shuffle"])
    return getattr(template, "ORDERED", None)


@contextlib.contextmanager
def prepared(template, examples, options, spent, source_options=None, *, as_it_is=False):
    """Write the source in a folder of its own and yield the pipeline, as `expected` has it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = examples
        if hasattr(template, "make_source"):
            with timed(spent, "source"):
                source = template.make_source(folder, examples, **(source_options or {}))
        with timed(spent, "build"):
            dataset = template.make_dataset(
                source, **({} if as_it_is else plain(template)), **options
            )
        yield dataset


def said(error, template):
    """An exception as one line, with the innermost line of the template that it passed."""
    lines = traceback.extract_tb(error.__traceback__)
    own = [line for line in lines if line.filename == code_file(template)]
    where = f" at line {own[-1].lineno}, `{own[-1].line}`" if own else ""
    text = " ".join(str(error).split()) or "without a message"
    return f"{type(error).__name__}{where}: {text[:300]}"


def code_file(template):
    """The file name under which the code of a template was compiled."""
    return inspect.unwrap(template.make_dataset).__code__.co_filename


def refuses(error, template, words):
    """Whether an exception is a refusal with a clear message by the right party.

    The template's own `raise`, TensorFlow and Keras are right; an error from deep inside NumPy or
    Python is a crash, whatever it says.
    """
    innermost = traceback.extract_tb(error.__traceback__)[-1].filename
    parties = (f"{os.sep}tensorflow", f"{os.sep}keras", "autograph")
    right = innermost == code_file(template) or any(party in innermost for party in parties)
    own = isinstance(error, tf.errors.OpError)
    crash = isinstance(error, CRASHES) and not own
    return right and not crash and any(word in str(error).lower() for word in words)


@contextlib.contextmanager
def running(name, template, what):
    """Code of the template: what it raises breaks the property `name`."""
    try:
        yield
    except Broken:
        raise
    except Exception as error:
        raise Broken(name, f"{what} raised {said(error, template)}") from error


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
    with running("builds", template, "building with plain options"):
        with prepared(template, examples, simple, spent) as dataset, timed(spent, "iterate"):
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
        if broken.name == record["property"]:
            return "FAILED", broken.message
        return "ERROR", f"{broken.name} is broken before it: {broken.message}"
    except Exception as error:  # whatever it is, the case could not be judged
        return "ERROR", said(error, template)
    return "FIXED", f"{record['property']} holds on this source"
