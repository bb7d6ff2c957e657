"""release.pyz: edge_app/release and what it imports of ours, as a program that any python3 runs without anything installed."""

from __future__ import annotations

import ast
import io
import zipfile
from datetime import datetime, timezone
from pathlib import Path

from firmware_configs.release.errors import BuildError

_START = "edge_app.release.__main__"
_MAIN = "import runpy\n\nrunpy.run_module('edge_app.release', run_name='__main__')\n"
_FIRST_LINE = b"#!/usr/bin/env python3\n"


def release_program(source: Path, seconds: int) -> bytes:
    """The zip file, whose first line makes it executable. source: the folder edge_app lies in; seconds: its time, since 1970.

    Raises BuildError when edge_app/release is missing, or it imports a package that a bare device has not.
    """
    if not _file(source, _START).is_file():
        raise BuildError(f"{source} has no edge_app/release, which installs releases on a device; make them of a whole checkout")
    modules = _modules(source)
    written = io.BytesIO()
    when = datetime.fromtimestamp(max(seconds, 315532800), timezone.utc).timetuple()[:6]  # zip knows no time before 1980
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        contents = {str(path.relative_to(source)): path.read_bytes() for path in modules} | {"__main__.py": _MAIN.encode()}
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, when)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name])
    return _FIRST_LINE + written.getvalue()


def _modules(source: Path) -> set[Path]:
    """The files of the start module and of all modules of edge_app that it imports, directly or by way of others."""
    found: set[Path] = set()
    waiting = [_START]
    while waiting:
        module = waiting.pop()
        path = _file(source, module)
        if not path.is_file() or path in found:
            continue
        found.add(path)
        parents = [module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)]
        waiting += [*parents, *_imports(path)]
    return found


def _imports(path: Path) -> list[str]:
    """What may be modules of edge_app among the names that a file imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.split(".")[0] == "edge_app"]


def _file(source: Path, module: str) -> Path:
    path = source.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
