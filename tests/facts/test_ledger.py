"""The counts of one pass, on hand-written records."""

from __future__ import annotations

from conformance.facts.ledger import ledger_of
from conformance.records import INFINITE, Arguments, Failure, Pass, SequenceFacts
from tests.checks.made import chain, node, normal, one_pass


def test_a_dataset_declares_batches_and_a_sequence_holds_rows():
    found = ledger_of(one_pass(normal(100)), plan=chain(node("batch", 7)))
    assert (found.declared, found.batches, found.examples, found.size) == (7, 7, 100, 16)
    assert (found.held, found.missing, found.steps) == (None, None, None)
    sequence = SequenceFacts(6, "Rows", source_rows=112)
    found = ledger_of(one_pass(normal(96)), sequence=sequence)
    assert (found.declared, found.held, found.missing) == (6, 112, 16)


def test_an_end_that_is_not_known_is_none():
    endless = chain(node("repeat", INFINITE))
    assert ledger_of(one_pass(normal(16)), plan=endless).declared is None


def test_what_was_read_in_part_lacks_nothing_that_is_known():
    sequence = SequenceFacts(7, "Rows", source_rows=112)
    assert ledger_of(one_pass(normal(96), complete=False), sequence=sequence).missing is None
    raised = one_pass(normal(96), failure=Failure("ValueError", "no", "elements"))
    assert not ledger_of(raised).whole


def test_steps_are_whole_numbers_and_an_empty_pass_has_no_size():
    assert ledger_of(Pass(), arguments=Arguments({"steps_per_epoch": 4})).steps == 4
    assert ledger_of(Pass(), arguments=Arguments({"steps_per_epoch": 4.5})).steps is None
    assert ledger_of(Pass()).size == 0
