"""The program `release.pyz`: a command for each thing that happens to a release on a device; `deploy.sh` and systemd call it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from edge_app.errors import EdgeError, ReleaseError
from edge_app.release import install, lifecycle, logs, packages, self_test, service, system_setup
from edge_app.release import state as states
from edge_app.release import status as statuses
from edge_app.release.device import Device
from edge_app.release.forgotten import refuse_forgotten_trust
from edge_app.release.last_words import last_words
from edge_app.release.layout import Layout
from edge_app.release.signature import read_keys
from edge_app.release.tree_command import TIMEOUT_S

_POLL_S = 1.0
_GIVEN_UP_S = 60.0
_FAILED = 1


def main(args: Sequence[str] | None = None) -> int:
    """Run one command; an error is one sentence on standard error."""
    given = _parser().parse_args(args)
    os.umask(0o022)  # of the kiosk's unit it is 077, but the kiosk reads the releases that root writes
    layout = Layout(given.root)
    run: Callable[[Layout, argparse.Namespace], int | None] = given.run
    try:
        return run(layout, given) or 0
    except EdgeError as exc:
        print(f"edge-app release: {exc}", file=sys.stderr)
        return exc.exit_code
    except OSError as exc:
        where = exc.filename or layout.data
        print(
            f"edge-app release: {where} cannot be used ({exc.strerror or exc}); check the disk and its permissions",
            file=sys.stderr,
        )
        return _FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("release.pyz", description="Install, choose, confirm and leave releases on this device.")
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder that stands for /, for tests")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[Layout, argparse.Namespace], int | None], what: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=what, description=what)
        command.set_defaults(run=run)
        return command

    check = add("check", _check, "whether a release may be installed and has room, before it is copied to the device")
    check.add_argument("manifest", type=Path)
    check.add_argument("signature", type=Path)
    check.add_argument("--keys", type=Path, help="folder of the keys to trust, for a device that has none yet")
    check.add_argument("--board", help="name of the board, for a device where nobody has named it yet")
    check.add_argument("--brings", type=Path, help="folder of the keys that an installation puts on the device")
    check.add_argument("--copied-bytes", type=int, default=0, help="size of the release's file, if it is still to be copied")
    put = add("install", _install, "verify and unpack a release; it is tried at the next start")
    put.add_argument("file", type=Path)
    for command in (check, put):
        command.add_argument("--rollback", action="store_true", help="it may be an older one that was confirmed here before")
    put = add("apply", _apply, "put the system's files of an installed release in place")
    put.add_argument("version")
    put.add_argument("--management", default="", help="network that may use SSH, if there are no settings of the clinic yet")
    add("remove", _remove, "take the system's files away; data, settings and keys stay")
    add("packages", _packages, "install the system packages in a signed file").add_argument("file", type=Path)
    add("select", _select, "choose the release of this start (systemd: ExecStartPre)")
    put = add("confirm", _confirm, "test the candidate that was started and confirm it (systemd: ExecStartPost)")
    put.add_argument("--settle", type=float, default=self_test.SETTLE_S, metavar="S", help="how long its screen stays up, s")
    put.add_argument("--patience", type=float, default=TIMEOUT_S, metavar="S", help="how long its self-test may take, s")
    add("stopped", _stopped, "count a failure of the candidate (systemd: ExecStopPost)")
    back = add("rollback", _rollback, "go back to the previous release; restart edge-app.service afterwards")
    back.add_argument("--reason", default="somebody asked for it")
    back.add_argument("--anyway", action="store_true", help="also if the previous release cannot read the exams")
    add("fall-back", _fall_back, "go back once systemd has given the kiosk up, and start it (systemd: edge-app-previous.service)")
    show = add("status", _status, "which release runs, and what became of the last update")
    show.add_argument("--json", action="store_true", help="for programs")
    wait = add("wait", _wait, "wait until a release is confirmed, or say why it is not")
    wait.add_argument("version")
    wait.add_argument("--seconds", type=float, default=900)
    add("doctor", _doctor, "the check of the model bundle and its answers, by the release that runs")
    add("bench", _bench, "how fast each engine is beside the kiosk that runs; nothing is written")
    add("logs", _logs, "an archive of logs without anything of patients").add_argument("out", type=Path)
    return parser


def _check(layout: Layout, given: argparse.Namespace) -> None:
    device = Device.here(layout)
    if given.board:
        device = replace(device, board=given.board)
    keys = read_keys(given.keys or layout.keys)
    found = install.check(layout, given.manifest, given.signature, device, keys, given.rollback, given.copied_bytes)
    if given.brings:
        refuse_forgotten_trust(layout, given.brings, given.board)
    print(found.version)


def _apply(layout: Layout, given: argparse.Namespace) -> None:
    """Raises ReleaseError, OSError; a candidate that is not for this board is called off."""
    try:
        print(system_setup.apply(layout, given.version, given.management), end="")
    except ReleaseError as exc:
        lifecycle.call_off(layout, given.version, str(exc))
        raise


def _remove(layout: Layout, given: argparse.Namespace) -> None:
    if version := states.read(layout).confirmed or states.read(layout).candidate:
        print(system_setup.remove(layout, version), end="")


def _install(layout: Layout, given: argparse.Namespace) -> None:
    print(install.install(layout, given.file, Device.here(layout), given.rollback))


def _packages(layout: Layout, given: argparse.Namespace) -> None:
    count = packages.install_packages(layout, given.file, Device.here(layout))
    print(f"{count} system packages are installed")


def _select(layout: Layout, given: argparse.Namespace) -> None:
    print(lifecycle.select(layout))


def _confirm(layout: Layout, given: argparse.Namespace) -> None:
    if version := lifecycle.confirm(layout, lambda tree: self_test.failure(layout, tree, given.settle, given.patience)):
        print(f"release {version} passed its self-test and is confirmed")
        try:
            print(system_setup.apply_once(layout, version), end="")
            print(system_setup.commit(layout, version), end="")
        except (ReleaseError, OSError) as exc:  # it runs, and the firmware starts it as it started the last one
            print(exc)


def _stopped(layout: Layout, given: argparse.Namespace) -> None:
    before = lifecycle.last_rollback(layout)
    left = lifecycle.stopped(layout, os.environ, lambda: last_words(layout)).last_rollback
    if left is not None and left != before:
        print(f"release {left.version} is given up: {left.reason}")
        _put_back(layout)


def _rollback(layout: Layout, given: argparse.Namespace) -> None:
    print(lifecycle.rollback(layout, given.reason, given.anyway))
    _put_back(layout)


def _fall_back(layout: Layout, given: argparse.Namespace) -> None:
    if not service.ask(layout).is_given_up:
        print("the kiosk was restarted meanwhile; nothing is changed")
        return
    version = lifecycle.fall_back(layout)
    print(f"release {version} is started next")
    if version == states.read(layout).confirmed:
        _put_back(layout)
    service.start_again()


def _put_back(layout: Layout) -> None:
    """The system's files of the confirmed release, as far as that goes: it starts with those of another as well."""
    if version := states.read(layout).confirmed:
        try:
            system_setup.apply(layout, version)
        except (ReleaseError, OSError) as exc:
            print(f"the system's files stay those of the release that was left: {exc}", file=sys.stderr)


