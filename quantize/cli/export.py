"""`python -m quantize export`: a trained network as an FP32 ONNX graph."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.system.atomic_write import write_output
from quantize.cli.options import checkpoint_argument, out_file_option
from quantize.graphs.onnx_export import check_graph, load_checkpoint, noise_images, to_onnx
from quantize.network.deploy import deploy


@click.command("export", cls=Command, examples=("python -m quantize export run/model.safetensors --out fp32.onnx",))
@checkpoint_argument
@out_file_option("ONNX file to write.")
def command(checkpoint: Path, out: Path) -> None:
    """Write a trained network as an FP32 ONNX graph.

    CHECKPOINT is the safetensors file that `train` wrote. Batch norm, channel shuffle and input normalisation are folded
    away; the graph is run by ONNX Runtime and compared with the trained network before it is written. `int8` does this too.
    """
    net = load_checkpoint(checkpoint)
    graph = to_onnx(deploy(net))
    difference = check_graph(net, graph, noise_images(4))
    write_output(out, graph)
    click.echo(f"{out}: {len(graph) / 1e6:.1f} MB, differs from the trained network by {difference:.1e} of its largest output")
