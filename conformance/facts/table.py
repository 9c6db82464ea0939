"""Every fact by name: the function that computes it, and what it is computed from.

A check asks for a fact as it asks for a record, by parameter name. A fact is computed once a run
(and once for each part of the data), when the first check asks for it.
"""

from __future__ import annotations

from conformance.facts.pairing import pair_inputs, pair_targets
from conformance.records.store import Facts

FACTS: Facts = {
    "pairing": (pair_inputs, ("contract", "spec")),
    "targets": (pair_targets, ("contract", "spec", "forward", "elements")),
}
