"""Networks whose latency somebody has published, from the tables of their papers: 224 x 224, 1,000 classes, one image.

Batch norms are folded and ReLUs fused, as in any runtime. `tests/benchmarks/roofline/test_published_networks.py` holds them to
the MACs and weights that their papers state.
"""

from __future__ import annotations

from benchmarks.roofline.network import Layer, Network


class _Layers:
    """Appends layers to a list and knows what flows."""

    def __init__(self, channels: int, size: int) -> None:
        self.channels, self.size, self.layers = channels, size, list[Layer]()

    def conv(self, channels: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        """Padded so that only the stride changes the size; with a bias, the folded batch norm's."""
        before = self.channels * self.size**2
        self.size = -(-self.size // stride)
        outputs = channels * self.size**2
        each = self.channels // groups * kernel**2  # MACs of an output number
        self._add("Conv", outputs * each, channels * (each + 1), before, outputs)
        self.channels = channels

    def depthwise(self, kernel: int, stride: int = 1) -> None:
        self.conv(self.channels, kernel, stride, groups=self.channels)

    def pool(self, kind: str, size: int) -> None:
        before, self.size = self.channels * self.size**2, size
        self._add(kind, 0, 0, before, self.channels * size**2)

    def move(self, kind: str, channels: int, inputs: int) -> None:
        """Concat, Add or a shuffle of the channels: numbers are read and written, nothing is multiplied."""
        self.channels = channels
        self._add(kind, 0, 0, inputs * self.size**2, channels * self.size**2)

    def dense(self, outputs: int) -> None:
        self._add("Gemm", self.channels * outputs, (self.channels + 1) * outputs, self.channels, outputs)
        self.channels = outputs

    def _add(self, kind: str, macs: int, weights: int, inputs: int, outputs: int) -> None:
        self.layers.append(Layer(f"{kind.lower()}{len(self.layers)}", kind, macs, weights, inputs, outputs))

    def network(self, name: str) -> Network:
        return Network(name, tuple(self.layers))


def mobilenet_v1() -> Network:
    """Howard et al. 2017, arXiv:1704.04861, table 1, width 1.0."""
    net = _Layers(3, 224)
    net.conv(32, 3, 2)
    for channels, stride in ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)):
        net.depthwise(3, stride)
        net.conv(channels)
    net.pool("GlobalAveragePool", 1)
    net.dense(1000)
    return net.network("MobileNetV1")


def mobilenet_v2() -> Network:
    """Sandler et al. 2018, arXiv:1801.04381, table 2, width 1.0."""
    net = _Layers(3, 224)
    net.conv(32, 3, 2)
    for expansion, channels, blocks, first_stride in (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            before = net.channels
            if expansion > 1:
                net.conv(expansion * before)
            net.depthwise(3, stride)
            net.conv(channels)
            if block > 0:
                net.move("Add", channels, 2 * channels)
    net.conv(1280)
    net.pool("GlobalAveragePool", 1)
    net.dense(1000)
    return net.network("MobileNetV2")


def shufflenet_v2() -> Network:
    """Ma et al. 2018, arXiv:1807.11164, table 5, width 1.0."""
    net = _Layers(3, 224)
    net.conv(24, 3, 2)
    net.pool("MaxPool", 56)
    for channels, blocks in ((116, 4), (232, 8), (464, 4)):
        half = channels // 2
        _shuffle_down(net, half)
        for _ in range(blocks - 1):
            net.channels = half  # the other half passes by
            net.conv(half)
            net.depthwise(3)
            net.conv(half)
            net.move("Concat", channels, channels)
    net.conv(1024)
    net.pool("GlobalAveragePool", 1)
    net.dense(1000)
    return net.network("ShuffleNetV2")


def _shuffle_down(net: _Layers, half: int) -> None:
    """The block with stride 2: both branches take all channels. The shuffle is in the concatenation's writing."""
    before, size = net.channels, net.size
    net.depthwise(3, 2)
    net.conv(half)
    net.channels, net.size = before, size
    net.conv(half)
    net.depthwise(3, 2)
    net.conv(half)
    net.move("Concat", 2 * half, 2 * half)


def ghostnet() -> Network:
    """Han et al. 2020, arXiv:1911.11907, table 1, width 1.0: kernel, expanded, out, excitation, stride of each block."""
    net = _Layers(3, 224)
    net.conv(16, 3, 2)
    for kernel, expanded, channels, excitation, stride in (
        (3, 16, 16, False, 1),
        (3, 48, 24, False, 2),
        (3, 72, 24, False, 1),
        (5, 72, 40, True, 2),
        (5, 120, 40, True, 1),
        (3, 240, 80, False, 2),
        (3, 200, 80, False, 1),
        (3, 184, 80, False, 1),
        (3, 184, 80, False, 1),
        (3, 480, 112, True, 1),
        (3, 672, 112, True, 1),
        (5, 672, 160, True, 2),
        (5, 960, 160, False, 1),
        (5, 960, 160, True, 1),
        (5, 960, 160, False, 1),
        (5, 960, 160, True, 1),
    ):
        before, size = net.channels, net.size
        _ghost_module(net, expanded)
        if stride > 1:
            net.depthwise(kernel, stride)
        if excitation:
            _squeeze_and_excitation(net)
        _ghost_module(net, channels)
        if stride > 1 or before != channels:
            _shortcut(net, before, size, kernel, stride)
        net.move("Add", channels, 2 * channels)
    net.conv(960)
    net.pool("GlobalAveragePool", 1)
    net.conv(1280)
    net.dense(1000)
    return net.network("GhostNet")


def _ghost_module(net: _Layers, channels: int) -> None:
    """Half of the channels by a 1 x 1 convolution, the other half from these by a cheap 3 x 3."""
    half = -(-channels // 2)
    net.conv(half)
    net.depthwise(3)
    net.move("Concat", channels, channels)


def _squeeze_and_excitation(net: _Layers) -> None:
    channels, size = net.channels, net.size
    net.pool("GlobalAveragePool", 1)
    net.conv((channels // 4 + 4) // 8 * 8 or 8)  # the reference code's rounding, a multiple of 8
    net.conv(channels)
    net.size = size
    net.move("Mul", channels, channels)


def _shortcut(net: _Layers, channels: int, size: int, kernel: int, stride: int) -> None:
    after = net.channels
    net.channels, net.size = channels, size
    net.depthwise(kernel, stride)
    net.conv(after)
