"""deploy.sh over SSH and from a stick, against small releases: what a device does when they are good, broken, or not ours."""

from __future__ import annotations

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware_configs.release.target import Suite
from tests.deploy.machine import Machine
from tests.deploy.releases import Releases
from tests.support.deployed_device import NAME
from tests.support.releases import PROJECT
from tests.support.wait_until import wait_until

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(7200)]

OLD, NEW = "0.2.0", "0.2.1"


@pytest.fixture
def files(machine: Machine, suite: Suite) -> Releases:
    """Releases and their key."""
    return Releases(machine.folder / "releases", suite)


@pytest.fixture
def device(machine: Machine) -> Machine:
    """Switched on, with the kiosk's units."""
    machine.has_kiosk()
    machine.boot()
    return machine


def install(device: Machine, files: Releases) -> str:
    code, text = device.deploy("install", NAME, "--release", files.write(OLD))
    assert code == 0, text + device.journal()
    assert device.running() == OLD
    return text


def test_install_update_and_rollback(device: Machine, files: Releases) -> None:
    text = install(device, files)
    assert "healthy after" in text
    assert device.status()["healthy"]
    code, text = device.deploy("update", NAME, "--release", files.write(NEW))
    assert (code, device.running()) == (0, NEW), text
    code, text = device.deploy("status", NAME)
    assert code == 0 and f"release {NEW} (process" in text
    code, text = device.deploy("rollback", NAME)
    assert (code, device.running()) == (0, OLD), text
    code, text = device.deploy("doctor", NAME)
    assert code == 0 and "the check of a small release" in text
    assert f"from {NEW} at" in text and "asked for by deploy.sh" in text


@pytest.mark.parametrize(
    ("ways", "word"),
    [
        ("crashes", "it ended with an error (exited 1): RuntimeError: this release is broken"),
        ("differs", "the golden vectors differ"),
        ("freezes", "it hung"),
    ],
)
def test_a_broken_update_is_taken_back_with_its_reason(device: Machine, files: Releases, ways: str, word: str) -> None:
    install(device, files)
    code, text = device.deploy("update", NAME, "--release", files.write("0.2.2", ways))
    assert code != 0
    assert "release 0.2.2 was given up: it failed 3 times" in text
    wait_until(lambda: device.running() == OLD and device.is_active(), "the old release")
    left = device.status()["state"]["last_rollback"]
    assert left["version"] == "0.2.2"
    assert word in left["reason"]
    code, text = device.deploy("status", NAME)
    assert "went back  from 0.2.2" in text and word in text


def test_a_confirmed_release_that_does_not_start_any_more_is_left_with_its_system_files(device: Machine, files: Releases) -> None:
    device.ssh("echo stock >/etc/small-system-files")
    install(device, files)
    ailing = "0.2.2"
    code, text = device.deploy("update", NAME, "--release", files.write(ailing, "ails"))
    assert (code, device.running()) == (0, ailing), text
    assert device.ssh("cat /etc/small-system-files").stdout == ailing
    device.ssh("touch /etc/ailing; systemctl --no-block restart edge-app.service")
    try:
        wait_until(lambda: device.running() == OLD and device.is_active(), "the previous release", 300)
    except AssertionError:
        print(device.journal())
        raise
    assert device.ssh("cat /etc/small-system-files").stdout == OLD
    left = device.status()["state"]["last_rollback"]
    assert (left["version"], left["reason"]) == (ailing, "the kiosk could not be started")
    # That, too, does not start any more: the page, and nothing is gone back to a second time. An update brings it back.
    device.ssh(
        "mv /var/lib/edge-app/releases/0.2.0/site-packages /var/lib/edge-app/gone; systemctl --no-block restart edge-app.service"
    )
    wait_until(lambda: device.ssh("systemctl is-active edge-app-fallback.service").stdout.strip() == "active", "the page", 300)
    code, text = device.deploy("update", NAME, "--release", files.write("0.2.3"))
    assert (code, device.running()) == (0, "0.2.3"), text
    assert device.ssh("systemctl is-active edge-app-fallback.service").stdout.strip() == "inactive"


def test_a_kiosk_that_is_restarted_while_it_starts_is_no_failure(device: Machine, files: Releases) -> None:
    install(device, files)
    # Before a release was there, a systemd from 254 on had shown the page: it asks for OnFailure= at the first failure, too.
    page = "journalctl --no-pager -u edge-app-fallback.service"
    before = device.ssh(page).stdout
    for number in range(20):
        device.ssh(f"systemctl reset-failed edge-app.service; systemctl --no-block restart edge-app.service; sleep 0.{number:02}")
    wait_until(lambda: device.running() == OLD and device.is_active(), "the kiosk")
    assert device.status()["state"]["last_rollback"] is None
    assert device.ssh(page).stdout == before


def test_a_release_that_cannot_even_say_what_the_system_needs_is_never_started(device: Machine, files: Releases) -> None:
    install(device, files)
    process = device.status()["service"]["pid"]
    code, text = device.deploy("update", NAME, "--release", files.write("0.2.2", "raises"))
    assert code != 0 and "RuntimeError: this release is broken" in text
    status = device.status()
    assert status["service"]["pid"] == process and status["state"]["candidate"] is None
    assert "this release is broken" in status["state"]["last_rollback"]["reason"]


