"""Every example in the help does what it says, in a folder where the files it names exist."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
import pytest

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.bundle.loader import ONNX
from edge_app.engine.litert import LiteRtEngine
from quantize.cli.passphrase import PASSPHRASE
from quantize.cli.program import NAME, SECTIONS, main, program
from quantize.dataset.batches import read_images
from quantize.dataset.manifest import read_manifest
from quantize.dataset.split import split
from quantize.drift.simulated_patients import SimulatedImage
from quantize.evaluation.robustness.records import write_matrix
from quantize.evaluation.robustness.run import bundle_digest
from quantize.graphs.node_groups import groups
from quantize.graphs.raw_maps import logits_and_maps
from quantize.guard.negatives import KINDS
from quantize.guard.sources import GRADES
from quantize.guard.sources import SimulatedImage as SimulatedSubject
from quantize.network.model import NmdAssistNet
from quantize.packaging.keys import write_key_pair
from quantize.packaging.writer import read_bundle
from quantize.quantisation.ptq import keeps_ranges
from quantize.statistics.calibration import margins
from quantize.training.provenance import TrainingRecord
from tests.support.archives import in_class_folders
from tests.support.guard_factories import write_fitted_guard
from tests.support.made_once import folder_made_once
from tests.support.robustness_matrices import matrix
from tests.support.site_validations import RECORD
from tests.support.small_emg_set import write_small_emg_set
from tests.support.small_training import train_on_small_images
from tests.support.speckle import scanned_speckle
from tests.support.tiny_litert import tiny_graph

COMMANDS = [name for section in SECTIONS for name in section.commands]
# Their examples take six seconds or more each.
LONG = (
    "release", "report", "compare", "phantoms", "emg-phantoms", "emg-train", "train", "reproduce", "sensitivity", "robustness",
    "validate",
)  # fmt: skip
WORDS = "six words drawn at random"
# Commands that cannot do their work in this environment, and what they say instead.
LACKING: dict[str, str] = {}
if importlib.util.find_spec("litert_torch") is None:
    LACKING["litert"] = "pip install '.[quantize,litert]'"
if not keeps_ranges():
    LACKING["sensitivity"] = "this ONNX Runtime cannot keep calibrated ranges; install version 1.31 or newer"
# What stands in for muscle here is noise, of which no guard lets enough pass: a release ends where it refuses that. Exit code 2.
REFUSED = {"release": "the drift reference of 30 simulated patients has"}
SMALLER = {
    "--subjects 40": "--subjects 1",
    "--subjects 60": "--subjects 3",
    "--subjects 200": "--subjects 8 --drawn 4 --varied 8",
    "--subjects 20": "--subjects 3",
    "--patients 120": "--patients 30",
    "test_set --out robustness": "test_set --out robustness --images 2",
    "--images 600": "--images 2 --workers 1",
    "--epochs 12": "--epochs 1",
    "--out emg_run": "--out emg_run --epochs 1",
    "recordings --out robustness": "recordings --out robustness --images 1",
}  # as many as are simulated in a few seconds
MAKERS = ("int8", "remainder")  # their first examples make files that other commands need
NEEDED = {  # what must already exist where a command's examples run; the others need ANY
    "import": ("archive",),
    "inspect": ("dataset", "test_set"),
    "phantoms": (),
    "emg-phantoms": (),
    "emg-baseline": ("emg_dataset", "emg_test_set"),
    "emg-train": ("emg_dataset", "emg_test_set"),
    "train": ("dataset", "run", "recordings"),
    "release": ("run", "dataset", "test_set", "guard", "keys"),
    "fit-guard": ("thigh", "calf", "eyes"),
    "fit-drift": ("bundle", "keys"),
    "keygen": (),
    "export": ("run",),
    "sign": ("bundle", "keys"),
    "sign-validation": ("record.json", "validation-keys"),
    "include-guard": ("bundle", "guard", "dataset", "keys"),
    "include": ("bundle", "int8.tflite", "run", "dataset", "keys"),
    "fit-band": ("bundle", "run", "dataset", "keys"),
    "check": ("bundle", "run", "dataset", "test_set", "robustness"),
    "robustness": ("bundle", "test_set", "recordings"),
    "abstention": ("bundle", "test_set", "recordings"),
    "card": ("bundle", "evaluation"),
    "validate": ("bundle", "test_set", "keys"),
    "report": ("bundle", "run", "dataset"),
    "remainder": ("bundle", "run"),
    "restore": ("bundle", "remainder.safetensors"),
}
ANY = ("run", "dataset", "test_set", "keys")


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module", autouse=True)
def cheap(patch: pytest.MonkeyPatch, lenient_recipes: Path) -> None:
    """The shipped recipes with a gate that random features pass; two parts are ranked, not 25."""
    patch.setenv(PASSPHRASE, WORDS)
    patch.setattr("quantize.recipe.RECIPES", lenient_recipes)
    patch.setattr("quantize.quantisation.apply_recipe.groups", lambda model: dict(list(groups(model).items())[:2]))
    patch.setattr("quantize.steps.drift.patient_images", a_patient_of_noise)
    patch.setattr("quantize.guard.sources.simulated_images", subjects_of_noise)
    train_on_small_images(patch)
    for kind in list(KINDS)[3:]:
        patch.delitem(KINDS, kind)  # of what is no muscle, three kinds will do
    patch.setattr("quantize.steps.litert.MIN_SIGNAL", -np.inf)  # the graph made by hand is of another network


@pytest.fixture(scope="module")
def workshop(
    textures: Path,
    other_textures: Path,
    checkpoint: Path,
    network: NmdAssistNet,
    record: TrainingRecord,
    cheap: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with all that the examples name: of data set, training, key, bundle and LiteRT graph."""

    def fill(folder: Path) -> None:
        shutil.copytree(textures, folder / "dataset")
        shutil.copytree(other_textures, folder / "test_set")
        for source in NEEDED["fit-guard"]:
            shutil.copytree(other_textures / "images", folder / source)
        in_class_folders(folder / "dataset", folder / "archive")
        (folder / "run").mkdir()
        shutil.copy(checkpoint, folder / "run" / "model.safetensors")
        write_key_pair(folder / "keys", "maker", WORDS)
        write_key_pair(folder / "validation-keys", "clinic", WORDS, KeyPurpose.SITE_VALIDATION)
        (folder / "record.json").write_bytes(RECORD.to_json())
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for command in (*MAKERS, "sign"):
                assert main(examples(command)[0]) == 0
        write_small_emg_set(folder / "emg_dataset", 5, seed=1)
        write_small_emg_set(folder / "emg_test_set", 3, seed=2)
        write_fitted_guard(folder / "guard")
        shutil.copytree(other_textures / "images", folder / "recordings")
        (folder / "robustness").mkdir()
        digest = bundle_digest(read_bundle(folder / "bundle"), ONNX)
        write_matrix(folder / "robustness" / "robustness.json", replace(matrix("na" * 300), bundle_sha256=digest))
        (folder / "evaluation").mkdir()
        shutil.copy(folder / "robustness" / "robustness.json", folder / "evaluation")
        (folder / "int8.tflite").write_bytes(balanced_litert_graph(textures, network, record))

    return folder_made_once(tmp_path_factory, "workshop", fill)


