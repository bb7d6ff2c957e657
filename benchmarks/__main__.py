"""`python -m benchmarks`: how fast this machine is, and against which others."""

from __future__ import annotations

from edge_app.cli.interrupt import stop_at_once
from edge_app.system.little_memory import keep_blas_small

if __name__ == "__main__":
    stop_at_once()
    keep_blas_small()

import click

from edge_app.cli.group import LazyGroup, Section

NAME = "python -m benchmarks"
SECTIONS = (
    Section(
        "Measuring",
        {
            "run": "Measure every engine, the stages and the pipeline on this machine.",
            "soak": "Does anything grow or slow down over a day of frames with faults?",
        },
    ),
    Section(
        "Comparing",
        {
            "compare": "Set the results of several machines against one another.",
            "predict": "Predict the latency on boards that nobody measured it on.",
        },
    ),
)


@click.group(
    NAME,
    cls=LazyGroup,
    package="benchmarks.cli",
    sections=SECTIONS,
    install="pip install -e '.[benchmarks]'",
    context_settings={"help_option_names": ["-h", "--help"]},
    examples=(
        "python -m benchmarks run --quick --out build/benchmarks/quick",
        "python -m benchmarks compare build/benchmarks/quick benchmarks/results",
    ),
)
def main() -> None:
    """Latency, memory, energy and accuracy of the network and the pipeline, on this machine and beside others."""


if __name__ == "__main__":
    main(prog_name=NAME)
