"""Images of saving and playing a clip, as `exam_screens` takes those of an exam."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.errors import EdgeError
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver import film
from tests.kiosk_driver.exam_screens import Photographer, shown_kiosk
from tests.kiosk_driver.hand import Hand

STEPS = ("clip-frozen", "clip-saved", "clip-exam", "clip-played", "clip-discarded")


def record(kiosk: Kiosk, camera: film.Camera) -> None:
    """A first exam with an image and a clip of one site, looked at. Raises TimeoutError when a step does not come about."""
    exam, hand = kiosk.exam, Hand(kiosk)
    assert exam is not None
    film.choose_pin(hand)
    hand.wait(lambda: not exam.lock.locked, "the lock to open")
    if hand.can("purpose-research"):
        hand.touch("purpose-research")
    hand.touch("anonymous")
    hand.touch("next")
    hand.images(60)
    film.freeze(hand, exam)
    camera("clip-frozen")
    hand.touch("saveClip")
    hand.wait(lambda: exam.property("clips") == 1 and not exam.busy, "the clip to be saved")
    camera("clip-saved")
    hand.touch("accept")
    hand.wait(lambda: exam.property("images") == 1, "the image to be saved")
    hand.touch("back")
    hand.touch("back")
    hand.wait(lambda: hand.ready("clip1"), "the exam to be read")
    camera("clip-exam")
    hand.touch("clip1")
    player = exam.stored.opened.player
    hand.wait(lambda: player.property("index") > 3, "the clip to be played")
    hand.touch("play")
    hand.wait(lambda: not exam.stored.reader.busy, "the frame to be read")
    camera("clip-played")
    hand.touch("discardClip")
    hand.touch("deletion0")
    camera("clip-discarded")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def main(folder: Path) -> None:
    """Write a PNG of each step at each size into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with shown_kiosk() as kiosk:
            record(kiosk, Photographer(kiosk, folder, STEPS, STEPS))
    except (EdgeError, TimeoutError) as exc:
        raise click.ClickException(str(exc)) from exc


if __name__ == "__main__":
    main()
