"""What holds for a frame: its device profile, the label that may be given, and what its device is set to otherwise."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from edge_app.bundle.validated_device import ValidatedDevice, find_validated
from edge_app.device_profiles import BUILT_IN, DeviceProfile, DeviceProfiles
from edge_app.errors import StoreError
from edge_app.imaging.echo_intensity import EchoReference
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.records import Frame, Permission, Roi
from edge_app.scanner_screen.field_size import field_control_of
from edge_app.scanner_screen.setting_watch import SettingTextWatch
from edge_app.validation.matching import Difference, changed_controls, changes_geometry, find, nearest_differences
from edge_app.validation.record import SiteValidation

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle

_log = logging.getLogger(__name__)


class ProfileLookup:
    """The device profile of the device that frames come from, looked up when device or device profiles change. For one thread."""

    def __init__(self, profiles: DeviceProfiles | None) -> None:
        self._profiles = profiles  # None: all but the simulated probe are unknown
        self._looked_up: tuple[str, tuple[int, int]] | None = None  # the device, and the device profiles' version
        self._profile: DeviceProfile | None = None
        self._changed_ns = 0  # monotonic, when the profile of this device changed: was found to have, or before the first look
        self._logged: tuple[Difference, ...] = ()
        self._watch = SettingTextWatch()
        self._reference_name: str | None = None
        self._reference: EchoReference | None = None

    def of(self, frame: Frame) -> DeviceProfile | None:
        """None for an unknown device, and for one whose device profile cannot be read, which is logged."""
        asked = frame.source, self._profiles.version if self._profiles else (0, 0)
        if asked != self._looked_up:
            same_device = self._looked_up is not None and self._looked_up[0] == frame.source
            self._looked_up, before = asked, self._profile
            try:
                find = self._profiles.find if self._profiles else BUILT_IN.get
                self._profile = find(frame.source)
            except StoreError as exc:
                self._profile = None
                _log.warning("%s: the device counts as unknown", exc)
            if not same_device:
                self._changed_ns = _monotonic_ns(asked[1][1])
            elif self._profile != before:
                self._changed_ns = time.monotonic_ns()
        return self._profile

    def is_older(self, frame: Frame) -> bool:
        """Whether the frame was captured before its profile changed: what it shows was not compared with what holds now."""
        self.of(frame)
        return frame.captured_ns < self._changed_ns

    def permission(self, frame: Frame, bundle: ModelBundle, research: bool) -> Permission:
        """What may be said of the frame, which has its profile's defaults, with this bundle.

        A label where the bundle lists the device at this setting, or where a site has validated it there. research: score and
        heatmap are wanted where neither is so.
        """
        self._log_changes(frame)
        if self.validation(frame, bundle) is not None:
            return Permission.LABEL
        return Permission.SCORE if research else Permission.NOTHING

    def _log_changes(self, frame: Frame) -> None:
        if (changed := self.changed_controls(frame)) != self._logged:
            self._logged = changed
            said = "; ".join(map(str, changed)) or "everything is set as its device profile remembers again"
            _log.warning("%s: %s", frame.source, said)

    def validation(self, frame: Frame, bundle: ModelBundle) -> SiteValidation | ValidatedDevice | None:
        """What the label of the frame, which has its profile's defaults, rests on: of the bundle itself or of a site."""
        profile = self.of(frame)
        if self.changed_controls(frame):
            return None
        if (listed := find_validated(bundle.manifest.validated, frame, profile.preset if profile else None)) is not None:
            return listed
        if self._profiles is None or (setting := self._setting(frame)) is None:
            return None
        return find(self._profiles.validations, bundle.manifest_sha256, setting, frame.controls)

    def changes(self, frame: Frame, bundle: ModelBundle) -> tuple[Difference, ...]:
        """What of the frame's device is set otherwise than its profile remembers, or else than a site validated it."""
        if changed := self.changed_controls(frame):
            return changed
        if self._profiles is None or (setting := self._setting(frame)) is None:
            return ()
        return nearest_differences(self._profiles.validations, bundle.manifest_sha256, setting, frame.controls)

    def changed_controls(self, frame: Frame) -> tuple[Difference, ...]:
        """The controls that differ from those the profile of the frame's device remembers; nothing where it remembers none.

        What the scanner only draws is among them once the frame has its profile's defaults.
        """
        profile = self.of(frame)
        if profile is None or frame.recorded:
            return ()
        compared = (one for one in frame.controls if profile.controls is not None or one.on_screen)
        return changed_controls(profile.remembered_controls, compared)

    def echo_reference(self, frame: Frame) -> str | None:
        """The name of the reference that holds for the frame; None for an unknown device, and for one that is set otherwise."""
        profile = self.of(frame)
        return profile.echo_reference if profile and not self.changed_controls(frame) else None

    def healthy_reference(self, frame: Frame) -> EchoReference | None:
        """The reference that `echo_reference` names; None, and logged, where it cannot be read."""
        name = self.echo_reference(frame)
        if name != self._reference_name:
            self._reference_name, self._reference = name, self._read_reference(name)
        return self._reference

    def _read_reference(self, name: str | None) -> EchoReference | None:
        if name is None or name == PHANTOM_REFERENCE.name:
            return PHANTOM_REFERENCE if name else None
        try:
            return self._profiles.reference(name) if self._profiles else None
        except StoreError as exc:
            _log.warning("%s: no z-score", exc)
            return None

    def _setting(self, frame: Frame) -> DeviceProfile | None:
        """The setting of the frame's device: by what the frame is, not by what its profile expects."""
        profile = self.of(frame)
        if profile is None or frame.recorded:
            return None
        return replace(
            profile, width=frame.width, height=frame.height, field=None, mm_per_pixel=frame.mm_per_pixel, mirrored=frame.mirrored
        )

    def field(self, frame: Frame) -> Roi | None:
        """The box of the image field, where the frame has the size the device profile holds for."""
        profile = self.of(frame)
        return profile.box() if profile and profile.fits(frame) else None

    def scale(self, frame: Frame) -> float | None:
        """mm per pixel that is held for such frames, or that the device profile gives where it holds for their size."""
        held = self._profiles.held_scale(frame) if self._profiles else None
        if held is not None:
            return held
        profile = self.of(frame)
        return profile.mm_per_pixel if profile and profile.fits(frame) and self._same_geometry(frame) else None

    def _same_geometry(self, frame: Frame) -> bool:
        return not changes_geometry(self.changed_controls(frame))

    def with_profile_defaults(self, frame: Frame) -> Frame:
        """The frame with the scale and orientation known for such frames, where it brought none itself.

        What the image shows goes before what the device profile says: the scanner may have been set otherwise since. Where
        texts of settings are marked on the device's screen, what they show now is among the frame's controls, and so is the size
        of the image field where it is remembered.
        """
        frame = self._with_screen_controls(frame)
        scale, mirrored = frame.mm_per_pixel, frame.mirrored
        if scale is None:
            scale = self.scale(frame)
        if mirrored is None and (profile := self.of(frame)) is not None and self._same_geometry(frame):
            mirrored = profile.mirrored
        if (scale, mirrored) == (frame.mm_per_pixel, frame.mirrored):
            return frame
        return replace(frame, mm_per_pixel=scale, mirrored=mirrored)

    def _with_screen_controls(self, frame: Frame) -> Frame:
        profile = self.of(frame)
        if profile is None or frame.recorded or any(one.on_screen for one in frame.controls):
            return frame
        drawn = self._watch.controls(frame, profile.setting_texts) if profile.setting_texts else ()
        if profile.field_size and profile.has_size_of(frame):
            drawn = (*drawn, field_control_of(frame, profile.field_size))
        return replace(frame, controls=(*frame.controls, *drawn)) if drawn else frame


def _monotonic_ns(modified_ns: int) -> int:
    """When a file was modified by the time of day, on the clock that frames are captured by. Never later than now."""
    return time.monotonic_ns() - max(time.time_ns() - modified_ns, 0)
