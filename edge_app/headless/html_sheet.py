"""A contact sheet of analysed recordings: one HTML page with its images in it, which opens anywhere, offline and without scripts.

The images are as they were recorded, with whatever a scanner wrote on them.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image

from edge_app.bundle.loader import ModelBundle
from edge_app.capture.readers.recording import display_path
from edge_app.guard.reasons import reason_not_judged
from edge_app.headless.analysed_frame import AnalysedFrame, FileSummary, class_shown, label_shown
from edge_app.headless.contact_sheet import ACCENT, with_heat
from edge_app.headless.file_boundary import file_boundary
from edge_app.headless.frame_reports import result
from edge_app.headless.sampling import EvenSample
from edge_app.records import Label
from edge_app.system.atomic_write import write_output

MAX_FRAMES = 24  # of a file; of more, evenly spread ones are shown
WIDTH = 360  # px of an image
JPEG_QUALITY = 85
STYLE = """
body { margin: 2em; background: #101216; color: #e8eaed; font: 16px/1.5 sans-serif }
h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin: 2em 0 0; overflow-wrap: anywhere }
.frames { display: flex; flex-wrap: wrap; gap: 1em; margin-top: .8em }
figure { margin: 0; padding: .6em; background: #1a1d23; border-top: 4px solid; break-inside: avoid }
figure img { width: 360px; max-width: 100%; vertical-align: top }
figcaption { max-width: 724px; color: #e8eaed; overflow-wrap: anywhere }
footer { margin-top: 3em; color: #9aa0a6 }
@media print { body { background: #fff; color: #000 } figure { background: #fff } figcaption { color: #000 } }
"""


@dataclass(frozen=True)
class _Figure:
    """A frame on the page."""

    plain: bytes  # JPEG
    heated: bytes  # JPEG
    alt: str  # what the images show
    lines: tuple[str, ...]  # of the caption
    accent: str  # of its label, as CSS has it


class HtmlSheet:
    """A `Report` that writes the page when all files are over, if any frame was analysed."""

    def __init__(self, path: Path, bundle: ModelBundle, research: bool = False) -> None:
        self._path, self._bundle, self._research = path, bundle, research
        self._sections: list[str] = []
        self._figures: EvenSample[_Figure] = EvenSample(MAX_FRAMES)

    def frame(self, found: AnalysedFrame) -> None:
        """Draw the frame, unless another one of its file stands for it. Raises CaptureError where memory does not suffice."""
        if self._figures.wants_next():
            with file_boundary(found.file):
                self._figures.add(self._figure(found))
        else:
            self._figures.skip()

    def file_ended(self, summary: FileSummary) -> None:
        figures = self._figures.selected()
        self._figures = EvenSample(MAX_FRAMES)
        lines = [f"<h2>{escape(display_path(summary.file))}</h2>", f"<div>{escape(str(summary))}</div>"]
        if len(figures) < summary.frames:
            lines.append(f"<div>{len(figures)} frames of {summary.frames} are shown, evenly spread.</div>")
        lines.append(f'<div class="frames">{"".join(_html(figure) for figure in figures)}</div>')
        self._sections.append("\n".join(lines))

    def ended(self) -> None:
        """Write the page. Raises ExportError."""
        if self._sections:
            write_output(self._path, _page(self._sections, self._bundle).encode())

    def _figure(self, found: AnalysedFrame) -> _Figure:
        finding = found.finding
        label = label_shown(finding, self._bundle.manifest, self._research)
        time = "time unknown" if found.seconds is None else f"{found.seconds:.2f} s"
        called = class_shown(finding, self._bundle.manifest, self._research)
        lines = [f"frame {found.index}, {time}", result(finding, label, called)]
        if finding.probability is not None:
            lines.append(f"score {finding.probability:.2f}, echo intensity {finding.echo_intensity:.0f}")
        if finding.heat_of is not None and finding.probability is not None:
            lines.append(f"heatmap of {finding.heat_of}")
        if why := reason_not_judged(finding):
            lines.append(why)
        if found.region.no_muscle is not None:
            lines.append(f"no muscle proposed ({found.region.no_muscle.value}): {found.region.by.value}")
        plain, heated = Image.fromarray(finding.frame.pixels), with_heat(finding)
        accent = "#{:02x}{:02x}{:02x}".format(*ACCENT[label or Label.NOT_VALIDATED])
        return _Figure(_jpeg(plain), _jpeg(heated), f"frame {found.index}", tuple(lines), accent)


def _page(sections: Sequence[str], bundle: ModelBundle) -> str:
    title = f"Frames analysed with {bundle.id}"
    return "\n".join((
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
        "<div>Each frame as recorded, and with the heatmap in the analysed region. What the scanner wrote is still there.</div>",
        *sections,
        f"<footer>{escape(bundle.manifest.intended_use)}</footer>\n</body>\n</html>\n",
    ))  # fmt: skip


def _html(figure: _Figure) -> str:
    images = " ".join(
        f'<img alt="{escape(figure.alt)}, {what}" src="data:image/jpeg;base64,{base64.b64encode(data).decode()}">'
        for what, data in (("as recorded", figure.plain), ("with heatmap", figure.heated))
    )
    caption = "<br>".join(map(escape, figure.lines))
    return f'<figure style="border-color: {figure.accent}">{images}<figcaption>{caption}</figcaption></figure>\n'


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    small = image.resize((WIDTH, max(round(image.height * WIDTH / image.width), 1)), Image.Resampling.LANCZOS)
    small.save(file, format="JPEG", quality=JPEG_QUALITY)
    return file.getvalue()
