"""Everything that is timed, done once: whether it works, and nothing of how fast."""

from __future__ import annotations

from pathlib import Path

from benchmarks.stages.frames import FrameSet
from benchmarks.stages.pipeline import Pipeline
from benchmarks.stages.single import single_stages
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Engine


def run_once(folder: Path, frames: FrameSet, bundle: ModelBundle, engine: Engine, research: bool) -> tuple[str, ...]:
    """The pipeline without and with the guard, then each stage; the names of what was done.

    folder: where the frames are kept. Raises ConfigError where the frames are not analysed, EngineError when the runtime fails.
    """
    done = []
    for name, with_guard in (("pipeline", False), ("pipeline with the guard", True)):
        Pipeline(frames, bundle, engine, with_guard, research).run(next(frames.stream()))
        done.append(name)
    for stage in single_stages(folder, frames, bundle, engine, research):
        next(stage.calls)()
        done.append(f"stage {stage.name}")
    return tuple(done)
