"""What a fuzz run found: a report as the other commands give it, and what only fuzzing knows."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any, Dict, Optional, Sequence, Tuple

from conformance.report.json import dumps
from conformance.results import EXIT, SCHEMA, Report, Result, verdict_of_all

GROUP = "property"
# Property -> the sentence that holds.
PROPERTIES = {
    "survives": "the process lives on and answers in time, whatever the source",
    "builds": "a source in the domain is built and read without an error",
    "empty-source": "no examples give an empty epoch, or a clear refusal by the template",
    "declared-spec": "every element is what element_spec says",
    "model": "make_model builds a model for every spec that comes",
    "input-spec": "every element matches the model's inputs, declared and actual",
    "oracle": "expected answers for every source in the domain",
    "contents": "the examples are the oracle's, each exactly once",
    "order": "without shuffling the examples come in the order of the source",
    "knobs": "the same examples whatever the parallelism, prefetch, cache, determinism",
    "batches": "every batch is full but the last, whatever the batch size",
    "drop-remainder": "drop_remainder drops the partial batch and nothing else",
    "length": "the pipeline has as many batches as it says",
    "epochs": "the second epoch has the same examples as the first",
    "fit": "fit takes every batch and stays finite",
    "refusals": "what must be refused is refused, clearly and by the right party",
}


@dataclasses.dataclass(frozen=True)
class Counterexample:
    """The smallest source and options found that break a property.

    Args:
        layer: "elements", "fit" or "refusals".
        case: examples (NumPy arrays), options and what else the layer needs.
        reproduction: the line that makes Hypothesis draw this case again.
        script: a program that judges the case with TensorFlow and NumPy alone; "" if the
            template has no source file.
        status: what the case gives when it is judged again: FAILED, FIXED or ERROR.
    """

    property: str
    layer: str
    message: str
    case: Dict[str, Any]
    reproduction: str
    script: str
    status: str


@dataclasses.dataclass(frozen=True)
class Property:
    """One property: `status` is "passed", "failed" or "not judged"; `judged` counts examples."""

    name: str
    status: str
    judged: int = 0
    message: str = ""
    required: bool = False  # not judging it leaves the verdict open
    counterexample: Optional[Counterexample] = None


@dataclasses.dataclass(frozen=True)
class Layer:
    """How many examples a layer judged, in how many seconds.

    The memory is that after a tenth of them and at the end, in MiB.
    """

    name: str
    examples: int
    seconds: float
    memory: Tuple[float, float]

    @property
    def rate(self) -> float:
        """Examples a second."""
        return self.examples / self.seconds if self.seconds else 0.0


@dataclasses.dataclass(frozen=True)
class FuzzReport:
    """The verdict on a template.

    `report.conforms` is True only when everything that applies was judged and held. `costs` are
    the seconds that went into drawing, source, build, iterate, model, oracle, judge, trace and
    step.
    """

    target: str
    properties: Tuple[Property, ...]
    layers: Tuple[Layer, ...]
    costs: Dict[str, float]
    environment: Dict[str, Any]
    seed: Optional[int]
    seconds: float
    interrupted: Optional[str] = None

    def __getitem__(self, name: str) -> Property:
        return next(one for one in self.properties if one.name == name)

    @property
    def counterexamples(self) -> Tuple[Counterexample, ...]:
        return tuple(one.counterexample for one in self.properties if one.counterexample)

    @property
    def verdict(self) -> str:
        return self.as_report().verdict

    @property
    def conforms(self) -> bool:
        return self.verdict == "conforms"

    @property
    def exit_status(self) -> int:
        return EXIT[self.verdict]

    def as_report(self) -> Report:
        """The same findings in the form that every format renders."""
        report = Report(
            self.target,
            environment=self.environment,
            results=[_result(one) for one in self.properties],
            seconds=self.seconds,
        )
        report.interrupted = self.interrupted
        return report

    def to_dict(self) -> Dict[str, Any]:
        """The JSON report, schema 1, with `fuzz` beside the results."""
        return {
            **self.as_report().to_dict(),
            "schema": SCHEMA,
            "fuzz": {
                "seed": self.seed,
                "layers": {
                    layer.name: {
                        "examples": layer.examples,
                        "seconds": round(layer.seconds, 3),
                        "examples_per_second": round(layer.rate, 1),
                        "memory_mib": [round(one, 1) for one in layer.memory],
                    }
                    for layer in self.layers
                },
                "costs": {part: round(seconds, 3) for part, seconds in self.costs.items()},
                "judged": {one.name: one.judged for one in self.properties},
                "counterexamples": [
                    {
                        "property": one.property,
                        "layer": one.layer,
                        "message": one.message,
                        "source": source_text(one.case),
                        "reproduction": one.reproduction,
                        "status": one.status,
                        "script": one.script,
                    }
                    for one in self.counterexamples
                ],
            },
        }

    def __str__(self) -> str:
        return text(self.to_dict())


def _result(one: Property) -> Result:
    status = {"passed": "pass", "failed": "fail"}.get(one.status)
    example = one.counterexample
    return Result(
        check=one.name,
        group=GROUP,
        status=status or ("blocked" if one.required else "skip"),
        title=PROPERTIES[one.name],
        message=one.message,
        expected=PROPERTIES[one.name] if status == "fail" else "",
        where=source_text(example.case) if example else "",
        blame="pipeline" if status == "fail" else "",
    )


def source_text(case: Dict[str, Any]) -> str:
    """The case in one line."""
    from conformance.properties.counterexamples import literal

    parts = [f"examples={literal(case['examples'])}", f"options={case['options']!r}"]
    parts += [f"source_options={case['source_options']!r}"] if case.get("source_options") else []
    parts += [case["refusal"]] if "refusal" in case else []
    return " ".join("; ".join(parts).split())


def text(data: Dict[str, Any]) -> str:
    """The text report of what `to_dict` gave."""
    from conformance.report.text import render

    fuzz = data["fuzz"]
    lines = [render([Report.from_dict(data)], verbose=True), ""]
    for name, layer in fuzz["layers"].items():
        before, after = layer["memory_mib"]
        rate = f", {layer['examples_per_second']} a second" if layer["seconds"] else ""
        memory = f", memory {before:.0f} to {after:.0f} MiB" if after else ""
        lines.append(f"  {name}: {layer['examples']} examples{rate}{memory}")
    total = sum(fuzz["costs"].values()) or 1.0
    split = sorted(fuzz["costs"].items(), key=lambda pair: -pair[1])
    if split:
        lines.append("  time: " + ", ".join(f"{part} {100 * s / total:.0f} %" for part, s in split))
    for one in fuzz["counterexamples"]:
        if one["reproduction"]:
            lines.append(f"  {one['property']}: {one['reproduction']}")
    return "\n".join(lines)


def as_json(reports: Sequence[Dict[str, Any]]) -> str:
    """The JSON report: an entry a template in `reports`, always, as `check` has it.

    Of one template its keys stand at the top as well.
    """
    head: Dict[str, Any] = {"schema": SCHEMA, "verdict": _verdict(reports)}
    if len(reports) == 1:
        head.update(reports[0])
    return dumps({**head, "reports": list(reports)})


def verdict_status(reports: Sequence[Dict[str, Any]]) -> int:
    """The exit status of several reports, the worst of theirs."""
    return EXIT[_verdict(reports)]


def _verdict(reports: Sequence[Dict[str, Any]]) -> str:
    return verdict_of_all([Report.from_dict(one) for one in reports])


def decoded(line: str) -> Tuple[str, bytes]:
    """Version and blob of a `@reproduce_failure(...)` line."""
    import ast

    call = ast.parse(line.lstrip("@"), mode="eval").body
    assert isinstance(call, ast.Call)
    version, blob = (ast.literal_eval(argument) for argument in call.args)
    base64.b64decode(blob, validate=True)
    return version, blob
