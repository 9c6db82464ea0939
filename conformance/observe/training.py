"""Bounded fit, evaluate, predict and a custom loop, each on a fresh model."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.observe import finite_rows, own_losses, own_step
from conformance.observe.guard import OutOfTime, guard
from conformance.observe.specs import value_facts, value_leaf
from conformance.observe.step_draws import watch_steps
from conformance.records import Contract, Forward, Leaf, Training
from conformance.structure import flatten, indices, leaves

FIT_BATCHES = 5  # batches an epoch: enough to tell 10 optimizer steps from 11 or 12
EPOCHS = 2
STEPS = 36  # that _step_seconds takes
# Arguments of fit that the bounded run sets itself.
OURS = (
    "epochs",
    "steps_per_epoch",
    "validation_data",
    "validation_steps",
    "validation_split",
    "verbose",
    "callbacks",
    "initial_epoch",
    "validation_freq",
    "shuffle",
    "x",
    "y",
    "batch_size",
    "sample_weight",
)


@contextlib.contextmanager
def quiet():
    """User models may print and warn; a report is not the place for it."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def forward(make_model: Callable[[], Any], x: Any) -> Forward:
    """Call a fresh model on one batch of features."""
    record = Forward()
    with quiet(), guard("forward") as caught:
        model = make_model()
        record.given = tuple(value_facts(part)[0] for _, _, part in leaves(x))
        output = model(x, training=False)
        for position, (path, key, value) in enumerate(leaves(output)):
            leaf = value_leaf(value, f"output{path}", "output", key)
            names = compat.names(model, "output")
            name = names[position] if position < len(names) else leaf.path
            record.outputs.append(Leaf(name, leaf.shape, leaf.dtype, leaf.kind, "output", key))
        record.output_structure = indices(output)
    record.failure = caught.failure
    return record


def observe(
    make_model: Callable[[], Any],
    data: Callable[[], Any],
    contract: Contract,
    *,
    fit_arguments: Dict[str, Any],
    batches: int,
    generator: bool,
    batch: Any,
    time_step: bool,
    deadline: float = float("inf"),
) -> Training:
    """Evaluate, fit two short epochs, predict, and run one custom step.

    Args:
        data: returns a fresh bounded pipeline (at most FIT_BATCHES batches an epoch).
        fit_arguments: the user's own; those that bound the run are replaced.
        batches: batches an epoch of ``data``.
        generator: ``data()`` is a plain generator, so fit and evaluate need step counts.
        batch: one element, for the experiments on a single batch.
        time_step: also measure a step on a batch held in memory.
        deadline: by ``time.perf_counter()``; looked at after each step.

    Raises:
        OutOfTime: the deadline came before fit and predict had ended.
    """
    record = Training(batches=batches, epochs=EPOCHS)
    arguments = _arguments(fit_arguments)
    with quiet():
        with guard("model") as caught:
            model = make_model()
        if caught.failure is not None:
            record.failures["model"] = caught.failure
            return record
        if not contract.compiled:
            return record
        steps = {"steps": batches} if generator else {}
        if contract.has_loss and not contract.custom_train_step:
            with guard("evaluate") as caught:
                watch = _watch(model, "evaluate", deadline)
                value = model.evaluate(_source(data()), verbose=0, **watch, **steps)
                record.initial_loss = float(np.ravel(value)[0])
                record.ran.append("evaluate")
            _note(record, "evaluate", caught)
            if record.initial_loss is not None and not np.isfinite(record.initial_loss):
                with guard("evaluate"):
                    record.finite_loss = finite_rows.loss(model, data(), batches)
        started = time.perf_counter()
        _fit(model, data, record, arguments, batches, generator, deadline)
        a_step = (time.perf_counter() - started) / max(1, record.batches * record.epochs)
        if "fit" in record.ran:
            with guard("predict") as caught:
                watch = _watch(model, "predict", deadline)
                model.predict(_source(data()), verbose=0, **watch, **steps)
                record.ran.append("predict")
            _note(record, "predict", caught)
        if contract.custom_train_step or _custom_loss(contract):
            record.aligned_loss = _alignment(make_model, batch, contract)
        weighed = "class_weight" in fit_arguments or (isinstance(batch, tuple) and len(batch) > 2)
        if weighed and contract.custom_train_step and "fit" in record.ran:
            record.weights_used = own_step.weights_used(make_model, batch, arguments)
        if weighed and _custom_loss(contract) and not contract.custom_train_step:
            record.own_losses = own_losses.observe(make_model, batch, contract)
        if time_step and "fit" in record.ran and time.perf_counter() + STEPS * a_step < deadline:
            with guard("timing"):
                record.step_seconds = _step_seconds(model, batch, arguments)
    return record