def test_what_is_not_ours_is_refused_and_the_old_release_goes_on(device: Machine, files: Releases) -> None:
    install(device, files)
    process = device.status()["service"]["pid"]
    foreign = files.write(NEW, key=Ed25519PrivateKey.generate())
    code, text = device.deploy("update", NAME, "--release", foreign)
    assert code != 0 and "which this device does not trust" in text
    altered = bytearray(files.write(NEW).read_bytes())
    altered[len(altered) // 2] ^= 1
    foreign.write_bytes(altered)
    code, text = device.deploy("update", NAME, "--release", foreign)
    assert code != 0 and "altered or damaged" in text
    code, text = device.deploy("update", NAME, "--release", files.write("0.0.9"))
    assert code != 0 and "is older than 0.1.0" in text
    code, text = device.deploy("update", NAME, "--release", files.write("0.3.0", python="3.9"))
    assert code != 0 and "is for Python 3.9" in text
    assert device.status()["service"]["pid"] == process


def test_a_first_installation_of_a_foreign_release_runs_none_of_its_code(device: Machine, files: Releases) -> None:
    code, text = device.deploy("install", NAME, "--release", files.write(NEW, key=Ed25519PrivateKey.generate()))
    assert code != 0 and "is not signed with a key that was given" in text
    assert device.ssh("test -e /usr/lib/edge-app/release.pyz || test -e /var/lib/edge-app/releases").returncode != 0


def test_from_a_usb_stick(device: Machine, files: Releases) -> None:
    for file in (PROJECT / "deploy.sh", files.folder / "test.pub", files.write(OLD), files.write(NEW)):
        shutil.copy(file, device.stick)
    for command, release in (("install", OLD), ("update", NEW)):
        name = f"/media/stick/edge-app-{release}-generic.release"
        said = device.ssh(f"bash /media/stick/deploy.sh {command} local --release {name}")
        assert said.returncode == 0, said.stdout + said.stderr
        assert device.running() == release
    assert device.ssh("ls /var/lib/edge-app/incoming").stdout.split() == []


def test_a_dry_run_changes_nothing(device: Machine, files: Releases) -> None:
    code, text = device.deploy("install", NAME, "--release", files.write(OLD), "--dry-run")
    assert code == 0 and "fits, is signed and has room" in text
    assert device.ssh("ls -d /var/lib/edge-app/releases /etc/edge-app /tmp/edge-app*").stdout == ""


def test_a_list_of_devices_ends_at_the_first_failure(device: Machine, files: Releases) -> None:
    hosts = files.folder / "hosts.txt"
    hosts.write_text(f"# the ward\nroot@127.0.0.1:9\n\n{NAME}\n")
    code, text = device.deploy("install", "--hosts", hosts, "--release", files.write(OLD))
    assert code != 0 and "install failed on root@127.0.0.1:9" in text
    assert device.ssh("test -e /var/lib/edge-app/releases").returncode != 0
    code, text = device.deploy("install", "--hosts", hosts, "--release", files.write(OLD), "--keep-going")
    assert code != 0 and device.running() == OLD


def test_logs_hold_nothing_of_the_data(device: Machine, files: Releases) -> None:
    install(device, files)
    canaries = ("CanaryMustermann", "19530704", "PAT-000815")
    device.ssh(
        f"cd /var/lib/edge-app && mkdir -p exams 'exams/{canaries[0]}' && echo {canaries[1]} >exams/exams.db"
        f" && echo 'server = \"{canaries[2]}@10.0.0.1:104\"' >>config/site.toml && echo {canaries[0]} >incoming/{canaries[2]}"
    )
    code, text = device.deploy("collect-logs", NAME)
    assert code == 0, text
    (archive,) = device.folder.glob("edge-app-logs-*.tar.gz")
    shutil.unpack_archive(archive, device.folder / "logs")
    contents = {path.name: path.read_bytes() for path in (device.folder / "logs").rglob("*.txt")}
    assert {"journal.txt", "kernel.txt", "status.txt", "doctor.txt"} <= contents.keys()
    assert b"edge-app" in contents["journal.txt"]
    for name, content in contents.items():
        assert not any(canary.encode() in content for canary in canaries), name


def test_uninstalling_keeps_the_data(device: Machine, files: Releases) -> None:
    install(device, files)
    device.ssh("mkdir -p /var/lib/edge-app/exams && echo kept >/var/lib/edge-app/exams/exams.db")
    key = device.ssh("sha256sum /etc/edge-app/device.key").stdout
    for _ in range(2):
        code, text = device.deploy("uninstall", NAME)
        assert code == 0, text
    assert device.ssh("cat /var/lib/edge-app/exams/exams.db").stdout == "kept\n"
    assert device.ssh("ls /var/lib/edge-app/config").stdout == "site.toml\n"
    assert key and device.ssh("sha256sum /etc/edge-app/device.key").stdout == key
    assert device.ssh("test -e /var/lib/edge-app/releases || test -e /usr/lib/edge-app").returncode != 0
    assert not device.is_active()
