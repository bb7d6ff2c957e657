"""Device profiles: what is known of a device, and what may therefore be said of its images.

A device is named by `Frame.source`: vendor:product:serial for USB, the model and its place for CSI, the address for
OpenIGTLink. A device without a device profile is unknown: nothing that holds only for a known one is said of its images.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

from edge_app.errors import CaptureError, ErrorCode, StoreError, disk_error_code
from edge_app.imaging.echo_intensity import EchoReference
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.records import SCALES_MM, SIMULATED_SOURCE, Control, Frame, Roi
from edge_app.scanner_screen.field_size import FIELD_CONTROL, Size, field_control, is_other_size
from edge_app.scanner_screen.setting_text import SettingText, remember
from edge_app.system.atomic_write import atomic_write, fsync_folder
from edge_app.system.file_lock import file_lock
from edge_app.typed_reader import FormatError, build, parse_json
from edge_app.validation.matching import changed_controls, changes_geometry
from edge_app.validation.record import SiteValidation

T = TypeVar("T")

_log = logging.getLogger(__name__)

DEFAULT, OLD_DEFAULT = "device-profiles", "passports"  # names of the boards' folders, now and in version 0.1
MIN_SIDE, MAX_SIDE = 16, 16_384  # px, of an image or of the field in it


@dataclass(frozen=True)
class DeviceProfile:
    """What is known of one device at one setting. None: not known."""

    device: str  # `Frame.source`
    preset: str | None = None  # the scanner's setting that everything here holds for
    width: int | None = None  # px, of the images that field and scale hold for; another size is another setting
    height: int | None = None  # px
    field: tuple[tuple[int, int], ...] | None = None  # px (x, y), corners of the image field, in order
    mm_per_pixel: float | None = None  # mm, isotropic
    mirrored: bool | None = None  # left and right are exchanged
    echo_reference: str | None = None  # name of the `EchoReference` that holds for it at this preset
    controls: tuple[Control, ...] | None = None  # what the device was set to; None: not remembered, and not compared
    setting_texts: tuple[SettingText, ...] | None = None  # what its screen showed of its settings; None: not compared
    field_size: Size | None = None  # px, of the field as it was found on its screen; None: not compared

    def __post_init__(self) -> None:
        """Raises StoreError for what cannot be."""
        if not self.device:
            raise StoreError("a device profile without a device is nobody's: name the device as edge-app devices does")
        if (wrong := self._wrong()) is not None:
            raise StoreError(f"the device profile of {self.device!r}: {wrong}")

    def _wrong(self) -> str | None:
        size = f"{self.width} x {self.height}"
        if not all(MIN_SIDE <= side <= MAX_SIDE for side in (self.width, self.height) if side is not None):
            return f"{size} is no size of images"
        if self.mm_per_pixel is not None and not SCALES_MM[0] <= self.mm_per_pixel <= SCALES_MM[1]:
            return f"{self.mm_per_pixel} mm per pixel is not between {SCALES_MM[0]:g} and {SCALES_MM[1]:g}"
        names = [text.name for text in self.setting_texts or ()]
        if len(set(names)) < len(names):
            return "the text of a setting is marked twice"
        if self.field_size is not None:
            most = self.width or MAX_SIDE, self.height or MAX_SIDE
            if not all(MIN_SIDE <= side <= limit for side, limit in zip(self.field_size, most, strict=True)):
                return f"the size of the field, {self.field_size[0]} x {self.field_size[1]}, is none in its images"
        if self.field is None:
            return None
        if len(self.field) < 3 or any(len(corner) != 2 for corner in self.field):
            return "the field needs three corners or more, each x and y"
        box = _around(self.field)
        if not _inside(box, self.width or MAX_SIDE, self.height or MAX_SIDE):
            return "the field does not lie in its images" + (f" of {size}" if self.width and self.height else "")
        return f"the field is smaller than {MIN_SIDE} pixels a side" if min(box.w, box.h) < MIN_SIDE else None

    @property
    def remembered_controls(self) -> tuple[Control, ...]:
        """Everything that a frame's controls are compared with."""
        size = (field_control(self.field_size),) if self.field_size else ()
        return (*(self.controls or ()), *(text.control for text in self.setting_texts or ()), *size)

    def with_setting_texts(self, texts: Iterable[SettingText]) -> DeviceProfile:
        """With these texts in place of those of the same settings."""
        by_name = {text.name: text for text in (*(self.setting_texts or ()), *texts)}
        return replace(self, setting_texts=tuple(by_name.values()) or None)

    def has_size_of(self, frame: Frame) -> bool:
        """Whether the frame has the size that everything here holds for."""
        return (self.width or frame.width, self.height or frame.height) == (frame.width, frame.height)

    def fits(self, frame: Frame) -> bool:
        """Whether field and scale can hold for the frame."""
        box = self.box()
        return self.has_size_of(frame) and (box is None or _inside(box, frame.width, frame.height))

    def box(self) -> Roi | None:
        """The upright rectangle around the image field."""
        return _around(self.field) if self.field else None


