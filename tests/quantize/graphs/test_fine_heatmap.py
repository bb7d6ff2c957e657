"""The fine heatmap's graph equals Grad-CAM by gradient at the 14 x 14 map, on every kind of image."""

from __future__ import annotations

import copy
import importlib.util
import pickle

import numpy as np
import numpy.typing as npt
import onnx
import pytest
import torch

from benchmarks.peers.plain_stack import import_grad_cam
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.errors import ExportError
from edge_app.records import FloatMap
from quantize.graphs.fine_heatmap import FineCam, check_fine, convolution_backward, fine_cams, with_early
from quantize.network.model import NmdAssistNet, normalise
from quantize.quantisation.fine_part import FinePart, agreement, make_fine_part
from tests.support.frames_fixture import KINDS
from tests.support.grad_cam_package import resize, unit
from tests.support.int8_kernels import needs_right_int8
from tests.support.made_once import made_once

Images = npt.NDArray[np.uint8]
Graphs = dict[Precision, bytes]
ABNORMAL = 1  # index of the logit


def autograd_cam(net: NmdAssistNet, image: Images, dtype: torch.dtype = torch.float32) -> FloatMap:
    """Selvaraju et al. 2017 at the output of the last layer of 14 x 14: weights are the gradient's mean over the map."""
    kept: list[torch.Tensor] = []
    hook = net.get_submodule("stage_ds_112").register_forward_hook(lambda module, args, out: kept.append(out))
    logits = net(normalise(torch.from_numpy(image)[None, None]).to(dtype))
    hook.remove()
    (gradient,) = torch.autograd.grad(logits[0, ABNORMAL], kept[0])
    cam: FloatMap = torch.relu((gradient.mean((2, 3), keepdim=True) * kept[0]).sum(1))[0].detach().numpy()
    return cam


def answer(net: NmdAssistNet, image: Images, dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, torch.Tensor]:
    """The 14 x 14 map (1, 112, 14, 14) and the last one (1, 1024, 7, 7), from the trained network itself."""
    with torch.no_grad():
        kept: list[torch.Tensor] = []
        hook = net.get_submodule("stage_ds_112").register_forward_hook(lambda module, args, out: kept.append(out))
        features = net.features(normalise(torch.from_numpy(image)[None, None]).to(dtype))
        hook.remove()
        return kept[0], features


def each_worst(got: FloatMap, expected: FloatMap) -> list[float]:
    """Of each map the largest difference, relative to its largest value."""
    assert (expected.max((1, 2)) > 0).all()
    return [float(off) for off in (np.abs(got - expected) / expected.max((1, 2), keepdims=True)).max((1, 2))]


def worst(got: FloatMap, expected: FloatMap) -> float:
    return max(each_worst(got, expected))


def maps(classifier: bytes, fine: bytes, images: Images) -> FloatMap:
    engine = OrtEngine(classifier, "fp32", threads=1)
    return fine_cams(fine, map(engine.run, images))


@pytest.fixture(scope="module")
def shipped_graphs() -> tuple[bytes, bytes]:
    """The classifier and the fine heatmap, as they are signed."""
    bundle = load_bundle(DEFAULT_BUNDLE)
    assert bundle.fine is not None
    return bundle.graphs[Precision.FP32], bundle.fine


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_networks_map_equals_autograd(
    kind: str, shipped_network: NmdAssistNet, shipped_graphs: tuple[bytes, bytes], request: pytest.FixtureRequest
) -> None:
    images: Images = request.getfixturevalue(kind)
    expected = 196 * np.stack([autograd_cam(shipped_network, image) for image in images])
    assert worst(maps(*shipped_graphs, images), expected) < 1e-3


def test_random_weights_map_equals_autograd_in_double_precision(network: NmdAssistNet, images: Images) -> None:
    """In single precision the gradient jumps where rounding takes a ReLU's input across 0; in double nothing lies that near."""
    precise = copy.deepcopy(network).double()
    cam = FineCam(precise)
    for image in images[:3]:
        early, features = answer(precise, image, torch.float64)
        expected = 196 * autograd_cam(precise, image, torch.float64)
        assert worst(cam(early, features).detach().numpy(), expected[None]) < 1e-9


def test_equals_the_grad_cam_package_in_double_precision(network: NmdAssistNet, images: Images) -> None:
    if importlib.util.find_spec("pytorch_grad_cam") is None:
        pytest.skip("the grad-cam package is not installed; `make test` installs it")
    package, targets = import_grad_cam()
    precise = copy.deepcopy(network).double()
    ours = FineCam(precise)
    with package(model=precise, target_layers=[precise.stage_ds_112]) as cam:
        for image in images[:2]:
            x = normalise(torch.from_numpy(image)[None, None]).double()
            theirs = cam(input_tensor=x, targets=[targets.ClassifierOutputTarget(ABNORMAL)])[0]
            mine = ours(*answer(precise, image, torch.float64))[0].detach().numpy().astype(np.float32)
            np.testing.assert_allclose(unit(resize(unit(mine / 196))), theirs, atol=1e-5)  # it normalises twice


@pytest.fixture(scope="module")
def short_network(network: NmdAssistNet) -> NmdAssistNet:
    """The network with two of the five blocks behind the 14 x 14 map: every kind of layer, and a third of the export's time."""
    net = copy.deepcopy(network)
    for name in ("block12", "block13", "block14"):
        delattr(net, name)
    return net


