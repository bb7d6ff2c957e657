"""From two data sets of needle EMG to the logistic model and its report."""

from __future__ import annotations

from pathlib import Path

import msgspec

from edge_app.emg.analysis import Settings
from edge_app.emg.logistic import model_text, read_model
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder, write_output
from quantize.dataset.emg.labelled_events import read_labelled
from quantize.dataset.emg.manifest import read_about
from quantize.evaluation.emg.baseline import fit_model, measure_model
from quantize.reporting.emg_baseline import report_text
from quantize.steps.inputs import Say

MODEL, REPORT, TEXT = "logistic.json", "report.json", "report.md"


def make_baseline(dataset: Path, test_set: Path, out: Path, command: str, say: Say) -> None:
    """Fit on all of `dataset`, measure on all of `test_set`, and write model and report into `out`.

    Raises ConfigError where both are of the same patients or a class is missing, EmgError for a damaged recording, ExportError.
    """
    trained, tested = read_about(dataset), read_about(test_set)
    if trained.seed == tested.seed:
        raise ConfigError(
            f"{dataset} and {test_set} are of the same patients (seed {trained.seed}); make a test set of another seed"
        )
    settings = Settings()
    make_folder(out)
    write_output(out / MODEL, model_text(fit_model(list(read_labelled(dataset, settings)), trained, settings)))
    model = read_model(out / MODEL)  # what is measured is what is in the file
    report = measure_model(model, list(read_labelled(test_set, settings)), tested, command)
    write_output(out / REPORT, msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    text = report_text(report, model)
    write_output(out / TEXT, text.encode())
    say(text)
