"""What the kit says of a pipeline and a model without training, beside what Keras does with both.

`foretold` runs the stages of observation up to a pass over the data and judges what can be judged
without a call of the model; `trained` runs `fit` and records, inside the model, which values reached
which input. `compare` says where the two disagree. So the reading of Keras that the checks stand
on is itself put to a test, on every version of Keras.

The kit's own report also uses a bounded fit. Here that record, and the call of the model, are
withheld: else the kit would only repeat what it had seen.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.observe.training import quiet
from conformance.results import Result

# Stages after these call the model, or fit it.
WITHHELD = ("epochs", "validation", "training", "timing")
GROUPS = ("wiring", "elements", "labels", "lossy-cast")
RAISES, DAMAGE, CLEAN = "raises", "damage", "clean"
# Why a check that asks for what was withheld is blocked.
REASON = "not looked at, to tell what the rest says"
# What a failed check claims of fit: that it raises, or that it does not train on what was meant,
# as it raises or takes the data for something else.
CLAIMS: Dict[str, str] = {
    "batch-missing": DAMAGE,
    "batch-twice": DAMAGE,
    "channels-first": DAMAGE,
    "element-type": RAISES,
    "input-dtype": DAMAGE,
    "input-extra": DAMAGE,
    "input-kind": RAISES,
    "input-missing": DAMAGE,
    "input-order": DAMAGE,
    "input-shape": RAISES,
    "input-structure": RAISES,
    "label-dtype": RAISES,
    "label-encoding": DAMAGE,
    "label-fraction": DAMAGE,
    "label-range": DAMAGE,
    "label-shape": DAMAGE,
    "lossy-cast": DAMAGE,
    "model-builds": RAISES,
    "model-call": RAISES,
    "pipeline-builds": RAISES,
    "pipeline-iterates": RAISES,
    "rank-unknown": RAISES,
    "sample-weight": DAMAGE,
    "target-order": DAMAGE,
    "target-structure": DAMAGE,
    "targets-missing": RAISES,
    "third-element": DAMAGE,
    "tuple-too-long": RAISES,
}
# Words of a finding that promise an exception.
PROMISES = ("Keras raises", "it raises", "TensorFlow raises", "and raises", "cannot compare")
CLOSE = 1e-3  # relative: a loss is summed in float32


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What fit did: `raised` is its exception in one line; `wrong` says what was not as meant."""

    raised: Optional[str] = None
    wrong: Tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return RAISES if self.raised else DAMAGE if self.wrong else CLEAN


def foretold(
    make_dataset: Callable[[], Any], make_model: Callable[[], Any], *, called: bool = False
) -> List[Result]:
    """The kit's results on a pipeline and a model, without a fit and without a call.

    Args:
        called: let the kit call the model on one batch; without that it knows nothing of a
            subclassed model.
    """
    from conformance.facts.pairing import pair_targets
    from conformance.observe import training
    from conformance.observe.kinds import features_of
    from conformance.observe.stages import PRODUCES, STAGES, Options, Run
    from conformance.records import Forward
    from conformance.registry import select
    from conformance.run.judge import judge_all
    from conformance.run.subject import subject_of

    state = Run(subject_of(make_dataset, model=make_model, name="pair"), Options())
    state.initial_seed = compat.global_seed()
    state.initial_random = compat.random_states()
    for name, stage in STAGES:
        if name not in WITHHELD:
            stage(state)
    needed = ("contract", "spec", "elements")
    if state.has(*needed) and called and state.first is not None:
        forward = training.forward(make_model, features_of(state.first, lists=False))
        state.put("forward", forward)
    elif state.has(*needed):
        # What the model declares of its outputs, without what a call would show of them.
        contract, spec, elements = (state.records[name] for name in needed)
        state.put("targets", pair_targets(contract, spec, Forward(), elements))
    state.missing(REASON, *(record for name in WITHHELD for record in PRODUCES[name]))
    compat.restore_random_states(state.initial_random)
    return judge_all(select(GROUPS), state.records)


def failures(results: List[Result]) -> List[Result]:
    """The results that speak against the pair; an `error` is a defect of the kit."""
    return [result for result in results if result.status in ("fail", "error")]


def claim(result: Result) -> Optional[str]:
    """What a failed result claims of fit: RAISES, DAMAGE, or nothing."""
    if any(words in result.message for words in PROMISES):
        return RAISES
    return CLAIMS.get(result.check)