def _arguments(given: Dict[str, Any]) -> Dict[str, Any]:
    accepted = compat.fit_parameters()
    return {k: v for k, v in given.items() if k in accepted and k not in OURS}


def _source(data: Any) -> Any:
    return data


def _watch(model: Any, method: str, deadline: float) -> Dict[str, Any]:
    """The callback that ends a run without time left; none where the method is the user's own."""
    if deadline == float("inf") or not compat.of_keras(getattr(type(model), method)):
        return {}

    base: Any = compat.keras().callbacks.Callback

    class Clock(base):
        _supports_tf_logs = True  # Keras 2: else each step would wait for its numbers
        steps = 0

        def _look(self, *_: Any, **__: Any) -> None:
            self.steps += 1
            if time.perf_counter() > deadline:
                raise OutOfTime(
                    f"the budget ended in {method}, after {self.steps} "
                    f"step{'s' if self.steps > 1 else ''}"
                )

        on_train_batch_end = on_test_batch_end = on_predict_batch_end = _look

    return {"callbacks": [Clock()]}


def _note(record: Training, stage: str, caught: Any) -> None:
    if caught.failure is not None:
        record.failures[stage] = caught.failure


def _fit(
    model: Any,
    data: Callable[[], Any],
    record: Training,
    arguments: Dict[str, Any],
    batches: int,
    generator: bool,
    deadline: float,
) -> None:
    epochs = 1 if generator else EPOCHS
    record.epochs = epochs
    steps = {"steps_per_epoch": batches} if generator else {}
    more = {**steps, **arguments, **compat.shuffle_argument(), **_watch(model, "fit", deadline)}
    before = compat.iterations(model) or 0  # of a model that was trained before
    with guard("fit") as caught:
        source = data()
        with watch_steps(record.drawn_while_traced):
            history = model.fit(source, epochs=epochs, verbose=0, **more)
        record.losses = [float(np.ravel(v)[0]) for v in history.history.get("loss", [])]
        record.ran.append("fit")
    _note(record, "fit", caught)
    if caught.failure is not None:
        return
    after = compat.iterations(model)
    record.iterations = None if after is None else after - before
    for weight in model.weights:
        value = compat.to_numpy(weight)
        if value.dtype.kind == "f" and not np.all(np.isfinite(value)):
            record.weights_finite = False
            record.bad_weights.append(compat.weight_name(weight))


def _custom_loss(contract: Contract) -> bool:
    return any(loss is not None and loss.custom for loss in contract.losses.values())


def _alignment(
    make_model: Callable[[], Any], element: Any, contract: Contract
) -> Optional[Tuple[float, float]]:
    """The loss of one step with the targets as given, and reshaped to the output's shape.

    Where only the shape differs, the numbers must not: if they do, the loss broadcast the
    targets against the predictions. None when the experiment does not apply.
    """
    if not (isinstance(element, tuple) and len(element) >= 2):
        return None
    x, y = element[0], element[1]
    if len(flatten(y)) != 1:
        return None
    with guard("alignment"):
        losses: List[float] = []
        weights: List[Any] = []
        for reshape in (False, True):
            compat.set_seed(0)
            model = make_model()
            output = flatten(model(x, training=False))
            if len(output) != 1:
                return None
            shape = compat.shape_of(output[0].shape)
            target = np.asarray(compat.to_numpy(flatten(y)[0]))
            if target.shape == shape or target.size != int(np.prod(shape)):
                return None
            if target.dtype.kind not in "biuf":
                return None
            given = target.reshape(shape) if reshape else target
            if losses and len(model.weights):
                model.set_weights(weights)
            weights = [np.array(w) for w in model.get_weights()]
            dataset = compat.tensorflow().data.Dataset.from_tensors((x, given))
            history = model.fit(dataset, epochs=1, verbose=0, **compat.shuffle_argument())
            values = history.history
            key = "loss" if "loss" in values else next(iter(values), None)
            if key is None:
                return None
            losses.append(float(np.ravel(values[key])[0]))
        return losses[0], losses[1]
    return None


def _step_seconds(model: Any, element: Any, arguments: Dict[str, Any]) -> Optional[float]:
    """Median seconds of a step fed from one batch held in memory."""
    tf = compat.tensorflow()
    dataset = tf.data.Dataset.from_tensors(element).cache().repeat(12)
    times: List[float] = []
    for _ in range(3):
        started = time.perf_counter()
        model.fit(dataset, epochs=1, verbose=0, **arguments, **compat.shuffle_argument())
        times.append((time.perf_counter() - started) / 12)
    return float(min(times))
