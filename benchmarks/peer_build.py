"""Builds the peers, in the environment that has their packages: `python -m benchmarks.peer_build` takes a BuildTask as JSON on
standard input, and answers with a `Built` for each name, in their order."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from benchmarks.run.task import BuildTask, Built
from benchmarks.run.worker import own_output
from edge_app.system.little_memory import keep_blas_small
from edge_app.system.parent import end_with_parent


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=BuildTask)
    end_with_parent(task.parent)
    keep_blas_small()

    from benchmarks.peers.building import build
    from edge_app.bundle.loader import load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys

    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    with own_output() as output:
        for name in task.names:
            why = build(name, bundle, Path(task.built), task.threads)
            output.write(msgspec.json.encode(Built(name, why)) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
