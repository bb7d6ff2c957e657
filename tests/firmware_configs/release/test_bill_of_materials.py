"""The bill of materials of a release: what it lists, by CycloneDX's own schema, and that nothing in the tree is unnamed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firmware_configs.release.bill_of_materials import bill_of_materials
from firmware_configs.release.errors import BuildError
from firmware_configs.release.manifest import describe_tree
from tests.support.release_trees import COMMIT, PACKAGES, TARGET, write_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_tree(tmp_path)


def bill_of(tree: Path) -> bytes:
    return bill_of_materials(TARGET, "0.2.0", COMMIT.time, PACKAGES, tree, describe_tree(tree))


def components(bill: bytes) -> dict[str, dict[str, Any]]:
    """Those of the release and the release itself, by their names."""
    read = json.loads(bill)
    return {one["bom-ref"]: one for one in (*read["components"], read["metadata"]["component"])}


def owner(path: str, found: dict[str, dict[str, Any]]) -> str:
    """The component that a file of the tree belongs to, by what the bill says and nothing else."""
    places = [(entry["value"], name) for name, one in found.items() for entry in one["properties"]]
    fitting = [(place, name) for place, name in places if place == path or (place.endswith("/") and path.startswith(place))]
    return max(fitting, key=lambda fit: len(fit[0]))[1]


def test_it_is_sound_by_the_official_schema_and_the_schema_finds_a_fault(tree: Path) -> None:
    # Only here: its grammar of addresses takes two seconds to load, for which every process of the suite would wait.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator, bill = JsonStrictValidator(SchemaVersion.V1_6), bill_of(tree)
    assert validator.validate_str(bill.decode()) is None
    assert validator.validate_str(bill.replace(b'"type":"application"', b'"type":"kiosk"').decode()) is not None


def test_it_lists_packages_libraries_and_the_model(tree: Path) -> None:
    bill = json.loads(bill_of(tree))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == "0.2.0" and bill["metadata"]["timestamp"] == "2026-09-21T14:13:20Z"
    found = {component["bom-ref"]: component for component in bill["components"]}
    assert found.keys() == {"pypi:small", "file:small.libs/libsmall-1.so", "model-bundle"}
    assert found["pypi:small"]["purl"] == "pkg:pypi/small@1.0" and found["pypi:small"]["licenses"] == [{"expression": "MIT"}]
    assert set(bill["dependencies"][0]["dependsOn"]) == found.keys()


def test_every_file_of_the_tree_belongs_to_a_component(tree: Path) -> None:
    found = components(bill_of(tree))
    owned = {path: owner(path, found) for path in describe_tree(tree)}
    assert owned == {path: expected(path) for path in owned}


def expected(path: str) -> str:
    if path.startswith("bundle/"):
        return "model-bundle"
    if path == "site-packages/small.libs/libsmall-1.so":
        return "file:small.libs/libsmall-1.so"
    if path.startswith(("board/", "site-packages/edge_app/")) or path == "notices/README.txt":
        return "edge-app"
    return "pypi:small"


@pytest.mark.parametrize("path", ["site-packages/left_over.py", "notices/nobody/LICENSE", "something/else.txt", "alone.txt"])
def test_a_file_of_no_component_stops_the_build(tree: Path, path: str) -> None:
    (tree / path).parent.mkdir(exist_ok=True)
    (tree / path).write_text("")
    with pytest.raises(BuildError, match=f"^{path} is of no package that was installed"):
        bill_of(tree)
