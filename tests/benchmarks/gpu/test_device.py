"""Whether there is a GPU is asked of torch, in a process of its own, which may fail."""

from __future__ import annotations

import importlib.util
import subprocess
from importlib.machinery import ModuleSpec

import pytest

from benchmarks.gpu.device import FoundDevice, find_device
from tests.support.made_up_gpu import DEVICE


def answer(monkeypatch: pytest.MonkeyPatch, output: bytes | Exception) -> FoundDevice:
    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        if isinstance(output, Exception):
            raise output
        return subprocess.CompletedProcess(command, 0, output)

    monkeypatch.setattr(subprocess, "run", run)
    return find_device()


def test_what_torch_says_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        b'{"device":{"name":"made-up GPU","capability":"9.9","memory_mb":8192,"driver":"999.1","cuda":"99.0","cudnn":"9.9",'
        b'"torch":"9.9.9"},"why_not":""}'
    )
    assert answer(monkeypatch, said) == FoundDevice(DEVICE)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (subprocess.TimeoutExpired("python", 120.0), "has not said within"),
        (subprocess.CalledProcessError(1, "python"), "fails when it is asked"),
        (b"Segmentation fault", "fails when it is asked"),
    ],
)
def test_where_torch_fails_there_is_no_gpu(monkeypatch: pytest.MonkeyPatch, failure: bytes | Exception, words: str) -> None:
    found = answer(monkeypatch, failure)
    assert found.device is None and words in found.why_not


def test_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_spec(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    assert "PyTorch is not installed" in find_device().why_not
