"""What the kiosk said last before it ended, as one line: why a new release was given up, for whoever reads `deploy.sh status`.

It is taken from the journal, so it holds what may be there: after its first moments the program reports types and places and no
values (`edge_app.system.redaction`), and its own errors are sentences about settings and devices.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from contextlib import suppress

from edge_app.release import service
from edge_app.release.layout import Layout

_LINES = 400  # of the journal: a crash of a program with many threads
_LONGEST = 200  # characters
_TIMEOUT_S = 20
_IDENTIFIER = "start"  # what systemd calls all that comes from ExecStart's streams: the name of its program
_REDACTED = re.compile(r"edge-app failed: (\w+)")  # as `redaction` begins it; the places follow, indented, the innermost last
_ERROR = re.compile(
    r"Error: |Fatal Python error: |[\w.]+(?:Error|Exception|Interrupt|Exit)(?:: |$)|.*\b(?:cannot|could not|failed|error)\b", re.I
)


def last_words(layout: Layout) -> str:
    """The last error of the kiosk's process that has just ended; "" where the journal has none or does not answer."""
    since_us = service.ask(layout).started_us
    command = ["journalctl", "--boot", "--quiet", "--no-pager", "--output=json", f"--lines={_LINES}"]
    with suppress(OSError, subprocess.TimeoutExpired):
        # The end of a program may be reported before what it said is written.
        subprocess.run(["journalctl", "--sync"], capture_output=True, check=False, timeout=_TIMEOUT_S)
        answer = subprocess.run(
            [*command, f"SYSLOG_IDENTIFIER={_IDENTIFIER}"], capture_output=True, check=False, timeout=_TIMEOUT_S
        )
        return last_error(_messages(answer.stdout.splitlines(), since_us))
    return ""


def last_error(lines: Iterable[str]) -> str:
    """The sentence among a program's lines that says best why it ended; "" where there are none.

    A failure that Python has reported, with its innermost place; else the last line that reads like an error; else the last one.
    """
    found = last = kind = ""
    reported = False  # whether the lines that follow are the places of a failure that was found
    for line in lines:
        text = "".join(c if c.isprintable() else " " for c in line).rstrip()
        indented = text.startswith(" ")
        if failed := _REDACTED.match(text):
            kind, found, reported = failed[1], failed[1], True
        elif indented and reported:
            found = f"{kind} at {text.strip()}"
        elif text and not indented:
            reported = False
            if not text.startswith("because of "):  # the places of its cause follow
                last = text
                found = text if _ERROR.match(text) else found
    return (found or last)[:_LONGEST]


def _messages(entries: Iterable[bytes], since_us: int) -> Iterable[str]:
    """The texts of journal entries in JSON (https://systemd.io/JOURNAL_EXPORT_FORMATS/) from a moment on, us since the boot."""
    for entry in entries:
        with suppress(ValueError, TypeError, KeyError):
            fields = json.loads(entry)
            message = fields["MESSAGE"]
            if int(fields["__MONOTONIC_TIMESTAMP"]) >= since_us:
                yield message if isinstance(message, str) else bytes(message).decode(errors="replace")  # bytes: not UTF-8
