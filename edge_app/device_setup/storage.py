"""What stays over a power cut, and what cannot change: a root that is put back at every start, and the data beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edge_app.device_setup.settings import NONE, Storage
from edge_app.device_setup.system_file import UNITS, Line, SystemFile, explained, program, unit

DATA = "/var/lib/edge-app"
_KEPT = f"{DATA}/system"


@dataclass(frozen=True)
class _KeptFolder:
    """A folder of the system that lies on the data partition."""

    path: str
    name: str
    mode: str
    before: str  # who uses it
    why: str


_KEPT_FOLDERS = (
    _KeptFolder("/etc/NetworkManager/system-connections", "network-connections", "0700", "NetworkManager.service",
                "Networks that the clinic has set up, with their passwords."),
    _KeptFolder("/var/lib/NetworkManager", "network-state", "0700", "NetworkManager.service",
                "What NetworkManager remembers of them."),
    _KeptFolder("/var/lib/systemd/timesync", "clock", "0755", "systemd-timesyncd.service",
                "The last time that was known: without a network and a battery the clock goes on from there."),
    _KeptFolder("/var/log/journal", "journal", "2755", "systemd-journal-flush.service",
                "The log, so that the reason of a failure is still there after it."),
)  # fmt: skip


def storage_files(storage: Storage) -> Iterator[SystemFile]:
    """The data partition, the log's limits, and where the root is put back, what stays nevertheless."""
    yield _folders(storage)
    if storage.data_partition != NONE:
        yield _data_mount(storage.data_partition)
    yield explained("etc/systemd/journald.conf.d/50-edge-app.conf", "The log: storage.journal_mb in board.toml.", [
        ("[Journal]", ""),
        ("Storage=persistent", "It outlives a restart, on the data partition."),
        (f"SystemMaxUse={storage.journal_mb}M", "It takes so much and no more: exams need the room."),
        ("SystemKeepFree=200M", "And nothing of the last that is there."),
        ("SystemMaxFileSize=8M", "In small files, because what is thrown away is a whole one."),
        ("MaxRetentionSec=90day", "What is older helps nobody."),
        ("RuntimeMaxUse=16M", "Before the data partition is there, and where it never comes, it is in memory."),
        ("SyncIntervalSec=30s", "A power cut loses half a minute of it at most."),
        ("RateLimitIntervalSec=30s", "A program that says the same again and again"),
        ("RateLimitBurst=2000", "does not push out everybody else."),
        ("ForwardToSyslog=no", "There is no second log on the card."),
    ])  # fmt: skip
    if storage.read_only_root:
        yield from _read_only_root()


def _read_only_root() -> Iterator[SystemFile]:
    yield explained("etc/overlayroot.local.conf", "The root is put back at every start.", [
        ('overlayroot="tmpfs:recurse=0"',
         "Changes go to memory; recurse=0: only those of the root. raspi-config's switch would take the data partition too,"
         " and every exam would be gone after a restart. `overlayroot=disabled` for the kernel switches it off once."),
    ])  # fmt: skip
    yield explained("etc/systemd/system/systemd-remount-fs.service.d/edge-app.conf", "The root can be written to, in memory.", [
        ("[Service]", ""),
        ("Environment=LIBMOUNT_FORCE_MOUNT2=always",
         "An overlay takes no options when it is remounted through the kernel's newer interface, which `mount` of Debian 13 uses."
         " It would stay read-only, and all that writes to the system would fail: networks, accounts, updates."),
    ])  # fmt: skip
    yield explained("etc/edge-app/kept-folders", "Folders that keep-settings makes with the data: folder, name, permissions.",
                    ((f"{one.path.lstrip('/')} {one.name} {one.mode}", one.why) for one in _KEPT_FOLDERS))  # fmt: skip
    yield from map(_kept_mount, _KEPT_FOLDERS)
    yield program("keep-settings", "keeps what the clinic sets")
    yield unit("edge-app-settings-seed.service", "makes the folders that are kept")
    yield unit("edge-app-settings.service", "puts time zone and language back")
    yield unit("edge-app-settings-save.path", "sees that they are changed")
    yield unit("edge-app-settings-save.service", "takes the change over")


