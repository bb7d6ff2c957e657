"""Bombs: a small file that claims or becomes far more than it is costs one sentence, at most 300 MB and 2 s."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support import bombs

MOST_BYTES, MOST_SECONDS = 300 << 20, 2.0
SOUND = {"largest.png", "largest-colour.png", "cycle.tif", "pages.tif"}  # as large, or as many, as is allowed


def test_every_bomb_costs_one_sentence(tmp_path: Path) -> None:
    bombs.make(tmp_path)
    # A process of its own, whose peak of memory is that of what it opens and not of the tests before.
    words = [sys.executable, "-m", "tests.support.bombs", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=300)
    assert done.stderr == "", "libraries' own messages"
    costs = [bombs.Cost(**cost) for cost in json.loads(done.stdout)]
    assert len(costs) > 25
    for cost in costs:
        assert "\n" not in cost.sentence and (cost.name in SOUND or cost.sentence), cost
        assert cost.seconds < MOST_SECONDS and cost.peak_bytes < MOST_BYTES, cost
