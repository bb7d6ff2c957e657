"""A vault as the first versions wrote it: schema 1, without roles and without a recovery key."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from edge_app.exams.store.key_vault import DEVICE_KEY, VAULT
from edge_app.exams.store.wrapped_key import Wrapping
from tests.support.exam_factories import CHEAP, KEY


def keep_first_vault(folder: Path, pins: Mapping[str, str], key: bytes = KEY) -> None:
    """Write it into `folder`, the users in the order of `pins`, with a device key and no wrong PINs."""
    device_key = secrets.token_bytes(32)
    wrapping = Wrapping(device_key, CHEAP)
    users = [{"name": name, **asdict(wrapping.wrap(key, pin, name.encode()))} for name, pin in pins.items()]
    (folder / DEVICE_KEY).write_bytes(device_key)
    (folder / VAULT).write_text(json.dumps({"schema": 1, "cost": asdict(CHEAP), "users": users}))
    (folder / "attempts.json").write_text(json.dumps({"failed": 0, "at": time.time()}))
