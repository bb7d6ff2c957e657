"""The region of an image that nobody has marked."""

from __future__ import annotations

from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen import central_region, image_field


def offered_region(pixels: GreyImage) -> Roi:
    """The muscle that the kiosk proposes in an image (H, W), or else the middle of its field."""
    field = image_field(pixels)
    proposal = propose_muscle(pixels, field)
    return proposal.region if isinstance(proposal, MuscleProposal) else central_region(field)
