"""Whether a site validation holds for the bundle that runs and for the setting that a device is at.

It holds where everything it states is known and the same, to the last digit, and nothing is known that it does not state.
Unknown equals nothing: a device whose scale nobody has set is not at the scale that was validated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from enum import Enum
from typing import Protocol

from edge_app.validation.record import SiteValidation


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
    EXPIRED = "expired"
    CLOCK = "clock"


@dataclass(frozen=True)
class Difference:
    """One thing that keeps a record from holding."""

    aspect: Aspect
    recorded: str | None  # None: the record does not state it
    found: str | None  # None: unknown
    control: str = ""  # the control's name

    def __str__(self) -> str:
        """As the end of a sentence that begins with "does not hold: "."""
        match self.aspect:
            case Aspect.BUNDLE:
                return f"it is for the bundle {self.recorded}"
            case Aspect.EXPIRED:
                return f"it expired on {self.recorded}"
            case Aspect.CLOCK:
                return f"the clock says {self.found}, but it was made on {self.recorded}, so whether it expired is not known"
            case _:
                name = f"the control {self.control!r}" if self.control else self.aspect.value
                return f"{name} is {self.found or 'unknown'}, not {self.recorded or 'stated'}"


def differences(
    validation: SiteValidation,
    manifest_sha256: str,
    setting: DeviceSetting | None,
    controls: Mapping[str, str] | None = None,
    today: date | None = None,
) -> tuple[Difference, ...]:
    """Everything that keeps the record from holding; nothing where it holds.

    manifest_sha256: of the bundle that runs. setting: of the device that images come from; None: it is unknown. controls: its
    readable settings, name -> value as text; None: none is known. today: UTC; None: by the device's clock.
    """
    found = []
    if manifest_sha256 != validation.bundle.manifest_sha256:
        found.append(Difference(Aspect.BUNDLE, validation.bundle.id, None))
    found += _of_setting(validation, setting)
    recorded, known = {one.name: one.value for one in validation.device.controls}, dict(controls or {})
    for name in sorted(recorded.keys() | known.keys()):
        if recorded.get(name) != known.get(name):
            found.append(Difference(Aspect.CONTROL, recorded.get(name), known.get(name), name))
    return (*found, *_of_date(validation, today or datetime.now(timezone.utc).date()))


def find(
    validations: Iterable[SiteValidation],
    manifest_sha256: str,
    setting: DeviceSetting | None,
    controls: Mapping[str, str] | None = None,
    today: date | None = None,
) -> SiteValidation | None:
    """The record that holds for this bundle on this device at this setting, the newest of several; None where none does.

    The arguments are those of `differences`.
    """
    holding = [one for one in validations if not differences(one, manifest_sha256, setting, controls, today)]
    return max(holding, key=lambda one: one.created, default=None)


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
