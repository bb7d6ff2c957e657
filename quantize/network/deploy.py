"""Deployment transforms: the trained network, rearranged so that it runs faster and quantises better.

Each transform takes a network in evaluation mode and returns a changed copy with the same output (to rounding; the tests
hold every one to 1e-4). Nothing is approximated here.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from quantize.network.model import IMAGENET_MEAN, IMAGENET_STD, Cbam, ConvBn, GhostBottleneck, NmdAssistNet
from quantize.network.weight_equalisation import equalise

WHITE = 255  # the largest grey level


def fold_batch_norm(net: NmdAssistNet) -> NmdAssistNet:
    """Multiply every batch norm into the convolution before it, which gains a bias (Jacob et al. 2018, section 3.2)."""
    net = copy.deepcopy(net).eval()
    for module in net.modules():
        if isinstance(module, ConvBn):
            module.conv = fuse_conv_bn_eval(module.conv, module.bn)
            module.bn = nn.Identity()  # type: ignore[assignment]
    return net


def fold_shuffle(net: NmdAssistNet) -> NmdAssistNet:
    """Replace every channel shuffle by permuting the weights that read its output.

    The shuffle gives channel i what was channel p[i]. Everything up to the projection works per channel (the strided
    depthwise convolution) or on all channels alike (attention), so it may as well work in the order before the shuffle:
    weights that belong to channel i move to place p[i].
    """
    net = copy.deepcopy(net).eval()
    for block in net.children():
        if isinstance(block, GhostBottleneck) and isinstance(block.ghost1.shuffle, nn.ChannelShuffle):
            channels = block.ghost2.primary.conv.in_channels
            order = block.ghost1.shuffle(torch.arange(channels).view(1, channels, 1, 1)).flatten()
            place = torch.argsort(order)  # inverse permutation
            block.ghost1.shuffle = nn.Identity()
            if isinstance(block.conv_dw, ConvBn):
                _permute_depthwise(block.conv_dw, place)
            if isinstance(block.cbam, Cbam):
                block.cbam.mlp.fc1.weight.data = block.cbam.mlp.fc1.weight.data[:, place]
                block.cbam.mlp.fc2.weight.data = block.cbam.mlp.fc2.weight.data[place]
            block.ghost2.primary.conv.weight.data = block.ghost2.primary.conv.weight.data[:, place]
    return net


def _permute_depthwise(layer: ConvBn, place: Tensor) -> None:
    """Reorder the channels of a depthwise convolution and of its batch norm or bias, in place."""
    layer.conv.weight.data = layer.conv.weight.data[place]
    if layer.conv.bias is not None:
        layer.conv.bias.data = layer.conv.bias.data[place]
    if isinstance(layer.bn, nn.BatchNorm2d):
        for values in (*layer.bn.parameters(), layer.bn.running_mean, layer.bn.running_var):
            if values is not None:
                values.data = values.data[place]


class PooledCbam(nn.Module):
    """`Cbam` with pooling operators, one pass through the second layer of its perceptron, and its channel mean as a convolution.

    fc2 is linear without bias, so fc2(a) + fc2(b) = fc2(a + b). ONNX Runtime has integer kernels for global pooling
    operators and convolutions, but not for reductions.
    """

    def __init__(self, cbam: Cbam) -> None:
        super().__init__()
        self.fc1, self.fc2, self.spatial = cbam.mlp.fc1, cbam.mlp.fc2, cbam.spatial
        self.mean = nn.Conv2d(self.fc1.in_channels, 1, 1, bias=False)
        nn.init.constant_(self.mean.weight, 1 / self.fc1.in_channels)

    def forward(self, x: Tensor) -> Tensor:
        mean = functional.avg_pool2d(x, x.shape[2:])  # (N, C, 1, 1)
        peak = functional.max_pool2d(x, x.shape[2:])
        x = x * torch.sigmoid(self.fc2(torch.relu(self.fc1(mean)) + torch.relu(self.fc1(peak))))
        places = torch.cat([self.mean(x), x.amax(1, keepdim=True)], dim=1)  # (N, 2, h, w)
        return x * torch.sigmoid(self.spatial(places))


def pool_attention(net: NmdAssistNet) -> NmdAssistNet:
    """Use `PooledCbam` in place of every `Cbam`."""
    net = copy.deepcopy(net).eval()
    for block in net.children():
        if isinstance(block, GhostBottleneck) and isinstance(block.cbam, Cbam):
            block.cbam = PooledCbam(block.cbam)  # type: ignore[assignment]
    return net


def fold_input(net: NmdAssistNet) -> NmdAssistNet:
    """Fold the three identical channels and ImageNet's normalisation into the stem, which then reads `two_channels`.

    The stem sees (g / 255 - m_c) / s_c in channel c, padded with zeros. With the constant 255 as a second channel, padded
    with zeros as well, the weights sum_c w_c / (255 s_c) on g and -sum_c w_c m_c / (255 s_c) on 255 give the same sums
    inside and at the border; a bias instead of the second channel would be wrong wherever the window meets the padding.
    """
    net = copy.deepcopy(net).eval()
    stem = net.conv_stem.conv
    weight = stem.weight.data  # (16, 3, 3, 3)
    mean = torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1)
    std = torch.tensor(IMAGENET_STD).view(1, 3, 1, 1)
    grey = (weight / std).sum(1, keepdim=True)
    white = -(weight * mean / std).sum(1, keepdim=True)
    folded = nn.Conv2d(2, stem.out_channels, 3, stride=2, padding=1, bias=stem.bias is not None)
    folded.weight.data = torch.cat([grey, white], dim=1) / WHITE
    if stem.bias is not None and folded.bias is not None:
        folded.bias.data = stem.bias.data
    net.conv_stem.conv = folded
    return net


def two_channels(grey: Tensor) -> Tensor:
    """(N, 1, H, W) uint8 -> (N, 2, H, W) float32: the image and a constant white one, both 0-255."""
    return torch.cat([grey, torch.full_like(grey, WHITE)], dim=1).float()


class DeployedNetwork(nn.Module):
    """The network as the appliance runs it: preprocessed grey image in, logits and last feature map out."""

    def __init__(self, net: NmdAssistNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 1, 224, 224) uint8 -> logits (N, 2) float32, features (N, 1024, 7, 7) float32."""
        features = self.net.features(two_channels(image))
        return self.net.classify(features), features


def deploy(net: NmdAssistNet, equalised: bool = False) -> DeployedNetwork:
    """All transforms, in order; cross-layer equalisation where asked."""
    folded = fold_shuffle(fold_batch_norm(net))
    return DeployedNetwork(fold_input(pool_attention(equalise(folded) if equalised else folded))).eval()
