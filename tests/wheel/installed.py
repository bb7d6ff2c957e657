"""An empty environment with the wheel in it, outside the checkout."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
COMMAND_S = 240.0  # s


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and the folder that its commands run in."""

    programs: Path
    folder: Path

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs in the folder, as somebody with an empty home who knows nothing of the checkout."""
        foreign = ("PYTHON", "EDGE_APP_", "VIRTUAL_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        environment = {**inherited, "HOME": str(self.folder), "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder, env=environment, capture_output=True, text=True, timeout=COMMAND_S, check=False,
        )  # fmt: skip
