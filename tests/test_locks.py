"""What the locks say of each other."""

from __future__ import annotations

from pathlib import Path

from locks.oldest import oldest


def test_the_oldest_is_so_by_number_in_any_lock_and_for_either_processor(tmp_path: Path) -> None:
    for python, text in {
        "3.9": "onnxruntime==1.32.0 \\\npyside6-essentials==6.11.3 \\\nshiboken6==6.11.3 \\\n",
        "3.10": 'onnxruntime==1.9.1 \\\npyside6-essentials==6.8.0.2 ; platform_machine == "aarch64" \\\nshiboken6==6.8.0.2 \\\n',
    }.items():
        (tmp_path / python).mkdir()
        (tmp_path / python / "device.txt").write_text(text)
    assert oldest(tmp_path) == ["pyside6-essentials==6.8.0.2", "shiboken6==6.8.0.2", "onnxruntime==1.9.1"]
