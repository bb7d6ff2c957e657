"""`edge-app profiles`: what is known of each device, shown and set."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import click

from edge_app.capture.formats import parse_size
from edge_app.capture.source_kinds import check_device_name
from edge_app.capture.v4l2.device_id import lacks_port
from edge_app.cli import wiring
from edge_app.cli.group import Group
from edge_app.cli.options import ConfigOptions, profile_options
from edge_app.cli.output import one_line
from edge_app.errors import ConfigError, StoreError
from edge_app.records import SCREEN_SETTINGS, SET_SCALES_MM, Control, Roi, ScreenSetting

if TYPE_CHECKING:
    from edge_app.device_profiles import DeviceProfile, DeviceProfiles

PORT_TOO = (
    "has no serial number, so a device profile holds for what is plugged into one port: name the port too, as "
    "`edge-app devices` does, for example 534d:2109:-:1-1.2"
)
Corners = tuple[tuple[int, int], ...]


@click.group(
    "profiles",
    cls=Group,
    examples=(
        "edge-app profiles list",
        'edge-app profiles set 534d:2109:-:1-1.2 --preset MSK --size 800x600 --field "180,60,440,480"',
        "edge-app profiles show 534d:2109:-:1-1.2",
    ),
)
def command() -> None:
    """Show and set what is known of each capture device.

    That is its image field, scale, orientation, preset and controls, and which healthy reference holds for it. A device is
    named as `edge-app devices` and the screen name it. A device without a profile is unknown: z-scores are withheld. Whether
    the model was validated on a device is not set here: the signed bundle says so.
    """


def parse_field(text: str) -> Corners:
    """Read "x,y,w,h", or the corners "x,y x,y x,y ...". Raises ConfigError when the text is anything else."""
    try:
        numbers = [tuple(int(part) for part in word.split(",")) for word in text.split()]
    except ValueError:
        numbers = []
    match numbers:
        case [(x, y, w, h)] if w > 0 and h > 0:
            return (x, y), (x + w, y), (x + w, y + h), (x, y + h)
        case [_, _, _, *_] if all(len(corner) == 2 for corner in numbers):
            return tuple((corner[0], corner[1]) for corner in numbers)
    raise ConfigError(f'field {text!r} is neither x,y,w,h nor three corners or more, for example "300,80 500,80 620,460 180,460"')


def parse_setting_text(text: str) -> tuple[ScreenSetting, Roi]:
    """Read "NAME,x,y,w,h". Raises ConfigError."""
    name, _, box = text.partition(",")
    for known in SCREEN_SETTINGS:
        if name == known:
            return known, Roi.parse(box)
    raise ConfigError(f"{name!r} is no setting whose text can be marked; name one of {', '.join(SCREEN_SETTINGS)}")


@command.command("list", examples=("edge-app profiles list",))
@profile_options
def list_profiles(profiles: str | None, config: ConfigOptions) -> None:
    """List the devices that are known."""
    for known in _store(profiles, config).all():
        controls = f"  {_shown(known.controls)}" if known.controls else ""
        click.echo(one_line(f"{known.device:40}  {known.preset or '-'}{controls}"))


@command.command("show", examples=("edge-app profiles show 534d:2109:-:1-1.2",))
@click.argument("device")
@profile_options
def show(device: str, profiles: str | None, config: ConfigOptions) -> None:
    """Show what is known of DEVICE."""
    known = _known(_store(profiles, config), device)
    for field in fields(known):
        click.echo(f"{field.name:18}{one_line(_shown(getattr(known, field.name)))}")
    if lacks_port(device):
        click.echo(f"It is not used: {device} {PORT_TOO}.")


@command.command(
    "set",
    former={"--validated-bundle": "edge-app validation install"},
    examples=(
        "edge-app profiles set 534d:2109:-:1-1.2 --preset MSK --mm-per-pixel 0.1",
        'edge-app profiles set 534d:2109:-:1-1.2 --size 800x600 --field "300,80 500,80 620,460 180,460"',
        "edge-app profiles set 534d:2109:-:1-1.2 --remember-controls --remember-field",
        "edge-app profiles set 534d:2109:-:1-1.2 --setting-text gain,8,20,64,18 --setting-text preset,8,60,64,18",
    ),
)
@click.argument("device")
@click.option("--preset", help="Preset of the scanner that the device profile holds for.")
@click.option("--size", type=parse_size, metavar="WxH", help="Size of the images, in pixels, that field and scale hold for.")
@click.option(
    "--field", type=parse_field, metavar="FIELD", help='Image field in pixels: "x,y,w,h", or its corners "x,y x,y ...".'
)
@click.option("--mm-per-pixel", type=float, help="Scale of the images, in millimetres.")
@click.option("--mirrored/--as-shown", default=None, help="Whether left and right are swapped.")
@click.option("--echo-reference", help="Healthy reference that holds for the device at this preset.")
@click.option(
    "--remember-controls/--forget-controls",
    default=None,
    help="Whether what the device is set to now (brightness, contrast; depth, gain) belongs to the device profile.",
)
@click.option(
    "--setting-text",
    "boxes",
    multiple=True,
    type=parse_setting_text,
    metavar="NAME,x,y,w,h",
    help="Box, in pixels, around the text of a setting on the scanner's screen; may be repeated. NAME: "
    f"{', '.join(SCREEN_SETTINGS)}.",
)
@click.option(
    "--remember-field/--forget-field",
    default=None,
    help="Whether the size of the image field, as it is found on the scanner's screen now, belongs to the device profile.",
)
@click.option("--forget-setting-texts", is_flag=True, help="Forget the texts of settings that were marked before.")
@profile_options
def set_profile(
    device: str, preset: str | None, size: tuple[int, int] | None, field: Corners | None, mm_per_pixel: float | None,
    mirrored: bool | None, echo_reference: str | None, remember_controls: bool | None, remember_field: bool | None,
    boxes: tuple[tuple[ScreenSetting, Roi], ...], forget_setting_texts: bool, profiles: str | None, config: ConfigOptions,
) -> None:  # fmt: skip
    """Set what is known of DEVICE; what is not given stays as it was.

    Where a device profile remembers the device's controls and they differ later, results and z-scores are withheld, and the
    screen says which control changed. To remember them, the device must be plugged in, or its server must answer.

    Where a device profile remembers the size of the image field and it differs later, depth, zoom or preset was changed: the
    same happens, and the scale is withheld too. The kiosk remembers it whenever the scale is set there.

    A setting that the scanner only draws on its screen is marked by a box around its text, outside the ultrasound image, while
    the kiosk is not running. Leave room for a longer number; mark no name and no clock. The text is not read, but compared.
    """
    if lacks_port(device):
        raise ConfigError(f"{device} {PORT_TOO}")
    width, height = size or (None, None)
    said: dict[str, Any] = {
        "preset": preset, "width": width, "height": height, "field": field, "mm_per_pixel": mm_per_pixel,
        "mirrored": mirrored, "echo_reference": echo_reference,
    }  # fmt: skip
    changed = {name: value for name, value in said.items() if value is not None}
    if preset is not None and not preset.strip():
        raise ConfigError("the preset has no name; give the scanner's own name for it, for example --preset MSK")
    if mm_per_pixel is not None and not SET_SCALES_MM[0] <= mm_per_pixel <= SET_SCALES_MM[1]:
        between = f"between {SET_SCALES_MM[0]:g} and {SET_SCALES_MM[1]:g}"
        raise ConfigError(f"{mm_per_pixel:g} mm per pixel is no scale of a scanner's image; give one {between}")
    if not changed and (remember_controls, remember_field) == (None, None) and not boxes and not forget_setting_texts:
        raise ConfigError(f"nothing is said of {device!r}, so it is not made known; give --preset or another option, see --help")
    store = _store(profiles, config)
    if store.find(device) is None:
        check_device_name(device)
    if not changed and not remember_controls and not remember_field and not boxes:
        _known(store, device)  # else to forget would make it known
    if echo_reference is not None:
        store.reference(echo_reference)  # a name that leads nowhere is refused
    if remember_controls is not None:
        changed["controls"] = wiring.controls_of(device) if remember_controls else None
    if forget_setting_texts:
        changed["setting_texts"] = None
    capture = wiring.configuration(config).settings.capture
    if remember_field is not None:
        changed["field_size"] = wiring.field_size_of(device, size, capture) if remember_field else None
    texts = wiring.marked_texts(device, boxes, size, capture) if boxes else ()
    store.change(device, lambda known: replace(known, **changed).with_setting_texts(texts))
    click.echo(f"{device} is known; its device profile is in {store.folder}")


@command.command("apply-controls", examples=("edge-app profiles apply-controls 534d:2109:-:1-1.2",))
@click.argument("device")
@profile_options
def apply_controls(device: str, profiles: str | None, config: ConfigOptions) -> None:
    """Set the grabber DEVICE back to the controls that its device profile remembers, also while the kiosk runs.

    Nothing else ever sets a control: a grabber that starts with odd values is reported, not corrected.
    """
    known = _known(_store(profiles, config), device)
    if not known.controls:
        raise StoreError(f"the device profile of {device!r} remembers no controls; see edge-app profiles set --remember-controls")
    for done in wiring.apply_controls(device, known.controls):
        click.echo(one_line(done))


@command.command("forget", examples=("edge-app profiles forget 534d:2109:-:1-1.2",))
@click.argument("device")
@profile_options
def forget(device: str, profiles: str | None, config: ConfigOptions) -> None:
    """Make DEVICE unknown again."""
    _store(profiles, config).forget(device)
    click.echo(f"{device} is unknown")


def _store(folder: str | None, config: ConfigOptions) -> DeviceProfiles:
    return wiring.device_profiles(wiring.configuration(config, command_line={"capture.device_profiles": folder}).settings.capture)


def _known(store: DeviceProfiles, device: str) -> DeviceProfile:
    known = store.find(device)
    if known is None:
        raise StoreError(f"{store.folder}: {device!r} is unknown; see edge-app profiles list")
    return known


def _shown(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case ():
            return "none"
        case (Control(), *_):
            return ", ".join(f"{one.name} {one.value}" for one in value if isinstance(one, Control))
        case ((_, _), *_):
            return " ".join(",".join(map(str, corner)) for corner in value if isinstance(corner, tuple))
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)
