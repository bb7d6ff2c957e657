"""What the real device layer does where no device is: the rest is tested in the guest (make test-device)."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from edge_app.capture.v4l2.kernel import KernelVideo
from tests.support.sysfs import plug


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_what_is_no_video_device_is_refused_and_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "video0").write_bytes(b"")
    before = descriptors()
    with pytest.raises(OSError) as caught:
        KernelVideo().open(tmp_path / "video0")
    assert caught.value.errno == errno.ENOTTY
    assert descriptors() == before


def test_a_node_that_is_gone_or_answers_no_question_is_not_listed(tmp_path: Path) -> None:
    plug(tmp_path, "1-1", 0)
    plug(tmp_path, "1-2", 1)
    (tmp_path / "video1").write_bytes(b"")  # a file answers no ioctl
    before = descriptors()
    assert KernelVideo(tmp_path, tmp_path / "class").nodes() == []
    assert descriptors() == before


def test_a_link_leads_to_the_device_behind_it(tmp_path: Path) -> None:
    plug(tmp_path, "1-1.3", 4)
    (tmp_path / "video4").write_bytes(b"")
    (tmp_path / "us-probe").symlink_to(tmp_path / "video4")
    node = KernelVideo(tmp_path, tmp_path / "class").node(tmp_path / "us-probe")
    assert (node.path.name, node.identity.port) == ("video4", "1-1.3")
