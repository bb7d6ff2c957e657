"""LiteRT graphs of the network: in float, and as INT8 by two ways. Needs the extra `litert`, in an environment of its own.

`quantise` gives each tensor the range that it keeps within on nearly all of the calibration images: a few outliers would
make every step coarser for all others. The quantiser's own calibration
takes a moving average of the images' ranges, which cuts off the top of every other one.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import torch
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from ai_edge_litert.tools import flatbuffer_utils
from ai_edge_quantizer import quantizer
from ai_edge_quantizer.algorithm_manager import AlgorithmName
from ai_edge_quantizer.qtyping import TFLOperationName
from ai_edge_quantizer.recipe_manager import RecipeManager
from litert_torch import convert
from litert_torch.quantize.pt2e_quantizer import PT2EQuantizer, get_symmetric_quantization_config
from litert_torch.quantize.quant_config import QuantConfig
from torchao.quantization.pt2e.observer import FixedQParamsObserver
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
from tqdm import tqdm

from edge_app.records import GreyImage
from quantize.graphs.onnx_export import SIDE
from quantize.litert.nhwc import ChannelLast, add_borders
from quantize.network.deploy import WHITE

Ranges = dict[str, tuple[float, float]]  # tensor -> least and largest value
IMAGE, LOGITS, FEATURES = "image", "logits", "features"


def to_litert(net: torch.nn.Module, how: QuantConfig | None = None) -> bytes:
    """The deployed network as a LiteRT graph: "image" (1, 226, 226, 2) -> "logits" (1, 2), "features" (1, 7, 7, 1024)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch and the converter warn of their own use of each other
        model = convert(net, (torch.zeros(1, SIDE + 2, SIDE + 2, 2),), quant_config=how)
    return renamed(model.model_content(), inner="t")


def renamed(graph: bytes, inner: str) -> bytes:
    """The same graph, its ends named "image", "logits" and "features", its other tensors `inner` and their number.

    As converted, tensors are named after their place in the source code, which takes a tenth of a megabyte.
    """
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(graph))
    (subgraph,) = model.subgraphs
    for number, tensor in enumerate(subgraph.tensors):
        tensor.name = f"{inner}{number}" if inner else None
    (signature,) = model.signatureDefs
    ends = {signature.inputs[0].tensorIndex: IMAGE}
    for entry in signature.outputs:
        ends[entry.tensorIndex] = LOGITS if len(subgraph.tensors[entry.tensorIndex].shape) == 2 else FEATURES
    for entry in (*signature.inputs, *signature.outputs):
        entry.name = subgraph.tensors[entry.tensorIndex].name = ends[entry.tensorIndex]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def value_ranges(graph: bytes, images: Iterable[GreyImage], percentile: float) -> Ranges:
    """The range that every computed tensor of a float graph keeps within on `percentile` per cent of preprocessed images.

    Of each tensor, the percentile of the images' least and of their largest values; 0 always lies in the range.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # keeping all tensors is what is wanted here
        interpreter = Interpreter(model_content=graph, num_threads=1, experimental_preserve_all_tensors=True)
    interpreter.allocate_tensors()
    (image,) = interpreter.get_input_details()
    names = {detail["index"]: detail["name"] for detail in interpreter.get_tensor_details()}
    computed = sorted({int(i) for operation in operations(interpreter) for i in operation["outputs"]})
    least: dict[str, list[float]] = {names[index]: [] for index in computed}
    largest: dict[str, list[float]] = {names[index]: [] for index in computed}
    for one in images:
        interpreter.set_tensor(image["index"], add_borders(one[np.newaxis]).astype(np.float32))
        interpreter.invoke()
        for index in computed:
            values = interpreter.get_tensor(index)
            least[names[index]].append(float(values.min()))
            largest[names[index]].append(float(values.max()))
    ranges = {
        name: (
            min(0.0, float(np.percentile(least[name], 100 - percentile))),
            max(0.0, float(np.percentile(largest[name], percentile))),
        )
        for name in least
    }
    return {**ranges, IMAGE: (0.0, float(WHITE))}


def operations(interpreter: Interpreter) -> list[dict[str, npt.NDArray[np.int32]]]:
    """The graph's operations in order, without those that stand for a delegate."""
    listed: list[dict[str, npt.NDArray[np.int32]]] = interpreter._get_ops_details()
    return [operation for operation in listed if operation["op_name"] != "DELEGATE"]


