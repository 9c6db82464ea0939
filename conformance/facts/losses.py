"""The loss by which training really compares each output with its target."""

from __future__ import annotations

from typing import Dict, Optional

from conformance.records import Contract, Loss

Losses = Dict[int, Optional[Loss]]


def compared_by_own_code(contract: Contract) -> bool:
    """Whether code of the user's own compares outputs with targets: a loss, compute_loss or train_step."""
    custom = any(loss is not None and loss.custom for loss in contract.losses.values())
    return custom or contract.custom_train_step or contract.uses_compiled_loss is False


def losses_of(contract: Contract) -> Losses:
    """Output index -> the compiled loss of that output, where training computes it.

    Empty where a train_step or compute_loss of the user's own leaves the compiled loss out, or where
    it cannot be told whether it does: then nothing is known of what the targets are compared by.
    None for an output that no loss is given for.
    """
    used = contract.uses_compiled_loss
    if used is False or (used is None and contract.custom_train_step):
        return {}
    return dict(contract.losses)
