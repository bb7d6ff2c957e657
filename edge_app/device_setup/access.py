"""The kiosk's user, and what it may set of the system."""

from __future__ import annotations

from collections.abc import Iterator

from edge_app.device_setup.system_file import SystemFile, explained, template

USER = "edge-app"
# What the settings page of the kiosk sets, over D-Bus.
ACTIONS = (
    "org.freedesktop.timedate1.set-time",
    "org.freedesktop.timedate1.set-timezone",
    "org.freedesktop.timedate1.set-ntp",
    "org.freedesktop.locale1.set-locale",
    "org.freedesktop.locale1.set-keyboard",
    "org.freedesktop.NetworkManager.network-control",
    "org.freedesktop.NetworkManager.wifi.scan",
    "org.freedesktop.NetworkManager.enable-disable-wifi",
    "org.freedesktop.NetworkManager.settings.modify.system",
    "org.freedesktop.login1.power-off",
    "org.freedesktop.login1.power-off-multiple-sessions",
    "org.freedesktop.login1.reboot",
    "org.freedesktop.login1.reboot-multiple-sessions",
)


def access_files() -> Iterator[SystemFile]:
    """The user, and polkit's rule in both of its languages."""
    yield explained("usr/lib/sysusers.d/edge-app.conf", "The user that the kiosk runs as.", [
        (f'u {USER} - "NMD-AssistNet kiosk" /var/lib/edge-app', "Without a password and a shell: nobody logs in as it."),
        (f"m {USER} video", "It sees video devices and the screen,"),
        (f"m {USER} render", "draws by the GPU,"),
        (f"m {USER} input", "and feels the touch panel and the pedal."),
    ])  # fmt: skip
    yield SystemFile("etc/polkit-1/rules.d/50-edge-app.rules", template("polkit.rules"),
                     "the kiosk sets time, network and language, switches off, and nothing else (polkit from 0.106)")  # fmt: skip
    yield explained("etc/polkit-1/localauthority/50-local.d/50-edge-app.pkla", "The same for polkit 0.105 (JetPack 6).", [
        ("[NMD-AssistNet: the kiosk sets time, network and language, and switches off]", ""),
        (f"Identity=unix-user:{USER}", "The kiosk's user and nobody else."),
        (f"Action={';'.join(ACTIONS)}", "What its settings page sets."),
        ("ResultAny=yes", "Also where it is not logged in,"),
        ("ResultInactive=yes", "or another one is in front:"),
        ("ResultActive=yes", "nobody at the appliance has a password to type."),
    ])  # fmt: skip