def _marked_again(texts: Iterable[SettingText], frame: Frame) -> tuple[SettingText, ...] | None:
    """The same boxes with what the frame shows there; a box that shows no text any more is left out."""
    again = []
    for text in texts:
        with suppress(CaptureError):
            again.append(remember([frame.pixels], text.name, text.box))
    return tuple(again) or None


def _around(corners: tuple[tuple[int, ...], ...]) -> Roi:
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Roi(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _inside(box: Roi, width: int, height: int) -> bool:
    return min(box.x, box.y) >= 0 and box.x + box.w <= width and box.y + box.h <= height


SIMULATED_PROBE = DeviceProfile(
    device=SIMULATED_SOURCE,
    preset="simulated, at the phantom's reference preset",
    mirrored=False,
    echo_reference=PHANTOM_REFERENCE.name,
)


BUILT_IN = {SIMULATED_PROBE.device: SIMULATED_PROBE}


class DeviceProfiles:
    """One small file for each device in a folder, and `references/NAME.json` for each clinic's healthy volunteers."""

    def __init__(self, folder: Path, validations: Iterable[SiteValidation] = ()) -> None:
        """Open the folder, which need not be there yet; one of version 0.1 beside it is renamed to it, once.

        validations: verified, of sites that have validated a bundle on a device; asked for each frame.
        """
        self.validations = validations
        self.folder = _migrated(folder)
        self._changes = 0  # counts what was held, and what was kept and forgotten here
        self._held: dict[tuple[str, int, int], float] = {}  # mm per pixel of (source, width, height)

    @property
    def version(self) -> tuple[int, int]:
        """Another one when anything has changed, by whatever program: what was looked up before may be out of date."""
        try:
            return self._changes, self.folder.stat().st_mtime_ns
        except OSError:  # there is no device profile yet
            return self._changes, 0

    def find(self, device: str) -> DeviceProfile | None:
        """The device's device profile; None for an unknown one. Raises StoreError when it cannot be read."""
        if device in BUILT_IN:
            return BUILT_IN[device]
        file = self._file(device)
        profile = _read_profile(file) if _exists(file) else None
        if profile is not None and profile.device != device:
            raise StoreError(
                f"{file}: it is the device profile of {profile.device!r}, not of {device!r}; set it anew", ErrorCode.DAMAGED
            )
        return profile

    def all(self) -> Iterator[DeviceProfile]:
        """Every device profile, those built in first. Raises StoreError after the last where one or the folder is unreadable."""
        yield from BUILT_IN.values()
        fault: StoreError | None = None
        if self.folder.exists() and not self.folder.is_dir():
            fault = StoreError(
                f"{self.folder} is no folder, so it holds no device profiles; name another --profiles", ErrorCode.DAMAGED
            )
        for file in sorted(self.folder.glob("*.json")):
            try:
                profile = _read_profile(file)
            except StoreError as exc:
                fault = fault or exc
            else:
                yield profile
        if fault is not None:
            raise fault

    def keep(self, profile: DeviceProfile) -> None:
        """Write it, whole or not at all. Raises StoreError."""
        _refuse_built_in(profile.device)
        with self._file_lock(profile.device):
            self._write(profile)

    def change(self, device: str, changed: Callable[[DeviceProfile], DeviceProfile]) -> None:
        """Keep `changed` of what is known of the device, which no other program changes meanwhile. Raises StoreError."""
        _refuse_built_in(device)
        with self._file_lock(device):
            self._write(changed(self.find(device) or DeviceProfile(device)))

    @contextmanager
    def _file_lock(self, device: str) -> Iterator[None]:
        """Hold the folder, which is made where it is missing, against other programs. Raises StoreError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with file_lock(self.folder):
                yield
        except OSError as exc:
            sentence = f"{self._file(device)} cannot be written ({exc.strerror}); run this with sudo, or name another --profiles"
            raise StoreError(sentence, disk_error_code(exc)) from exc

    def _write(self, profile: DeviceProfile) -> None:
        content = {key: value for key, value in asdict(profile).items() if value is not None}
        atomic_write(self._file(profile.device), (json.dumps(content, indent=2) + "\n").encode())
        self._changes += 1

    def save_scale(self, frame: Frame, mm_per_pixel: float) -> None:
        """Keep the scale of the device's images, mm, for the frame's size. Raises StoreError.

        What else is known of the device stays, but for a field that held for another size. The first time, what the device is
        set to is remembered too. Where that has changed the geometry since, the new setting replaces it, texts on the scanner's
        screen too, and the echo reference, which held at the old one, goes. The size of the field on the screen is remembered
        each time.
        """
        size = (frame.field.w, frame.field.h) if frame.field else None
        found = tuple(control for control in frame.controls if not control.on_screen)
        of_texts = [control for control in frame.controls if control.on_screen and control.name != FIELD_CONTROL]

        def scaled(known: DeviceProfile) -> DeviceProfile:
            controls, texts, reference = known.controls, known.setting_texts, known.echo_reference
            if controls is None:
                controls = found or None
            elif changes_geometry(changed_controls(controls, found)):
                controls, reference = found, None
            if texts and changes_geometry(changed_controls((text.control for text in texts), of_texts)):
                texts, reference = _marked_again(texts, frame), None
            if size and known.field_size and known.has_size_of(frame) and is_other_size(size, known.field_size):
                reference = None
            return replace(
                known, field=known.field if known.fits(frame) else None, mm_per_pixel=mm_per_pixel, width=frame.width,
                height=frame.height, echo_reference=reference, controls=controls, setting_texts=texts, field_size=size,
            )  # fmt: skip

        self.change(frame.source, scaled)

    def set_session_scale(self, frame: Frame, mm_per_pixel: float) -> None:
        """Hold the scale of the source's images of that size, mm, until the program ends; the source stays unknown."""
        self._held[frame.source, frame.width, frame.height] = mm_per_pixel
        self._changes += 1

    def held_scale(self, frame: Frame) -> float | None:
        """mm; None where none is held."""
        return self._held.get((frame.source, frame.width, frame.height))

    def forget(self, device: str) -> None:
        """Remove a device profile. Raises StoreError, also when there is none."""
        _refuse_built_in(device)
        try:
            self._file(device).unlink()
        except FileNotFoundError as exc:
            raise StoreError(f"{self.folder}: there is no device profile of {device!r}; see edge-app profiles list") from exc
        except OSError as exc:
            raise StoreError(f"{self._file(device)} cannot be removed ({exc.strerror}); run this with sudo") from exc
        self._changes += 1

    def reference(self, name: str) -> EchoReference:
        """A healthy reference by the name a device profile gives it. Raises StoreError."""
        if name == PHANTOM_REFERENCE.name:
            return PHANTOM_REFERENCE
        file = self.folder / "references" / f"{_plain(name)}.json"
        if not _exists(file):
            raise StoreError(f"there is no echo reference {name!r}; the clinic's volunteers belong into {file}")
        reference = _read(EchoReference, file)
        if any(regression.sd <= 0 for regression in reference.muscles.values()):
            raise StoreError(f"{file}: the standard deviation of a muscle is not above 0; correct it")
        return reference

    def _file(self, device: str) -> Path:
        # Names differ where only the characters differ that a file's name may not have.
        return self.folder / f"{_plain(device)}-{hashlib.sha256(device.encode('utf-8', 'replace')).hexdigest()[:8]}.json"


def _migrated(folder: Path) -> Path:
    """The folder; where there is only its predecessor under the default name of version 0.1, that is renamed to it."""
    old = folder.with_name(OLD_DEFAULT)
    try:
        if folder.name == DEFAULT and old.is_dir() and not folder.exists():
            old.rename(folder)
            fsync_folder(folder.parent)
    except OSError as exc:
        if not folder.exists():  # else another program was faster
            _log.warning("%s cannot be renamed to %s (%s): it is used as it is", old, folder, exc.strerror)
            return old
    return folder


def _refuse_built_in(device: str) -> None:
    if device in BUILT_IN:
        raise StoreError(f"the device profile of the {device} is built in and cannot be changed", ErrorCode.DISK_CLOSED)


def _read_profile(file: Path) -> DeviceProfile:
    """Up to version 0.2 a profile could declare itself validated, by hand: that is no validation, and left out."""
    return _read(DeviceProfile, file, dropped="validated_bundle")


def _read(cls: type[T], file: Path, dropped: str = "") -> T:
    try:
        document = parse_json(file.read_bytes())
        document.pop(dropped, None)
        return build(cls, document)
    except FormatError as exc:
        raise StoreError(f"{file} {exc}; set the device profile anew, or correct the file", ErrorCode.DAMAGED) from exc
    except CaptureError as exc:  # of a setting's text
        raise StoreError(f"{file}: {exc}", ErrorCode.DAMAGED) from exc
    except OSError as exc:
        raise StoreError(f"{file} cannot be read ({exc.strerror})", disk_error_code(exc)) from exc


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as exc:
        raise StoreError(f"{file} cannot be read ({exc.strerror})", disk_error_code(exc)) from exc


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:60] or "device"
