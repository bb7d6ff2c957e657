"""A checkpoint that shares its weights with the FP32 graph made of it: the small file that makes it whole again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import safetensors
import safetensors.torch

import quantize
from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.errors import ConfigError, ExportError
from quantize.graphs.onnx_export import read_weights
from quantize.network.restore import remainder, restore
from quantize.training.prediction import Weights
from quantize.training.provenance import read_record, write_checkpoint

REMAINDERS = Path(quantize.__file__).parent / "checkpoints"  # of the shipped bundles; in the source tree, not in the wheel
GRAPH = "graph"  # key of the FP32 graph's SHA-256 in the header of the file


def remainder_path(bundle: ModelBundle) -> Path:
    """Where the source tree keeps the remainder of a shipped bundle."""
    return REMAINDERS / f"{bundle.manifest.name}.safetensors"


def write_remainder(path: Path, checkpoint: Path, bundle: ModelBundle) -> int:
    """Write what the bundle's FP32 graph lacks of the checkpoint it was made from, with the checkpoint's record.

    Returns the file's size in bytes. Raises ConfigError when the checkpoint or the bundle does not serve, ExportError when
    the disk refuses.
    """
    graph, record = _fp32(bundle), read_record(checkpoint)
    try:
        kept = remainder(safetensors.torch.load_file(checkpoint), read_weights(graph))
    except KeyError as exc:
        raise ConfigError(f"{checkpoint} does not hold NMD-AssistNet's weights; give one that `quantize train` wrote") from exc
    write_checkpoint(path, kept, record, **{GRAPH: hashlib.sha256(graph).hexdigest()})
    return path.stat().st_size


def restore_weights(bundle: ModelBundle, path: Path) -> Weights:
    """The weights of the checkpoint that a bundle was made from, to the last bit.

    path: the remainder. Raises ConfigError when it cannot be read or is of another graph.
    """
    graph = _fp32(bundle)
    try:
        with safetensors.safe_open(path, "pt") as file:
            made_with = (file.metadata() or {}).get(GRAPH)
        if made_with != hashlib.sha256(graph).hexdigest():
            raise ConfigError(f"{path} does not belong to the FP32 graph of {bundle.id}; give the one made with it")
        return restore(read_weights(graph), safetensors.torch.load_file(path))
    except (OSError, safetensors.SafetensorError) as exc:
        raise ConfigError(f"{path} cannot be read as a remainder; give a file that `quantize remainder` wrote") from exc
    except ExportError as exc:
        raise ConfigError(f"{path}: {exc}") from exc


def _fp32(bundle: ModelBundle) -> bytes:
    try:
        return bundle.graphs[Precision.FP32]
    except KeyError as exc:
        raise ConfigError(f"{bundle.id} has no FP32 graph, which holds the weights; give a bundle that has one") from exc
