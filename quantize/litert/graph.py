"""The network as a LiteRT graph, made by a recipe.

The conversion's packages hold others back to older versions, so they are the extra `litert`, for an environment of its own.
"""

from __future__ import annotations

from edge_app.errors import ConfigError
from edge_app.records import GreyImage
from quantize.litert.nhwc import deploy_channel_last
from quantize.litert.recipe import LiteRtRecipe
from quantize.network.model import NmdAssistNet

CURE = "pip install '.[quantize,litert]' into an environment of its own brings it"


def make_litert_graph(net: NmdAssistNet, calibration: GreyImage, recipe: LiteRtRecipe) -> bytes:
    """The network as a LiteRT graph. calibration: preprocessed training images (N, S, S).

    Raises ConfigError where the extra is not installed.
    """
    try:
        from quantize.litert import convert
        from quantize.litert.bias_correction import correct_biases
    except ModuleNotFoundError as exc:
        raise ConfigError(f"the Python package {exc.name!r}, which `litert` needs, is missing; {CURE}") from exc
    deployed = deploy_channel_last(net, calibration[::4] if recipe.even else None)
    match recipe.quantiser:
        case "pt2e":
            return convert.quantise_by_export(deployed, calibration)
        case "ai_edge_quantizer":
            exact = convert.to_litert(deployed)
            return correct_biases(exact, convert.quantise(exact, calibration, recipe.percentile), calibration[::2])
        case _:
            return convert.to_litert(deployed)
