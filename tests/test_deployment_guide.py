"""The guide for whoever sets up devices: its commands are shell, its messages the programs' own, its settings are read."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from edge_app.config import load
from edge_app.release.system_setup import SITE

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "DEPLOYMENT.md").read_text()
DEPLOY = (ROOT / "deploy.sh").read_text()
_FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r"\$\{[^}]*\}|\$\w+|\$\d")


def messages() -> list[str]:
    """Everything that deploy.sh fails with, as it stands there."""
    return [text.replace("\\`", "") for text in re.findall(r'\bfail "([^"]+)"', DEPLOY)]


def cell(message: str) -> re.Pattern[str]:
    """How the guide writes it: in its first column, with capitals where the value stands."""
    parts = [re.escape(part) for part in _VALUE.split(message)]
    return re.compile(r"^\| `" + "[A-Z]+".join(parts) + r"` \|", re.MULTILINE)


@pytest.mark.parametrize("message", messages())
def test_every_message_of_deploy_is_explained(message: str) -> None:
    assert cell(message).search(GUIDE), message


def test_the_messages_are_found() -> None:
    assert len(messages()) > 20


def test_nothing_is_explained_that_deploy_does_not_say() -> None:
    table = GUIDE.partition("| deploy.sh says |")[2].partition("\n\n")[0]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    known = [cell(message) for message in messages()]
    assert [row for row in rows if not any(pattern.search(row) for pattern in known)] == []


def test_the_page_that_is_shown_is_the_page_that_is_explained() -> None:
    page = (ROOT / "firmware_configs" / "system" / "fallback").read_text()
    for words in ("The device cannot start. Saved exams stay on it.", "do not use the device"):
        assert words in page and words in GUIDE


def test_every_block_of_commands_is_shell() -> None:
    blocks = [block for block in _FENCED.findall(GUIDE) if " --- " not in block]  # drawings of cables are not
    assert len(blocks) > 8
    for block in blocks:
        checked = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False)
        assert checked.returncode == 0, block + checked.stderr


def test_the_line_that_names_the_grabber_does(tmp_path: Path) -> None:
    (line,) = [line for block in _FENCED.findall(GUIDE) for line in block.splitlines() if "sed -i" in line]
    site = tmp_path / "site.toml"
    site.write_text(SITE)
    device = tmp_path / "ssh"  # runs here what it is given for the device
    device.write_text('#!/bin/sh\nshift\nexec sh -c "$*"\n')
    device.chmod(0o755)
    command = line.replace("ssh ", f"{device} ", 1).replace("sudo ", "").replace("/var/lib/edge-app/config/site.toml", str(site))
    subprocess.run(["bash", "-ec", command], check=True)
    assert load("raspberry-pi-5", site).settings.capture.source == "v4l2:/dev/us-probe"
