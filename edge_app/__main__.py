"""The command `edge-app`. Its commands are in `edge_app.cli`, a file each, imported when one is called."""

from __future__ import annotations

from edge_app.cli.interrupt import is_this_program, stop_at_once
from edge_app.system.little_memory import keep_blas_small

if is_this_program(__name__):
    stop_at_once()  # before anything that takes time to import
    keep_blas_small()

import click

from edge_app.cli.group import LazyGroup, Section

SECTIONS = (
    Section("Clinic", {
        "run": "Examine patients on the screen, from the first image to the assessment.",
        "examine": "Examine without a screen and write the results into a folder.",
        "exams": "List, verify, export, back up, restore and destroy the exams that are kept.",
        "drift": "Show, summarise and acknowledge what a device's images have drifted by.",
        "profiles": "Show and set what is known of each capture device.",
    }),
    Section("Field test", {
        "devices": "List the capture devices that are plugged in.",
        "watch": "Watch a source for gaps, duplicates, damaged frames and losses.",
        "doctor": "Check the model bundle and its answers on this machine.",
        "analyse": "Analyse recordings and print what each frame shows.",
        "emg": "Read recordings of needle EMG: their events, each with what is measured of it.",
    }),
    Section("Administration", {
        "tune": "Find the fastest engine of this machine and use it from then on.",
        "validation": "Install, list and remove what a site has validated a bundle for.",
        "config": "Print the board, the merged configuration and where each value comes from.",
        "setup": "Make a stock machine the appliance: services, rules, firewall, firmware.",
    }),
)  # fmt: skip


@click.group(
    "edge-app",
    cls=LazyGroup,
    package="edge_app.cli",
    sections=SECTIONS,
    former={"passport": "profiles"},
    context_settings={"help_option_names": ["-h", "--help"]},
    examples=(
        "edge-app run                              # the kiosk on the simulated probe",
        "edge-app analyse scan.dcm                 # a line of JSON for each frame",
        "edge-app exams list",
    ),
)
@click.version_option(package_name="edge-app", prog_name="edge-app")
def main() -> None:
    """Muscle ultrasound at the bedside: normal or abnormal, and where on the image the evidence lies.

    Research use only. The shipped weights are trained on simulated images. It assists, it never diagnoses.
    """


if __name__ == "__main__":
    main()
