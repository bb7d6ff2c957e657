"""Clips as they leave the device: multi-frame DICOM with each frame's time, blanked as images are, marked where simulated."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian, JPEGLSLossless

from edge_app.capture.readers.files import open_recording
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.export import ExportOptions, to_folder, to_server
from edge_app.exams.export.report_texts import languages, wording
from edge_app.exams.export.text_review import SiteImages
from edge_app.exams.store.store import ExamStore
from edge_app.records import SIMULATED_SOURCE, GreyImage, Label
from edge_app.scanner_screen import Shape
from tests.support.burned_in_text import SEEDS, clean, written_over
from tests.support.clips import NAME, ROI, TIMES_MS, add_clip, screens
from tests.support.drawn_screens import made_screen
from tests.support.exam_factories import ENGINE, KEY, PATIENT, SITE, found
from tests.support.exported_exams import HIDDEN, NOTICE, OPEN, dicom_files, needs, report_text

MULTI_FRAME = "1.2.840.10008.5.1.4.1.1.3.1"


def moving(screen: GreyImage) -> list[GreyImage]:
    """Frames of a screen whose ultrasound grows brighter; what is dark stays."""
    brighter = (np.clip(screen.astype(int) + number, 0, 255).astype(np.uint8) for number in range(len(TIMES_MS)))
    return [np.where(screen > 20, pixels, screen) for pixels in brighter]


def finished(store: ExamStore, *clips: list[GreyImage], **of_frame: Any) -> str:
    """A finished exam of an image and these clips."""
    exam = store.start(PATIENT).id
    store.add(exam, SITE, found(0), ENGINE)
    for clip in clips:
        add_clip(store, exam, clip, **of_frame)
    store.give_verdict(exam, Label.NORMAL, "")
    store.finish(exam)
    return exam


def exported(folder: Path, options: ExportOptions, *clips: list[GreyImage], **of_frame: Any) -> Path:
    """The folder of an exam of an image and these clips; by default one of `screens`."""
    with ExamStore(folder, KEY, "nurse") as store:
        to_folder(store, finished(store, *(clips or (screens(),)), **of_frame), folder / "stick", options)
    (place,) = (folder / "stick").iterdir()
    return place


def clips_of(place: Path) -> list[Path]:
    files = [path for path in dicom_files(place) if path.suffix != ".png" and path.name != "DICOMDIR"]
    return [path for path in files if pydicom.dcmread(path, stop_before_pixels=True).SOPClassUID == MULTI_FRAME]


def clip_of(place: Path) -> pydicom.Dataset:
    (path,) = clips_of(place)
    return pydicom.dcmread(path)


def test_a_clip_with_identity_is_the_frames_as_they_were_at_their_own_times(tmp_path: Path) -> None:
    frames = moving(clean(SEEDS[1]))
    place = exported(tmp_path, OPEN, frames)
    clip = clip_of(place)
    assert clip.file_meta.TransferSyntaxUID == JPEGLSLossless and clip.NumberOfFrames == len(TIMES_MS)
    np.testing.assert_array_equal(clip.pixel_array, np.stack(frames))
    assert clip.FrameIncrementPointer == 0x00181065
    np.testing.assert_allclose(np.cumsum([float(step) for step in clip.FrameTimeVector]), TIMES_MS)
    assert (clip.CineRate, clip.RecommendedDisplayFrameRate, clip.StopTrim) == (31, 31, 6)
    (region,) = clip.SequenceOfUltrasoundRegions
    assert region.PhysicalDeltaX == pytest.approx(0.009) and region.PhysicalUnitsXDirection == 3
    assert clip.ImageType[0] == "ORIGINAL" and clip.BurnedInAnnotation == "YES"
    assert clip.AcquisitionTime == "102030.340000" and "Not analysed by the network" in clip.ImageComments
    assert clip.ImageLaterality == "L" and "LossyImageCompression" not in clip and "SyntheticData" not in clip
    (still,) = place.glob("*-clip-1.png")
    np.testing.assert_array_equal(cv2.imread(str(still), cv2.IMREAD_UNCHANGED), frames[3])
    again = list(open_recording(clips_of(place)[0]).frames())  # what this program reads of it is what it wrote
    np.testing.assert_array_equal(np.stack([one.pixels for one in again]), np.stack(frames))
    assert [round(1000 * (one.seconds or 0)) for one in again] == list(TIMES_MS)
    assert again[0].mm_per_pixel == pytest.approx(0.09)


def test_under_a_pseudonym_each_frame_is_black_outside_the_field_and_unchanged_within(tmp_path: Path) -> None:
    frames, truth = moving(clean(SEEDS[1])), made_screen(SEEDS[1], Shape.RECTANGLE)
    place = exported(tmp_path, HIDDEN, frames)
    clip = clip_of(place)
    inner, outer = (
        cv2.erode(truth.field, np.ones((9, 9), np.uint8)) > 0,
        cv2.dilate(truth.field, np.ones((31, 31), np.uint8)) == 0,
    )
    for frame, taken in zip(clip.pixel_array, frames, strict=True):
        np.testing.assert_array_equal(frame[inner], taken[inner])
        assert taken[outer].any() and not frame[outer].any()
    assert clip.ImageType[0] == "DERIVED" and clip.BurnedInAnnotation == "NO" and clip.PatientIdentityRemoved == "YES"
    data = json.loads(next(place.glob("*.json")).read_text())
    (said,) = data["clips"]
    assert "source" not in said and said["burned_in_text"] == "none found" and said["frames"] == 6 and said["region"][2] == ROI.w
    for path in place.rglob("*"):
        assert path.is_dir() or (NAME.encode() not in path.read_bytes() and b"SERIAL99" not in path.read_bytes()), path


def test_text_inside_is_left_to_a_person_and_a_lifted_probe_costs_only_its_frames(tmp_path: Path) -> None:
    named, lifted = moving(clean(SEEDS[1])), moving(clean(SEEDS[1]))
    named[2], lifted[1] = written_over(SEEDS[1]), np.zeros_like(lifted[1])
    dark = [np.zeros_like(pixels) for pixels in lifted]
    field = cv2.erode(made_screen(SEEDS[1], Shape.RECTANGLE).field, np.ones((9, 9), np.uint8)) > 0
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = finished(store, named, lifted, dark)
        review = to_folder(store, exam, tmp_path / "stick", HIDDEN)
        assert review.possible_clips == (SiteImages(SITE, (1,)),) and review.withheld_clips == (SiteImages(SITE, (3,)),)
        assert sum("clips" in sentence for sentence in review.sentences("x")) == 2
        nobody = DicomNode("NOBODY", "127.0.0.1", 1)  # nothing is sent, so nothing is refused
        assert not to_server(store, exam, nobody, HIDDEN).sent
        text = report_text(store.read_whole(exam), HIDDEN)
    (place,) = (tmp_path / "stick").iterdir()
    written, partly, withheld = sorted((pydicom.dcmread(path) for path in clips_of(place)), key=lambda one: one.InstanceNumber)
    np.testing.assert_array_equal(written.pixel_array[2][field], named[2][field])
    assert written.BurnedInAnnotation == "YES" and "May show text" in written.ImageComments
    assert partly.BurnedInAnnotation == "NO"
    assert not partly.pixel_array[1].any() and partly.pixel_array[2].any() and "1 of 6 frames are black" in partly.ImageComments
    height = lifted[0].shape[0]
    assert not withheld.pixel_array[:, :height].any() and withheld.pixel_array[:, height:].any()
    assert "Withheld" in withheld.ImageComments
    assert wording("en").text_possible_clips.split(";")[0] in " ".join(text.split())


@pytest.mark.parametrize(
    ("of_frame", "mark", "synthetic"),
    [({"source": SIMULATED_SOURCE}, "Simulated image.", True), ({"source": "a.mp4", "recorded": True}, "Replayed from", False)],
    ids=["simulated", "recording"],
)
@pytest.mark.parametrize("options", [OPEN, HIDDEN], ids=["identified", "pseudonymous"])
def test_where_a_clip_is_from_is_in_pixels_attributes_and_report(
    tmp_path: Path, of_frame: dict[str, object], mark: str, synthetic: bool, options: ExportOptions
) -> None:
    place = exported(tmp_path, options, **of_frame)
    objects = [pydicom.dcmread(path) for path in dicom_files(place) if path.suffix != ".png" and path.name != "DICOMDIR"]
    assert {each.get("SyntheticData") for each in objects} == {"YES" if synthetic else None}
    clip = clip_of(place)
    assert clip.ImageComments.startswith(mark) and clip.Rows > 480 and clip.pixel_array[:, 480:].any(axis=(1, 2)).all()
    assert all(each.StudyDescription.startswith(("SIMULATED", "REPLAYED")) for each in objects)
    still = cv2.imread(str(next(place.glob("*-clip-1.png"))), cv2.IMREAD_UNCHANGED)
    assert still is not None and still.shape == (clip.Rows, clip.Columns) and still[480:].any()
    pdf = next(place.glob("*.pdf"))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout.decode()
    assert ("SIMULATED" if synthetic else "REPLAYED") in text and "Clips: 1 (" in text


def test_the_report_names_each_clip_in_every_language(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = store.read_whole(finished(store, screens(), screens()))
        for language in languages():
            words = wording(language)
            text = " ".join(report_text(exam, ExportOptions(NOTICE, language=language)).split())
            seconds = words.number(0.16, 1)
            assert f"1 ({words.where(SITE)}, {seconds} s); 2 ({words.where(SITE)}, {seconds} s)" in text
            assert words.clips_mean in text


def test_exporting_twice_gives_the_same_objects_and_the_pseudonym_others(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        exam = finished(store, screens())
        for folder, options in (("a", OPEN), ("b", OPEN), ("c", HIDDEN)):
            to_folder(store, exam, tmp_path / folder, options)
    first, again, hidden = (clips_of(tmp_path / folder)[0] for folder in "abc")
    assert first.read_bytes() == again.read_bytes()
    assert pydicom.dcmread(first).SOPInstanceUID != pydicom.dcmread(hidden).SOPInstanceUID


@needs("dciodvfy")
@pytest.mark.parametrize("options", [OPEN, HIDDEN], ids=["identified", "pseudonymous"])
def test_a_clip_is_valid_dicom(tmp_path: Path, options: ExportOptions) -> None:
    (path,) = clips_of(exported(tmp_path, options))
    reported = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    assert reported.returncode == 0 and not [line for line in reported.stderr.splitlines() if line.startswith("Error")], reported


@needs("dcmdjpls")
def test_dcmtk_decodes_it(tmp_path: Path) -> None:
    (path,) = clips_of(exported(tmp_path, OPEN))
    subprocess.run(["dcmdjpls", path, tmp_path / "plain.dcm"], check=True)
    plain = pydicom.dcmread(tmp_path / "plain.dcm")
    assert plain.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    np.testing.assert_array_equal(plain.pixel_array, np.stack(screens()))
