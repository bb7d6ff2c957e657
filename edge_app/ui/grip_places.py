"""Where the grips of a caliper lie: beside its points and mostly below them, so that no finger hides what it points at. Pure."""

from __future__ import annotations

import math
from itertools import product

Place = tuple[float, float]  # px of the screen, in the area of the image

SLANT = math.sqrt(0.5)
AWAY = ((1.0, 0.0), (SLANT, SLANT), (0.0, 1.0), (-SLANT, SLANT), (-1.0, 0.0), (SLANT, -SLANT), (-SLANT, -SLANT), (0.0, -1.0))
BEST_FIRST = (1, 2, 3, 0, 4, 5, 6, 7)  # of AWAY: below its point on the side away from the other, below, ...


def grip_places(start: Place, end: Place, reach: float, size: float, width: float, height: float) -> tuple[Place, Place]:
    """The middles of both grips, each `reach` px from its point, or twice that in a corner, inside width x height px.

    size: of a grip, px; at most reach. A hand comes from below: a grip is below its point, on the side away from the other
    point, or as near to that as there is room. The grips keep clear of each other and of both points; where an area is too
    small for that, they lie where they would if it were larger.
    """
    side = 1.0 if start[0] > end[0] else -1.0
    firsts, seconds = _places(start, side, reach), _places(end, -side, reach)
    margin = size / 2

    def is_clear(grips: tuple[Place, Place]) -> bool:
        within = all(margin <= x <= width - margin and margin <= y <= height - margin for x, y in grips)
        return (
            within
            and math.dist(*grips) >= size
            and all(math.dist(grip, point) >= margin for grip, point in product(grips, (start, end)))
        )

    pairs = sorted(product(range(len(firsts)), range(len(seconds))), key=lambda pair: (max(pair), sum(pair)))
    best = ((firsts[first], seconds[second]) for first, second in pairs)
    return next(filter(is_clear, best), (firsts[0], seconds[0]))


def _places(point: Place, side: float, reach: float) -> list[Place]:
    """The best first. side: 1 where away from the other point is to the right."""
    directions = [(side * AWAY[number][0], AWAY[number][1]) for number in BEST_FIRST]
    return [(point[0] + far * x, point[1] + far * y) for far in (reach, 2 * reach) for x, y in directions]
