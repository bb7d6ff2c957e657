"""What this appliance is made of: for whoever looks after it, and for a report of a fault."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from edge_app.system.host import machine
from edge_app.system.release_trial import RELEASE, is_on_trial

_LICENCE = Path(__file__).resolve().parents[2] / "LICENSE"  # of a checkout


@dataclass(frozen=True)
class Versions:
    """One line each; empty: not known, or none."""

    program: str = ""
    release: str = ""  # empty: run from a checkout or a wheel
    on_trial: bool = False  # the release has not passed its self-test yet
    model: str = ""
    runtime: str = ""
    board: str = ""
    system: str = ""  # of Python, kernel
    licences: str = ""  # folder or file with the licences of everything in it


def versions(model: str, runtime: str, environment: Mapping[str, str] = os.environ) -> Versions:
    """Those of this process. model: id of the bundle; runtime: fingerprint of the engine; environment: as `start` made it."""
    tree = environment.get(RELEASE, "")
    notices = Path(tree) / "notices" if tree else _LICENCE
    return Versions(
        program=f"edge-app {version('edge-app')}",
        release=Path(tree).name if tree else "",
        on_trial=is_on_trial(environment),
        model=model,
        runtime=runtime,
        board=machine(),
        system=f"Python {platform.python_version()}, {platform.system()} {platform.release()}",
        licences=str(notices) if notices.exists() else "",
    )
