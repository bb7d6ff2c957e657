"""The loss of a head in torch is the likelihood that the appliance reads of the same logits."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from edge_app.bundle.class_scheme import Head
from quantize.class_list import load_class_list
from quantize.network.class_head import class_loss
from quantize.network.model import NmdAssistNet
from quantize.statistics.class_metrics import class_log_loss

LISTS: dict[Head, str] = {"softmax": "heckmatt", "ordinal": "heckmatt_ordinal"}


@pytest.mark.parametrize("head", ["softmax", "ordinal"])
def test_without_smoothing_it_is_the_cross_entropy_of_the_appliances_probabilities(head: Head) -> None:
    scheme = load_class_list(LISTS[head]).scheme()
    logits, truth = 4 * torch.randn(50, len(scheme.temperatures), generator=torch.manual_seed(0)), torch.arange(50) % 4
    loss = class_loss(logits, functional.one_hot(truth, 4).float(), 0.0, head)
    assert float(loss) == pytest.approx(class_log_loss(scheme, truth.numpy(), logits.numpy()), rel=1e-5)


def test_an_ordinal_head_learns_an_order_by_gradient() -> None:
    """Logits that depend on one number are fitted so that the likeliest class rises with it."""
    x = torch.linspace(-2, 2, 80)
    truth = ((x + 2) / 4 * 3.999).long()
    steps = torch.zeros(3, requires_grad=True)
    slope = torch.ones(1, requires_grad=True)
    optimiser = torch.optim.Adam([steps, slope], 0.1)
    for _ in range(300):
        loss = class_loss(slope * x[:, None] + steps, functional.one_hot(truth, 4).float(), 0.05, "ordinal")
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    scheme = load_class_list("heckmatt_ordinal").scheme()
    called = scheme.probabilities((slope * x[:, None] + steps).detach().numpy()).argmax(1)
    assert (np.diff(called) >= 0).all() and (called == truth.numpy()).mean() > 0.9


def test_a_network_has_as_many_outputs_as_it_is_asked_for() -> None:
    with torch.device("meta"):
        assert NmdAssistNet(3).fc.out_features == 3 and NmdAssistNet().fc.out_features == 2
