"""Grad-CAM in closed form, as the appliance computes it, equals Grad-CAM by gradient."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
import torch

from benchmarks.peers.plain_stack import import_grad_cam
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap
from quantize.graphs.answers import trained_outputs
from quantize.network.model import NmdAssistNet, normalise
from tests.support.grad_cam_package import resize, unit
from tests.support.speckle import Images

ABNORMAL = 1  # index of the logit


def closed_form(net: NmdAssistNet, image: Images) -> FloatMap:
    _, features = trained_outputs(net, image[None])
    return grad_cam(features[0], net.fc.weight.detach().numpy()[ABNORMAL])


def by_autograd(net: NmdAssistNet, image: Images) -> FloatMap:
    """Selvaraju et al. 2017: weights are the gradient's mean over the map, then a rectified weighted sum."""
    features = net.features(normalise(torch.from_numpy(image)[None, None])).detach().requires_grad_(True)
    net.classify(features)[0, ABNORMAL].backward()  # type: ignore[no-untyped-call]
    assert features.grad is not None
    alpha = features.grad.mean((2, 3), keepdim=True)
    cam: FloatMap = torch.relu((alpha * features).sum(1))[0].detach().numpy()
    return cam


def test_equals_autograd(network: NmdAssistNet, images: Images) -> None:
    for image in images:
        expected = 49 * by_autograd(network, image)  # the closed form leaves out the factor 1 / (h w)
        assert expected.max() > 0
        np.testing.assert_allclose(closed_form(network, image), expected, rtol=1e-5, atol=1e-5 * float(expected.max()))


def test_equals_the_grad_cam_package(network: NmdAssistNet, images: Images) -> None:
    if importlib.util.find_spec("pytorch_grad_cam") is None:
        pytest.skip("the grad-cam package is not installed; `make test` installs it")
    package, targets = import_grad_cam()
    images = images[:3]
    x = normalise(torch.from_numpy(images)[:, None])
    with package(model=network, target_layers=[network.tail]) as cam:
        theirs = cam(input_tensor=x, targets=[targets.ClassifierOutputTarget(ABNORMAL)] * len(images))
    for image, their_map in zip(images, theirs, strict=True):
        ours = unit(resize(unit(closed_form(network, image))))  # it normalises before and after resizing
        np.testing.assert_allclose(ours, their_map, atol=1e-5)
