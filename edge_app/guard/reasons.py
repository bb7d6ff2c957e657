"""Why an image is not judged, in one English sentence each that says what to do.

The screen and the report have their own translations; `tests/edge_app/guard/test_reasons.py` holds them to this list.
"""

from __future__ import annotations

from edge_app.records import Finding, Guard, Label

_REASONS = {
    Guard.NO_CONTACT: "No contact in the region. Use more gel or press the probe on.",
    Guard.LIFTED_OFF: "Part of the probe is off the skin. Use more gel and hold the probe flat.",
    Guard.AIR: "The probe is in the air. Use gel and place it on the skin.",
    Guard.UNDEREXPOSED: "Too dark in the region. Increase the gain.",
    Guard.SATURATED: "Too bright in the region. Reduce the gain.",
    Guard.FLAT: "No structure in the region. Move the region or the probe onto the muscle.",
    Guard.COLOUR: "Colour in the region. Switch off Doppler or elastography.",
    Guard.TEXT: "Writing or a menu in the region. Close it or move the region.",
    Guard.SCANNER_FROZEN: "The scanner's image does not change. Unfreeze the scanner.",
    Guard.BEYOND_FIELD: "The region reaches beyond the ultrasound image. Move it inside or make it smaller.",
    Guard.TOO_FEW_PIXELS: "The region has too few pixels. Make it larger, or take the image at a higher resolution.",
    Guard.OTHER_SCALE: "The network does not know regions of this size. Change the size or the scanner's depth.",
    Guard.NOT_MUSCLE: "This does not look like muscle. Move the probe or the region onto the muscle.",
    Guard.UPSIDE_DOWN: "The image seems to be upside down. Turn it so that the skin is at the top.",
    Guard.WRONG_VIEW: "This looks like a view along the muscle. Turn the probe by 90 degrees.",
}


def reason(guard: Guard) -> str:
    """Why the frame is not fit to be judged, and what to do. Raises KeyError for FIT, which has no reason."""
    return _REASONS[guard]


def reason_not_judged(finding: Finding) -> str | None:
    """Why the finding has no answer, and what to do; None where the guard has let it pass."""
    return reason(finding.guard) if finding.label is Label.NOT_JUDGED and finding.guard is not Guard.FIT else None