def a_patient_of_noise(patient: int) -> list[SimulatedImage]:
    """In place of simulated tissue, which takes seconds."""
    grey = scanned_speckle(patient, 2, 1.2)
    return [SimulatedImage(grey, np.zeros_like(grey), 0.1)]


def subjects_of_noise(subjects: int, seed: int) -> Iterator[SimulatedSubject]:
    """In place of simulated muscle of every grade, which takes as long."""
    for number in range(subjects):
        yield SimulatedSubject(scanned_speckle(seed + number, 3, 1.5), number, GRADES[number % len(GRADES)])


def balanced_litert_graph(dataset: Path, net: NmdAssistNet, record: TrainingRecord) -> bytes:
    """A graph made by hand that calls half of the test images abnormal."""
    kernel = np.asarray(np.abs(np.random.default_rng(0).normal(size=1024)) / 100, np.float32)
    weight = net.fc.weight.detach().numpy()
    test = split(read_manifest(dataset), record.recipe.split_seed).test
    images = read_images(dataset, test, record.recipe.preprocessing, "test subjects").images
    engine = LiteRtEngine(tiny_graph(kernel, weight, np.zeros(2, np.float32)), "int8", threads=1)
    middle = float(np.median(margins(logits_and_maps(map(engine.run, images), weight).logits)))
    return tiny_graph(kernel, weight, np.array([middle / 2, -middle / 2], np.float32))


@pytest.fixture
def place(workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go to a folder of one's own with copies of the files that a command needs."""

    def go(command: str) -> None:
        for name in NEEDED.get(command, ANY):
            copy = shutil.copytree if (workshop / name).is_dir() else shutil.copy
            copy(workshop / name, tmp_path / name)
        monkeypatch.chdir(tmp_path)
        if command == "emg-train":  # beside the model that this makes
            assert main(examples("emg-baseline")[0]) == 0

    return go


def examples(command: str) -> list[list[str]]:
    """The words after the program's name in each example of a command's help."""
    found = program.get_command(click.Context(program), command)
    lines: tuple[str, ...] = getattr(found, "examples", ())
    for line in lines:
        assert line.startswith(f"{NAME} {command} "), line
    for written, smaller in SMALLER.items():
        lines = tuple(line.replace(written, smaller) for line in lines)
    return [shlex.split(line, comments=True)[len(NAME.split()) :] for line in lines]


@pytest.mark.parametrize(
    "command", [pytest.param(command, marks=pytest.mark.slow) if command in LONG else command for command in COMMANDS]
)
def test_every_example_in_the_help_works(command: str, place: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    place(command)
    assert examples(command)
    for words in examples(command)[command in MAKERS :]:
        code = main(words)
        printed = capsys.readouterr()
        if sentence := {**LACKING, **REFUSED}.get(command):
            assert code == 2 and sentence in printed.err
            continue
        assert code == 0, printed.err
        for flag, value in pairwise(words):
            if flag == "--out":
                assert Path(value).exists(), words
