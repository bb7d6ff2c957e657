"""What is in the wheel: the appliance, its bundle and the boards; no test, no training, nothing by accident."""

from __future__ import annotations

import re
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from tests.wheel.installed import CHECKOUT

pytestmark = pytest.mark.wheel

MAX_SIZE = 25_000_000  # bytes
KINDS = {
    "code": r"edge_app/([a-z0-9_]+/)*[a-z0-9_]+\.py",
    "screens": r"edge_app/ui/qml/[A-Za-z]+\.qml",
    "translations": r"edge_app/ui/translations/edge_app_[a-z]+\.qm",
    "words of reports": r"edge_app/exams/export/locales/[a-z]+\.toml",
    "tables": r"edge_app/exams/store/migrations/\d{3}_[a-z_]+\.sql",
    "protocols": r"edge_app/exams/protocols/factory/[a-z]+\.toml",
    "boards": r"edge_app/boards/[a-z0-9-]+/board\.toml",
    "system's files": r"edge_app/boards/system/([a-z-]+|polkit\.rules|units/[a-z-]+\.(service|path|timer|socket))",
    "public keys": r"edge_app/keys/[a-z0-9-]+\.pub",
    "graphs": r"edge_app/bundles/[a-z0-9-]+/((fp32|int8|fine)\.onnx|int8\.tflite)",
    "rest of a bundle": r"edge_app/bundles/[a-z0-9-]+/((golden|head|guard|guard_golden)\.npz|manifest\.(json|sig))",
    "metadata": r"edge_app-[0-9.]+\.dist-info/(METADATA|RECORD|WHEEL|entry_points\.txt|top_level\.txt|licenses/LICENSE)",
}


@pytest.fixture(scope="module")
def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(contents: dict[str, bytes]) -> Message:
    (name,) = [name for name in contents if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(contents[name].decode())


def test_every_file_is_of_a_known_kind(contents: dict[str, bytes]) -> None:
    assert [name for name in contents if not any(re.fullmatch(kind, name) for kind in KINDS.values())] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_there(contents: dict[str, bytes], kind: str) -> None:
    assert [name for name in contents if re.fullmatch(KINDS[kind], name)]


def test_all_code_and_screens_of_the_checkout_are_there(contents: dict[str, bytes]) -> None:
    for pattern in ("*.py", "*.qml", "*.qm", "*.sql", "*.toml"):
        missing = {str(file.relative_to(CHECKOUT)) for file in (CHECKOUT / "edge_app").rglob(pattern)} - contents.keys()
        assert missing == set()


def test_boards_are_those_of_firmware_configs(contents: dict[str, bytes]) -> None:
    folder = CHECKOUT / "firmware_configs"
    files = [*folder.glob("*/board.toml"), *(file for file in (folder / "system").rglob("*") if file.is_file())]
    source = {f"edge_app/boards/{file.relative_to(folder)}": file.read_bytes() for file in files}
    assert {name: content for name, content in contents.items() if name.startswith("edge_app/boards/")} == source


def test_bundle_is_the_signed_one_byte_for_byte(contents: dict[str, bytes]) -> None:
    shipped = {name: content for name, content in contents.items() if name.startswith("edge_app/bundles/")}
    assert shipped == {name: (CHECKOUT / name).read_bytes() for name in shipped}


def test_size(wheel: Path) -> None:
    assert wheel.stat().st_size < MAX_SIZE


def test_metadata_names_the_licence_and_asks_for_nothing_of_training(metadata: Message) -> None:
    assert (metadata["Name"], metadata["License-Expression"], metadata["Requires-Python"]) == ("edge-app", "Apache-2.0", ">=3.10")
    always = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in always}
    assert {"numpy", "onnxruntime", "pyside6-essentials"} <= names
    assert not names & {"torch", "onnx", "onnxscript", "scikit-learn", "scipy", "matplotlib", "pytest", "mypy", "ruff"}
    assert "Research use only" in str(metadata.get_payload())


def test_only_the_appliance_is_at_the_top(contents: dict[str, bytes]) -> None:
    (name,) = [name for name in contents if name.endswith(".dist-info/top_level.txt")]
    assert contents[name].decode().split() == ["edge_app"]
