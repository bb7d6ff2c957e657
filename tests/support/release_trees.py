"""A release in small: a checkout of a few files, and the finished tree that would be made of it."""

from __future__ import annotations

from pathlib import Path

from edge_app.bundle.key_purpose import KeyPurpose
from firmware_configs.release.commit import Commit
from firmware_configs.release.packages import Package
from firmware_configs.release.target import target
from quantize.packaging.keys import SigningKey
from tests.support.signing import KEY as BUNDLE_KEY

KEY = SigningKey(BUNDLE_KEY.private, KeyPurpose.RELEASE)
COMMIT = Commit("0123456789abcdef0123456789abcdef01234567", 1_790_000_000)
TARGET = target("raspberry-pi-5", "bookworm")

_SOURCE = {
    "edge_app/__init__.py": "NAME = 'edge_app'\n",
    "edge_app/errors.py": "class EdgeError(Exception): ...\n",
    "edge_app/screen.py": "import PySide6\n",
    "edge_app/release/__init__.py": "",
    "edge_app/release/__main__.py": "from edge_app.release import state\nprint(state.SAID)\n",
    "edge_app/release/state.py": "from edge_app.errors import EdgeError\nSAID = 'installed'\n",
}
_TREE = {
    "site-packages/edge_app/__init__.py": "NAME = 'edge_app'\n",
    "site-packages/edge_app/exams/store/migrations/008_last.sql": "",
    "site-packages/edge_app/exams/store/migrations/001_first.sql": "",
    "site-packages/small/__init__.py": "",
    "site-packages/small.libs/libsmall-1.so": "not a library\n",
    "site-packages/Ärztin.txt": "a name beyond ASCII\n",
    "site-packages/" + "deep/" * 30 + "file.txt": "a path longer than 100 bytes\n",
    "bundle/manifest.json": "{}\n",
    "board/raspberry-pi-5/board.toml": "[engine]\n",
    "notices/small/LICENSE": "MIT\n",
    "notices/README.txt": "where these texts come from\n",
}
_OWN = frozenset(path.removeprefix("site-packages/") for path in _TREE if path.startswith("site-packages/edge_app/"))
_SMALL = frozenset(path.removeprefix("site-packages/") for path in _TREE if path.startswith("site-packages/")) - _OWN
PACKAGES = (Package("Small", "1.0", "MIT", (), (), _SMALL), Package("edge-app", "0.2.0", "Apache-2.0", (), (), _OWN))


def write_source(folder: Path) -> Path:
    return _written(folder, _SOURCE)


def write_tree(folder: Path) -> Path:
    tree = _written(folder, _TREE)
    (tree / "site-packages/small.libs/libsmall-1.so").chmod(0o775)
    return tree


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
