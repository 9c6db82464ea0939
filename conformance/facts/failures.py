"""What an exception of a pipeline means: a table from what it says to a cause and a fix.

Each row is (where it may appear, pattern in type and message, cause, fix). The first match wins,
so the particular stands before the general. The wording of TensorFlow's errors is stable over
2.4 to 2.21 as far as these patterns go; anything unknown keeps its own text.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Optional, Tuple

from conformance.records import Failure


class Meaning(NamedTuple):
    """What is wrong, in a clause, and the edit that mends it."""

    cause: str
    fix: str
    blame: str = "pipeline"


# (stages, pattern searched in "Type: message", cause, fix)
TABLE: Tuple[Tuple[str, str, str, str], ...] = (
    (
        "build iterate",
        r"data type 'string' not understood|Invalid dtype: object",
        "text reaches the model, and of Keras' backends only TensorFlow's has strings",
        "make ids of the text in the pipeline: `TextVectorization` in `map`",
    ),
    (
        "build",
        r"only supports singleton tf\.Variables|tried to create variables on",
        "a layer or variable is created inside a function that tf.data traces",
        "create the layer once, outside the function, and only call it there",
    ),
    (
        "build",
        r"no attribute 'numpy'|numpy\(\) is only available when eager",
        "`.numpy()` is called inside a function that tf.data traces, where tensors have no values",
        "use TensorFlow operations there, or wrap the function in `tf.numpy_function`",
    ),
    (
        "build",
        r"not (a )?(Symbolic)?Tensor\b|Cannot convert a symbolic|NumPy (call|array).*symbolic"
        r"|numpy\(\) .*symbolic|must be (str|real number|a real number).*Tensor",
        "a symbolic tensor is handed to Python or NumPy code inside a traced function",
        "read and convert with TensorFlow operations (`tf.io.read_file`, `tf.strings`), or wrap "
        "the "
        "function in `tf.numpy_function` and set the shapes of what it returns",
    ),
    (
        "build",
        r"OperatorNotAllowedInGraphError|symbolic `?tf\.Tensor`? as a Python|iterating over (a )?`?tf\.Tensor",
        "a tensor is used as a Python bool or iterated over inside a traced function",
        "use `tf.cond`, `tf.where` or `tf.map_fn`",
    ),
    (
        "build",
        r"Dimensions \d+ and \d+ are not compatible|Dimension sizes must|Data cardinality is ambiguous",
        "the arrays do not have the same number of rows",
        "cut or complete them to one length before `from_tensor_slices`, or find the rows that are "
        "missing",
    ),
    (
        "build iterate",
        r"non-rectangular Python sequence|inhomogeneous shape|setting an array element with a sequence",
        "rows of different lengths cannot become one array",
        "use `tf.ragged.constant(rows)`, or yield them from `from_generator` and `padded_batch`",
    ),
    (
        "build",
        r"has type \w+ that does not match type \w+|don't all match|does not match (expected )?type"
        r"|expected to be a (float|double|int)|Tensor conversion requested dtype",
        "an operation meets two dtypes, which TensorFlow does not convert by itself",
        "cast one side: `tf.cast(value, tf.float32)`",
    ),
    (
        "build iterate",
        r"FailedPrecondition.*[Tt]able not initialized|Table not initialized|has not been adapted|must be adapted",
        "a preprocessing layer is used before it was adapted",
        "call `layer.adapt(training_data)` before the function is mapped",
    ),
    (
        "build iterate",
        r"Tensor\(\"|<tf\.Tensor",
        "a path or text is built from a tensor with Python formatting: it holds the tensor's name, "
        "not its value",
        'join in the graph: `tf.strings.join([directory, "/", name, ".png"])`',
    ),
    (
        "iterate",
        r"is not a valid (float|int\w*|double|number)",
        "text stands where a number is expected: a header line, a text column, or another delimiter",
        "skip the header of every file (`TextLineDataset(path).skip(1)` inside `interleave`), and "
        "give "
        "text columns a string default",
    ),
    (
        "iterate",
        r"is required but missing in record",
        "an empty cell in a column declared without a default value",
        "give the column a default in `record_defaults`, e.g. `[0.0]`, and decide what a missing "
        "value means",
    ),
    (
        "iterate",
        r"Expect \d+ fields but have \d+",
        "lines have another number of fields than `record_defaults` says: usually the delimiter",
        "pass `field_delim=';'` (or what the file uses) to `decode_csv`",
    ),
    (
        "iterate",
        r"Cannot add tensor to the batch|Cannot batch tensors with different shapes|different shapes in component",
        "elements of different shapes cannot be stacked into one batch",
        "resize or crop to one size before `batch`, or pad with `padded_batch`",
    ),
    (
        "iterate",
        r"DataLossError|corrupted record",
        "the records cannot be read: compressed files read without `compression_type`, or no "
        "TFRecord files",
        'pass `compression_type="GZIP"` to `TFRecordDataset` if the files are compressed',
    ),
    (
        "iterate",
        r"Data types don't match|Expected type: \w+, Actual type",
        "a feature was written with another dtype than the parsing spec says",
        "use the dtype it was written with in `FixedLenFeature` and cast after parsing",
    ),
    (
        "iterate",
        r"Number of .* values != expected|values size: \d+ but output shape|Key: .*Can't parse serialized",
        "a feature holds another number of values than its `FixedLenFeature` says",
        "give `FixedLenFeature` the shape that was written, or parse with `VarLenFeature`",
    ),
    (
        "iterate",
        r"Feature: .*is required but could not be found|Could not parse example",
        "a record lacks a feature that the parsing spec requires",
        "use the names the records were written with, or give the feature a `default_value`",
    ),
    (
        "build iterate",
        r"yielded an element of shape|yielded an element that (did not match|could not be converted)"
        r"|elements? to be convertible",
        "the generator yields something else than `output_signature` declares",
        "make `output_signature` say what is yielded (shape and dtype), or yield that shape",
    ),
    (
        "build",
        r"`generator` must be (a Python )?callable|must be callable",
        "`from_generator` needs a function that returns an iterator, not the iterator",
        "pass the function itself: `from_generator(rows, ...)`, not `from_generator(rows(), ...)`",
    ),
    (
        "iterate",
        r"Expected image|Unknown image (file )?format|decode_image|Invalid (JPEG|PNG|GIF)|Input is empty",
        "a file is no image that this decoder reads",
        "match the pattern to image files only, and check the files",
    ),
    (
        "build iterate",
        r"NotFoundError|FileNotFoundError|No such file|No files matched|[Nn]o such directory",
        "a file the pipeline reads is not there",
        "check the path, relative to the directory the training starts in",
    ),
    (
        "build",
        r"AttributeError: module '(tensorflow|keras|tf)[\w.]*' has no attribute|ImportError|ModuleNotFoundError",
        "the pipeline uses a name that this TensorFlow or Keras does not have",
        "use the name of this version, or pin the version the pipeline was written for",
    ),
)


def meaning_of(failure: Failure, stage: str) -> Optional[Meaning]:
    """The row of the table that fits; ``stage`` is "build" or "iterate"."""
    text = f"{failure.type}: {failure.message}"
    for stages, pattern, cause, fix in TABLE:
        if stage in stages.split() and re.search(pattern, text):
            blame = "environment" if "this TensorFlow or Keras" in cause else "pipeline"
            return Meaning(cause, fix, blame)
    return None
