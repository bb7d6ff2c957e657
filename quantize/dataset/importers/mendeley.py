"""The paper's data set, Mendeley Data 3jykz7wz8d (Marzola et al. 2021).

We have never seen it. Programs of others that read it (torch-em, UltraSam, ImgX) agree that it unpacks to
Polito-Radboud-DeepLearningUS/{BB,GM,TA}/{Healthy,Pathological}/{Images,Masks}/*.png, with names such as anon_425_2.png, and that
Segmentation_models/data holds copies of the images without a label. So it is read as folders whose names say what they show, and
what this file adds is where it comes from, and how to know it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from quantize.dataset.importers import folders
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import files_below

SOURCE = "Mendeley Data 3jykz7wz8d: Marzola, van Alfen, Doorduin, Meiburger, Comput. Biol. Med. 135 (2021) 104623"
LICENCE = "CC BY 4.0"
COPIES = "*Segmentation_models/*"
_MARKS = ("3jykz7wz8d", "compbiomed.2021.104623", "polito-radboud")  # in a name, or in the readme


def is_it(source: Path) -> bool:
    """Whether a folder, or the readme in it, names the set."""
    names = [source.resolve().as_posix(), *(file.relative_to(source).as_posix() for file in files_below(source))]
    if any(mark in name.casefold() for name in names for mark in _MARKS):
        return True
    readmes = [source / name for name in names[1:] if Path(name).name.casefold() in ("readme.txt", "readme.md")]
    return any(
        mark in readme.read_bytes()[: 1 << 20].decode("utf-8", "replace").casefold() for readme in readmes for mark in _MARKS
    )


def find(source: Path, mapping: Mapping) -> Found:
    """As a tree of folders. Raises ConfigError when there is no picture in it."""
    known = replace(
        mapping,
        source=mapping.source or SOURCE,
        licence=mapping.licence or LICENCE,
        leave_out=(COPIES,) if mapping.leave_out is None else mapping.leave_out,
    )
    return folders.find(source, known)
