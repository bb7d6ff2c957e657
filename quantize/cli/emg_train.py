"""`python -m quantize emg-train`: a network for the waveforms of needle EMG."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FILE, FOLDER, dataset_argument, out_folder_option, torch_threads_option


@click.command(
    "emg-train",
    cls=Command,
    examples=(
        "python -m quantize emg-train emg_dataset --test-set emg_test_set --baseline emg_baseline/logistic.json --out emg_run",
    ),
)
@dataset_argument
@click.option("--test-set", type=FOLDER, required=True, help="Data set of other patients to report on, all of it.")
@click.option("--baseline", type=FILE, required=True, help="Logistic model that emg-baseline has fitted; it is reported beside.")
@out_folder_option("Folder for images, state, weights and report; the same command goes on where it was stopped.")
@click.option(
    "--network", default="nmd-assistnet", show_default=True, type=click.Choice(["nmd-assistnet", "inception_v4"]),
    help="NMD-AssistNet's body for the device, or the paper's Inception-v4 in its two stages (timm, `make peers`).",
)  # fmt: skip
@click.option("--pretrained", type=FILE, help="Weights for the body of inception_v4, from ImageNet; without, random ones.")
@click.option("--epochs", default=12, show_default=True, type=click.IntRange(1), help="Of all stages.")
@torch_threads_option
def command(
    dataset: Path, test_set: Path, baseline: Path, out: Path, network: str, pretrained: Path | None, epochs: int,
    threads: int | None,
) -> None:  # fmt: skip
    """Train a network on images of the events of DATASET, drawn as the device draws them, and report it on other patients.

    DATASET and the test set are made by emg-phantoms. Validation patients of DATASET choose the epoch.
    """
    import torch

    from quantize.steps.emg_train import TrainingInputs, train_emg
    from quantize.training.emg.recipe import EmgNetwork

    if pretrained is not None and network == "nmd-assistnet":
        raise click.UsageError("--pretrained is for --network inception_v4: nobody has weights of NMD-AssistNet for it")
    if threads is not None:
        torch.set_num_threads(threads)
    typed = (
        f"python -m quantize emg-train {dataset.name} --test-set {test_set.name} --baseline {baseline.name} --out {out.name} "
        f"--network {network} --epochs {epochs}{'' if pretrained is None else f' --pretrained {pretrained.name}'}"
    )
    train_emg(EmgNetwork(network), TrainingInputs(dataset, test_set, baseline, pretrained), out, epochs, typed, click.echo)
