"""Where the region lies at each site of an exam: another muscle lies elsewhere."""

from __future__ import annotations

from edge_app.exams.records import Site
from edge_app.records import Roi
from edge_app.ui.live_model import LiveModel


class SiteRegions:
    """Places the region when the probe moves to another site: where it was there in this exam, else as on a first image."""

    def __init__(self, live: LiveModel) -> None:
        self._live = live
        self._exam = ""
        self._site: Site | None = None  # where the probe is
        self._left: dict[Site, Roi] = {}  # the region at the sites that the probe has left

    def move_to(self, exam: str, site: Site) -> None:
        """The probe moves to a site of an exam, named by its id."""
        region, before = self._live.region, self._site
        if exam != self._exam:
            self._exam, self._left = exam, {}
        elif before is not None and region is not None:
            self._left[before] = region
        self._site = site
        if site in self._left:
            self._live.place_region(self._left[site])
        elif before is not None:
            self._live.forget_region()
