"""Whether the release that this program is of is still on trial: started for the first times, and not confirmed yet.

`firmware_configs/system/start` says in the environment which release it started, and that it was on trial then; the link to the
confirmed release, which `edge_app.release` moves, says whether it still is.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

RELEASE, UNCONFIRMED = "EDGE_APP_RELEASE", "EDGE_APP_RELEASE_UNCONFIRMED"
_CURRENT = "current"


def is_on_trial(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether what is kept must stay as the release before this one can read it. A program of no release never is."""
    if not environment.get(UNCONFIRMED) or not (tree := environment.get(RELEASE)):
        return False
    try:
        return Path(tree).with_name(_CURRENT).readlink().name != Path(tree).name
    except OSError:
        return True  # nothing was ever confirmed here
