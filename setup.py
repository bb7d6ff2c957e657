"""Maps firmware_configs/ into the wheel as edge_app/boards. Everything else is in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.errors import SetupError

BOARDS = Path("firmware_configs")  # the only source of boards; edge_app/config.py finds them here or in the wheel


class BuildWithBoards(build_py):
    """An editable install reads the checkout's own folder, so nothing is copied for it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        files = sorted(BOARDS.glob("*/board.toml"))
        if not files:
            raise SetupError(f"{BOARDS}/ has no BOARD/board.toml; build the wheel from a whole checkout")
        system = (file for file in sorted((BOARDS / "system").rglob("*")) if file.is_file())
        for file in (*files, *system):
            target = Path(self.build_lib, "edge_app", "boards", file.relative_to(BOARDS))
            self.mkpath(str(target.parent))
            self.copy_file(str(file), str(target))


setup(cmdclass={"build_py": BuildWithBoards})
