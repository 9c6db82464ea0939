"""Each reference pipeline with each sin: the kit must find it, in the right group."""

from __future__ import annotations

import importlib

import pytest

tf = pytest.importorskip("tensorflow")

from conformance import compat  # noqa: E402
from conformance.runner import Options, run  # noqa: E402
from conformance.subject import from_targets  # noqa: E402
from reference_pipelines import PATTERNS  # noqa: E402
from tests.mutations.sins import SINS, apply  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

# What cannot be told from the pipeline alone, with the reason.
UNDECIDABLE = {}


@pytest.fixture(scope="module", params=[entry.module for entry in PATTERNS.values()])
def template(request):
    return request.param


@pytest.mark.parametrize("name", SINS)
def test_a_sin_is_found_in_the_right_group(template, name):
    sin = SINS[name]
    subject = from_targets(f"reference_pipelines.{template}")
    sound = subject.make()
    if not compat.is_dataset(sound):
        pytest.skip("not a tf.data pipeline")
    spec = sound.element_spec
    if apply(sin, sound) is None:
        pytest.skip("this sin cannot be committed here")
    module = importlib.import_module(f"reference_pipelines.{template}")
    subject.make, make = (lambda: apply(sin, make())), subject.make
    subject.make_model = lambda: module.make_model(spec)
    report = run(subject, Options())
    compat.clear_session()
    found = {(r.group, r.check) for r in report.results if r.status == "fail"}
    if (template, name) in UNDECIDABLE:
        pytest.xfail(UNDECIDABLE[template, name])
    assert any(group in sin.groups for group, _ in found), f"{sorted(found)}\n{report}"
