"""How often does the answer to a real muscle image change, when the image does not?

    python -m quantize.studies.network.flips [--data ../shared/data] [--bundle BUNDLE --keys KEYS] [--band 0.3,0.7]

The bundle's INT8 graph answers real images of muscle as if it were validated on them, in the region that the kiosk proposes, or
else its first one. Each is changed by -6 and +6 dB (60 dB over 255 grey levels), a mirror, a shift of the region by 5 % in the
worst of four directions, JPEG at quality 75, and a blur of 1 px. A flip is normal called abnormal, or abnormal normal. No image
has a label: how often the answers are right is not known. Intervals are of shares (Wilson), as if images were independent; those
of one recording are not, so they are too narrow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
from tqdm import tqdm

from edge_app.bundle.indeterminate_band import IndeterminateBand
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.drift.agreement import wilson
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine
from edge_app.pipeline import analyse
from edge_app.records import Band, Frame, GreyImage, Interval, Label, Permission, Roi, label_of
from edge_app.views import with_views
from quantize.dataset.recordings import muscle_images
from quantize.evaluation.perturbations import Perturbation, perturbed
from quantize.studies import SHARED_DATA

SOURCES = {  # name -> folder of pictures; the first two show muscle across its fibres
    "limb, transverse": "limb_transverse_sweep",
    "limbs with nerves, transverse": "nerve_regions_transverse/images",
    "GE screen, longitudinal": "gl_longitudinal_ge_screen",
    "Telemed, longitudinal": "gm_longitudinal_telemed",
    "Philips, longitudinal": "gm_longitudinal_philips",
    "GE, longitudinal": "vl_longitudinal_ge",
}
WAYS = ("no band", "band", "band and views")
OPPOSITE = {Label.NORMAL, Label.ABNORMAL}


@dataclass(frozen=True)
class Answers:
    """What one image, or a change of it, is called in each of WAYS."""

    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Tried:
    """One real image."""

    source: str
    before: Answers
    after: dict[Perturbation, list[Answers]]  # several for a shift

    def flips(self, way: int, kind: Perturbation) -> bool:
        """Whether one of the changes turns the answer into its opposite."""
        return any({self.before.labels[way], after.labels[way]} == OPPOSITE for after in self.after[kind])


def answer(pixels: GreyImage, roi: Roi, bundle: ModelBundle, engine: Engine) -> Answers | None:
    """None where the guard refuses it."""
    single = analyse(Frame(pixels, 0, 0, None, "real image"), roi, bundle, engine, Permission.LABEL)
    if single.probability is None:
        return None
    plain = label_of(single.probability, bundle.manifest.decision_threshold, None)
    return Answers((plain, single.label, with_views(single, bundle, engine).label))


def images(data: Path) -> Iterator[tuple[str, GreyImage, Roi]]:
    """Source, pixels and region of every image."""
    for source, folder in SOURCES.items():
        for image in muscle_images(data / folder):
            yield source, image.pixels, image.region


def tried(found: Iterable[tuple[str, GreyImage, Roi]], bundle: ModelBundle, engine: Engine) -> Iterator[Tried]:
    """Every image that the guard lets pass; of its changes those that it lets pass."""
    for source, pixels, roi in found:
        before = answer(pixels, roi, bundle, engine)
        if before is None:
            continue
        after: dict[Perturbation, list[Answers]] = {kind: [] for kind in Perturbation}
        for change in perturbed(pixels, roi):
            if (one := answer(change.pixels, change.roi, bundle, engine)) is not None:
                after[change.kind].append(one)
        yield Tried(source, before, after)


def share(hits: int, trials: int) -> str:
    low, high = wilson(hits, trials)
    return f"{hits / trials:5.1%} ({low:.1%}-{high:.1%})"


def report(rows: list[Tried], title: str) -> None:
    """One table."""
    click.echo(f"\n{title}: {len(rows)} images")
    click.echo(f"  {'':16}" + "".join(f"{kind.value:>22}" for kind in Perturbation) + f"{'indeterminate':>22}")
    for way, name in enumerate(WAYS):
        cells = [share(sum(row.flips(way, kind) for row in rows), len(rows)) for kind in Perturbation]
        silent = share(sum(row.before.labels[way] is Label.INDETERMINATE for row in rows), len(rows))
        click.echo(f"  {name:16}" + "".join(f"{cell:>22}" for cell in [*cells, silent]))


def with_band(bundle: ModelBundle, band: Band) -> ModelBundle:
    """The bundle as if it had this band."""
    unknown = Interval(0.0, 0.0, 0.0)
    described = IndeterminateBand(band, "by hand", 0.0, "none", "", 0, 0, unknown, unknown, unknown, ())
    return dataclasses.replace(bundle, manifest=dataclasses.replace(bundle.manifest, indeterminate=described))


@click.command()
@click.option("--data", type=click.Path(exists=True, path_type=Path), default=SHARED_DATA)
@click.option("--bundle", "folder", type=click.Path(exists=True, path_type=Path), default=DEFAULT_BUNDLE)
@click.option("--keys", type=click.Path(exists=True, path_type=Path), help="Folder of trusted keys, beside the shipped ones.")
@click.option("--band", "ends", help="LOW,HIGH in place of the bundle's own.")
def main(data: Path, folder: Path, keys: Path | None, ends: str | None) -> None:
    """Print the tables."""
    cv2.setNumThreads(1)
    bundle = load_bundle(folder, trusted_keys(keys))
    if ends is not None:
        low, high = map(float, ends.split(","))
        bundle = with_band(bundle, Band(low, high))
    if bundle.manifest.band is None:
        raise click.ClickException("this bundle has no band; give one with --band LOW,HIGH")
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)
    rows = list(tqdm(tried(images(data), bundle, engine), unit="image", disable=None))
    click.echo(f"{bundle.id}, band {bundle.manifest.band.low:.3f} to {bundle.manifest.band.high:.3f}")
    report(rows, "all muscle")
    report([row for row in rows if "transverse" in row.source], "transverse")
    for source in SOURCES:
        if any(row.source == source for row in rows):
            report([row for row in rows if row.source == source], source)


if __name__ == "__main__":
    main()
