"""What paths, a table and fixed values say of the images that an adapter has found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from quantize.dataset.importers.candidate import Candidate, Said
from quantize.dataset.importers.mapping import SubjectFrom
from quantize.dataset.importers.pictures import PictureIndex
from quantize.dataset.importers.tables import Row, Table
from quantize.dataset.importers.words import IMAGES, MASKS, plain, said_by, tokens

_SIDE = re.compile(r"[lr]\d*", re.IGNORECASE)  # "L", "R20"
Columns = Mapping[str, str]  # what is looked for -> heading


def say(candidate: Candidate, column: str, said: Iterable[Said]) -> Candidate:
    """The candidate, of which something more is said."""
    return replace(candidate, said={**candidate.said, column: (*candidate.said.get(column, ()), *said)})


def by_path(candidate: Candidate, folder: Path, words: Mapping[str, Mapping[str, str]]) -> Candidate:
    """What the names of its folders and its own say: the innermost folder counts, and the file's name where no folder says it."""
    path = candidate.file.relative_to(folder)
    found: dict[str, Said] = {}
    places = [(path.stem, "the file's name"), *((part, f"the folder {part!r}") for part in path.parts[:-1])]
    for name, where in places:  # the later overrules
        meant = dict(said_by(name))
        if name == path.stem:
            meant.pop("part", None)  # test_3.png is no test subject's
        for column, own in words.items():
            if named := next((word for word in own if word.casefold() == name.casefold()), None):
                meant[column] = named
        found |= {column: Said(text, where) for column, text in meant.items()}
    for column, one in found.items():
        candidate = say(candidate, column, [one])
    return candidate


def by_patterns(candidate: Candidate, folder: Path, names: Mapping[str, str]) -> Candidate:
    """What a mapping's regular expressions find in the path."""
    path = candidate.file.relative_to(folder).as_posix()
    for column, pattern in names.items():
        if found := re.search(pattern, path):
            text = found[1] if found.re.groups else found[0]
            candidate = replace(candidate, said={**candidate.said, column: (Said(text or "", "its path"),)})
    return candidate


def by_image(
    candidates: Sequence[Candidate], folder: Path, pictures: Iterable[Path], table: Table, columns: Columns
) -> tuple[list[Candidate], list[str]]:
    """What the rows of a table say that name an image; and a sentence for each row that names none, or one that has a row.

    pictures: all that a row may mean.
    """
    index, rows, faults = PictureIndex(folder, pictures), dict[Path, Row](), list[str]()
    for row in table.rows:
        where = f"{table.path.name}, row {row.number}"
        text = row.cells[columns["image"]]
        found = index.find(text)
        if len(found) != 1:
            faults.append(f"{where}: {_not_one(text, found, folder)}")
        elif found[0] in rows:
            faults.append(f"{where}: {text!r} has row {rows[found[0]].number} already; this row is not used")
        else:
            rows[found[0]] = row
    return [_with_row(one, rows.get(one.file), table, columns) for one in candidates], faults


def _not_one(text: str, found: Sequence[Path], folder: Path) -> str:
    if not text:
        return "it names no image"
    if not found:
        return f"there is no picture {text!r} below {folder}"
    names = " and ".join(repr(one.relative_to(folder).as_posix()) for one in found[:2])
    return f"{text!r} may be {names}; write the folder before the name"


def by_subject(candidates: Sequence[Candidate], table: Table, columns: Columns) -> list[Candidate]:
    """What a table says that has rows for subjects. Where a subject has several rows, only what they agree in."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        rows[_same(row.cells[columns["subject"]])].append(row)
    others = {column: heading for column, heading in columns.items() if column != "subject"}
    done = []
    for candidate in candidates:
        own = rows.get(_same(candidate.said["subject"][0].text), []) if candidate.said.get("subject") else []
        agreed = {c: h for c, h in others.items() if len({row.cells[h] for row in own}) == 1}
        done.append(_with_row(candidate, own[0] if own else None, table, agreed))
    return done


def _same(subject: str) -> str:
    """Excel takes the noughts off a number."""
    return subject.casefold().strip().lstrip("0") or "0"


def _with_row(candidate: Candidate, row: Row | None, table: Table, columns: Columns) -> Candidate:
    if row is None:
        return candidate
    for column, heading in columns.items():
        if column not in ("image", "mask") and (text := row.cells[heading]):
            said = Said(text, f"{table.path.name}, row {row.number}")
            # A subject that a table names is the subject, whatever its folder is called.
            candidate = (
                replace(candidate, said={**candidate.said, column: (said,)})
                if column == "subject"
                else say(candidate, column, [said])
            )
    return candidate


def with_fixed(candidate: Candidate, fixed: Mapping[str, str]) -> Candidate:
    """What holds for every image of which nothing else says it."""
    for column, text in fixed.items():
        if not candidate.said.get(column):
            candidate = say(candidate, column, [Said(text, "[fixed]")])
    return candidate


def guess_subject_from(candidates: Sequence[Candidate], folder: Path) -> SubjectFrom:
    """The folder, where each image lies in one that says nothing else; the name; or, where all have one name, the image."""
    shared = _shared_folders(candidates, folder)
    folders = [_subject_folder(one.file, folder, shared) for one in candidates]
    if all(folders) and len(set(folders)) > 1:
        return "folder"
    return "name" if len({subject_in_name(one.file) for one in candidates}) > 1 else "image"


def with_subject(candidates: Sequence[Candidate], folder: Path, subject_from: SubjectFrom) -> list[Candidate]:
    """Each with a subject, where nothing says whose image it is."""
    shared = _shared_folders(candidates, folder)

    def subject(file: Path) -> Said:
        match subject_from:
            case "folder":
                return Said(_subject_folder(file, folder, shared) or "", "its folder")
            case "name":
                return Said(subject_in_name(file), "the file's name")
            case "image":
                return Said(file.relative_to(folder).as_posix(), "the file itself")

    return [one if one.said.get("subject") else say(one, "subject", [subject(one.file)]) for one in candidates]


def subject_in_name(file: Path) -> str:
    """A name without its last number and the words that say label, muscle or side: "BB_anon_425_2" is of "anon_425".

    "S1_L20_step_7" and "S1_R20_step_7" are of one person; "L20_7" is of "L20", where that is all there is.
    """
    words = [word for word in tokens(file.stem) if not dict(said_by(word)) and plain(word) not in (*MASKS, *IMAGES, "l", "r")]
    words = words[:1] + [word for word in words[1:] if not _SIDE.fullmatch(word)]
    if len(words) > 1 and words[-1].isdecimal():
        words.pop()
    return "_".join(words) or file.stem


def _subject_folder(file: Path, folder: Path, shared: int) -> str | None:
    """The innermost of its folders that says nothing else, and that not all images lie in."""
    inner = file.relative_to(folder).parts[shared:-1]
    words = [part for part in inner if not dict(said_by(part)) and plain(part) not in MASKS and plain(part) not in IMAGES]
    return words[-1] if words else None


def _shared_folders(candidates: Sequence[Candidate], folder: Path) -> int:
    """In how many folders all of them lie."""
    files = [one.file for one in candidates]
    first, last = min(files).relative_to(folder).parts, max(files).relative_to(folder).parts
    return next(
        (i for i, (a, b) in enumerate(zip(first[:-1], last[:-1], strict=False)) if a != b), min(len(first), len(last)) - 1
    )
