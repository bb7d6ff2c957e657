"""Timestamps as they are stored."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone


def utc_now() -> str:
    """Now, UTC, ISO 8601 to the millisecond."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def utc_at(captured_ns: int) -> str:
    """When the monotonic clock of this boot showed `captured_ns`, UTC, ISO 8601 to the millisecond."""
    then = datetime.now(timezone.utc) - timedelta(seconds=(time.monotonic_ns() - captured_ns) / 1e9)
    return then.isoformat(timespec="milliseconds")
