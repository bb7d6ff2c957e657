"""How often is it right? A file is a program, `python -m quantize.studies.ROOM.FILE`, or what several of them share."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED_DATA = CHECKOUT.parent / "shared" / "data"  # real ultrasound, beside the project and no part of it
