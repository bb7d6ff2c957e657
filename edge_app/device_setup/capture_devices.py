"""Probes and grabbers: a name that stays, permissions, no sleep; and the HDMI input on the camera connector."""

from __future__ import annotations

from collections.abc import Iterator

from edge_app.device_setup.edid import edid
from edge_app.device_setup.settings import HdmiInput, Probe
from edge_app.device_setup.system_file import Line, SystemFile, explained, program, unit

RULES = "etc/udev/rules.d/72-edge-app-probe.rules"  # after 60-persistent-v4l.rules and 50-udev-default.rules
MODULES = "etc/modules-load.d/edge-app.conf"
_KINDS: tuple[Line, ...] = (
    (
        "videodev",
        "systemd lets the kiosk open video devices by the name of their kind (DeviceAllow=char-video4linux), which it looks up "
        "when the kiosk starts. Without this module there is no such kind yet, and a probe plugged in later would be refused.",
    ),
    ("mc", "The same for media controllers, which the images of a camera pass through."),
    ("drm", "The same for the screen and its GPU, whose own driver may come late."),
)
_CSI_RECEIVERS = ("unicam-image", "rp1-cfe-csi2_ch0")  # names of the node that carries the image, Raspberry Pi 4 and 5


def capture_files(probe: Probe, hdmi: HdmiInput) -> Iterator[SystemFile]:
    """The rules for what frames come from, and, where there is a bridge, its EDID and what loads it."""
    yield explained(RULES, "Probes and grabbers: probe and hdmi_input in board.toml and in the clinic's settings.",
                    _rules(probe, hdmi))  # fmt: skip
    yield explained(MODULES, "Kinds of devices that the kiosk may open, known to the kernel before it starts.", _KINDS)
    if hdmi.lanes:
        offered = f"what the HDMI input offers with {hdmi.lanes} lanes (edid-decode shows it)"
        yield SystemFile("usr/lib/edge-app/hdmi-input.edid", edid(hdmi.lanes), offered)
        yield program("hdmi-input", "loads the EDID and reads it back")
        yield unit("edge-app-hdmi-input.service", "runs it before the kiosk starts")


def _rules(probe: Probe, hdmi: HdmiInput) -> Iterator[Line]:
    image = 'SUBSYSTEM=="video4linux", ATTR{index}=="0"'  # the first node of a device carries its images, others its metadata
    yield (
        'SUBSYSTEM=="video4linux", GROUP="video", MODE="0660"',
        "The kiosk's user is in the group video; nobody else on the device may look at patients.",
    )
    for number, identity in enumerate(probe.usb):
        vendor, product = identity.split(":")
        yield (
            f'{image}, ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", SYMLINK+="us-probe", '
            f'OPTIONS+="link_priority={len(probe.usb) - number}"',
            f"{identity} is called /dev/us-probe, whichever socket it is in; of several the one that probe.usb names first.",
        )
    if hdmi.lanes:
        for name in _CSI_RECEIVERS:
            yield (
                f'SUBSYSTEM=="video4linux", ATTR{{name}}=="{name}", SYMLINK+="us-probe", OPTIONS+="link_priority=100"',
                "So is the HDMI input, before every other: a board that has the bridge was built to use it.",
            )
    yield (
        'ACTION=="add|bind", SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_interface", ATTR{bInterfaceClass}=="0e", '
        'ATTR{../power/control}="on"',
        "A device of video (USB class 0e) that is put to sleep takes seconds to wake, or never does.",
    )
    for identity in probe.usb:
        vendor, product = identity.split(":")
        yield (
            f'ACTION=="add", SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", ATTR{{idVendor}}=="{vendor}", '
            f'ATTR{{idProduct}}=="{product}", TEST=="power/control", ATTR{{power/control}}="on"',
            f"Nor may {identity}, which may be of another class.",
        )
