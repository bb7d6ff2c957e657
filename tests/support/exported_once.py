"""Each network is exported once for a test run, however many tests and processes need its graph: an export takes ten seconds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import onnx
import pytest
import torch

from tests.support.made_once import made_once


@dataclass(frozen=True)
class Program:
    """What is used of `torch.onnx.ONNXProgram`."""

    model_proto: onnx.ModelProto


def _content(net: torch.nn.Module, inputs: tuple[torch.Tensor, ...], options: dict[str, Any]) -> str:
    """Equal for networks of equal structure and weights that are exported alike."""
    digest = hashlib.sha256(repr((net, getattr(net, "code", ""), [i.shape for i in inputs], sorted(options.items()))).encode())
    for name, value in net.state_dict().items():
        digest.update(name.encode() + value.detach().numpy().tobytes())
    return digest.hexdigest()


@pytest.fixture(scope="session", autouse=True)
def exported_once(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`torch.onnx.export` remembers what it exported."""
    original = torch.onnx.export

    def export(net: torch.nn.Module, inputs: tuple[torch.Tensor, ...], **options: Any) -> Program:
        def make() -> bytes:
            program = original(net, inputs, **options)
            assert program is not None
            return program.model_proto.SerializeToString()  # type: ignore[no-any-return]

        name = f"exported-{_content(net, inputs, options)}.onnx"
        return Program(onnx.load_from_string(made_once(tmp_path_factory, name, make)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.onnx, "export", export)
        yield