def quantise(graph: bytes, images: GreyImage, percentile: float) -> bytes:
    """A float graph and preprocessed training images (N, S, S) -> the INT8 graph, by ai-edge-quantizer.

    Signed eight bits, weights with one scale per channel. The head stays in float: it
    costs nothing, and the logits then follow from the very features the heatmap is made of.
    """
    bar = tqdm(images, desc="calibrating", unit="image", disable=None)
    ranges = share_ranges(graph, value_ranges(graph, bar, percentile))
    recipe = RecipeManager()
    recipe.add_static_config(".*", TFLOperationName.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
    for operation in (TFLOperationName.OUTPUT, TFLOperationName.FULLY_CONNECTED):
        recipe.add_quantization_config(".*", operation, algorithm_key=AlgorithmName.NO_QUANTIZE)
    recipe.add_quantization_config(f"{pooled(graph)}(;|$)", TFLOperationName.MEAN, algorithm_key=AlgorithmName.NO_QUANTIZE)
    work = quantizer.Quantizer(bytearray(graph), recipe.get_quantization_recipe())
    rank = (1, 1, 1, 1)
    values = {
        name: {"min": np.full(rank, least, np.float32), "max": np.full(rank, most, np.float32)}
        for name, (least, most) in ranges.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # its analysis of the float graph keeps all tensors, and warns about that
        done = work.quantize(values, enable_progress_bar=False, enable_progress_report=False)
    return renamed(integer_maxima(done.quantized_model), inner="")


def share_ranges(graph: bytes, ranges: Ranges) -> Ranges:
    """The same ranges, but one for each concatenation's inputs and output: else the inputs are rounded once more."""
    shared = dict(ranges)
    interpreter = Interpreter(model_content=graph)
    interpreter.allocate_tensors()
    names: dict[int, str] = {detail["index"]: detail["name"] for detail in interpreter.get_tensor_details()}
    for operation in operations(interpreter):
        if operation["op_name"] == "CONCATENATION":
            joined = [names[int(index)] for index in (*operation["inputs"], *operation["outputs"])]
            least, largest = zip(*(shared[name] for name in joined[:-1]), strict=True)
            shared.update(dict.fromkeys(joined, (min(least), max(largest))))
    return shared


def integer_maxima(graph: bytes) -> bytes:
    """The same graph with every maximum taken of integers: its dequantisation goes, and its output has its input's scale.

    LiteRT and XNNPACK have the operation in eight bits, but ai-edge-quantizer does not know it.
    """
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(graph))
    (subgraph,) = model.subgraphs
    makers = {int(output): operator for operator in subgraph.operators for output in operator.outputs}
    for operator in list(subgraph.operators):
        if model.operatorCodes[operator.opcodeIndex].builtinCode == schema.BuiltinOperator.REDUCE_MAX:
            dequantise = makers[int(operator.inputs[0])]
            whole, output = subgraph.tensors[dequantise.inputs[0]], subgraph.tensors[operator.outputs[0]]
            output.type, output.quantization = whole.type, whole.quantization
            operator.inputs = [dequantise.inputs[0], operator.inputs[1]]
            subgraph.operators.remove(dequantise)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def pooled(graph: bytes) -> str:
    """Name of the tensor that the linear layer reads."""
    interpreter = Interpreter(model_content=graph)
    interpreter.allocate_tensors()
    names: dict[int, str] = {detail["index"]: detail["name"] for detail in interpreter.get_tensor_details()}
    (linear,) = (operation for operation in operations(interpreter) if operation["op_name"] == "FULLY_CONNECTED")
    return names[int(linear["inputs"][0])]


def quantise_by_export(net: ChannelLast, images: npt.NDArray[np.uint8]) -> bytes:
    """The network and preprocessed training images (N, S, S) -> the INT8 graph, by PyTorch's quantised export (PT2E).

    The outputs are INT8 with scales.
    """
    example = (torch.zeros(1, SIDE + 2, SIDE + 2, 2),)
    way = PT2EQuantizer().set_global(get_symmetric_quantization_config(is_per_channel=True))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        prepared = prepare_pt2e(torch.export.export(net, example).module(), way)
        # The image in its frame: grey levels less 128, exactly.
        prepared.activation_post_process_0 = FixedQParamsObserver(
            scale=1.0, zero_point=-128, dtype=torch.int8, quant_min=-128, quant_max=127
        )
        for image in tqdm(images, desc="calibrating", unit="image", disable=None):
            prepared(torch.from_numpy(add_borders(image[np.newaxis])).float())
        graph = to_litert(convert_pt2e(prepared, fold_quantize=False), QuantConfig(pt2e_quantizer=way))
    return renamed(graph, inner="")
