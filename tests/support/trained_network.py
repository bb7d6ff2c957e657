"""A small data set, a network that distinguishes its classes, and recipes with a gate that this network passes."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import safetensors.torch
import torch

from edge_app.imaging.preprocess import Preprocessing
from edge_app.records import GreyImage
from quantize.class_list import ClassList, load_class_list
from quantize.dataset.batches import read_images
from quantize.dataset.manifest import Sample, data_hash, read_manifest, write_manifest
from quantize.dataset.split import split
from quantize.graphs.answers import trained_outputs
from quantize.network.model import NmdAssistNet
from quantize.recipe import DEFAULT_RECIPE, RECIPES, GateLimits
from quantize.training.provenance import METADATA, TrainingRecord, Versions
from quantize.training.recipe import Recipe
from tests.support.lively_network import lively_network
from tests.support.made_once import folder_made_once, made_once

SUBJECTS = 24


def speckled(rng: np.random.Generator, abnormal: bool) -> GreyImage:
    """Speckle (160, 200), coarser where abnormal."""
    noise = cv2.GaussianBlur(rng.normal(size=(160, 200)), (0, 0), rng.uniform(4, 6) if abnormal else rng.uniform(1, 1.5))
    pixels: GreyImage = np.clip(noise / noise.std() * 30 + 90, 0, 255).astype(np.uint8)
    return pixels


def make_textures(folder: Path, subjects: int, seed: int) -> Path:
    """Write a data set whose classes differ in texture, one image of 200 x 160 px a subject."""
    for name in ("images", "masks"):
        (folder / name).mkdir()
    rng = np.random.default_rng(seed)
    samples = []
    for number in range(subjects):
        abnormal = number % 2 == 1
        mask = np.zeros((160, 200), np.uint8)
        mask[20:140, 20:180] = 255
        for kind, pixels in (("images", speckled(rng, abnormal)), ("masks", mask)):
            cv2.imwrite(str(folder / kind / f"{number}.png"), pixels)
        samples.append(
            Sample(
                image=f"images/{number}.png",
                mask=f"masks/{number}.png",
                subject=f"s{number}",
                muscle="biceps brachii",
                side="left",
                age=50,
                sex="female",
                height_cm=170.0,
                weight_kg=70.0,
                label="abnormal" if abnormal else "normal",
                z_score=3.0 if abnormal else 0.0,
                grade=2 + number // 2 % 3 if abnormal else 1,
                depth_mm=45.0,
                simulated=True,
            )
        )
    write_manifest(folder, samples)
    return folder


@pytest.fixture(scope="session")
def textures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small data set whose classes differ in texture. Copy it before altering it."""
    return make_textures(tmp_path_factory.mktemp("textures"), SUBJECTS, seed=0)


@pytest.fixture(scope="session")
def other_textures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A test set of other subjects. Copy it before altering it."""
    return make_textures(tmp_path_factory.mktemp("other_textures"), 10, seed=1)


@pytest.fixture(scope="session")
def network(textures: Path, tmp_path_factory: pytest.TempPathFactory) -> NmdAssistNet:
    """A lively network with a linear layer fitted to the training part of `textures`: it distinguishes the two kinds."""
    weights = made_once(tmp_path_factory, "network.safetensors", lambda: safetensors.torch.save(fitted(textures).state_dict()))
    net = NmdAssistNet().eval()
    net.load_state_dict(safetensors.torch.load(weights))
    return net


@pytest.fixture(scope="session")
def graded_checkpoint(
    network: NmdAssistNet, textures: Path, record: TrainingRecord, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Of the same network with four outputs for the grades of `textures`; those above 1 it can hardly tell apart."""
    classes = load_class_list("heckmatt")
    graded = dataclasses.replace(record, recipe=dataclasses.replace(record.recipe, classes=classes))

    def fill(folder: Path) -> None:
        save_checkpoint(fitted_to_grades(network, textures, classes), graded, folder / "model.safetensors")

    return folder_made_once(tmp_path_factory, "graded_checkpoint", fill) / "model.safetensors"


