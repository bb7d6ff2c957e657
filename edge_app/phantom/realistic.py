"""Settings and tissues drawn over what real sources of muscle images show (docs/phantom, docs/adr/0073)."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import numpy as np

from edge_app.phantom.appearance import DiseaseTexture, TissueAppearance
from edge_app.phantom.clutter import Clutter
from edge_app.phantom.scanner import DeviceSettings, draw_settings


class Appearance(str, Enum):
    """What a simulated data set looks like."""

    PLAIN = "plain"  # as the shipped network was trained
    REALISTIC = "realistic"


def draw_realistic_settings(rng: np.random.Generator, deepest_mm: float) -> DeviceSettings:
    """A random preset as `draw_settings` draws it, with what real scanners show as well."""
    plain = draw_settings(rng, deepest_mm)
    return replace(
        plain,
        gain_db=float(np.round(rng.normal(-3.5, 4), 1)),
        f_number=float(np.round(rng.uniform(1.8, 2.8), 1)),
        dynamic_range_db=float(np.round(rng.uniform(48, 66))),
        tgc_tilt_db=float(np.round(rng.uniform(-2.0, 3.0), 1)),
        lateral_smoothing_mm=float(np.round(rng.uniform(0, 0.25), 2)),
        persistence=float(np.round(rng.uniform(0, 0.6), 2)),
        clutter=Clutter(
            side_lobes_db=float(np.round(rng.uniform(-34, -22), 1)),
            side_lobe_mm=float(np.round(rng.uniform(2, 6), 1)),
            haze_db=float(np.round(rng.uniform(-32, -22), 1)),
            haze_mm=float(np.round(rng.uniform(5, 14), 1)),
            layers_db=float(np.round(rng.uniform(-40, -28), 1)),
        ),
    )


def draw_appearance(rng: np.random.Generator) -> TissueAppearance:
    """The tissues of a random person."""
    return TissueAppearance(
        fat_level_db=float(np.round(rng.uniform(-8, 0), 1)),
        fat_septa_db=float(np.round(rng.uniform(18, 26), 1)),
        fat_lobules_db=float(np.round(rng.uniform(1, 4), 1)),
        perimysium_db=float(np.round(rng.uniform(16, 26), 1)),
        perimysium_length=float(np.round(rng.uniform(0.8, 1.8), 2)),
        fascicle_size=float(np.round(rng.uniform(0.7, 1.1), 2)),
        endomysium_db=float(np.round(rng.uniform(7, 14), 1)),
        fascicles_db=float(np.round(rng.uniform(1, 5), 1)),
        septa_db=float(np.round(rng.uniform(6, 20), 1)),
        fascia_db=float(np.round(rng.uniform(-4, 3), 1)),
        strands_db=float(np.round(rng.uniform(-12, -3), 1)),
        cortex_db=float(np.round(rng.uniform(-14, -4), 1)),
        cortex_mm=float(np.round(rng.uniform(0.5, 1.4), 2)),
        shadow_db=float(np.round(rng.uniform(-18, -5), 1)),
        disease=DiseaseTexture(
            perimysium_lost=float(np.round(rng.uniform(0.2, 0.9), 2)),
            grain_db=float(np.round(rng.uniform(0, 4), 1)),
            moth_eaten=float(np.round(rng.uniform(0, 1), 2)),
            fading=float(np.round(rng.uniform(1, 2.5), 2)),
            bone_blur_mm=float(np.round(rng.uniform(0.3, 2.0), 2)),
        ),
    )


# The middle of the ranges above: what the simulated probe shows when it is built realistic.
TYPICAL_TISSUE = TissueAppearance(
    fat_level_db=-4.0,
    fat_septa_db=22.0,
    fat_lobules_db=2.5,
    perimysium_db=21.0,
    perimysium_length=1.3,
    fascicle_size=0.9,
    endomysium_db=10.5,
    fascicles_db=3.0,
    septa_db=13.0,
    fascia_db=-0.5,
    strands_db=-7.5,
    cortex_db=-9.0,
    cortex_mm=0.95,
    shadow_db=-11.5,
    disease=DiseaseTexture(perimysium_lost=0.55, grain_db=2.0, moth_eaten=0.5, fading=1.75, bone_blur_mm=1.15),
)


def typical_settings(depth_mm: float) -> DeviceSettings:
    """The middle of the ranges above, at a depth (mm)."""
    return DeviceSettings(
        depth_mm=depth_mm,
        f_number=2.3,
        tgc_tilt_db=0.5,
        lateral_smoothing_mm=0.12,
        persistence=0.3,
        clutter=Clutter(side_lobes_db=-28.0, side_lobe_mm=4.0, haze_db=-27.0, haze_mm=9.5, layers_db=-34.0),
    )
