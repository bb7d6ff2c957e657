"""From weights and a data set to a bundle that passed the gate: each step that a change of weights asks for, in order.

    weights -> INT8 graphs, calibration, fine heatmap, golden vectors -> LiteRT graph -> guard -> band -> drift reference
            -> signed bundle -> robustness matrix -> gate -> abstention -> model card and data sheet

Each step writes a file or folder of its own, so that a stopped release goes on where it was, and what a change does not touch
is not made again.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.errors import ConfigError, ExportError
from edge_app.system.atomic_write import make_folder, write_output
from quantize.evaluation.change_control import FIGURES
from quantize.evaluation.gate_file import write_gate
from quantize.evaluation.indeterminate import Target
from quantize.guard.sources import Source
from quantize.guard.training_set import Extent
from quantize.litert import recipe as litert_recipe
from quantize.packaging.keys import SigningKey
from quantize.packaging.signing import sign_bundle
from quantize.packaging.writer import read_bundle
from quantize.quantisation.qat import state_file
from quantize.recipe import load_int8_recipe
from quantize.steps.abstention import measure_abstention
from quantize.steps.band import fit_band
from quantize.steps.card import write_card
from quantize.steps.check import check
from quantize.steps.drift import fit_drift
from quantize.steps.guard import include_guard
from quantize.steps.guard_fit import fit_guard
from quantize.steps.inputs import HeldOutTest, Say
from quantize.steps.int8 import BundleOptions, make_int8_bundle
from quantize.steps.journal import Journal, Step
from quantize.steps.litert import include_litert
from quantize.steps.robustness import measure_robustness
from quantize.training.provenance import read_record, write_checkpoint
from quantize.training.remainder import remainder_path, restore_weights

VERSION = 1  # of the steps; raised when one would come out differently
PACKAGES = ("torch", "onnxruntime", "onnx")  # whose versions decide what comes out
BUNDLE, ROBUSTNESS, GATE, CARD = "bundle", "robustness", "gate", "card"  # in the release's folder


@dataclass(frozen=True)
class ReleaseOptions:
    """What a release is made of and by."""

    test: HeldOutTest
    name: str  # of the bundle
    recipe: str  # of the ONNX graphs
    sources: tuple[Source, ...]  # that the guard is fitted to; empty: `guard` is taken
    guard: Path | None  # folder that `fit_guard` wrote
    litert: Path | None  # Python of the environment that makes LiteRT graphs; None: the bundle gets none
    patients: int  # simulated, for the drift reference
    images: int  # that are perturbed
    workers: int
    succeeds: Path | None  # the bundle whose place it takes; None: of none


def restore_checkpoint(bundle: ModelBundle, out: Path) -> None:
    """Write the checkpoint that a shipped bundle was made from. Raises ConfigError, ExportError."""
    source = remainder_path(bundle)
    write_checkpoint(out, restore_weights(bundle, source), read_record(source))


def make_release(options: ReleaseOptions, out: Path, key: SigningKey, say: Say) -> None:
    """Run every step that is not finished. Raises GateError when a gate does not let the bundle pass; nothing of it is lost."""
    make_folder(out)
    Journal(out / "finished", say).run(release_steps(options, out, key, say))


def with_heatmap(options: BundleOptions, checkpoint: Path) -> BundleOptions:
    """The options with the fine heatmap, which weights for other classes than normal and abnormal cannot have."""
    return replace(options, fine_heatmap=read_record(checkpoint).recipe.classes is None)


def release_steps(o: ReleaseOptions, out: Path, key: SigningKey, say: Say) -> list[Step]:
    """The steps in their order."""
    work, test, dataset = out / "steps", o.test, o.test.dataset
    make_folder(work)
    reported = test.test_set or dataset
    always = (VERSION, *(f"{name} {version(name)}" for name in PACKAGES))
    options = BundleOptions(load_int8_recipe(o.recipe), o.name, fine_heatmap=True, state=state_file(work, o.recipe))
    steps = [
        Step(
            "int8",
            (test.checkpoint, dataset, reported),
            (*always, options.recipe, o.name),
            work / "int8",
            lambda: make_int8_bundle(test, work / "int8", with_heatmap(options, test.checkpoint), None, say),
        )
    ]

    def add(name: str, inputs: tuple[Path, ...], settings: tuple[object, ...], change: Callable[[Path], None]) -> None:
        """A step that changes a copy of the bundle before it."""
        before, after = steps[-1].output, work / name

        def run() -> None:
            copy_bundle(before, after)
            change(after)

        steps.append(Step(name, (before, *inputs), (*always, *settings), after, run))

    if (python := o.litert) is not None:
        graph, recipe = work / "int8.tflite", litert_recipe.load_recipe(litert_recipe.DEFAULT).summary
        made = Step(
            "litert-graph",
            (test.checkpoint, dataset),
            (*always, recipe),
            graph,
            lambda: make_litert_graph(python, test.checkpoint, dataset, graph),
        )
        steps.insert(0, made)
        add("litert", (graph, test.checkpoint, reported), (recipe,), lambda b: include_litert(b, graph, test, recipe, None, say))
    guard = o.guard or work / "guard-fit"
    if o.guard is None:
        sources, extent = list(o.sources), Extent()
        folders = tuple(source.folder for source in sources)
        roles = tuple((source.name, source.role.value) for source in sources)
        fit = Step("guard-fit", folders, (*always, roles, extent), guard, lambda: fit_guard(guard, sources, extent, say))
        steps.insert(0, fit)
    add("guard", (guard, dataset), (), lambda b: include_guard(b, guard, dataset, None, say))
    target = Target()
    add("band", (test.checkpoint, dataset), (target,), lambda b: fit_band(b, test, target, test.threads, None, say))
    add("drift", (), (o.patients,), lambda b: fit_drift(b, o.patients, None, None, None, say))
    last, bundle, matrix = steps[-1].output, out / BUNDLE, out / ROBUSTNESS
    gate, card, abstention = out / GATE, out / CARD, work / "abstention.json"
    before = () if o.succeeds is None else (o.succeeds,)

    def sign() -> None:
        copy_bundle(last, bundle)
        sign_bundle(bundle, key)

    def measure() -> None:
        measure_robustness(bundle, reported, matrix, o.images, False, o.workers, say)

    def judge() -> None:
        lines: list[str] = []

        def note(line: str) -> None:
            lines.append(line)
            say(line)

        # Every figure of the manifest was measured by the steps before.
        results = check(bundle, test, options.recipe.gate, matrix / "robustness.json", o.succeeds, note, FIGURES)
        make_folder(gate)
        write_output(gate / "gate.txt", ("\n".join(lines) + "\n").encode())
        write_gate(gate / "gate.json", read_bundle(bundle).id, read_bundle(o.succeeds).id if o.succeeds else "", results)

    def count() -> None:
        typed = f"python -m quantize abstention {BUNDLE} {reported.name} --out {abstention.name} --images {o.images}"
        measure_abstention(bundle, (reported,), abstention, o.images, False, typed, say)

    def describe() -> None:
        if read_record(test.checkpoint).simulated:
            write_card(bundle, test.checkpoint, (matrix / "robustness.json", gate / "gate.json", abstention), card)
        else:
            make_folder(card)
            say("No pages are written: the templates of the model card are of a network trained on simulated images.")

    return [
        *steps,
        Step("signed", (last,), (*always, key.trusted.id), bundle, sign),
        Step("robustness", (bundle, reported), (*always, o.images), matrix, measure),
        Step("gate", (bundle, matrix, test.checkpoint, dataset, reported, *before), always, gate, judge),
        Step("abstention", (bundle, reported), (*always, o.images), abstention, count),
        Step("card", (bundle, matrix, gate, abstention, test.checkpoint), always, card, describe),
    ]


def copy_bundle(source: Path, target: Path) -> None:
    """A bundle's folder in place of another, so that a step that was stopped begins anew. Raises ExportError."""
    try:
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(source, target)
    except (OSError, shutil.Error) as exc:
        raise ExportError(f"{target} cannot be written ({exc}); check space and permissions") from exc


def make_litert_graph(python: Path, checkpoint: Path, dataset: Path, graph: Path) -> None:
    """Run `quantize litert` in the environment that has its converter. Raises ConfigError where it fails."""
    command = [str(python), "-m", "quantize", "litert", str(checkpoint), str(dataset), "--out", str(graph)]
    if subprocess.run(command).returncode:
        raise ConfigError(f"{python} made no LiteRT graph (its own words are above); `make litert` makes that environment")
