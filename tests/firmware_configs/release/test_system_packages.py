"""The file of system packages: where its packages come from, and which."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_configs.release.errors import BuildError
from firmware_configs.release.system_packages import listed_packages, sources_for

DEB822 = "Types: deb\nURIs: https://example.org/debian\nSuites: bookworm bookworm-updates\nComponents: main\n"


def test_the_workstations_own_sources_are_asked_for_another_suite() -> None:
    other = "deb https://example.org/tools stable main\n"
    assert sources_for("trixie", "bookworm", [DEB822, other]) == [DEB822.replace("bookworm", "trixie")]
    with pytest.raises(BuildError, match=r"no sources of noble; name a sources\.list of jammy with --apt-sources"):
        sources_for("jammy", "noble", [DEB822])


def test_a_board_lists_its_own(tmp_path: Path) -> None:
    settings = tmp_path / "board.toml"
    settings.write_text('[board]\npackages = ["cage", "nftables"]\n')
    assert listed_packages(settings) == ["cage", "nftables"]
    settings.write_text("[engine]\n")
    assert listed_packages(settings) == []
    settings.write_text("[board\n")
    with pytest.raises(BuildError, match=r"board\.toml cannot be read"):
        listed_packages(settings)