def open_questions(results: List[Result]) -> List[Result]:
    """What the kit did not answer, other than for want of what was withheld."""
    return [one for one in results if one.status == "blocked" and one.message != REASON]


def disagreement(results: List[Result], outcome: Outcome) -> Optional[str]:
    """Where the kit and Keras part; None where the kit was right or left the question open.

    Of several findings one is enough, as one root cause can raise before another does damage.
    """
    found = failures(results)
    errors = [result for result in found if result.status == "error"]
    if errors:
        return f"the kit failed in {errors[0].check}: {errors[0].message}"
    if not found:
        if outcome.kind == CLEAN or open_questions(results):
            return None
        return f"missed: {outcome.raised or '; '.join(outcome.wrong)}"
    unclaimed = [result.check for result in found if claim(result) is None]
    if unclaimed:
        return f"{unclaimed[0]} claims nothing of fit: give it a line in CLAIMS"
    kept = {RAISES: (RAISES,), DAMAGE: (RAISES, DAMAGE)}
    if any(outcome.kind in kept[claim(result) or DAMAGE] for result in found):
        return None
    said = "; ".join(f"{one.check} ({claim(one)}): {one.message}" for one in found)
    return f"false alarm: fit was {outcome.kind}, {'; '.join(outcome.wrong) or 'as meant'}; {said}"


# --- fit, watched ---------------------------------------------------------------------------------


def tap(name: str, log: List[Tuple[str, np.ndarray]]) -> Any:
    """A layer that notes what passes through it, in graphs as well, and hands it on."""
    keras: Any = compat.keras()
    tf = compat.tensorflow()

    def note(value: Any) -> None:
        log.append((name, value.numpy()))

    class Tap(keras.layers.Layer):
        @tf.autograph.experimental.do_not_convert
        def call(self, inputs: Any, training: Any = None) -> Any:
            tf.py_function(note, [inputs], [])
            return inputs

        def compute_output_shape(self, input_shape: Any) -> Any:
            return input_shape

    # A layer casts floats to its own dtype before `call`; what matters is what the input gave.
    return Tap(name=f"tap_{name}", autocast=False)


def trained(
    model: Any,
    dataset: Any,
    log: List[Tuple[str, np.ndarray]],
    *,
    meant: Mapping[str, np.ndarray],
    loss: Optional[Callable[[Any], float]] = None,
) -> Outcome:
    """Fit one epoch and tell what came of it.

    Args:
        model: compiled, with a `tap` on every input, and a learning rate of 0.
        meant: input -> the rows it should get, in order, over the whole epoch.
        loss: the loss that the meant rows and targets give, as a function of the model.
    """
    log.clear()
    try:
        with quiet():  # Keras 2 warns of a key that no input takes; what it does is the question
            history = model.fit(dataset, epochs=1, verbose=0, **compat.shuffle_argument()).history
    except Exception as error:
        return Outcome(raised=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
    received: Dict[str, List[np.ndarray]] = {}
    for name, value in log:
        received.setdefault(name, []).append(value)
    wrong = []
    for name, rows in meant.items():
        if name not in received:
            wrong.append(f"{name} received nothing")
        elif not same_values(np.concatenate([np.atleast_1d(v) for v in received[name]]), rows):
            wrong.append(f"{name} received other values than were meant for it")
    if loss is not None and not wrong:
        with quiet():
            seen, wanted = float(np.ravel(history["loss"])[0]), loss(model)
        if not abs(seen - wanted) <= CLOSE * max(1.0, abs(wanted)):
            wrong.append(f"the loss is {seen:.6g}, and that of the meant targets {wanted:.6g}")
    return Outcome(wrong=tuple(wrong))


def same_values(received: np.ndarray, meant: np.ndarray) -> bool:
    """Equal values in one order, whatever axes of one; a cast that loses nothing is equal."""
    if received.size != meant.size:
        return False
    left, right = np.ravel(received), np.ravel(meant)
    if left.dtype.kind in "OSU" or right.dtype.kind in "OSU":
        return [_text(one) for one in left] == [_text(one) for one in right]
    if left.dtype.kind == "f" and right.dtype.kind == "f":
        # A float64 of 0.1 is another number in float32; only a change of size is a loss.
        return bool(np.allclose(left.astype("float64"), right.astype("float64"), 1e-2, 0))
    return [_number(one) for one in left] == [_number(one) for one in right]


def _number(value: Any) -> Any:
    """Exact in Python, where 16777217 and the float32 of it differ."""
    plain = value.item()
    return int(plain) if plain == plain // 1 else plain


def _text(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8")
