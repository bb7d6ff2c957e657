"""`python -m benchmarks predict`: latency on boards that nobody measured it on."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command


@click.command(
    "predict",
    cls=Command,
    examples=(
        "python -m benchmarks predict",
        "python -m benchmarks predict --graph fp32.onnx --out predicted.html",
        "python -m benchmarks predict --graph edge_app/bundles/nmd-assistnet-phantom/fp32.onnx --write-table "
        "build/nmd_assistnet.json",
    ),
)
@click.option(
    "--graph",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Float ONNX graph of another network. [default: NMD-AssistNet]",
)
@click.option("--name", default="NMD-AssistNet", show_default=True, help="What the graph's network is called.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="HTML page to write as well.")
@click.option(
    "--write-table",
    "table",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the network's layers as JSON; ends after that.",
)
def command(graph: Path | None, name: str, out: Path | None, table: Path | None) -> int:
    """Predict the latency on Raspberry Pi 4, Raspberry Pi 5 and Jetson Orin Nano, layer by layer, from the roofline.

    It is a prediction: the boards' peaks come from documents, and how near a runtime gets to them from what others have published
    about other networks. The errors of the same method on these are printed beside it.
    """
    from benchmarks.report.html_page import html_page
    from benchmarks.report.markdown import markdown
    from benchmarks.report.predicted import prediction_report
    from benchmarks.roofline.network import as_table, shipped_network
    from edge_app.system.atomic_write import write_output

    if graph is None:
        network = shipped_network()
    else:
        from benchmarks.roofline.onnx_layers import read_onnx

        network = read_onnx(graph, name)
    if table is not None:
        write_output(table, as_table(network).encode())
        click.echo(f"written to {table}")
        return 0
    report = prediction_report(network)
    click.echo(markdown(report), nl=False)
    if out is not None:
        write_output(out, html_page(report).encode())
        click.echo(f"written to {out}")
    return 0
