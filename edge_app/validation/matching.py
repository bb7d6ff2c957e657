"""Whether a site validation holds for the bundle that runs and for the setting that a device is at.

It holds where everything it states is known and the same, to the last digit, and nothing is known that it does not state.
Unknown equals nothing: a device whose scale nobody has set is not at the scale that was validated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timezone
from enum import Enum
from typing import Protocol

from edge_app.records import IMAGE_FIELD, ON_SCREEN, Control
from edge_app.validation.record import SiteValidation

GREY_LEVEL_CONTROLS = frozenset(
    {
        "brightness", "contrast", "saturation", "hue", "automatic white balance", "red balance", "blue balance", "gamma",
        "automatic gain", "gain", "automatic hue", "white balance temperature", "sharpness", "backlight compensation",
        "colour effect", "automatic brightness", "automatic exposure", "exposure", "RGB range",
    }
)  # fmt: skip  # these leave scale and orientation as they are


class DeviceSetting(Protocol):
    """What is known of a device at its setting; None: not known. `DeviceProfile` is one."""

    @property
    def device(self) -> str: ...
    @property
    def preset(self) -> str | None: ...
    @property
    def width(self) -> int | None: ...  # px
    @property
    def height(self) -> int | None: ...  # px
    @property
    def mm_per_pixel(self) -> float | None: ...  # mm
    @property
    def mirrored(self) -> bool | None: ...


class Aspect(str, Enum):
    """What may differ."""

    BUNDLE = "bundle"
    DEVICE = "device"
    PRESET = "preset"
    WIDTH = "image width"
    HEIGHT = "image height"
    SCALE = "mm per pixel"
    MIRRORED = "mirrored"
    CONTROL = "control"
    SCREEN_TEXT = "text on the screen"  # of a setting that a scanner only draws
    FIELD = "image field on the screen"  # its size, px
    EXPIRED = "expired"
    CLOCK = "clock"


@dataclass(frozen=True)
class Difference:
    """One thing that keeps a record from holding."""

    aspect: Aspect
    recorded: str | None  # None: the record does not state it
    found: str | None  # None: unknown
    control: str = ""  # name of the control or, without "on the scanner's screen", of the setting

    def __str__(self) -> str:
        """As the end of a sentence that begins with "does not hold: "."""
        match self.aspect:
            case Aspect.BUNDLE:
                return f"it is for the bundle {self.recorded}"
            case Aspect.EXPIRED:
                return f"it expired on {self.recorded}"
            case Aspect.CLOCK:
                return f"the clock says {self.found}, but it was made on {self.recorded}, so whether it expired is not known"
            case Aspect.SCREEN_TEXT:
                return f"{self.control}{ON_SCREEN} {self._of_text()}"
            case Aspect.FIELD if self.found is not None and self.recorded is not None:
                return (
                    f"{self.control}{ON_SCREEN} is {self.found} pixels, not {self.recorded}: depth, zoom or preset was changed; "
                    "set it back, or set the scale again"
                )
            case Aspect.FIELD:
                return f"{self.control}{ON_SCREEN} {self._of_text()}"
            case _:
                name = f"the control {self.control!r}" if self.control else self.aspect.value
                return f"{name} is {self.found or 'unknown'}, not {self.recorded or 'stated'}"

    def _of_text(self) -> str:
        """What is recorded and found of a text says only which one it is: no words for a reader."""
        if self.found is None:
            return "cannot be compared with what is recorded"
        return "has changed" if self.recorded is not None else "is compared, but not stated"


def differences(
    validation: SiteValidation,
    manifest_sha256: str,
    setting: DeviceSetting | None,
    controls: Iterable[Control] = (),
    today: date | None = None,
) -> tuple[Difference, ...]:
    """Everything that keeps the record from holding; nothing where it holds.

    manifest_sha256: of the bundle that runs. setting: of the device that images come from; None: it is unknown. controls: its
    readable settings; none: none is known. today: UTC; None: by the device's clock.
    """
    found = []
    if manifest_sha256 != validation.bundle.manifest_sha256:
        found.append(Difference(Aspect.BUNDLE, validation.bundle.id, None))
    found += _of_setting(validation, setting)
    found += changed_controls(validation.device.controls, controls)
    return (*found, *_of_date(validation, today or datetime.now(timezone.utc).date()))


def find(
    validations: Iterable[SiteValidation],
    manifest_sha256: str,
    setting: DeviceSetting | None,
    controls: Iterable[Control] = (),
    today: date | None = None,
) -> SiteValidation | None:
    """The record that holds for this bundle on this device at this setting, the newest of several; None where none does.

    The arguments are those of `differences`.
    """
    holding = [one for one in validations if not differences(one, manifest_sha256, setting, controls, today)]
    return max(holding, key=lambda one: one.created, default=None)


def nearest_differences(
    validations: Iterable[SiteValidation],
    manifest_sha256: str,
    setting: DeviceSetting | None,
    controls: Iterable[Control] = (),
    today: date | None = None,
) -> tuple[Difference, ...]:
    """What keeps a record for this bundle on this device from holding: of several, the one with the fewest differences.

    Nothing where one holds, and where there is none. The arguments are those of `differences`.
    """
    if setting is None:
        return ()
    device, controls = setting.device, tuple(controls)
    same = [one for one in validations if (one.bundle.manifest_sha256, one.device.device) == (manifest_sha256, device)]
    return min((differences(one, manifest_sha256, setting, controls, today) for one in same), key=len, default=())


def changed_controls(recorded: Iterable[Control], found: Iterable[Control]) -> tuple[Difference, ...]:
    """Every control that differs, by name; one that only one side knows differs too."""
    before, now = ({one.name: one.value for one in controls} for controls in (recorded, found))
    names = sorted(before.keys() | now.keys())
    changed = [name for name in names if before.get(name) != now.get(name)]
    return tuple(_of_control(name, before.get(name), now.get(name)) for name in changed)


def _of_control(name: str, before: str | None, now: str | None) -> Difference:
    if name.endswith(ON_SCREEN):
        shown = name.removesuffix(ON_SCREEN)
        return Difference(Aspect.FIELD if shown == IMAGE_FIELD else Aspect.SCREEN_TEXT, before, now, shown)
    return Difference(Aspect.CONTROL, before, now, name)


def changes_geometry(changed: Iterable[Difference]) -> bool:
    """Whether scale or orientation may have changed with these controls. What is not known here may change both."""
    return any(one.control not in GREY_LEVEL_CONTROLS for one in changed)


def _of_setting(validation: SiteValidation, setting: DeviceSetting | None) -> list[Difference]:
    recorded = validation.device
    if setting is None:
        return [Difference(Aspect.DEVICE, recorded.device, None)]
    pairs: tuple[tuple[Aspect, object, object], ...] = (
        (Aspect.DEVICE, recorded.device, setting.device),
        (Aspect.PRESET, recorded.preset, setting.preset),
        (Aspect.WIDTH, recorded.width, setting.width),
        (Aspect.HEIGHT, recorded.height, setting.height),
        (Aspect.SCALE, recorded.mm_per_pixel, setting.mm_per_pixel),
        (Aspect.MIRRORED, recorded.mirrored, setting.mirrored),
    )
    return [
        Difference(aspect, _text(one), None if other is None else _text(other)) for aspect, one, other in pairs if one != other
    ]


def _of_date(validation: SiteValidation, today: date) -> list[Difference]:
    """A record without an expiry holds whatever the clock says: a board without network or battery may have none to trust."""
    if validation.expires is None:
        return []
    if today < validation.created:
        return [Difference(Aspect.CLOCK, validation.created.isoformat(), today.isoformat())]
    if today > validation.expires:
        return [Difference(Aspect.EXPIRED, validation.expires.isoformat(), today.isoformat())]
    return []


def _text(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)
