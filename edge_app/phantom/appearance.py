"""How tissue looks beyond its echo intensity: what differs from person to person, and what disease does to the texture.

The defaults leave the simulator as the shipped network knows it, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DiseaseTexture:
    """What disease changes beside the brightness, each in full at grade 4 and in steps before.

    Dystrophies blur the perimysium into ground glass whose echo fades with depth and takes the bone's outline along; neurogenic
    disease leaves dark fascicles among bright ones, moth-eaten (Heckmatt et al. 1982, J Pediatr 101:656; Pillen et al. 2008,
    Muscle Nerve 37:679).
    """

    perimysium_lost: float = 0.0  # 0-1, share of the contrast of fascicles that is lost, in any pattern of disease
    grain_db: float = 0.0  # standard deviation of the fine grain
    moth_eaten: float = 0.0  # 0: patches as they were, 1: dark holes with sharp edges
    fading: float = 1.0  # factor of the additional attenuation
    bone_blur_mm: float = 0.0  # by which the bone's echo is spread in depth


@dataclass(frozen=True)
class TissueAppearance:
    """One person's tissues."""

    fat_level_db: float = 0.0  # added to the fat's level
    fat_septa_db: float = 19.0  # of the septa above the lobules
    fat_lobules_db: float = 0.0  # standard deviation from lobule to lobule
    perimysium_db: float = 17.0  # of the perimysium above the fibres: the "starry night" of a transverse view
    perimysium_length: float = 1.0  # factor of its extent across, in the image
    fascicle_size: float = 1.0  # factor of the distance between its sheets
    endomysium_db: float = 7.0  # of the fine lines within a fascicle
    fascicles_db: float = 0.0  # standard deviation of the level from fascicle to fascicle
    septa_db: float = 0.0  # of the thick septa between bundles of fascicles; 0: none
    fascia_db: float = 0.0  # added to every fascia
    strands_db: float | None = None  # of a second, broken layer of every fascia, relative to the first; None: there is none
    cortex_db: float = 0.0  # added to the bone's echo
    cortex_mm: float = 0.45  # thickness of the bone's echo
    shadow_db: float | None = None  # haze in a bone's shadow, relative to muscle, behind a penumbra; None: black and sharp
    disease: DiseaseTexture = DiseaseTexture()


PLAIN = TissueAppearance()
