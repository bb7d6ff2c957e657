"""`python -m benchmarks compare`: results of several machines side by side."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command

OUT = Path("build/benchmarks/comparison.html")


@click.command(
    "compare",
    cls=Command,
    examples=(
        "python -m benchmarks compare build/benchmarks/run benchmarks/results",
        "python -m benchmarks compare pi4/result.json pi5/result.json --out boards.html --markdown boards.md",
    ),
)
@click.argument("results", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True, metavar="RESULT...")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=OUT, show_default=True, help="HTML page to write."
)
@click.option("--markdown", "text", type=click.Path(dir_okay=False, path_type=Path), help="File for the same as Markdown.")
def command(results: tuple[Path, ...], out: Path, text: Path | None) -> int:
    """Write one HTML page that compares results of `run`, and print its beginning.

    RESULT is a folder that `run` wrote, a result.json, or a folder of such files. Ratios are to the first. Where samples.parquet
    lies beside a result, the page shows its whole distribution. The page needs no other file and no network.
    """
    from benchmarks.report.comparison import comparison
    from benchmarks.report.entry import as_entries
    from benchmarks.report.html_page import html_page
    from benchmarks.report.markdown import markdown, section_markdown
    from benchmarks.result.files import SAMPLES, read_result, result_files
    from benchmarks.result.inference_times import read_inference_times
    from edge_app.system.atomic_write import make_folder, write_output

    files = [file for given in results for file in result_files(given)]
    entries = as_entries([read_result(file) for file in files], [read_inference_times(file.with_name(SAMPLES)) for file in files])
    report = comparison(entries)
    make_folder(out.parent)
    write_output(out, html_page(report).encode())
    if text is not None:
        make_folder(text.parent)
        write_output(text, markdown(report).encode())
    click.echo("\n\n".join(section_markdown(section) for section in report.sections[:2]))
    click.echo(f"\nwritten to {out}")
    return 0
