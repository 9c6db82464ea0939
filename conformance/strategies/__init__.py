"""Hypothesis strategies for Keras input pipelines.

What `hypothesis.extra.numpy` is for arrays, this is for what flows into `model.fit`: dtypes,
shapes, feature names, nests of dense, ragged and sparse specs, examples that match them, sizes
of batches and sources, the knobs of a pipeline, and models that take the result. It stands on its
own: nothing here needs the rest of the kit, and TensorFlow is imported only where one of its
objects is returned.

The neutral form of "what one example looks like" is a `Spec`, or nested dicts, tuples and lists
of Specs; `to_tensorflow` and `from_tensorflow` translate.

A property of a pipeline then reads:

    from hypothesis import given, strategies as st
    from conformance.strategies import batch_sizes, example_counts, examples, pipeline_knobs

    @given(st.data())
    def test_nothing_is_lost(data):
        batch_size = data.draw(batch_sizes(max_value=8))
        count = data.draw(example_counts(batch_size=batch_size))
        x = data.draw(examples(Spec((3,)), count=count))
        knobs = data.draw(pipeline_knobs(make_dataset, without=("drop_remainder",)))
        batches = list(make_dataset(x, batch_size=batch_size, **knobs))
        assert sum(len(batch) for batch in batches) == count

Every strategy refuses wrong arguments at the call, and shrinks to small, legible cases: the
smallest shape is `()`, the smallest count 0, the smallest name `"a"`, the fewest knobs `{}`.
"""

from __future__ import annotations

from ._dtypes import KERAS_KINDS, KINDS, dtype_name, dtypes, numpy_dtype
from ._examples import as_tensors, examples
from ._knobs import AUTOTUNE, KNOBS, pipeline_knobs
from ._models import model_for, models, styles_for
from ._names import feature_names, name_problem, name_sets
from ._shapes import batch_sizes, example_counts, shapes
from ._spec import Spec, batched, from_tensorflow, to_tensorflow
from ._structures import element_specs, specs
from ._templates import Domain, examples_like, examples_of, spec_of

__all__ = [
    "AUTOTUNE",
    "KERAS_KINDS",
    "KINDS",
    "KNOBS",
    "Domain",
    "Spec",
    "as_tensors",
    "batch_sizes",
    "batched",
    "dtype_name",
    "dtypes",
    "element_specs",
    "example_counts",
    "examples",
    "examples_like",
    "examples_of",
    "feature_names",
    "from_tensorflow",
    "model_for",
    "models",
    "name_problem",
    "name_sets",
    "numpy_dtype",
    "pipeline_knobs",
    "shapes",
    "spec_of",
    "specs",
    "styles_for",
    "to_tensorflow",
]
