"""What a release is made of, as CycloneDX 1.6: every package with its licence, every library in it, and the model bundle.

Every file of the tree belongs to a component: its property "edge-app:path" names it, or a folder ("numpy/") that it lies in; of
several the longest.

The form: https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from firmware_configs.release.licences import expression
from firmware_configs.release.manifest import describe, encoded
from firmware_configs.release.ownership import EDGE_APP, MODEL_BUNDLE, component_of, owners, places
from firmware_configs.release.packages import Package
from firmware_configs.release.target import Target

_NAMESPACE = uuid.UUID("5a1c7a3e-6d0f-5a52-9d55-0d6f3f1f2b11")  # of serial numbers; drawn once


def bill_of_materials(
    target: Target, version: str, time: str, packages: Sequence[Package], tree: Path, files: Mapping[str, object]
) -> bytes:
    """The document. time: UTC, in ISO 8601; tree: as it will be on the device; files: the paths in it.

    Raises BuildError when a file of the tree is of no component.
    """
    site_packages, manifest = tree / "site-packages", describe(tree / "bundle" / "manifest.json")
    own = places(owners(files, packages))
    components: list[dict[str, Any]] = [_package(package, own) for package in packages if package.key != EDGE_APP]
    components += [_library(path, site_packages) for path in _libraries(site_packages)]
    components.append({
        "type": "machine-learning-model", "bom-ref": MODEL_BUNDLE, "name": "nmd-assistnet-phantom",
        "hashes": _hashes(manifest), "licenses": [{"license": {"id": "Apache-2.0"}}],
        "description": "trained on simulated ultrasound; the hash is that of its manifest, which lists all its files",
        "properties": _paths(own[MODEL_BUNDLE]),
    })  # fmt: skip
    main = {
        "type": "application", "bom-ref": EDGE_APP, "name": "edge-app", "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}], "description": f"release for {target.name}",
        "properties": _paths(own[EDGE_APP]),
    }  # fmt: skip
    content = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}
    serial = uuid.uuid5(_NAMESPACE, encoded(content | {"main": main}).decode())
    metadata = {"timestamp": time, "component": main}
    graph = [{"ref": EDGE_APP, "dependsOn": [component["bom-ref"] for component in components]}]
    return encoded(content | {"serialNumber": f"urn:uuid:{serial}", "metadata": metadata, "dependencies": graph})


def _package(package: Package, own: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    name = component_of(package)
    return {
        "type": "library", "bom-ref": name, "name": package.key, "version": package.version,
        "purl": f"pkg:pypi/{package.key}@{package.version}", "licenses": [{"expression": expression(package)}],
        "properties": _paths(own.get(name, ())),
    }  # fmt: skip


def _libraries(site_packages: Path) -> list[Path]:
    """Shared libraries of others that wheels bring along: auditwheel puts them into NAME.libs."""
    found = [path for folder in site_packages.glob("*.libs") for path in folder.iterdir() if ".so" in path.name]
    qt = site_packages / "PySide6" / "Qt" / "lib"
    return sorted([*found, *(qt.iterdir() if qt.is_dir() else ())])


def _library(path: Path, site_packages: Path) -> dict[str, Any]:
    place = path.relative_to(site_packages).as_posix()
    return {
        "type": "library", "bom-ref": f"file:{place}", "name": path.name.split(".so")[0],
        "hashes": _hashes(describe(path)), "properties": _paths([f"site-packages/{place}"]),
    }  # fmt: skip


def _paths(paths: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": "edge-app:path", "value": path} for path in paths]


def _hashes(described: Mapping[str, object]) -> list[dict[str, object]]:
    return [{"alg": "SHA-256", "content": described["sha256"]}]
