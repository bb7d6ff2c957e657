"""Which drift reference holds for a device: the site's own before the one that came with the bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from edge_app.bundle.manifest import Manifest
from edge_app.drift.reference import DriftReference, find_reference
from edge_app.validation.record import SiteValidation


class DriftReferences:
    """The references of one bundle on the devices of one site. Callable, so that a store needs no bundle."""

    def __init__(
        self,
        bundle_id: str,
        manifest_sha256: str,
        manifest: Manifest,
        validations: Iterable[SiteValidation],
        preset_of: Callable[[str], str | None],
    ) -> None:
        """validations: verified, looked through for every exam, because a site may add one meanwhile.

        preset_of: the preset of a device (`Frame.source`) by its device profile; None: it has none.
        """
        self._bundle_id, self._preset_of = bundle_id, preset_of
        self._manifest_sha256, self._bundled, self._validations = manifest_sha256, manifest.drift or (), validations

    def __call__(self, device: str, bundle_id: str) -> DriftReference | None:
        """None: the drift of this device with this bundle is not watched. The newest of several of the site."""
        if bundle_id != self._bundle_id:  # an image from before an update
            return None
        preset = self._preset_of(device)
        own = [
            one
            for one in self._validations
            if one.drift is not None
            and (one.bundle.manifest_sha256, one.device.device, one.device.preset) == (self._manifest_sha256, device, preset)
        ]
        newest = max(own, key=lambda one: one.created, default=None)
        return newest.drift if newest else find_reference(self._bundled, device, preset)
