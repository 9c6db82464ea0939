"""What a template offers and does with one source, and whose error an error is."""

from __future__ import annotations

import contextlib
import inspect
import os
import tempfile
import traceback
import warnings

import tensorflow as tf

from conformance.properties._rows import Broken, timed

DEFAULT_BATCH = 32  # where make_dataset has no default for batch_size
# Exceptions that say nothing to whoever gave the data: Python tripped, nobody refused.
CRASHES = (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, StopIteration)
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
    # Its last frame is six's on 2.4, so TensorFlow's own errors are told by their type.
    own = isinstance(error, tf.errors.OpError)
    clear = any(word in str(error).lower() for word in words)
    return clear and (own or (right and not isinstance(error, CRASHES)))


@contextlib.contextmanager
def running(name, template, what):
    """Code of the template: what it raises breaks the property `name`."""
    try:
        yield
    except Broken:
        raise
    except Exception as error:
        raise Broken(name, f"{what} raised {said(error, template)}") from error
