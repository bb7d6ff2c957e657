"""The z-score of echo intensity, shown beside the network's finding; withheld where it would be meaningless."""

from __future__ import annotations

import logging

from edge_app.device_profiles import DeviceProfiles
from edge_app.errors import StoreError
from edge_app.exams.records import Patient, Site
from edge_app.imaging.echo_intensity import EchoReference, Person, echo_z_score
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Finding, Label

ABNORMAL_Z = 2.0  # the paper's limit: two standard deviations above healthy people

_log = logging.getLogger(__name__)


class EchoScore:
    """Computes z-scores; looks up the reference when the device changes. For use by one thread."""

    def __init__(self, profiles: DeviceProfiles | None) -> None:
        self._profiles, self._profile_lookup = profiles, ProfileLookup(profiles)
        self._name: str | None = None
        self._reference: EchoReference | None = None

    def of(self, finding: Finding, site: Site, patient: Patient) -> float | None:
        """The z-score; None without a reference for this device and muscle, or if too little is known about the patient."""
        if patient.age is None or patient.sex is None or patient.height_cm is None or patient.weight_kg is None:
            return None
        person = Person(patient.age, patient.sex, patient.height_cm, patient.weight_kg)
        return echo_z_score(finding.echo_intensity, site.muscle, person, self._reference_for(finding))

    def _reference_for(self, finding: Finding) -> EchoReference | None:
        name = self._profile_lookup.echo_reference(finding.frame)
        if name != self._name:
            self._name, self._reference = name, self._find_reference(name)
        return self._reference

    def _find_reference(self, name: str | None) -> EchoReference | None:
        if name is None or name == PHANTOM_REFERENCE.name:
            return PHANTOM_REFERENCE if name else None
        try:
            return self._profiles.reference(name) if self._profiles else None
        except StoreError as exc:
            _log.warning("%s: no z-score", exc)
            return None


def disagree(label: Label | None, z_score: float | None) -> bool:
    """Whether the network and the echo intensity contradict each other."""
    if z_score is None or label not in (Label.NORMAL, Label.ABNORMAL):
        return False
    return (label is Label.ABNORMAL) is not (z_score >= ABNORMAL_Z)
