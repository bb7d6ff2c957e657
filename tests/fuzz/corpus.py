"""Writes the sound files that are damaged: python -m tests.fuzz.corpus tests/fuzz/corpus. All are the project's."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import av
import numpy as np
from PIL import Image
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import UID, JPEGBaseline8Bit, JPEGLossless, RLELossless

from benchmarks.result.files import write_result
from edge_app.bundle.class_scheme import ClassDescription
from edge_app.bundle.manifest import parse_manifest
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import VAULT, KeyVault
from edge_app.exams.store.pin_attempts import ATTEMPTS
from edge_app.exams.store.recovery_key import new_recovery_key
from edge_app.exams.store.vault_document import Role
from edge_app.records import Control, GreyImage
from edge_app.release.layout import MANIFEST, SIGNATURE
from tests.support.benchmark_results import made_up_functional_result
from tests.support.bundle_fixture import BUNDLES
from tests.support.dicom_files import dicom, region
from tests.support.dicom_worklist import encoded, scheduled
from tests.support.emg_recordings import made_trace, trace_of, write_edf, write_text, write_wav
from tests.support.exam_factories import CHEAP, GRADES, filled
from tests.support.lossless_jpeg import encode_lossless
from tests.support.made_up_results import made_up_board
from tests.support.older_vaults import keep_first_vault
from tests.support.releases import SmallRelease, tar_of
from tests.support.sequences import metaimage, nifti, nrrd, plus_fields
from tests.support.speckle import speckle

SIDE = 48  # px
DESCRIBED = ClassDescription(True, "softmax", GRADES[1:], (1.0,) * 4, (0.3, 0.5, 0.5, 0.5), (1.0,) * 4)


def write(folder: Path) -> None:
    """Everything, under 300 kB in all."""
    folder.mkdir(parents=True, exist_ok=True)
    grey: GreyImage = speckle(1, seed=1)[0][:SIDE, :SIDE]
    _write_dicom(folder, grey)
    _write_images(folder, grey)
    _write_videos(folder, grey)
    _write_sequences(folder, grey)
    _write_texts(folder)
    _write_stores(folder)
    _write_messages(folder, grey)
    _write_emg(folder)
    (folder / "worklist").write_bytes(encoded(scheduled()))
    (folder / "worklist-latin").write_bytes(encoded(scheduled("4712", "Müller^Jörg", SpecificCharacterSet="ISO_IR 100")))


def _write_dicom(folder: Path, grey: GreyImage) -> None:
    rgb = np.stack([grey, grey, 255 - grey], axis=-1)
    dicom(folder / "grey.dcm", grey, SequenceOfUltrasoundRegions=[region(0, 0, SIDE, SIDE)])
    dicom(folder / "colour.dcm", rgb, "RGB", PixelSpacing=[0.1, 0.1])
    cine = np.stack([grey[:32, :32]] * 3)
    dicom(folder / "cine.dcm", cine, NumberOfFrames=3, FrameTimeVector=[0, 40, 40])
    dicom(folder / "wide.dcm", grey[:32, :32].astype(np.uint16) << 4, "MONOCHROME1", WindowCenter=2048, WindowWidth=4096)
    packed = dcmread(folder / "colour.dcm")
    packed.compress(RLELossless)
    packed.save_as(folder / "rle.dcm")
    jpeg, passes = io.BytesIO(), io.BytesIO()
    Image.fromarray(grey).save(jpeg, "JPEG")
    Image.fromarray(grey).save(passes, "JPEG", progressive=True)
    _encapsulate(folder / "grey.dcm", JPEGBaseline8Bit, jpeg.getvalue(), folder / "jpeg.dcm")
    _encapsulate(folder / "grey.dcm", UID("1.2.840.10008.1.2.4.55"), passes.getvalue(), folder / "passes.dcm")
    deep = np.asarray(grey[:32].astype(np.uint16) << 8, np.uint16)
    deep[:4, :4] = np.indices((4, 4)).sum(axis=0) % 2 << 15  # differences of 32768
    dicom(folder / "lossless.dcm", deep)
    _encapsulate(folder / "lossless.dcm", JPEGLossless, encode_lossless(deep, restart_rows=8), folder / "lossless.dcm")


def _encapsulate(plain: Path, syntax: UID, encoded: bytes, file: Path) -> None:
    """The file `plain` with its one frame encoded."""
    still = dcmread(plain)
    still.file_meta.TransferSyntaxUID = syntax
    still.PixelData = encapsulate([encoded])
    still["PixelData"].is_undefined_length, still["PixelData"].VR = True, "OB"
    still.save_as(file)


def _write_emg(folder: Path) -> None:
    trace = made_trace(4800, 1.0)
    part = trace_of(trace.samples[:1200], 1200)  # a second, as EDF has whole ones
    write_wav(folder / "emg-whole.wav", np.round(trace.samples[:600]).astype(np.int64), 4800, 24)
    write_edf(folder / "emg-edf.edf", part)
    write_edf(folder / "emg-bdf.bdf", part)
    write_text(folder / "emg-text.txt", trace_of(trace.samples[:200], 4800))


def _write_images(folder: Path, grey: GreyImage) -> None:
    image = Image.fromarray(grey)
    for suffix in ("png", "jpg", "bmp", "tif", "gif", "webp"):
        image.save(folder / f"image-grey.{suffix}")
    image.convert("RGB").save(folder / "image-colour.jpg", progressive=True)
    image.save(folder / "image-restarts.jpg", restart_marker_rows=1)
    image.convert("RGBA").save(folder / "image-colour.png")
    image.convert("P").save(folder / "image-palette.png", interlace=True)
    Image.fromarray(grey.astype(np.uint16) << 4).save(folder / "image-wide.png")
    image.save(folder / "image-pages.tif", save_all=True, append_images=[image, image], compression="tiff_lzw")
    image.save(folder / "image-moving.gif", save_all=True, append_images=[Image.fromarray(255 - grey)])


def _write_videos(folder: Path, grey: GreyImage) -> None:
    for name, codec in (("mp4", "mpeg4"), ("avi", "mjpeg"), ("mkv", "ffv1"), ("mpg", "mpeg2video"), ("webm", "libvpx")):
        with av.open(str(folder / f"video-test.{name}"), "w") as container:
            stream = container.add_stream(codec, rate=25)
            assert isinstance(stream, av.VideoStream)
            stream.width = stream.height = SIDE
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            for shift in range(4):
                frame = av.VideoFrame.from_ndarray(np.roll(grey, shift, 1), format="gray")
                for packet in stream.encode(frame):
                    container.mux(packet)
            for packet in stream.encode(None):
                container.mux(packet)


def _write_sequences(folder: Path, grey: GreyImage) -> None:
    frames = np.stack([np.roll(grey[:24, :24], shift, 1) for shift in range(4)])
    wide = frames.astype("<u2") << 4
    for path, of, fields in (
        (folder / "sequence-plus.mha", frames, plus_fields(" = ", "ImageStatus")),
        (folder / "sequence-wide.mha", wide, ""),
        (folder / "packed-sequence.mha", wide, ""),
    ):
        metaimage(path, of, (0.1, 0.2), fields)
    nrrd(folder / "sequence-plus.nrrd", frames, (0.1, 0.1), plus_fields(":=", "Status"))
    nrrd(folder / "packed-sequence.nrrd", np.stack([frames] * 3, axis=-1), (0.1, 0.1))
    nifti(folder / "sequence.nii", wide, (0.1, 0.1), step_ms=40)
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "image-grey.png", "study/image.png")
        archive.write(folder / "jpeg.dcm", "study/IM0001")
    with patch.object(zipfile, "ZIP64_LIMIT", 10), zipfile.ZipFile(folder / "large.zip", "w") as archive:  # as large ones are
        archive.write(folder / "image-grey.png", "image.png")


def _write_texts(folder: Path) -> None:
    shutil.copy(Path("firmware_configs/generic/board.toml"), folder / "board.toml")
    (folder / "former.toml").write_text('[capture]\npassports = "/var/lib/old"\nsource = "v4l2:1:2:3@800x600"\n')
    for name in ("plain", "fine"):
        shutil.copy(BUNDLES / name / "manifest.json", folder / f"manifest-{name}.json")
    grades = replace(parse_manifest((folder / "manifest-plain.json").read_bytes()), labels=GRADES, classes=DESCRIBED)
    (folder / "manifest-classes.json").write_bytes(grades.to_json())
    board = made_up_board()
    short = replace(board, engines=board.engines[:2], pipelines=board.pipelines[:2], samples=board.samples[:4])
    write_result(folder / "result.json", short)
    write_result(folder / "result-functional.json", made_up_functional_result())
    members = SmallRelease("0.2.0").members()
    (folder / "release-manifest.json").write_bytes(members[MANIFEST])
    (folder / "release").write_bytes(tar_of({name: members[name] for name in (MANIFEST, SIGNATURE)}))
    with tempfile.TemporaryDirectory() as scratch:
        profiles = DeviceProfiles(Path(scratch))
        profiles.keep(DeviceProfile("v4l2:test", "muscle", 640, 480, controls=(Control("gain", "12"),)))
        for file in Path(scratch).glob("*.json"):
            shutil.copy(file, folder / "profile.json")


def _write_stores(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        vault = Path(scratch, "vault")
        vault.mkdir()
        keep_first_vault(vault, {"nurse": "471147"})
        shutil.move(vault / VAULT, folder / "vault.json")
        (vault / ATTEMPTS).unlink()
        kept = KeyVault(vault)
        key = kept.create("nurse", "471147", CHEAP)
        kept.add("doctor", "471148", Role.OPERATOR, key)
        kept.set_recovery_key(new_recovery_key(), key)
        shutil.copy(vault / VAULT, folder / "vault-with-roles.json")
        shutil.copy(vault / "attempts.json", folder / "vault-attempts.json")
        filled(Path(scratch, "store"), exams=1, images=1).close()
        shutil.copy(Path(scratch, "store", STORE), folder / "exams.db")


def _write_messages(folder: Path, grey: GreyImage) -> None:
    from pyigtl import ImageMessage, StringMessage

    image = ImageMessage(grey[None], np.diag([0.1, 0.1, 1, 1]), device_name="Image", timestamp=1.0)
    colour = ImageMessage(np.stack([grey] * 3, axis=-1)[None], np.diag([0.1, 0.1, 1, 1]), device_name="Image")
    text = StringMessage("depth 40", device_name="Settings")
    (folder / "frames.igtl").write_bytes(b"".join(message.pack() for message in (text, image, colour)))
    (folder / "frame.igtl").write_bytes(image.pack())
    whole = ImageMessage(grey[None, :32, :32].astype(np.int32) * 16, np.diag([0.1, 0.1, 1, 1]), device_name="Image")
    (folder / "frame-of-32-bits.igtl").write_bytes(whole.pack())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