@pytest.fixture(scope="module")
def short_part(
    short_network: NmdAssistNet, fp32_graph: bytes, images: Images, tmp_path_factory: pytest.TempPathFactory
) -> FinePart:
    """Behind the whole network's graph, which takes the INT8 graph's place too: what is measured of them is then known."""

    def make() -> bytes:
        early = with_early(fp32_graph)
        graphs = {Precision.FP32: early, Precision.INT8: early}
        return pickle.dumps(make_fine_part(short_network, graphs, images, images[:2], images, "noise", threads=1))

    part: FinePart = pickle.loads(made_once(tmp_path_factory, "short_fine_part.pickle", make))
    return part


def off_in_single_precision(net: NmdAssistNet, graph: bytes, images: Images) -> list[float]:
    answers = []
    for image in images:
        early, features = (part[0].numpy() for part in answer(net, image))
        answers.append(Inference(np.zeros(2, np.float32), features, early))
    expected = 196 * np.stack([autograd_cam(net, image) for image in images])
    return each_worst(fine_cams(graph, answers), expected)


def test_the_graph_gives_the_same_map_in_single_precision(
    short_network: NmdAssistNet, short_part: FinePart, images: Images
) -> None:
    """To rounding; where a ReLU's input is within rounding of 0 an image's map may jump a little, and which depends on the
    processor: on one of these images autograd in single and in double precision differ by 1.2e-3 on some.
    """
    off = off_in_single_precision(short_network, short_part.graph, images)
    assert np.median(off) < 1e-5 and max(off) < 1e-2
    expected = 196 * np.stack([autograd_cam(short_network, image) for image in images[:2]])
    assert worst(short_part.golden.fp32, expected) < 1e-2


@pytest.mark.slow
def test_the_whole_networks_graph_does_too(network: NmdAssistNet, fine_part: FinePart, images: Images) -> None:
    off = off_in_single_precision(network, fine_part.graph, images)
    assert np.median(off) < 1e-5 and max(off) < 1e-2
    assert worst(fine_part.golden.fp32, 196 * np.stack([autograd_cam(network, image) for image in images[:2]])) < 1e-2


def test_the_other_answers_stay_as_they_were(fp32_graph: bytes, images: Images) -> None:
    plain, early = OrtEngine(fp32_graph, "fp32", 1), OrtEngine(with_early(fp32_graph), "fp32", 1)
    for image in images:
        before, after = plain.run(image), early.run(image)
        np.testing.assert_allclose(after.logits, before.logits, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(after.features, before.features, rtol=1e-5, atol=1e-5)
        assert before.early is None and after.early is not None
        assert after.early.shape == (112, 14, 14) and after.early.min() >= 0 and after.early.max() > 0


@pytest.mark.slow
@needs_right_int8
def test_int8_gives_out_the_map_that_fp32_does(early_graphs: Graphs, images: Images) -> None:
    fp32, int8 = (OrtEngine(early_graphs[precision], precision.value, 1).run(images[0]).early for precision in early_graphs)
    assert fp32 is not None and int8 is not None
    assert np.corrcoef(fp32.ravel(), int8.ravel())[0, 1] > 0.9


def test_a_graph_of_other_weights_is_refused(network: NmdAssistNet, shipped_graphs: tuple[bytes, bytes], images: Images) -> None:
    with pytest.raises(ExportError, match="differs from the trained network's gradient"):
        check_fine(network, shipped_graphs[1], images[:2])


def test_the_graph_does_not_name_the_machine_it_was_made_on(short_part: FinePart) -> None:
    assert b"site-packages" not in short_part.graph and b".py" not in short_part.graph
    inputs = {value.name for value in onnx.load_from_string(short_part.graph).graph.input}
    assert inputs == {"early", "features"}


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize(("kernel", "groups"), [(1, 1), (1, 4), (3, 8), (5, 8)])
@pytest.mark.parametrize("side", [7, 8])
def test_the_gradient_of_a_convolution(stride: int, kernel: int, groups: int, side: int) -> None:
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(8, 16, kernel, stride, kernel // 2, groups=groups).double()
    x = torch.randn(2, 8, side, side, dtype=torch.float64, requires_grad=True)
    out = conv(x)
    upstream = torch.randn_like(out)
    (expected,) = torch.autograd.grad(out, x, upstream)
    pair = [kernel // 2] * 2
    got, _, _ = convolution_backward(
        upstream, x, conv.weight, None, [stride] * 2, pair, [1, 1], False, [0, 0], groups, [True, False, False]
    )
    torch.testing.assert_close(got, expected)


def test_agreement_leaves_out_images_without_a_map() -> None:
    maps = np.zeros((3, 14, 14), np.float32)
    maps[0, 2, 3] = maps[1, 5, 5] = 1.0
    other = maps.copy()
    other[1] = np.roll(maps[1], 1)
    found = agreement(maps, other)
    assert found.images == 2 and found.cosine_median == pytest.approx(0.5)
    assert agreement(maps[2:], maps[2:]).images == 0


def test_it_is_measured_behind_both_graphs(short_part: FinePart, images: Images) -> None:
    reported = short_part.description
    assert reported.heat_scale > 0 and (reported.part, reported.pictures) == ("noise", len(images))
    assert reported.cosine_median == pytest.approx(1) and reported.cosine_p5 == pytest.approx(1)


@pytest.mark.slow
def test_the_bundle_describes_it(network_fine_bundle: ModelBundle, fine_part: FinePart, images: Images) -> None:
    assert network_fine_bundle.fine == fine_part.graph and network_fine_bundle.manifest.fine == fine_part.description
    assert fine_part.description.heat_scale > 0 and fine_part.description.pictures == len(images)
