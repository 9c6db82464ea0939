"""Every claim is measured here and comes out as it is expected on this version."""

from __future__ import annotations

import importlib.util
import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.claims import ledger, registry
from conformance.claims.__main__ import main
from conformance.claims.children import attempt
from conformance.claims.registry import KINDS, Claim, Releases, load, measure, select

CLAIMS = load()
PATTERNS = range(1, 17)


def _parameters(*, measured: bool) -> list:
    return [
        pytest.param(claim, id=claim.id, marks=[pytest.mark.slow] if claim.slow else [])
        for claim in CLAIMS.values()
        if claim.measured == measured
    ]


@pytest.mark.matrix
@pytest.mark.parametrize("claim", _parameters(measured=False))
def test_it_is_as_expected_on_this_version(claim: Claim) -> None:
    record = measure(claim)
    assert record["holds"] == record["expected"], record["evidence"]
    assert record["evidence"]
    assert "\n" not in record["evidence"]


@pytest.mark.slow
@pytest.mark.parametrize("claim", _parameters(measured=False))
def test_its_evidence_is_the_same_again(claim: Claim) -> None:
    first, second = measure(claim), measure(claim)
    assert (first["holds"], first["evidence"]) == (second["holds"], second["evidence"])


def test_every_documented_pattern_has_one_entry() -> None:
    numbers = [int(id.split("-")[1]) for id, claim in CLAIMS.items() if claim.kind == "pattern"]
    assert sorted(numbers) == [*PATTERNS]


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_the_entry_is_complete(claim: Claim) -> None:
    assert claim.kind in KINDS
    assert claim.says == claim.says.strip()
    assert not claim.says.endswith(".")
    assert claim.source is None or claim.source.startswith("https://")
    several = claim.expected if isinstance(claim.expected, tuple) else (claim.expected,)
    for releases in (*several, claim.absent):
        if isinstance(releases, Releases):
            assert releases.first or releases.last, "a range without an end says nothing"


@pytest.mark.parametrize(
    "claim", [claim for claim in CLAIMS.values() if claim.right], ids=lambda claim: claim.id
)
def test_the_pipeline_that_is_right_exists(claim: Claim) -> None:
    assert claim.right.startswith("reference_pipelines.")
    assert importlib.util.find_spec(claim.right) is not None


@pytest.mark.parametrize(
    "claim", [claim for claim in CLAIMS.values() if claim.expected is False], ids=lambda c: c.id
)
def test_what_never_holds_names_a_pipeline_that_is_right(claim: Claim) -> None:
    assert claim.right


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    nearest = next(iter(CLAIMS))
    with pytest.raises(ValueError, match=f"did you mean '{nearest}'"):
        select([nearest + "s"])


def test_two_claims_cannot_share_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_CLAIMS", {})
    register = registry.claim("an-id", kind="trap", says="a sentence")
    register(lambda: (True, ""))
    with pytest.raises(ValueError, match="two claims are named 'an-id'"):
        register(lambda: (True, ""))


@pytest.mark.parametrize(
    ("id", "kind", "message"), [("An Id", "trap", "kebab-case"), ("an-id", "rumour", "none of")]
)
def test_a_malformed_claim_is_refused(id: str, kind: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        registry.claim(id, kind=kind, says="a sentence")


def test_a_claim_may_hold_on_several_ranges() -> None:
    ranges = (Releases(None, "2.5"), Releases("2.7", "2.9"))
    claim = Claim("an-id", "trap", "", lambda: (None, ""), expected=ranges)
    versions = ("2.4.1", "2.6.5", "2.9.3", "2.10.1")
    assert [claim.expected_on(version) for version in versions] == [True, False, True, False]


def test_a_claim_may_say_nothing_of_some_releases() -> None:
    claim = Claim("an-id", "trap", "", lambda: (None, ""), absent=Releases(None, "2.5"))
    assert claim.expected_on("2.5.3") is None
    assert claim.expected_on("2.6.5") is True


def _made(function: object, **details: object) -> Claim:
    return Claim("made-up", "trap", "a sentence", function, **details)


def test_a_child_that_dies_costs_one_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim it was at is recorded as not measured, and the next one is measured."""
    ended = iter(
        [
            ([], {"tensorflow": "2.15.1"}, "the process ended with status -11", True),
            ([{"id": "second"}], {"tensorflow": "2.15.1"}, "", False),
        ]
    )
    monkeypatch.setattr(ledger, "_child", lambda claims, limit, told: next(ended))
    found = ledger.run([_made(None), _made(None)])
    assert found["claims"][0]["evidence"] == "not measured: the process ended with status -11"
    assert found["claims"][0]["holds"] is None
    assert found["claims"][0]["expected"] is True
    assert found["claims"][1] == {"id": "second"}


def test_a_child_that_never_imports_tensorflow_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_child", lambda claims, limit, told: ([], None, "broken", False))
    with pytest.raises(RuntimeError, match="broken"):
        ledger.run([_made(None)])


@pytest.mark.parametrize(
    ("holds", "evidence", "differs"),
    [
        (True, "figures", False),
        (False, "figures", True),
        (None, "figures", True),
        (None, "not measured: no answer within 300 s", True),
    ],
)
def test_what_was_not_measured_differs(holds: object, evidence: str, differs: bool) -> None:
    record = {"holds": holds, "evidence": evidence, "expected": True}
    assert ledger.differs(record) is differs


def test_a_pending_absence_is_as_expected() -> None:
    assert not ledger.differs({"holds": None, "evidence": "no such thing", "expected": None})


@pytest.mark.parametrize(
    ("call", "limit", "ended"),
    [
        ("math:sqrt", 60.0, ("raised", "TypeError: ")),
        ("platform:python_version", 60.0, ("returned", platform.python_version())),
        ("signal:pause", 2.0, ("hung", None)),
        ("os:abort", 60.0, ("died", -6)),
    ],
)
def test_an_attempt_tells_how_a_child_ended(call: str, limit: float, ended: tuple) -> None:
    how, value = attempt(call, timeout=limit)
    assert how == ended[0]
    assert str(value).startswith(str(ended[1]))


@pytest.mark.slow
def test_the_command_writes_the_agreed_keys(tmp_path: Path) -> None:
    output = tmp_path / "claims.json"
    ids = ["losses-have-mse", "batch-then-repeat-keeps-partial-batches"]
    command = [sys.executable, "-m", "conformance.claims", *ids, "--format", "json"]
    done = subprocess.run([*command, "--output", str(output)], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    written = json.loads(output.read_text())
    assert list(written) == ["schema", "environment", "claims"]
    assert written["schema"] == 1
    assert list(written["environment"]) == list(ledger.KEYS)
    assert [record["id"] for record in written["claims"]] == ids
    keys = "id kind says source right holds evidence expected seconds"
    assert list(written["claims"][0]) == keys.split()
    assert (
        written["claims"][1]["evidence"] == "range(5).batch(3).repeat(2): batches of [3, 2, 3, 2]"
    )


def test_the_command_names_an_unknown_claim() -> None:
    answered = CliRunner().invoke(main, ["losses-have-msee"])
    assert answered.exit_code == 2
    assert "did you mean 'losses-have-mse'?" in answered.output
