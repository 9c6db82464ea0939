"""Property-based conformance of a template: the properties of the bundled ones, for yours.

    from conformance.properties import fuzz
    report = fuzz("my_project.data")       # or a module, or any object
    assert report.conforms, report

A template has `make_dataset(source, *, batch_size=...)` and, as far as it can, `make_source
(directory, examples)`, `make_model(spec)`, `expected(examples)`, `examples()` and `DOMAIN`; see
`conformance.properties.plan` for the last. PLAIN holds the options under which `expected` is
right (by default `augment=False`), ORDERED = True promises an order where there is no `shuffle`
argument, TOLERANCE = (relative, absolute) replaces how far a number may be from the oracle's.

What is judged, and on what: `conformance.properties.report.PROPERTIES`. Three layers draw their
own cases: "elements" builds, reads and judges without fit, "fit" trains one epoch on a model kept
for each signature, "refusals" gives what must not be taken.

A template that always drops the partial batch loses examples, and the smallest source that shows
it has one example in batches of two:

>>> class Template:
...     DOMAIN = {"features": {"ranks": (1, 1)}, "label": {"ranks": (0, 0), "choices": (0, 1)}}
...
...     @staticmethod
...     def make_dataset(source, *, batch_size):
...         import tensorflow as tf
...         rows = source["features"], source["label"]
...         return tf.data.Dataset.from_tensor_slices(rows).batch(batch_size, drop_remainder=True)
...
...     @staticmethod
...     def expected(examples):
...         return examples["features"], examples["label"]
>>> report = fuzz(Template(), max_examples=50)
>>> report.verdict, [one.property for one in report.counterexamples]
('fails', ['contents'])
>>> case = report["contents"].counterexample.case
>>> case["options"], len(case["examples"]["label"])
({'batch_size': 2}, 1)
"""

from __future__ import annotations

import functools
import time
from typing import Any, Dict, List, Optional, Tuple

from conformance.properties.report import PROPERTIES, Counterexample, FuzzReport, Layer, Property

__all__ = ["Counterexample", "FuzzReport", "Layer", "Property", "fuzz"]

# Properties whose absence leaves the question open, and what the template lacks then.
NEEDS = {
    "contents": ("expected", "the template has no expected(examples), the NumPy oracle"),
    "oracle": ("expected", "the template has no expected(examples), the NumPy oracle"),
    "model": ("make_model", "the template has no make_model(spec)"),
    "input-spec": ("make_model", "the template has no make_model(spec)"),
    "fit": ("make_model", "the template has no make_model(spec)"),
}
NOT_APPLICABLE = {
    "order": "shuffle is no argument of make_dataset; ORDERED = True would promise an order",
    "knobs": "make_dataset has no argument that changes how and not what",
    "batches": "make_dataset has no batch_size",
    "drop-remainder": "make_dataset has no drop_remainder",
    "length": "the pipeline never knows its length",
    "declared-spec": "the pipeline declares nothing",
    "input-spec": "the model declares no inputs",
    "fit": "no model was compiled, or no batch came",
}
REFUSALS_SHARE = 10  # one example in so many goes to refusals


