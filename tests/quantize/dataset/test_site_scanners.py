"""A second site has the same people before another scanner, at presets that the first never uses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from edge_app.phantom.scanner import draw_settings
from quantize.dataset.simulate import plan
from quantize.dataset.site_scanners import SiteScanner, draw_site_settings


def test_the_first_site_is_what_it_always_was() -> None:
    """The shipped bundle's data sets come back with the same bytes."""
    for seed in range(20):
        found = draw_site_settings(SiteScanner.FIRST, np.random.default_rng(seed), 30.0)
        assert found == draw_settings(np.random.default_rng(seed), 30.0)


def test_the_second_sites_presets_are_outside_the_firsts() -> None:
    first, second = (
        [draw_site_settings(scanner, np.random.default_rng(seed), 30.0) for seed in range(300)] for scanner in SiteScanner
    )
    for name in ("frequency_mhz", "dynamic_range_db", "bandwidth_mhz"):
        assert min(getattr(s, name) for s in second) > max(getattr(s, name) for s in first), name
    assert max(s.f_number for s in second) < min(s.f_number for s in first)
    assert np.mean([s.gain_db for s in second]) > np.mean([s.gain_db for s in first]) + 3
    assert all(s.depth_mm >= 34 for s in second)


def test_a_plan_has_the_same_subjects_for_both() -> None:
    first, second = plan(30, 7), plan(30, 7, SiteScanner.SECOND)
    assert [replace(task, scanner=SiteScanner.FIRST) for task in second] == first
    assert {task.scanner for task in second} == {SiteScanner.SECOND}
