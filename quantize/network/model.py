"""NMD-AssistNet: GhostNet with CBAM attention, depthwise separable convolutions and channel shuffle.

The paper (Xie & Zhang, Front. Neurol. 2025, 16:1640428) fixes: a GhostNet backbone; CBAM attention; depthwise separable
convolution and channel shuffle in several layers; global average pooling and one fully connected layer to two classes;
an input of 224 x 224 x 3; 2,395,768 trainable parameters. Its authors published no code.

Everything else is this project's reconstruction, chosen so that the count is met exactly: GhostNet 1.0's table of blocks
(Han et al. 2020), CBAM (Woo et al. 2018) in the seven places of its squeeze-and-excitation, grouped convolution with
channel shuffle (Zhang et al. 2018) in those same blocks, a depthwise separable convolution at the end of five stages and
two as the tail. `tests/golden/nmd_assistnet.json` lists every layer; the submodules here bear the names it uses.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

CLASSES = ("normal", "abnormal")  # order of the two logits

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


def normalise(grey: Tensor) -> Tensor:
    """Preprocessed images to the network's input: (N, 1, H, W) uint8 -> (N, 3, H, W) float32.

    The grey channel is repeated three times and normalised with ImageNet's means and standard deviations. The network
    sees three affine copies of one channel, so a deployment transform may fold this into the first convolution.
    """
    mean = torch.tensor(IMAGENET_MEAN, device=grey.device).view(1, 3, 1, 1)
    std = torch.tensor(IMAGENET_STD, device=grey.device).view(1, 3, 1, 1)
    return (grey.float() / 255 - mean) / std


class Block(NamedTuple):
    """One row of GhostNet's table."""

    kernel: int  # of the strided depthwise convolution and of the shortcut
    mid: int  # channels after expansion
    out: int  # channels
    stride: int
    cbam: bool = False  # attention; brings grouped expansion and channel shuffle with it
    ends_stage: bool = False  # followed by a depthwise separable convolution


BLOCKS = (
    Block(3, 16, 16, 1, ends_stage=True),  # 0: 112 x 112
    Block(3, 48, 24, 2),  # 1: 56 x 56
    Block(3, 72, 24, 1, ends_stage=True),
    Block(5, 72, 40, 2, cbam=True),  # 3: 28 x 28
    Block(5, 120, 40, 1, cbam=True, ends_stage=True),
    Block(3, 240, 80, 2),  # 5: 14 x 14
    Block(3, 200, 80, 1),
    Block(3, 184, 80, 1),
    Block(3, 184, 80, 1),
    Block(3, 480, 112, 1, cbam=True),  # 9
    Block(3, 672, 112, 1, cbam=True, ends_stage=True),
    Block(5, 672, 160, 2, cbam=True),  # 11: 7 x 7
    Block(5, 960, 160, 1),
    Block(5, 960, 160, 1, cbam=True),
    Block(5, 960, 160, 1),
    Block(5, 960, 160, 1, cbam=True, ends_stage=True),
)
STEM = 16  # channels
TAIL = (960, 1024)  # channels of the two depthwise separable convolutions before pooling
SHUFFLE_GROUPS = 4
CBAM_REDUCTION = 16


class ConvBn(nn.Module):
    """Convolution without bias, "same" padding, batch norm, and ReLU where asked."""

    def __init__(self, cin: int, cout: int, kernel: int, stride: int = 1, groups: int = 1, relu: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.act = nn.ReLU(inplace=True) if relu else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.bn(self.conv(x)))  # type: ignore[no-any-return]


class ChannelShuffle(nn.ChannelShuffle):
    """Interleave the groups. As nn.ChannelShuffle, but keeps channels-last memory, which saves two copies in training."""

    def forward(self, x: Tensor) -> Tensor:
        last = x.permute(0, 2, 3, 1)  # (N, h, w, C)
        return last.reshape(*last.shape[:3], self.groups, -1).transpose(3, 4).flatten(3).permute(0, 3, 1, 2)


