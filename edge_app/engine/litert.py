"""LiteRT on the CPU, with XNNPACK's kernels."""

from __future__ import annotations

import numpy as np

from edge_app.engine.protocol import Inference, engine_name, one_line
from edge_app.errors import EngineError
from edge_app.records import FloatMap, GreyImage

SIGNS = np.uint16(0x8080)  # flips two grey levels 0-255 into the same levels less 128
WHITE = 255


def add_border(side: int) -> GreyImage:
    """The graph's input before an image is written into it: (S + 2, S + 2, 2) grey levels.

    Channel 0 is for the image, with a border of one black pixel; channel 1 is white in that border and black inside.
    """
    bordered = np.zeros((side + 2, side + 2, 2), np.uint8)
    bordered[:, :, 1] = WHITE
    bordered[1:-1, 1:-1, 1] = 0
    return bordered


class LiteRtEngine:
    """A graph with one input (1, S + 2, S + 2, 2), see `add_border`, and the outputs logits (1, 2) and features (1, h, w, K).

    The input is int8 with scale 1 and zero point -128, or float32; both are grey levels. Outputs are float32, or int8 with
    scales, which are applied here.
    """

    def __init__(self, graph: bytes, precision: str, threads: int, xnnpack: bool = True) -> None:
        """Load a .tflite graph from its bytes; `precision` is for the name. Raises EngineError when the runtime rejects it.

        xnnpack: False runs LiteRT's own kernels, which are many times slower and round differently.
        """
        try:
            from ai_edge_litert.interpreter import Interpreter, OpResolverType
        except ImportError as exc:  # no wheel for this Python or processor, or one that needs a newer system
            raise EngineError(f"LiteRT cannot be loaded ({one_line(exc)}); set engine.runtime to onnxruntime or auto") from exc
        self.name = engine_name("litert", precision, threads)
        resolver = OpResolverType.AUTO if xnnpack else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        try:
            self._interpreter = Interpreter(model_content=graph, num_threads=threads, experimental_op_resolver_type=resolver)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as exc:
            raise EngineError(f"LiteRT cannot load the {precision} graph ({one_line(exc)}); check the bundle") from exc
        if self._interpreter.num_subgraphs() != 1:
            raise EngineError(f"the {precision} graph loops or branches, which may never end; check the bundle")
        inputs, outputs = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        ranks = sorted(len(detail["shape"]) for detail in outputs)
        if len(inputs) != 1 or len(inputs[0]["shape"]) != 4 or ranks != [2, 4]:
            raise EngineError(f"the {precision} graph does not map one image to logits and features; check the bundle")
        (image,), (logits, features) = inputs, sorted(outputs, key=lambda detail: len(detail["shape"]))
        signed, side = image["dtype"] is np.int8, int(image["shape"][1]) - 2
        if tuple(image["shape"]) != (1, side + 2, side + 2, 2) or side < 1:
            raise EngineError(f"the {precision} graph does not take an image with its border; check the bundle")
        if (not signed and image["dtype"] is not np.float32) or (signed and image["quantization"] != (1.0, -128)):
            raise EngineError(f"the {precision} graph does not take grey levels; check the bundle")
        self._image, self._logits, self._features = image["index"], logits["index"], features["index"]
        self._logits_scale, self._features_scale = logits["quantization"], features["quantization"]
        self._shape = (side, side)
        self._signs = SIGNS if signed else np.uint16(0)
        # A pixel's two channels as one word, the image in the low byte: writing every other byte takes twice as long.
        pixels = add_border(side).view(np.dtype("<u2"))[:, :, 0]
        pixels ^= self._signs
        self._inside = pixels[1:-1, 1:-1]  # where the image goes; channel 1 is black here
        self._input = pixels.view(np.int8 if signed else np.uint8).reshape(side + 2, side + 2, 2)

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        if image.shape != self._shape or image.dtype != np.uint8:
            size = " x ".join(map(str, self._shape))
            raise EngineError(f"{self.name} failed on an image of {image.shape} {image.dtype}; it takes {size} uint8")
        try:
            np.bitwise_xor(image, self._signs, out=self._inside)
            self._interpreter.tensor(self._image)()[0] = self._input  # the view of the runtime's memory must not be kept
            self._interpreter.invoke()
            logits = self._read(self._logits, self._logits_scale)
            return Inference(logits, self._read(self._features, self._features_scale).transpose(2, 0, 1))
        except (ValueError, RuntimeError) as exc:
            raise EngineError(f"{self.name} failed ({one_line(exc)}); check the bundle") from exc

    def _read(self, index: int, quantisation: tuple[float, int]) -> FloatMap:
        """A copy of an output as floats, without its batch dimension, channels last.

        The memory layout stays channels last: reordering it would take a twentieth of the whole pass.
        """
        scale, zero_point = quantisation
        values = self._interpreter.tensor(index)()[0]
        floats: FloatMap = values.astype(np.float32)
        if values.dtype != np.float32:
            floats -= np.float32(zero_point)
            floats *= np.float32(scale)
        return floats
