"""Conditions under which a question can be put to a pipeline: named predicates that checks share.

Each reason completes "does not apply: ...". Keep them in alphabetical order, one for each question;
a condition that one check alone has stands in that check's file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Optional, Union

from conformance.facts.columns import measured, unknown
from conformance.facts.nodes import several_shards
from conformance.facts.pairing import Pairing, Targets
from conformance.facts.repetition import Repetition
from conformance.records import Arguments, Build, Contract, Pass, Plan, SequenceFacts, Spec
from conformance.registry import Predicate, predicate
from conformance.results import Skip
from conformance.wording import listed


@predicate("there are fewer than three batches of several examples")
def batches_of_several(elements: Pass) -> bool:
    """The members of batches can be compared."""
    return len(elements.batch_sizes) >= 3 and max(elements.batch_sizes) > 1


@predicate("__getitem__ draws no random numbers")
def draws_by_index(sequence: SequenceFacts) -> bool:
    """From the global state, or from a generator that the Sequence holds."""
    return sequence.global_random or sequence.own_random


@predicate("elements hold no features")
def features_given(spec: Spec) -> bool:
    """x has a component."""
    return bool(spec.role("x"))


@predicate("the model has a fit of its own")
def fit_of_keras(contract: Optional[Contract] = None) -> bool:
    """Keras' own fit is what reads the arguments and the data."""
    return contract is None or not contract.own_fit


@predicate("components are given to the inputs by position, not by name")
def given_by_name(pairing: Pairing) -> bool:
    """Features are a dict that is matched with the names of the inputs."""
    return pairing.known and pairing.by == "name"


@predicate("components are given to the inputs by name, or the model declares no inputs")
def given_by_position(pairing: Pairing) -> bool:
    """Features are matched with the inputs in flattening order."""
    return pairing.known and pairing.by == "position"


@predicate("a train_step of its own may want unpaired data, or two views of one example")
def keras_steps(contract: Optional[Contract] = None) -> bool:
    """No model, or one that compares outputs with targets as Keras does."""
    return contract is None or not contract.custom_train_step


@predicate("the model has a train_step of its own")
def keras_train_step(contract: Contract) -> bool:
    """Keras' own train_step unpacks the element and computes the loss."""
    return not contract.custom_train_step


@lru_cache(maxsize=None)
def least_examples(count: int) -> Predicate:
    """At least ``count`` examples were seen."""

    def enough(elements: Pass) -> bool:
        return elements.examples >= count

    return predicate(f"fewer than {count} examples")(enough)


@lru_cache(maxsize=None)
def loss(*names: str) -> Predicate:
    """An output that has a target is trained with one of these losses."""

    def trained_with(targets: Targets) -> bool:
        return any(
            pair.loss is not None and pair.target is not None and pair.loss.name in names
            for pair in targets.pairs
        )

    return predicate(f"no output is trained with {' or '.join(names)}")(trained_with)


@predicate("the model declares no inputs")
def model_declares_inputs(pairing: Pairing) -> bool:
    """The inputs are known, so components can be paired with them."""
    return pairing.known


@predicate("x has several components")
def one_feature(elements: Pass) -> bool:
    """There is one thing to predict from."""
    return len(elements.role("x")) == 1


@predicate("x holds no dense numbers")
def numbers_known(elements: Pass) -> Union[bool, Skip]:
    """A feature holds numbers that are finite, so that its columns can be told."""
    if measured(elements):
        return True
    none = unknown(elements)
    names = listed(c.path for c in none)
    return Skip(f"no number of {names} is finite, so nothing can be told of it") if none else False


@predicate("no target is given for an output of the model")
def paired_targets(targets: Targets) -> bool:
    """A component of y is compared with an output of the model."""
    return any(pair.target is not None for pair in targets.pairs)


@predicate("the pipeline could not be built")
def pipeline_built(build: Build) -> bool:
    """There is something to look at."""
    return build.failure is None


@predicate("the data are not sharded between workers")
def sharded(plan: Plan) -> bool:
    """A worker keeps one part of several."""
    return any(several_shards(node) for node in plan.nodes())


@predicate("elements hold no targets")
def targets_given(spec: Spec) -> bool:
    """Elements have a second part."""
    return bool(spec.role("y"))


@predicate("no targets were read")
def targets_read(elements: Pass) -> bool:
    """Values of a target were seen."""
    return bool(elements.role("y"))


@predicate("no two passes over several different batches were made")
def two_passes(repetition: Repetition) -> bool:
    """The data were read twice, and the passes can be told apart."""
    return repetition.told


@predicate("no sample weights are given")
def weights_given(elements: Pass) -> bool:
    """Elements have a third part."""
    return bool(elements.role("sample_weight"))


@predicate("neither sample weights nor class weights are given")
def weights_or_class_weight(elements: Pass, arguments: Arguments) -> bool:
    """Something is to count more than something else."""
    return bool(elements.role("sample_weight") or arguments.class_weight)


@predicate("the model keeps its state from batch to batch, so it needs its examples in order")
def without_state(contract: Optional[Contract] = None) -> bool:
    """Rows of the model's batches have nothing to do with those of the batch before."""
    return contract is None or not contract.stateful
