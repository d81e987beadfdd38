"""Takes a training step's two halves, gradients and update, through the working copy of a Marian where one is used.

The trainer and the estimate of its time share this, so what is timed is what is trained.
"""

from __future__ import annotations

from typing import Any

import torch

from pipeline.core.errors import UserError
from pipeline.training import networks
from pipeline.training.batches import Arrays
from pipeline.training.config import Round
from pipeline.training.marian_network import working_copy


class Passes:
    """The passes of a round over a model.

    Args:
        model: on its device, with what is frozen already frozen.
        device: where, and whether in bfloat16.
        options: the round's table.
        pad: the padding id.

    Raises:
        UserError: the round asks for what this kind of model cannot do.
    """

    def __init__(self, model: Any, device: networks.Device, options: Round, pad: int) -> None:
        self.model, self.device, self.options, self.pad = model, device, options, pad
        self.trained = [p for p in model.parameters() if p.requires_grad]
        self.network = working_copy(model, device, options, pad)
        if options.consistency and self.network is None:
            raise UserError(
                f"round {options.name!r}: consistency is known for Marian networks alone, and this is a "
                f"{model.config.model_type}",
                "set consistency = 0",
            )

    def backward(self, arrays: Arrays, states: torch.Tensor | None = None, guide: float = 0.0) -> networks.Losses:
        """The losses of a batch, whose gradients are then in the model.

        Args:
            arrays: the batch.
            states: its encoder states, where they are cached.
            guide: weight of the guided-attention loss, for a batch with an alignment.
        """
        if self.network is not None:
            losses = self.network.loss(arrays, self.options.smoothing, self.options.consistency)
        else:
            losses = self._losses(arrays, states, guide)
        losses.total.backward()  # type: ignore[no-untyped-call]
        if self.network is not None:
            self.network.give_gradients()
        return losses

    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Clips the gradients and changes the weights by them."""
        torch.nn.utils.clip_grad_norm_(self.trained, self.options.clip)
        optimizer.step()
        if self.network is not None:
            self.network.take_weights()  # its gradients are copied over those of the step before
        else:
            optimizer.zero_grad(set_to_none=True)

    def follow(self) -> None:
        """Takes over weights that were put into the model from elsewhere."""
        if self.network is not None:
            self.network.take_weights()

    def _losses(self, arrays: Arrays, states: torch.Tensor | None, guide: float) -> networks.Losses:
        kind, guided = self.device.kind, arrays.alignment.size > 0
        with torch.autocast(kind.type, dtype=torch.bfloat16, enabled=self.device.bfloat16):
            return networks.loss(
                self.model,
                torch.from_numpy(arrays.source).to(kind),
                torch.from_numpy(arrays.target).to(kind),
                pad=self.pad,
                smoothing=self.options.smoothing,
                states=states,
                alignment=torch.from_numpy(arrays.alignment).to(kind) if guided else None,
                guide=guide if guided else 0.0,
            )
