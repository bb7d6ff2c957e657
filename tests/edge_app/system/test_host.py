"""The machine is called by its board's name, or by its processor's."""

from __future__ import annotations

from pathlib import Path

from edge_app.system.host import capped, cores, machine


def test_a_board_has_a_name_and_a_computer_a_processor(tmp_path: Path) -> None:
    assert machine(tmp_path).startswith("unknown processor, ")
    (tmp_path / "proc/device-tree").mkdir(parents=True)
    (tmp_path / "proc/cpuinfo").write_text("processor\t: 0\nmodel name\t: A Processor @ 2 GHz\n")
    assert machine(tmp_path).startswith("A Processor @ 2 GHz, ")
    (tmp_path / "proc/device-tree/model").write_bytes(b"Raspberry Pi 5 Model B Rev 1.0\0")
    assert machine(tmp_path).startswith("Raspberry Pi 5 Model B Rev 1.0, ")


def test_no_more_threads_than_cores() -> None:
    assert capped(1) == 1 and capped(64) == min(64, cores())
