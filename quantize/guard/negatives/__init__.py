"""Simulated crops of what is no muscle, of many kinds. They are drawn anew for every seed, and are never images of a person.

The real images of other things are too few to fit on: a model fitted on them would know an eye and two phantoms. What is drawn
here is crude, but wide: a kind that is left out of the fit must be recognised by the others (`quantize.guard.judging`).
"""

from quantize.guard.negatives.kinds import KINDS, draw_negatives

__all__ = ["KINDS", "draw_negatives"]
