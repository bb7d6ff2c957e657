"""LiteRT on the processor, with XNNPACK's kernels."""

from __future__ import annotations

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from edge_app.engine.engine import Inference, named, one_line
from edge_app.errors import EngineError
from edge_app.records import FloatMap, GreyImage

SIGN = 0x80  # flips a grey level 0-255 into the same level less 128


class LiteRtEngine:
    """A graph with one input (1, S, S, 1) and the outputs logits (1, 2) and features (1, h, w, K).

    The input is int8 with scale 1 and zero point -128, or float32; both mean grey levels. Outputs are float32, or int8
    with scales, which are applied here. The picture is written into the runtime's own memory, without a copy between.
    """

    def __init__(self, graph: bytes, precision: str, threads: int, xnnpack: bool = True) -> None:
        """Load a .tflite graph from its bytes; `precision` is for the name. Raises EngineError when the runtime refuses it.

        xnnpack: without it LiteRT's own kernels run, many times slower and with other rounding.
        """
        self.name = named("LiteRT", precision, threads)
        resolver = OpResolverType.AUTO if xnnpack else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        try:
            self._interpreter = Interpreter(model_content=graph, num_threads=threads, experimental_op_resolver_type=resolver)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as exc:
            raise EngineError(f"LiteRT cannot load the {precision} graph ({one_line(exc)}); check the bundle") from exc
        inputs, outputs = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        ranks = sorted(len(detail["shape"]) for detail in outputs)
        if len(inputs) != 1 or len(inputs[0]["shape"]) != 4 or ranks != [2, 4]:
            raise EngineError(f"the {precision} graph is not one image to logits and features; check the bundle")
        (image,), (logits, features) = inputs, sorted(outputs, key=lambda detail: len(detail["shape"]))
        self._signed = image["dtype"] is np.int8
        if (not self._signed and image["dtype"] is not np.float32) or (self._signed and image["quantization"] != (1.0, -128)):
            raise EngineError(f"the {precision} graph does not take grey levels; check the bundle")
        self._image, self._logits, self._features = image["index"], logits["index"], features["index"]
        self._logits_scale, self._features_scale = logits["quantization"], features["quantization"]
        self._shape = tuple(int(side) for side in image["shape"][1:3])

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        if image.shape != self._shape or image.dtype != np.uint8:
            size = " x ".join(map(str, self._shape))
            raise EngineError(f"{self.name} failed on an image of {image.shape} {image.dtype}; it takes {size} uint8")
        try:
            # Views of the runtime's memory must be gone before it runs.
            memory = self._interpreter.tensor(self._image)()[0, :, :, 0]
            if self._signed:
                np.bitwise_xor(image, SIGN, out=memory.view(np.uint8))
            else:
                memory[:] = image
            del memory
            self._interpreter.invoke()
            features = self._read(self._features, self._features_scale)
            return Inference(self._read(self._logits, self._logits_scale), np.ascontiguousarray(features.transpose(2, 0, 1)))
        except (ValueError, RuntimeError) as exc:
            raise EngineError(f"{self.name} failed ({one_line(exc)}); check the bundle") from exc

    def _read(self, index: int, quantisation: tuple[float, int]) -> FloatMap:
        """An output without its batch dimension, as floats, in memory of its own."""
        scale, zero_point = quantisation
        values = self._interpreter.tensor(index)()[0]
        floats: FloatMap = values.astype(np.float32)
        return floats if values.dtype == np.float32 else (floats - np.float32(zero_point)) * np.float32(scale)
