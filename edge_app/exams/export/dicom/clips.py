"""A clip as Ultrasound Multi-frame Image Storage (PS3.3 A.7), with each frame's own time and its pixels without loss.

Its pixels are the largest part of an export by far. They are put in when the object is written, so no two clips are in memory.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BufferedIOBase, BytesIO
from itertools import pairwise

from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, encapsulate_buffer
from pydicom.tag import Tag
from pydicom.uid import JPEGLSLossless, UltrasoundMultiFrameImageStorage

from edge_app.exams.export.dicom.images import calibrated_region, describe_taken, name_derivation, shape_of_bytes
from edge_app.exams.export.dicom.study import CLIPS, Study, new_object
from edge_app.exams.export.exported_clip import ExportedClip
from edge_app.exams.export.text_review import BurnedInText
from edge_app.exams.records import Clip

NOT_ANALYSED = "Not analysed by the network: a clip has no finding."
FRAME_TIME_VECTOR = Tag("FrameTimeVector")
LOOPING = 0  # PS3.3 C.7.6.5: preferred playback sequencing


@dataclass(frozen=True)
class ClipObject:
    """A clip that is to be written."""

    header: Dataset  # all but the pixels
    exported: ExportedClip

    def whole(self) -> Dataset:
        """With its pixels, in memory once: as a buffer that is written frame by frame."""
        return self._with(encapsulate_buffer([BytesIO(frame) for frame in self.exported.frames()]))

    def decompressed(self) -> Dataset:
        """With its pixels as they are when decoded: for whoever takes no JPEG-LS."""
        dataset = self._with(encapsulate(list(self.exported.frames())))
        dataset.decompress(generate_instance_uid=False)
        return dataset

    def _with(self, pixels: bytes | BufferedIOBase) -> Dataset:
        dataset = deepcopy(self.header)
        dataset.add_new("PixelData", "OB", pixels)
        dataset["PixelData"].is_undefined_length = True
        return dataset


def us_clip(study: Study, clip: Clip, exported: ExportedClip) -> ClipObject:
    """The frames as they leave the device, and how fast they followed one another."""
    dataset = new_object(study, UltrasoundMultiFrameImageStorage, CLIPS, clip.number)
    dataset.file_meta.TransferSyntaxUID = JPEGLSLossless
    began = datetime.fromisoformat(clip.taken) - timedelta(seconds=clip.seconds)
    remarks = [NOT_ANALYSED]
    if exported.black and exported.text is not BurnedInText.WITHHELD:
        remarks.append(f"{exported.black} of {len(clip.times_ns)} frames are black: no ultrasound field was found in them.")
    describe_taken(dataset, began, clip.site, study.exam.protocol, clip.mirrored, clip.origin, exported.text, remarks)
    name_derivation(dataset, study.subject.pseudonymous, clip.origin)
    dataset.BurnedInAnnotation = "YES" if exported.may_show_text else "NO"
    dataset.UltrasoundColorDataPresent = 0
    _cine(dataset, clip)
    if clip.mm_per_pixel is not None:
        dataset.SequenceOfUltrasoundRegions = [calibrated_region(exported.still, clip.mm_per_pixel)]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    shape_of_bytes(dataset, exported.still.shape)
    return ClipObject(dataset, exported)


def _cine(dataset: Dataset, clip: Clip) -> None:
    """Cine and multi-frame module (PS3.3 C.7.6.5, C.7.6.6)."""
    times, rate = clip.times_ns, max(1, round(clip.frames_per_second))
    dataset.NumberOfFrames = len(times)
    dataset.FrameIncrementPointer = FRAME_TIME_VECTOR
    dataset.FrameTimeVector = ["0", *(f"{(after - before) / 1e6:.3f}" for before, after in pairwise(times))]
    dataset.CineRate = dataset.RecommendedDisplayFrameRate = rate
    dataset.StartTrim, dataset.StopTrim = 1, len(times)
    dataset.EffectiveDuration = f"{clip.seconds:.3f}"
    dataset.PreferredPlaybackSequencing = LOOPING
