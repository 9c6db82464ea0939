"""Checks: do fit, evaluate, predict and a custom loop run, and do they learn something?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks import (  # noqa: F401 - register their checks
    training_arguments,
    training_batches,
)
from conformance.records import Arguments, Build, Contract, Environment, Failure, Pass, Training
from conformance.registry import check
from conformance.results import Finding, Skip, warn
from conformance.wording import cause, counted, listed, user_line

AFTER_DATA = tuple(
    f"group:{name}" for name in ("wiring", "elements", "labels", "values", "completeness")
)
# Arguments of fit that Keras 3 dropped, and where they went (keras.io/guides/migrating_to_keras_3).
MOVED = ("workers", "use_multiprocessing", "max_queue_size")
# Arguments that fit refuses beside a Dataset, Sequence or generator: ValueError on 2.4 to 2.21.
REFUSED = {
    "validation_split": "split the data yourself (take and skip on a Dataset, before shuffle) and "
    "give the second part as validation_data",
    "y": "let the pipeline yield (x, y)",
    "sample_weight": "let the pipeline yield (x, y, sample_weight)",
}


@check(
    "fit-argument-unknown",
    group="training",
    title="fit knows every argument it is given",
)
def fit_argument_unknown(
    arguments: Arguments, environment: Environment, contract: Optional[Contract] = None
):
    if arguments.accepted is None or (contract is not None and contract.own_fit):
        return Skip("the parameters of fit are not known")
    unknown = sorted(name for name in arguments.given if name not in arguments.accepted)
    if not unknown:
        return None
    moved = [name for name in unknown if name in MOVED]
    call = ", ".join(f"{name}={arguments.given[name]!r}" for name in unknown)
    if moved:
        fix = f"give {listed(moved)} to the constructor: super().__init__({', '.join(f'{m}=...' for m in moved)})"
        fix += " in your PyDataset, and leave them out of fit"
    else:
        fix = f"leave out {listed(unknown)}"
    return Finding(
        f"fit({call}) raises TypeError: fit of Keras {environment.keras} has no parameter "
        f"{listed(unknown)}",
        expected="parameters that this Keras' fit has",
        actual=listed(unknown),
        where=f"fit({call})",
        fix=fix,
        blame="environment" if moved else "pipeline",
    )


@check(
    "fit-argument-refused",
    group="training",
    title="fit takes its other arguments beside this kind of data",
)
def fit_argument_refused(arguments: Arguments, build: Build):
    if build.kind == "arrays":
        return None
    given = [name for name in REFUSED if arguments.get(name) is not None]
    given = [n for n in given if n != "validation_split" or arguments.get(n) != 0]
    if given:
        name = given[0]
        return Finding(
            f"fit refuses {name} beside a {build.type_name or build.kind}: it raises ValueError",
            expected="x alone carries the data",
            actual=f"{name} given to fit",
            where=f"fit({name}=...)",
            fix=REFUSED[name],
        )
    return None


@check(
    "fit-argument-ignored",
    group="training",
    title="fit uses every argument it is given",
    after=("batch-missing", "batch-twice"),
)
def fit_argument_ignored(arguments: Arguments, build: Build, elements: Pass):
    size = arguments.get("batch_size")
    if build.kind == "arrays" or not isinstance(size, int) or not elements.batch_sizes:
        return None
    actual = max(elements.batch_sizes)
    if actual == size:
        return None
    return warn(
        f"fit(batch_size={size}) is ignored: a {build.type_name or build.kind} brings its own "
        f"batches, of {actual} examples",
        expected=f"batches of {size}",
        actual=f"batches of {actual}",
        where=f"fit(batch_size={size})",
        fix=f"batch the data by {size} where it is made, and leave batch_size out of fit",
    )


def _raised(stage: str, failure: Failure, before: str = "") -> Finding:
    place = user_line(failure)
    return Finding(
        f"{stage} raised {cause(failure)}{before}",
        expected=f"{stage} runs",
        actual=failure.type,
        where=place or stage,
        blame="pipeline" if place else "model",
    )


@check(
    "model-not-compiled",
    group="training",
    title="the model is compiled",
)
def model_not_compiled(contract: Contract):
    if contract.compiled or contract.own_fit:
        return None
    return warn(
        f"{contract.name} was not compiled: fit and evaluate raise, and labels cannot be judged without "
        "a loss",
        expected="a compiled model",
        actual="no optimizer and no loss",
        where="make_model",
        fix='model.compile("adam", loss=...); where you train with a loop of your own, '
        "--skip model-not-compiled",
        blame="model",
    )


@check(
    "fit-fails",
    group="training",
    title="fit runs",
    after=(*AFTER_DATA, "fit-argument-unknown", "fit-argument-refused"),
)
def fit_fails(training: Training):
    failure = training.failures.get("fit") or training.failures.get("model")
    return None if failure is None else _raised("fit", failure)


@check(
    "evaluate-fails",
    group="training",
    title="evaluate runs",
    after=(*AFTER_DATA, "fit-fails"),
)
def evaluate_fails(training: Training):
    failure = training.failures.get("evaluate")
    return None if failure is None else _raised("evaluate", failure)


@check(
    "predict-fails",
    group="training",
    title="predict runs",
    after=(*AFTER_DATA, "fit-fails"),
)
def predict_fails(training: Training, contract: Optional[Contract] = None):
    failure = training.failures.get("predict")
    if failure is None:
        return None
    if contract is not None and contract.custom_train_step:
        return Skip(
            "the model trains by a step of its own: its call may take something else than x"
        )
    return _raised("predict", failure, ", after fit had run")


@check(
    "loss-not-finite",
    group="training",
    title="the loss stays a number",
    after=(*AFTER_DATA, "fit-fails"),
)
def loss_not_finite(training: Training, contract: Optional[Contract] = None):
    if training.initial_loss is not None and not np.isfinite(training.initial_loss):
        return Finding(
            f"the loss of the untrained model is {training.initial_loss} on data that is finite",
            expected="a finite loss",
            actual=str(training.initial_loss),
            where="evaluate, before training",
            fix="look for a logarithm or division of 0 in the model and the loss "
            "(from_logits=True keeps a cross-entropy finite)",
            blame="model",
        )
    for epoch, loss in enumerate(training.losses):
        if not np.isfinite(loss):
            return Finding(
                f"the loss is {loss} after {counted(training.batches * (epoch + 1), 'step')}, "
                f"from {training.initial_loss if training.initial_loss is not None else 'the start'}",
                expected="a finite loss",
                actual=str(loss),
                where=f"fit, epoch {epoch + 1}",
                fix="scale features and targets to about unit size, or lower the learning rate",
                blame="model",
            )
    return None


@check(
    "weights-not-finite",
    group="training",
    title="the weights stay numbers",
    after=(*AFTER_DATA, "fit-fails", "loss-not-finite"),
)
def weights_not_finite(training: Training):
    if training.weights_finite:
        return None
    loss = f" while the loss reads {training.losses[-1]:.4g}" if training.losses else ""
    return Finding(
        f"{listed(training.bad_weights)} hold NaN or infinite values after "
        f"{counted(training.batches * max(1, training.epochs), 'step')}{loss}: from TensorFlow "
        "2.9 a fused relu can turn NaN into 0, so the loss does not show it",
        expected="finite weights",
        actual="NaN or infinite weights",
        where=listed(training.bad_weights),
        fix="scale features and targets to about unit size, or lower the learning rate",
        blame="model",
    )