class GhostModule(nn.Module):
    """Half of the channels by a 1 x 1 convolution, the other half cheaply from them by a depthwise 3 x 3 one."""

    def __init__(self, cin: int, cout: int, relu: bool, groups: int = 1) -> None:
        super().__init__()
        self.primary = ConvBn(cin, cout // 2, 1, groups=groups, relu=relu)
        self.cheap = ConvBn(cout // 2, cout // 2, 3, groups=cout // 2, relu=relu)
        self.shuffle = ChannelShuffle(groups) if groups > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        intrinsic = self.primary(x)  # (N, cout/2, h, w)
        return self.shuffle(torch.cat([intrinsic, self.cheap(intrinsic)], dim=1))  # type: ignore[no-any-return]


class ChannelMlp(nn.Module):
    """The two-layer perceptron that CBAM shares between average-pooled and max-pooled channels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = channels // CBAM_REDUCTION
        self.fc1 = nn.Conv2d(channels, hidden, 1, bias=False)
        self.fc2 = nn.Conv2d(hidden, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.relu(self.fc1(x)))  # type: ignore[no-any-return]


class Cbam(nn.Module):
    """Convolutional block attention: weigh the channels, then the places."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mlp = ChannelMlp(channels)
        self.spatial = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        mean, peak = F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, 1)  # (N, C, 1, 1)
        x = x * torch.sigmoid(self.mlp(mean) + self.mlp(peak))
        places = torch.cat([x.mean(1, keepdim=True), x.max(1, keepdim=True).values], dim=1)  # (N, 2, h, w)
        return x * torch.sigmoid(self.spatial(places))


class Shortcut(nn.Module):
    """The residual path where size or width changes: depthwise, then 1 x 1, both linear."""

    def __init__(self, cin: int, block: Block) -> None:
        super().__init__()
        self.dw = ConvBn(cin, cin, block.kernel, block.stride, groups=cin)
        self.pw = ConvBn(cin, block.out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.pw(self.dw(x))  # type: ignore[no-any-return]


class GhostBottleneck(nn.Module):
    """Expand, shrink the image where the stride asks for it, attend, project, and add the shortcut."""

    def __init__(self, cin: int, block: Block) -> None:
        super().__init__()
        self.ghost1 = GhostModule(cin, block.mid, relu=True, groups=SHUFFLE_GROUPS if block.cbam else 1)
        strided = block.stride > 1
        self.conv_dw = ConvBn(block.mid, block.mid, block.kernel, block.stride, groups=block.mid) if strided else nn.Identity()
        self.cbam = Cbam(block.mid) if block.cbam else nn.Identity()
        self.ghost2 = GhostModule(block.mid, block.out, relu=False)
        self.shortcut = Shortcut(cin, block) if strided or cin != block.out else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        y = self.ghost1(x)  # (N, mid, h, w)
        y = self.cbam(self.conv_dw(y))  # (N, mid, h/s, w/s)
        return self.ghost2(y) + self.shortcut(x)  # type: ignore[no-any-return]  # (N, out, h/s, w/s)


class DepthwiseSeparable(nn.Module):
    """Depthwise 3 x 3, 1 x 1, batch norm, ReLU; nothing between the two convolutions."""

    def __init__(self, cin: int, cout: int) -> None:
        super().__init__()
        self.dw = nn.Conv2d(cin, cin, 3, padding=1, groups=cin, bias=False)
        self.pw = ConvBn(cin, cout, 1, relu=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.pw(self.dw(x))  # type: ignore[no-any-return]


class Tail(nn.Module):
    """Widens the last feature map to what the classifier reads."""

    def __init__(self, cin: int) -> None:
        super().__init__()
        self.ds960 = DepthwiseSeparable(cin, TAIL[0])
        self.ds1024 = DepthwiseSeparable(*TAIL)

    def forward(self, x: Tensor) -> Tensor:
        return self.ds1024(self.ds960(x))  # type: ignore[no-any-return]


class NmdAssistNet(nn.Module):
    """The classifier. Input normalised as `normalise` does; output logits in the order of `CLASSES`, or of so many others."""

    def __init__(self, classes: int = len(CLASSES)) -> None:
        super().__init__()
        self.conv_stem = ConvBn(3, STEM, 3, stride=2, relu=True)
        channels = STEM
        for index, block in enumerate(BLOCKS):  # direct children, so that they bear the names of the layer list
            self.add_module(f"block{index}", GhostBottleneck(channels, block))
            channels = block.out
            if block.ends_stage:
                self.add_module(f"stage_ds_{channels}", DepthwiseSeparable(channels, channels))
        self.tail = Tail(channels)
        self.fc = nn.Linear(TAIL[-1], classes)

    def features(self, x: Tensor) -> Tensor:
        """The last feature map: (N, 3, 224, 224) float32 -> (N, 1024, 7, 7) float32, not negative."""
        for name, child in self.named_children():
            if name != "fc":
                x = child(x)
        return x

    def classify(self, features: Tensor) -> Tensor:
        """Global average pooling and the linear layer: (N, 1024, h, w) -> (N, classes)."""
        return self.fc(features.mean((2, 3)))  # type: ignore[no-any-return]

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, 224, 224) float32 -> (N, classes) float32 logits."""
        return self.classify(self.features(x))
