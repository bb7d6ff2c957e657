"""The program `python -m quantize`: its commands by role."""

from __future__ import annotations

import click

from edge_app.cli.group import LazyGroup, Section, exit_code

NAME = "python -m quantize"
SECTIONS = (
    Section(
        "Data",
        {
            "import": "Make a data set of other people's pictures, masks and tables.",
            "inspect": "Look through a data set, and write its data sheet.",
            "phantoms": "Make a simulated data set of muscle ultrasound.",
            "emg-phantoms": "Make a simulated data set of needle EMG.",
        },
    ),
    Section(
        "Training",
        {
            "train": "Train the network on a data set.",
            "evaluate": "Measure a trained network on subjects it has never seen.",
            "reproduce": "Reproduce the paper: its tables and figures beside ours.",
            "emg-baseline": "Fit the logistic model that a network for needle EMG has to beat, and measure it.",
            "emg-train": "Train a network for needle EMG, and report it beside the logistic model.",
            "fit-band": "Learn where a bundle calls an image indeterminate, on validation subjects.",
            "fit-guard": "Fit the guard that decides whether a region shows muscle.",
            "fit-drift": "Measure what drift of the simulated probe is watched against.",
        },
    ),
    Section(
        "Quantising",
        {
            "export": "Write a trained network as an FP32 ONNX graph.",
            "int8": "Make a model bundle: quantise, calibrate, measure.",
            "litert": "Write a trained network as a LiteRT graph.",
            "compare": "Compare recipes on validation subjects.",
            "sensitivity": "Rank the parts of the network by what eight bits do to them.",
        },
    ),
    Section(
        "Proving",
        {
            "check": "Decide whether a bundle may be shipped.",
            "report": "Write what `check` finds as one HTML page.",
            "robustness": "Perturb images, and see which answers change.",
            "abstention": "Count how often a bundle gives no label, and why.",
            "validate": "Test a signed bundle on another site's images, refitting nothing.",
            "card": "Write model card, data sheet and appraisal from measured files.",
        },
    ),
    Section(
        "Packaging",
        {
            "release": "Make all of a bundle again from weights, up to the gate.",
            "include": "Put a LiteRT graph into a bundle.",
            "include-guard": "Put a fitted guard into a bundle.",
            "keygen": "Make a key pair to sign bundles or site validations with.",
            "sign": "Check a bundle and sign it.",
            "sign-validation": "Check a site-validation record and sign it.",
            "remainder": "Keep what a bundle lacks of its checkpoint.",
            "restore": "Write the checkpoint that a bundle was made from.",
        },
    ),
)


@click.group(
    NAME,
    cls=LazyGroup,
    package="quantize.cli",
    sections=SECTIONS,
    install="pip install '.[quantize]'",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def program() -> None:
    """Train NMD-AssistNet, measure it, and bring it to the appliance.

    All commands name their files in the same order: BUNDLE, GRAPH, CHECKPOINT, DATASET. What is worked on comes first, then
    what it is compared with, then the data.
    """


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code. arguments: None takes those of the process."""
    return exit_code(program, arguments, NAME)
