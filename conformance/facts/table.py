"""Every fact by name: the function that computes it, and what it is computed from.

A check asks for a fact as it asks for a record, by parameter name. A fact is computed once a run
(and once for each part of the data), when the first check asks for it.
"""

from __future__ import annotations

from conformance.facts.associations import associations
from conformance.facts.classes import classes_of
from conformance.facts.columns import columns_of
from conformance.facts.cuts import tiles_of, windows_of
from conformance.facts.foresight import foresight
from conformance.facts.fresh_loss import fresh_loss_of
from conformance.facts.images import images_of
from conformance.facts.ledger import ledger_of
from conformance.facts.losses import losses_of
from conformance.facts.meeting import meetings_of
from conformance.facts.mixing import mixing_of_targets
from conformance.facts.order import order_of
from conformance.facts.padding import paddings_of
from conformance.facts.pairing import pair_inputs, pair_targets
from conformance.facts.parts import parts_of
from conformance.facts.profiles import profile_of, validation_profile_of
from conformance.facts.provenance import provenance_of
from conformance.facts.registration import registrations
from conformance.facts.relations import shifts
from conformance.facts.repetition import second_build, second_pass
from conformance.facts.slowness import slowness_of
from conformance.facts.transfer import transfers
from conformance.facts.weights import weights_of
from conformance.records.store import Facts

FACTS: Facts = {
    "classes": (classes_of, ("elements",)),
    "columns": (columns_of, ("elements",)),
    "foresight": (foresight, ("elements",)),
    "fresh_loss": (fresh_loss_of, ("training", "targets", "elements")),
    "images": (images_of, ("elements",)),
    "ledger": (ledger_of, ("elements",), ("plan", "sequence", "arguments")),
    "losses": (losses_of, ("contract",)),
    "mixing": (mixing_of_targets, ("elements", "classes"), ("targets",)),
    "order": (order_of, ("plan",)),
    "meetings": (meetings_of, ("contract", "pairing")),
    "paddings": (paddings_of, ("elements",)),
    "associations": (associations, ("elements",)),
    "pairing": (pair_inputs, ("contract", "spec")),
    "parts": (
        parts_of,
        ("elements", "validation", "classes", "validation_classes"),
        ("plan", "validation_plan"),
    ),
    "profile": (profile_of, ("elements", "spec"), ("epochs",)),
    "provenance": (provenance_of, ("elements", "held")),
    "rebuild": (second_build, ("elements", "epochs")),
    "registrations": (registrations, ("elements",)),
    "repetition": (second_pass, ("elements", "epochs")),
    "shifts": (shifts, ("elements",)),
    "slowness": (
        slowness_of,
        ("build", "timing", "arguments"),
        ("training", "plan", "repetition"),
    ),
    "targets": (pair_targets, ("contract", "spec", "forward", "elements")),
    "validation_profile": (
        validation_profile_of,
        ("validation", "validation_spec"),
        ("validation_epochs",),
    ),
    "tiles": (tiles_of, ("elements", "held")),
    "transfers": (transfers, ("elements", "validation")),
    "validation_classes": (classes_of, ("validation",)),
    "weights": (weights_of, ("elements", "targets", "classes", "arguments")),
    "windows": (windows_of, ("elements", "held")),
}