def fitted_to_grades(network: NmdAssistNet, textures: Path, classes: ClassList) -> NmdAssistNet:
    """The network with a linear layer that calls the grade whose images are most like an image."""
    images = read_images(textures, split(read_manifest(textures)).train, Preprocessing(), "training part", classes)
    pooled = trained_outputs(network, images.images)[1].mean((2, 3)).astype(np.float64)
    centre = pooled.mean(0)
    rows = np.stack([pooled[images.truth == number].mean(0) - centre for number in range(len(classes.labels))])
    rows -= np.outer(rows @ centre, centre) / (centre @ centre)  # as in `fitted`
    rows *= 4.0 / np.abs((pooled - centre) @ rows.T).mean()
    net = NmdAssistNet(len(rows)).eval()
    net.load_state_dict(
        {**network.state_dict(), "fc.weight": torch.tensor(rows, dtype=torch.float32), "fc.bias": torch.zeros(len(rows))}
    )
    return net


def fitted(textures: Path) -> NmdAssistNet:
    """The network that `network` is, made anew."""
    net = lively_network(seed=1)
    images = read_images(textures, split(read_manifest(textures)).train, Preprocessing(), "training part")
    _, features = trained_outputs(net, images.images)
    pooled = features.mean((2, 3)).astype(np.float64)
    centre = pooled.mean(0)
    direction = pooled[images.labels == 1].mean(0) - pooled[images.labels == 0].mean(0)
    direction -= centre * (direction @ centre) / (centre @ centre)  # then the boundary needs no bias, and maps are not empty
    direction *= 2.0 / np.abs((pooled - centre) @ direction).mean()
    with torch.no_grad():
        net.fc.weight.copy_(torch.tensor(np.stack([-direction, direction]) / 2))
        net.fc.bias.zero_()
    return net


@pytest.fixture(scope="session")
def record(textures: Path) -> TrainingRecord:
    """Of a network trained on `textures`."""
    samples = read_manifest(textures)
    parts = split(samples)
    return TrainingRecord(
        notice="Trained on simulated images; not for clinical use.",
        simulated=True,
        data_sha256=data_hash(textures, samples),
        train_subjects=len(parts.train),
        train_images=len(parts.train),
        validation_subjects=len(parts.validation),
        validation_images=len(parts.validation),
        epochs=1,
        averaging_from=None,
        chosen="fitted by the test",
        validation_loss={"fitted by the test": 0.1},
        recipe=Recipe(),
        versions=Versions("", "", "", "", "cpu"),
    )


def save_checkpoint(net: NmdAssistNet, record: TrainingRecord, path: Path) -> Path:
    """A checkpoint as `train` writes it."""
    weights = {name: value.contiguous() for name, value in net.state_dict().items()}
    safetensors.torch.save_file(weights, path, {METADATA: json.dumps(dataclasses.asdict(record))})
    return path


@pytest.fixture(scope="session")
def checkpoint(network: NmdAssistNet, record: TrainingRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_checkpoint(network, record, tmp_path_factory.mktemp("checkpoint") / "model.safetensors")


def write_recipe(path: Path, loss: float, cosine: float, images: int | None = None) -> Path:
    """The shipped recipe with other limits and, where given, fewer images to calibrate on."""
    head, _, _ = (RECIPES / f"{DEFAULT_RECIPE}.toml").read_text().partition("[gate]")
    if images is not None:
        head = "\n".join(f"images = {images}" if line.startswith("images =") else line for line in head.splitlines()) + "\n"
    limits = {field.name: cosine if "cosine" in field.name else loss for field in dataclasses.fields(GateLimits)}
    path.write_text(head + "[gate]\n" + "".join(f"{name} = {limit}\n" for name, limit in limits.items()))
    return path


@pytest.fixture(scope="session")
def lenient_recipes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recipes' folder, in which the default one has a gate that random features pass: they quantise badly."""
    folder = tmp_path_factory.mktemp("recipes") / "recipes"
    shutil.copytree(RECIPES, folder)
    write_recipe(folder / f"{DEFAULT_RECIPE}.toml", loss=1.0, cosine=0.0, images=8)
    return folder
