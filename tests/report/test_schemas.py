"""JSON against the schema that ships; SARIF against what its standard asks of the parts that are used."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import conformance.report
from conformance.report import content, render
from conformance.report import json as as_json
from conformance.results import STATUSES, Reading, Result
from tests.report import cards
from tests.report.made import everything, hostile, sound

SCHEMA = json.loads(
    (Path(conformance.report.__file__).parent / "data" / "schema.json").read_text("utf-8")
)
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "array": list,
    "boolean": bool,
    "null": type(None),
}
# The words of JSON Schema that `problems` knows; a schema with another would be checked in part only.
KNOWN = {
    "$schema", "title", "description", "definitions", "$ref", "if", "then", "type", "const", "enum",
    "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "minimum",
    "minLength",
}  # fmt: skip


def problems(value, schema, root, path="$"):
    """Where a value departs from a schema, in the words of draft 7 that KNOWN lists."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        found = root
        for key in schema["$ref"].lstrip("#/").split("/"):
            found = found[key]
        return problems(value, found, root, path)
    out = []
    types = schema.get("type", list(TYPES))
    allowed = [TYPES[name] for name in ([types] if isinstance(types, str) else types)]
    if not any(isinstance(value, kind) for kind in allowed):
        return [f"{path}: {value!r} is no {types}"]
    if isinstance(value, bool) and "type" in schema and "boolean" not in types:
        out.append(f"{path}: {value!r} is no {types}")
    if "const" in schema and value != schema["const"]:
        out.append(f"{path}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{path}: {value!r} is none of {schema['enum']}")
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        out.append(f"{path}: too short")
    if isinstance(value, (int, float)) and value < schema.get("minimum", value):
        out.append(f"{path}: {value} is too small")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            out.append(f"{path}: {len(value)} items")
        for number, item in enumerate(value):
            out += problems(item, schema.get("items", {}), root, f"{path}[{number}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        out += [f"{path}: no {key}" for key in schema.get("required", []) if key not in value]
        others = schema.get("additionalProperties", {})
        for key, item in value.items():
            if key not in known and others is False:
                out.append(f"{path}: unknown {key}")
            elif key in known or others:
                out += problems(item, known.get(key, others), root, f"{path}.{key}")
    if "if" in schema and not problems(value, schema["if"], root, path):
        out += problems(value, schema["then"], root, path)
    return out


REPORTS = {
    "one": [everything()],
    "several": [everything(), sound(), sound(whole=False)],
    "none": [],
}


@pytest.mark.parametrize("name", cards.NAMES)
def test_json_with_a_card_is_valid(name):
    text = as_json.render([cards.report(name)], card=True)
    assert problems(json.loads(text), SCHEMA, SCHEMA) == []


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_valid(name):
    assert problems(json.loads(render(REPORTS[name], "json")), SCHEMA, SCHEMA) == []


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(report=hostile())
@pytest.mark.property
def test_json_of_hostile_text_is_valid(report):
    assert problems(json.loads(render([report], "json")), SCHEMA, SCHEMA) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "passed"),
        ("check", ""),
        ("message", None),
        ("frames", "a.py:1"),
        ("kind", "else"),
    ],
)
def test_the_schema_refuses_what_is_wrong(key, value):
    data = json.loads(render([everything()], "json"))
    data["reports"][0]["results"][0][key] = value
    assert problems(data, SCHEMA, SCHEMA)


def test_the_schema_names_every_field_there_is_and_no_other():
    definitions = SCHEMA["definitions"]
    extra = {"rule", "file", "line"}
    assert {*definitions["result"]["properties"]} == {f.name for f in fields(Result)} | extra
    assert {*definitions["reading"]["properties"]} == {f.name for f in fields(Reading)}
    said = json.loads(as_json.render([everything()], card=True))["reports"][0]
    assert {*definitions["report"]["properties"]} == {*said}
    assert {*definitions["result"]["properties"]["status"]["enum"]} == {*STATUSES}
    assert {*definitions["report"]["properties"]["counts"]["required"]} == {*content.STANDINGS}


def test_a_validator_of_the_standard_agrees():
    jsonschema = pytest.importorskip("jsonschema")
    kind = jsonschema.validators.validator_for(SCHEMA)
    kind.check_schema(SCHEMA)
    kind(SCHEMA).validate(json.loads(render([everything(), sound()], "json")))


# --- SARIF 2.1.0 ----------------------------------------------------------------------------------

TEXT = {"type": "string", "minLength": 1}
MESSAGE = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
}
BAG = {"type": "object"}


def exactly(*required, **properties):
    """An object with these properties and no other: the standard knows no more of those used here."""
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": properties,
    }


INDEX = {"type": "integer", "minimum": 0}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
FILE = exactly("uri", uri=TEXT, uriBaseId=TEXT)
PHYSICAL = exactly(
    "artifactLocation",
    artifactLocation=FILE,
    region=exactly(startLine={"type": "integer", "minimum": 1}),
)
LOGICAL = exactly(name={"type": "string"}, fullyQualifiedName={"type": "string"})
LOCATION = exactly(physicalLocation=PHYSICAL, logicalLocations={"type": "array", "items": LOGICAL})
RULE = exactly("id", id=TEXT, shortDescription=MESSAGE, help=MESSAGE, helpUri=TEXT, properties=BAG)
RESULT = exactly(
    "message",
    ruleId=TEXT,
    ruleIndex=INDEX,
    level=LEVEL,
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    suppressions={
        "type": "array",
        "items": exactly(
            "kind", kind={"enum": ["inSource", "external"]}, justification={"type": "string"}
        ),
    },
    properties=BAG,
)
NOTE = exactly(
    "message",
    level=LEVEL,
    associatedRule=exactly(id=TEXT, index=INDEX),
    message=MESSAGE,
    properties=BAG,
)
INVOCATION = exactly(
    "executionSuccessful",
    executionSuccessful={"type": "boolean"},
    exitCode={"type": "integer"},
    exitCodeDescription={"type": "string"},
    toolExecutionNotifications={"type": "array", "items": NOTE},
    properties=BAG,
)
DRIVER = exactly("name", name=TEXT, semanticVersion=TEXT, rules={"type": "array", "items": RULE})
SARIF = exactly(
    "version",
    "runs",
    **{"$schema": TEXT},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "items": exactly(
            "tool",
            tool=exactly("driver", driver=DRIVER),
            invocations={"type": "array", "items": INVOCATION},
            results={"type": "array", "items": RESULT},
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            properties=BAG,
        ),
    },
)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("verbose", [False, True])
def test_sarif_is_what_the_standard_asks(name, verbose):
    data = json.loads(render(REPORTS[name], "sarif", verbose=verbose))
    assert problems(data, SARIF, SARIF) == []
    rules = [rule["id"] for rule in data["runs"][0]["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(report=hostile())
@pytest.mark.property
def test_sarif_of_hostile_text_is_what_the_standard_asks(report):
    assert problems(json.loads(render([report], "sarif")), SARIF, SARIF) == []
