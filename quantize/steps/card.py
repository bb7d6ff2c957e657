"""The pages of a release, beside the files that their figures come from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from edge_app.errors import ExportError
from edge_app.system.atomic_write import make_folder, write_output
from edge_app.typed_reader import to_document
from quantize.reporting.card.page import write_pages
from quantize.reporting.card.sources import read_sources
from quantize.training.provenance import RECORD, read_record

FIGURES = "evaluation"  # as the pages' links name the folder of the files


def write_card(bundle: Path, checkpoint: Path, files: Sequence[Path], out: Path) -> None:
    """Write model card, data sheet and appraisal into `out`, with copies of the measured files.

    files: what was measured of the bundle, called as `read_sources` expects. Raises ConfigError, ExportError.
    """
    figures = out / FIGURES
    make_folder(figures)
    try:
        for file in files:
            shutil.copy(file, figures / file.name)
    except OSError as exc:
        raise ExportError(f"{figures} cannot be written ({exc}); check space and permissions") from exc
    write_output(figures / RECORD, json.dumps(to_document(read_record(checkpoint)), indent=1).encode())
    write_pages(read_sources(bundle, figures), out)