def _status(layout: Layout, given: argparse.Namespace) -> int:
    found = statuses.status(layout)
    print(found.as_json() if given.json else "\n".join(found.lines()))
    return 0 if found.healthy else _FAILED


def _wait(layout: Layout, given: argparse.Namespace) -> None:
    """Raises ReleaseError."""
    until, ended_s = time.monotonic() + given.seconds, 0.0
    while True:
        found = statuses.status(layout)
        if found.healthy and found.service.running == given.version:
            print(f"release {given.version} runs and is confirmed")
            return
        if given.version not in (found.state.confirmed, found.state.candidate):
            left = found.state.last_rollback
            why = left.reason if left and left.version == given.version else "nobody has noted why"
            raise ReleaseError(f"release {given.version} was given up: {why}; {found.state.confirmed or 'nothing'} runs now")
        ended_s = ended_s + _POLL_S if found.service.active == "failed" else 0.0
        if ended_s > _GIVEN_UP_S:  # unless the service for that has put the previous release in place by then
            raise ReleaseError(f"systemd starts release {given.version} no more ({found.service.result}); see its journal")
        if time.monotonic() >= until:
            raise ReleaseError(
                f"release {given.version} is not confirmed after {given.seconds:.0f} s; see `deploy.sh collect-logs`"
            )
        time.sleep(_POLL_S)


def _doctor(layout: Layout, given: argparse.Namespace) -> int:
    answer = self_test.doctor(layout)
    print(answer.text, end="")
    return answer.code


def _bench(layout: Layout, given: argparse.Namespace) -> int:
    answer = self_test.bench(layout)
    print(answer.text, end="")
    return answer.code


def _logs(layout: Layout, given: argparse.Namespace) -> None:
    texts = {"status.txt": "\n".join(statuses.status(layout).lines()) + "\n"}
    try:
        texts["doctor.txt"] = self_test.doctor(layout).text
    except ReleaseError as exc:
        texts["doctor.txt"] = f"{exc}\n"
    logs.collect(layout, texts, given.out)
    print(given.out)


if __name__ == "__main__":
    sys.exit(main())