def fuzz(
    template: Any,
    *,
    max_examples: int = 200,
    fit_examples: int = 25,
    seed: Optional[int] = 0,
    budget: Optional[float] = None,
    database: Any = None,
    reproduce: Optional[Tuple[str, str, bytes]] = None,
    name: Optional[str] = None,
    journal: Optional[str] = None,
) -> FuzzReport:
    """Judge a template on generated sources and options; never raises on a finding.

    Args:
        template: a target ("package.module", "path/to/file.py"), a module or any object with
            `make_dataset`.
        max_examples: examples of the element layer.
        fit_examples: examples that go through `fit`; 0 leaves it out.
        seed: the same examples in every run; None for fresh ones.
        budget: seconds after which nothing more is drawn; the verdict is then incomplete.
        database: a Hypothesis example database that keeps what failed.
        reproduce: layer, version and blob of a counterexample: only that case is judged.
        name: what the template is called in the report.
        journal: a file in which the case under judgement is kept. A source that crashes TensorFlow
            or never ends takes this process with it; `conformance fuzz` runs it in a child, and
            reads there which one it was.

    Raises:
        conformance.run.subject.TargetError: there is no such template, it says nowhere what it takes,
            or what it says is wrong.
    """
    from conformance.properties import _again
    from conformance.properties._inputs import Models
    from conformance.properties._search import Search, note, search
    from conformance.properties.plan import plan_of

    plan = plan_of(template, name=name)
    started = time.perf_counter()
    stop = float("inf") if budget is None else time.monotonic() + budget
    spent: Dict[str, float] = {}
    kept = Models()
    sizes = {
        "elements": max_examples,
        "fit": fit_examples if plan.has("make_model") else 0,
        "refusals": max(1, max_examples // REFUSALS_SHARE),
    }
    known = {"elements": {"reader": paired}, "fit": {"reader": paired}, "refusals": {}}
    searches: List[Search] = []
    for layer, size in sizes.items():
        if not size or (reproduce and reproduce[0] != layer):
            continue

        def judge(case: Dict[str, Any], layer: str = layer) -> List[str]:
            return _again.again(plan.template, case, spent=spent, models=kept, **known[layer])

        searches.append(
            search(
                layer,
                plan.cases(layer),
                judge,
                name=plan.target,
                max_examples=size,
                seed=seed,
                stop=stop,
                database=database,
                reproduce=reproduce[1:] if reproduce else None,
                journal=functools.partial(note, journal, searches) if journal else None,
            )
        )
    skipped = sum(one.skipped for one in searches)
    spent["draw"] = max(0.0, sum(one.seconds for one in searches) - sum(spent.values()))
    return _report(
        plan,
        searches,
        seed=seed,
        costs=spent,
        seconds=time.perf_counter() - started,
        interrupted=f"the budget of {budget:.0f} s ended before {skipped} examples"
        if skipped
        else None,
    )


def fuzz_that_ended(target: str, journal: str, *, why: str, seed: Optional[int]) -> FuzzReport:
    """The report of a `fuzz` whose process is gone: what it had found, and the case it was at.

    Args:
        journal: the file that `fuzz` was given, as it was left.
        why: how the process ended, "the process was killed by signal SIGABRT".
    """
    from conformance.properties._search import left_behind
    from conformance.properties.plan import plan_of

    return _report(plan_of(target), left_behind(journal, why), seed=seed, costs={})


def _report(
    plan: Any, searches: List[Any], *, seed: Optional[int], costs: Dict[str, float], **more: Any
) -> FuzzReport:
    from conformance import compat

    return FuzzReport(
        target=plan.target,
        properties=tuple(_property(one, plan, searches, seed) for one in PROPERTIES),
        layers=tuple(Layer(one.layer, one.examples, one.seconds, one.memory) for one in searches),
        costs=costs,
        environment={
            "tensorflow": compat.tensorflow().__version__,
            "keras": compat.keras_version(),
            "backend": compat.backend(),
            "numpy": __import__("numpy").__version__,
            "python": compat.version_text(),
            "hypothesis": __import__("hypothesis").__version__,
            "device": "cpu",
            "seed": seed,
        },
        seed=seed,
        **{"seconds": sum(one.seconds for one in searches), **more},
    )


def _property(name: str, plan: Any, searches: List[Any], seed: Optional[int]) -> Property:
    judged = sum(one.held[name] for one in searches)
    if name == "survives":  # whoever reads this outlived every example
        judged = sum(one.examples for one in searches)
    found = [(one, case) for one in searches for case in one.found if case.name == name]
    if found:
        example = _counterexample(plan, *found[0], seed)
        case = found[0][1]
        often = "" if not case.flaky else "not every time: "
        return Property(name, "failed", judged, often + case.message, True, example)
    if judged:
        return Property(name, "passed", judged)
    needed, reason = NEEDS.get(name, ("", ""))
    if needed and not plan.has(needed):
        return Property(name, "not judged", 0, reason, True)
    if name == "oracle":  # it answered whenever contents were compared
        judged = sum(one.held["contents"] for one in searches)
        return Property(name, "passed" if judged else "not judged", judged, required=True)
    first = next((case.name for one in searches for case in one.found), None)
    if first is not None:
        return Property(name, "not judged", 0, f"{first} was broken before it", True)
    return Property(name, "not judged", 0, NOT_APPLICABLE.get(name, "no example came to it"))


def _counterexample(plan: Any, search: Any, found: Any, seed: Optional[int]) -> Counterexample:
    from conformance.properties import counterexamples
    from conformance.properties._again import verdict

    record = {**found.case, "property": found.name, "layer": search.layer}
    if found.name == "survives":  # judged here it would take this process as well
        status = "FAILED"
        how = counterexamples.drawn_as(plan.target, search.layer, search.examples, seed)
    else:
        status, _ = verdict(plan.template, record)
        how = counterexamples.drawn_again(plan.target, search.layer, found.blob, seed)
    script = counterexamples.script(plan, record, message=found.message, how=how)
    return Counterexample(
        found.name, search.layer, found.message, found.case, found.blob, script, status
    )


def paired(record: Dict[str, Any], spec: Any) -> Any:
    """What Keras gives to each input, by the kit's own reading of the model.

    As `_inputs.inputs_of`, which a counterexample script must do with.
    """
    from conformance.facts.pairing import pair_inputs
    from conformance.observe import contract, specs

    if "contract" not in record:
        record["contract"] = contract.read(record["model"])
    inputs = record["contract"].inputs
    pairing = pair_inputs(record["contract"], specs.of_element(spec, specs.spec_leaf))
    if not pairing.known:
        return None
    given = {pair.index: pair.component.path for pair in pairing.pairs}
    pairs = [
        (name, (leaf.shape, leaf.dtype, leaf.kind), given.get(index))
        for index, (name, leaf) in enumerate(zip(pairing.names, inputs))
        if index in given or not leaf.optional
    ]
    return pairs, pairing.extra
