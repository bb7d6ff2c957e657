"""DICOM images with what their headers say, and DICOM SEG objects that refer to them (PS3.3 A.51)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydicom import Dataset

from edge_app.capture.readers.dicom import signature
from edge_app.capture.readers.dicom.damage import DAMAGE
from edge_app.capture.readers.dicom.data_set import read_data_set
from edge_app.errors import CaptureError, ConfigError
from quantize.dataset.importers.candidate import Candidate, Said, Segments
from quantize.dataset.importers.coco import muscle_classes
from quantize.dataset.importers.details import by_path, say
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import files_below

_SEG = ("1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7")  # segmentation, label map segmentation
_HEADER = {  # attribute -> column; its text as it stands
    "PatientID": "subject", "PatientSex": "sex", "PatientWeight": "weight_kg", "PatientSize": "height_cm",
    "PatientBirthDate": "born", "StudyDate": "examined", "Laterality": "side", "ImageLaterality": "side",
}  # fmt: skip


@dataclass(frozen=True)
class _Segmented:
    """What a SEG marks of one frame of an image."""

    file: Path
    names: dict[int, str]  # of the segments there, by number


@dataclass(frozen=True)
class _Header:
    """What the header of an image says."""

    instance: str  # SOP instance UID
    frames: int
    said: dict[str, str]  # column -> text


def headers(source: Path, leave_out: Sequence[str] = ()) -> Iterator[tuple[Path, Dataset | None]]:
    """Every DICOM file below a folder with its header; None where that is damaged."""
    for path in files_below(source, leave_out):
        try:
            with path.open("rb") as file:
                if not signature.is_dicom(file.read(signature.LENGTH)):
                    continue
                file.seek(0)
                yield path, read_data_set(file, path).header
        except (CaptureError, *DAMAGE):
            yield path, None


def find(source: Path, mapping: Mapping) -> Found:
    """Every image file; of a clip the frames that a SEG marks, or else the first. Raises ConfigError when there is none.

    A patient's ID is no subject's code, so subjects are renamed unless the mapping says otherwise.
    """
    images: list[tuple[Path, _Header]] = []
    marked: dict[tuple[str, int], _Segmented] = {}
    faults: list[str] = []
    for path, header in headers(source, mapping.leave_out or ()):
        where = path.relative_to(source).as_posix()
        if header is None:
            faults.append(f"{where}: the DICOM file is damaged")
            continue
        try:
            if str(header.get("SOPClassUID")) in _SEG:
                marked |= {key: _Segmented(path, names) for key, names in _marked(header).items()}
            elif "Rows" in header:
                images.append(
                    (path, _Header(str(header.get("SOPInstanceUID")), int(header.get("NumberOfFrames") or 1), _said(header)))
                )
        except DAMAGE as exc:
            faults.append(f"{where}: the DICOM file is damaged ({' '.join(str(exc).split())})")
    if not images:
        raise ConfigError(f"{source} holds no DICOM image")
    frames: dict[str, list[int]] = defaultdict(list)
    for instance, frame in marked:
        frames[instance].append(frame)
    names = [name for one in marked.values() for name in one.names.values()]
    muscles = muscle_classes(list(dict.fromkeys(names)), mapping.muscle_classes)
    candidates, clips = [], 0
    for path, known in images:
        count, instance = known.frames, known.instance
        clips += count > 1 and not frames.get(instance)
        for frame in sorted(frames.get(instance, [0])):
            where = path.relative_to(source).as_posix() + (f", frame {frame + 1}" if count > 1 else "")
            one = by_path(Candidate(path, where, frame=frame), source, mapping.values or {})
            segmented = marked.get((instance, frame))
            numbers = tuple(n for n, name in segmented.names.items() if name in muscles) if segmented else ()
            mask = Segments(segmented.file, instance, frame, numbers) if segmented and numbers else None
            candidates.append(replace(_with_header(one, known.said), mask=mask))
    instances = {known.instance for _, known in images}
    lost = {one.file for (instance, _), one in marked.items() if instance not in instances}
    faults += [f"{one.relative_to(source)}: the image that it marks is not below {source}" for one in sorted(lost)]
    notes = [f"{clips} clips have no SEG; the first frame of each is taken"] if clips else []
    if names and not muscles:
        notes.append(f"none of the segments {', '.join(dict.fromkeys(names))} is called a muscle; name it as muscle_classes")
    rename = True if mapping.rename_subjects is None else mapping.rename_subjects
    return Found(replace(mapping, rename_subjects=rename), tuple(candidates), (), tuple(notes), tuple(faults))


def _marked(header: Dataset) -> dict[tuple[str, int], dict[int, str]]:
    """(SOP instance UID of an image, its frame from 0) -> the segments there."""
    names = {int(one.get("SegmentNumber", 0)): str(one.get("SegmentLabel", "")) for one in header.get("SegmentSequence") or []}
    marked: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for item in header.get("PerFrameFunctionalGroupsSequence") or []:
        number = segment_number(item)
        for instance, frame in source_frames(item):
            marked[instance, frame][number] = names.get(number, "")
    return marked


def segment_number(item: Dataset) -> int:
    """The segment that a frame of a SEG is of; 0: not stated."""
    found = (item.get("SegmentIdentificationSequence") or [Dataset()])[0].get("ReferencedSegmentNumber", 0)
    return int(found)


def source_frames(item: Dataset) -> Iterator[tuple[str, int]]:
    """The images, and their frames from 0, that a frame of a SEG was drawn on."""
    for derivation in item.get("DerivationImageSequence") or []:
        for source in derivation.get("SourceImageSequence") or []:
            frames = source.get("ReferencedFrameNumber") or 1
            for frame in frames if isinstance(frames, Sequence) and not isinstance(frames, str) else [frames]:
                yield str(source.get("ReferencedSOPInstanceUID")), int(frame) - 1


def _said(header: Dataset) -> dict[str, str]:
    """What a header says: column -> text."""
    said = {column: text for key, column in _HEADER.items() if (text := str(header.get(key) or "").strip())}
    if age := str(header.get("PatientAge") or "").strip():
        # "045Y"; a child's age in months, weeks or days is given by the dates.
        said |= {"age": age} if age.upper().endswith("Y") else {}
    if device := " ".join(str(header.get(key) or "").strip() for key in ("Manufacturer", "ManufacturerModelName")).strip():
        said["device"] = device
    for region in header.get("AnatomicRegionSequence") or []:
        said["muscle"] = str(region.get("CodeMeaning") or "")
    return {column: text for column, text in said.items() if text}


def _with_header(candidate: Candidate, said: dict[str, str]) -> Candidate:
    """With what its header says, but for what folders say already: anatomy and side are often a preset's."""
    for column, text in said.items():
        if column not in candidate.said:
            candidate = say(candidate, column, [Said(text, "the DICOM header")])
    return candidate
