"""A kiosk that takes an image at the fifth site, goes on to the third and is killed there: no warning, nothing is closed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from edge_app.bundle.loader import load_bundle
from edge_app.bundle.trusted_keys import read_keys
from edge_app.exams.step_note import NOTE
from edge_app.ui.kiosk import Kiosk, application
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import clinic, exam_of, take
from tests.support.fakes import Probe, textured
from tests.support.kiosk import CALM, SHORT_PAUSE_MS, Brightness, set_pause


def main(bundle_folder: Path, keys: Path, folder: Path) -> None:
    application()
    bundle = load_bundle(bundle_folder, read_keys(keys))
    probe = Probe(pixels=textured(240, 320, mean=60))
    with Kiosk(probe, bundle, Brightness(bundle), size=(800, 480), limits=CALM, services=clinic(folder)) as kiosk:
        kiosk.view.show()
        set_pause(kiosk, SHORT_PAUSE_MS)
        hand, exam = Hand(kiosk), exam_of(kiosk)
        film.choose_pin(hand)
        hand.wait(lambda: not exam.lock.locked, "the lock")
        hand.touch("anonymous")
        hand.touch("site4")
        take(hand, exam)
        hand.touch("back")
        hand.touch("site2")
        hand.images(2)
        hand.wait(lambda: '"site": 2' in (folder / NOTE).read_text(), "the step to be noted")
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