def boot_partition_file() -> SystemFile:
    """For a Raspberry Pi, whose firmware's files are on a FAT partition. Goes over the entry of its fstab."""
    return explained("etc/systemd/system/boot-firmware.mount.d/50-edge-app.conf", "The boot partition is not written to.", [
        ("[Mount]", ""),
        ("Options=ro,noatime,nodev,nosuid,noexec",
         "FAT does not survive a power cut while it is written; an update makes it writable for as long as it takes."),
    ])  # fmt: skip


def wanted_mounts(storage: Storage) -> Iterator[Line]:
    """What the start wants. Wanted, not required: without its data a machine still starts, and says what is missing."""
    if storage.data_partition != NONE:
        yield f"Wants={unit_name(DATA)}", "The data partition."
    if storage.read_only_root:
        for one in _KEPT_FOLDERS:
            yield f"Wants={unit_name(one.path)}", one.why


def unit_name(path: str) -> str:
    """The name of the mount unit for a path, as `systemd-escape --path --suffix=mount` gives it."""

    def escaped(at: int, byte: int) -> str:
        letter = chr(byte)
        if letter == "/":
            return "-"
        stays = (letter.isascii() and letter.isalnum()) or letter in "_:" or (letter == "." and at > 0)
        return letter if stays else f"\\x{byte:02x}"

    return "".join(escaped(at, byte) for at, byte in enumerate(path.strip("/").encode())) + ".mount"


def _data_mount(label: str) -> SystemFile:
    device = f"/dev/disk/by-label/{label}"
    check = "systemd-fsck@" + unit_name(device).removesuffix(".mount") + ".service"
    why = "The data partition: exams, releases, settings. It is in no fstab: overlayroot rewrites that."
    return explained(f"{UNITS}/{unit_name(DATA)}", why, [
        ("[Unit]", ""),
        ("Description=NMD-AssistNet: the data partition", ""),
        (f"Wants={check}", "A file system that was cut off by a power cut is put in order first."),
        (f"After={check}", "Before it is mounted, that is."),
        ("[Mount]", ""),
        (f"What={device}", "By its label (storage.data_partition): card, stick or NVMe, whichever has it."),
        (f"Where={DATA}", "Where everything of the appliance that changes lies."),
        ("Type=ext4", "With a journal: a power cut costs at most what was not yet written."),
        ("Options=noatime,nodev,nosuid,commit=5",
         "Reading writes nothing to the card; no devices and no setuid programs in there; releases run from it, so not noexec."),
    ])  # fmt: skip


def _kept_mount(folder: _KeptFolder) -> SystemFile:
    lines: list[Line] = [
        ("[Unit]", ""),
        (f"Description=NMD-AssistNet: {folder.path} stays", ""),
        ("Requires=edge-app-settings-seed.service", "What is mounted has to be there, with what the system had in it."),
        ("After=edge-app-settings-seed.service", "Only then."),
        (f"Before={folder.before}", "Who uses it starts afterwards."),
        ("[Mount]", ""),
        (f"What={_KEPT}/{folder.name}", folder.why),
        (f"Where={folder.path}", "The system's own folder, which is put back at every start, lies below."),
        ("Type=none", "It is no file system of its own,"),
        ("Options=bind", "but a folder of the data partition."),
    ]
    return explained(f"{UNITS}/{unit_name(folder.path)}", f"{folder.path} lies on the data partition.", lines)


def _folders(storage: Storage) -> SystemFile:
    user = "edge-app edge-app"
    lines: list[Line] = [
        (f"d {DATA} 0755 root root", "Everything of the appliance that changes."),
        (f"d {DATA}/releases 0755 root root", "Releases, the kiosk cannot alter them."),
        (f"d {DATA}/config 0755 root root", "The clinic's own settings; no update touches them."),
        (f"d {DATA}/incoming 0700 root root", "A release while it is sent."),
        (f"d {DATA}/cache 0755 {user}", "Compiled Python of each release."),
        (f"d {DATA}/engine-cache 0755 {user}", "What a GPU's runtime compiles."),
        (f"d {DATA}/exams 0700 {user}", "Exams, encrypted; for the kiosk's user only."),
        (f"d {DATA}/device-profiles 0755 {user}", "What is known of each capture device."),
    ]
    if storage.read_only_root:
        lines.append((f"d {_KEPT} 0700 root root", "Settings of the system that stay."))
    return explained("etc/tmpfiles.d/edge-app.conf", "Folders of the appliance and who may write there.", lines)
