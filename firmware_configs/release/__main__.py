"""`python -m firmware_configs.release BOARD`: the signed release of a board."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.cli.group import Command
from edge_app.cli.output import print_error
from edge_app.errors import EdgeError
from firmware_configs.release.archive import LEVEL
from firmware_configs.release.build import build_release
from firmware_configs.release.commit import find_commit, is_altered
from firmware_configs.release.errors import BuildError
from firmware_configs.release.system_packages import build_packages
from firmware_configs.release.target import BOARDS, target
from firmware_configs.release.tree import OwnedWheel
from quantize.cli.passphrase import unlock

CHECKOUT = Path(__file__).resolve().parents[2]
_PARTS_SHOWN = 12
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "release",
    cls=Command,
    examples=(
        "python -m firmware_configs.release raspberry-pi-5 --key release-keys/maker.key",
        "python -m firmware_configs.release raspberry-pi-5 --suite trixie --key release-keys/maker.key --version 0.2.0.dev1",
        "python -m firmware_configs.release raspberry-pi-5 --key release-keys/maker.key --system-packages",
    ),
)
@click.argument("board", type=click.Choice(list(BOARDS)))
@click.option("--suite", help="Its operating system; the first that it runs where none is given.")
@click.option(
    "--key", "key_file", type=_FILE, required=True, help="Private key that `python -m quantize keygen --release` wrote."
)
@click.option("--version", help="Of the release, such as 0.2.0 or 0.2.0.dev3; that of pyproject.toml where none is given.")
@click.option(
    "--floor", default="0.1.0", show_default=True, help="Devices refuse versions below, once they have confirmed this one."
)
@click.option("--commit", "commit_name", default="HEAD", show_default=True, help="What it is made of.")
@click.option("--wheel", "wheels", type=_FILE, multiple=True, help="A wheel of your own, such as NVIDIA's build of ONNX Runtime.")
@click.option("--sha256", "hashes", multiple=True, help="The SHA-256 of that wheel; once for each --wheel, in their order.")
@click.option("--system-packages", is_flag=True, help="Make the file of the system packages that a stock system lacks instead.")
@click.option(
    "--apt-sources", type=_FILE, help="sources.list of the suite; this workstation's, for the suite, where none is given."
)
@click.option(
    "--level", type=click.IntRange(1, 19), default=LEVEL, show_default=True, help="Of zstd; a low one is quick, for tests."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=CHECKOUT / "build" / "releases", help="Folder to write to."
)
def command(
    board: str,
    suite: str | None,
    key_file: Path,
    version: str | None,
    floor: str,
    commit_name: str,
    wheels: tuple[Path, ...],
    hashes: tuple[str, ...],
    system_packages: bool,
    apt_sources: Path | None,
    level: int,
    out: Path,
) -> None:
    """Make the release of BOARD from what is committed: one signed file, which deploy.sh takes to a device.

    The key's passphrase is asked for, or read from the environment variable EDGE_APP_KEY_PASSPHRASE.
    """
    wanted = target(board, suite)
    if len(wheels) != len(hashes):
        raise BuildError(f"{len(wheels)} --wheel and {len(hashes)} --sha256 were given; give one of each for every wheel")
    key = unlock(key_file, KeyPurpose.RELEASE)
    commit = find_commit(CHECKOUT, commit_name)
    if commit_name == "HEAD" and is_altered(CHECKOUT):
        click.echo("Files of this checkout were changed and not committed; the changes are not in the release.", err=True)
    if system_packages:
        settings = CHECKOUT / "firmware_configs" / board / "board.toml"
        packages = build_packages(settings, wanted, commit, key, out, apt_sources)
        click.echo(f"{packages.size / 1e6:8.1f} MB  {packages.file}, {packages.count} packages")
        return
    owned = [OwnedWheel(path, sha256) for path, sha256 in zip(wheels, hashes, strict=True)]
    made = build_release(
        CHECKOUT, commit, wanted, key, out, version=version, floor=floor, owned=owned, level=level,
        report=lambda step: click.echo(step, err=True),
    )  # fmt: skip
    shown = list(made.parts.items())[:_PARTS_SHOWN]
    for name, size in [*shown, ("everything else", sum(made.parts.values()) - sum(size for _, size in shown))]:
        click.echo(f"{size / 1e6:8.1f} MB  {name}")
    click.echo(f"{sum(made.parts.values()) / 1e6:8.1f} MB unpacked\n{made.size / 1e6:8.1f} MB  {made.file}")


if __name__ == "__main__":
    try:
        command(standalone_mode=False)
    except EdgeError as error:
        print_error(str(error))
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
