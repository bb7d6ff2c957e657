"""`edge-app setup` on a folder in place of a device, and which board `edge-app config` names."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.device_setup.detection import detect_board
from tests.support.boot_texts import CMDLINE, STOCK


def invoke(*words: object, **environment: str) -> Result:
    runner = CliRunner(env={"EDGE_APP_BOARD": None, **environment})
    return runner.invoke(main, [str(word) for word in words], catch_exceptions=False)


def stock(root: Path) -> Path:
    """A Raspberry Pi as its installer left it."""
    boot = root / "boot/firmware"
    boot.mkdir(parents=True)
    (boot / "config.txt").write_text(STOCK)
    (boot / "cmdline.txt").write_text(f"{CMDLINE}\n")
    return root


def start_the_trial(root: Path) -> None:
    """As the firmware does after `reboot '0 tryboot'`."""
    flag = root / "proc/device-tree/chosen/bootloader/tryboot"
    flag.parent.mkdir(parents=True)
    flag.write_bytes(b"\0\0\0\1")


def files_of(root: Path) -> set[str]:
    return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = stock(tmp_path)
    before = files_of(root)
    result = invoke("setup", "apply", "--board", "raspberry-pi-5", "--root", root, "--dry-run")
    assert result.exit_code == 0 and "write  /etc/edge-app/firewall.nft" in result.output.splitlines()
    assert files_of(root) == before


def test_a_device_is_set_up_tried_committed_and_put_back(tmp_path: Path) -> None:
    root = stock(tmp_path)
    before = files_of(root)
    applied = invoke("setup", "apply", "--board", "raspberry-pi-5", "--root", root)
    assert applied.output.splitlines()[-1] == "try    what the firmware is told, at one start: reboot '0 tryboot'"
    assert (root / "etc/edge-app/firewall.nft").is_file()
    assert invoke("setup", "commit", "--root", root).output.startswith("not committed: this start is not the trial")
    start_the_trial(root)
    assert invoke("setup", "commit", "--root", root).output == "committed\n"
    assert "cmdline=edge-app-cmdline-" in (root / "boot/firmware/config.txt").read_text()
    assert invoke("setup", "apply", "--board", "raspberry-pi-5", "--root", root).output == ""
    assert "remove  /etc/edge-app/firewall.nft" in invoke("setup", "remove", "--root", root).output.splitlines()
    assert files_of(root) - {"proc/device-tree/chosen/bootloader/tryboot"} == before
    assert (root / "boot/firmware/config.txt").read_text() == STOCK
    assert invoke("setup", "commit", "--root", root).output == "nothing is being tried\n"


def test_the_board_and_why_it_is_this_one_come_first() -> None:
    here = detect_board()
    first = invoke("config").output.splitlines()[0]
    assert first.startswith(f'board = "{here.name}"') and first.endswith(f"# {here.why}")


def test_a_board_that_is_named_is_not_looked_for() -> None:
    named = invoke("config", "--board", "jetson-orin-nano").output.splitlines()[0]
    by_variable = invoke("config", EDGE_APP_BOARD="raspberry-pi-4").output.splitlines()[0]
    assert named.startswith('board = "jetson-orin-nano"') and named.endswith("# by --board or EDGE_APP_BOARD")
    assert by_variable.startswith('board = "raspberry-pi-4"')


def test_the_systems_files_can_be_looked_at(tmp_path: Path) -> None:
    result = invoke("config", "--board", "raspberry-pi-5", "--system-files", tmp_path / "system")
    listed = {line.split("  #")[0].strip() for line in result.output.splitlines()}
    assert listed == files_of(tmp_path / "system") - {"usr/lib/edge-app/system-files"} and len(listed) > 30
    assert all("# " in line for line in result.output.splitlines())
