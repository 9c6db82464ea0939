"""Predicates that several checks of labels share: what is known of the targets and their losses."""

from __future__ import annotations

from conformance.checks.labels._rules import classes, component_of, rule_of
from conformance.facts.pairing import Targets
from conformance.records import Contract, Pass
from conformance.registry import predicate

# Layers that squeeze a sequence into one vector, or turn it round: to give it back is a task.
SQUEEZING = ("RepeatVector", "Flatten", "Global", "Reshape", "Permute")


@predicate("no output is trained with class ids")
def class_ids(targets: Targets) -> bool:
    """An output is compared with ids by the sparse cross-entropy."""
    return any(rule is not None and rule.kind == "sparse" for rule in map(rule_of, targets.pairs))


@predicate("no target is compared with an output by a loss of Keras' own")
def keras_loss(targets: Targets) -> bool:
    """What the loss demands of its targets is known."""
    return any(rule_of(target) is not None for target in targets.pairs)


@predicate("no target of classes is compared with an output by a loss of Keras' own")
def of_classes(targets: Targets) -> bool:
    """An output gives probabilities: of several classes, or of one and its opposite."""
    rules = [(rule_of(target), classes(target)) for target in targets.pairs]
    return any(rule is not None and rule.probability and units for rule, units in rules)


@predicate("no output that has a loss was seen with a target")
def seen_targets(targets: Targets, elements: Pass) -> bool:
    """Values of a target that training compares were kept."""
    return any(t.loss is not None and component_of(t, elements) is not None for t in targets.pairs)


@predicate("the model squeezes a sequence, or turns it round: to give it back is a task")
def walks_along(contract: Contract) -> bool:
    """What the model puts out at a step belongs to that step."""
    squeezing = (*SQUEEZING, "Conv1DTranspose", "UpSampling1D")
    return not any(fact.type.startswith(squeezing) for fact in contract.layers)
