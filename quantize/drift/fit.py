"""The drift numbers of simulated images, taken as the appliance takes them, and the reference they give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edge_app.bundle.loader import ModelBundle
from edge_app.device_profiles import SIMULATED_PROBE
from edge_app.drift.quantities import ImageNumbers, PatientSummary, summarise_patient
from edge_app.drift.reference import DeviceReference, drift_reference
from edge_app.engine.protocol import Engine
from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.pipeline import analyse
from edge_app.records import Frame, Permission, Roi
from edge_app.scanner_screen import central_region
from edge_app.views import with_views
from quantize.drift.simulated_patients import DISEASED_EVERY, SimulatedImage


def whole(image: SimulatedImage) -> Roi:
    """The image field: nothing else is on a simulated image."""
    return Roi(0, 0, image.grey.shape[1], image.grey.shape[0])


def proposed_region(image: SimulatedImage) -> Roi:
    """The region of the kiosk: the proposed muscle, or the middle of the image where none is proposed."""
    found = propose_muscle(image.grey, whole(image), image.mm_per_pixel)
    return found.region if isinstance(found, MuscleProposal) else central_region(whole(image))


def take_numbers(image: SimulatedImage, region: Roi, bundle: ModelBundle, engine: Engine, one_view: bool = False) -> ImageNumbers:
    """What the appliance would keep of the image for drift. engine: runs one of the bundle's graphs.

    one_view: the score of the region as it is, which takes a third of the time, in place of the mean of its views.
    """
    frame = Frame(image.grey, 0, 0, image.mm_per_pixel, SIMULATED_PROBE.device)
    finding = analyse(frame, region, bundle, engine, Permission.LABEL)
    return ImageNumbers.of(finding if one_view else with_views(finding, bundle, engine), whole(image))


def summarise_images(images: Sequence[SimulatedImage], bundle: ModelBundle, engine: Engine) -> PatientSummary:
    """Of one patient, in the kiosk's region."""
    return summarise_patient([take_numbers(image, proposed_region(image), bundle, engine) for image in images])


def simulated_reference(patients: Iterable[PatientSummary]) -> DeviceReference:
    """Of the simulated probe at its own preset. Raises FormatError when the patients are too few."""
    known = list(patients)
    made_of = f"{len(known)} simulated patients, one in {DISEASED_EVERY} of them diseased"
    return DeviceReference(SIMULATED_PROBE.device, SIMULATED_PROBE.preset, made_of, drift_reference(known))
