"""JSON files of annotation programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from edge_app.errors import ConfigError

MAX_BYTES = 512 << 20  # of one file: COCO's own, of 118,000 images, have 450 MB


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in a file; None where it holds none, or is too large to look into. Raises ConfigError when it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        document = json.loads(path.read_bytes())
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror})") from exc
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def text_fields(record: dict[str, Any]) -> dict[str, str]:
    """What a record says in words and numbers, for columns that a mapping or a heading's words name."""
    return {
        str(key): str(value)
        for key, value in record.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
