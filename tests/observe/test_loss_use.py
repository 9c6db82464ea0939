"""Which steps of one's own reach the compiled loss, read from their code."""

from __future__ import annotations

import pytest

from conformance.observe.loss_use import uses_compiled_loss


class Model:
    def train_step(self, data):
        return self.compute_loss(data)

    def compute_loss(self, data):
        return self._compile_loss(data)


for _own in (Model.train_step, Model.compute_loss):
    _own.__module__ = "keras.src.trainers.trainer"


def helper(model, data):
    return model.compiled_loss(data)


def plain(model, data):
    return abs(model(data))


class Calls(Model):
    def train_step(self, data):
        return self.compute_loss(data)


class CallsTheLossOfKeras2(Model):
    def train_step(self, data):
        return self.loss(data)


class CallsAHelper(Model):
    def train_step(self, data):
        return [helper(self, part) for part in data]


class CallsAMethod(Model):
    def train_step(self, data):
        return self._step(data)

    def _step(self, data):
        return (lambda: self.compiled_loss(data))()


class CallsSuper(Model):
    def train_step(self, data):
        return super().train_step(data)


class Computes(Model):
    def train_step(self, data):
        loss = plain(self, data)
        return {"loss": loss}


class LossOfItsOwn(Model):
    def compute_loss(self, data):
        return plain(self, data)


class StepAndLossOfItsOwn(LossOfItsOwn):
    def train_step(self, data):
        return self.compute_loss(data)


class Unreadable(Model):
    train_step = len


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Model, True),
        (Calls, True),
        (CallsTheLossOfKeras2, True),
        (CallsAHelper, True),
        (CallsAMethod, True),
        (CallsSuper, True),
        (Computes, False),
        (LossOfItsOwn, False),
        (StepAndLossOfItsOwn, False),
        (Unreadable, None),
    ],
)
def test_the_compiled_loss_is_reached(kind, expected):
    assert uses_compiled_loss(kind()) is expected
