"""The paper's experiments again: every training is a step of the journal with a folder of its own; a page shows what is there.

    full pipeline -> echo intensity, heat examples, sizes -> ablation -> folds -> comparison networks -> the other seeds

A training that is stopped goes on after its last epoch. What has finished stands on the page, what has not is named there.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import torch

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder
from quantize.evaluation.reproduction.answers import RunAnswers, read_answers, write_answers
from quantize.evaluation.reproduction.heat_examples import (
    HeatExamples,
    make_heat_examples,
    read_heat_examples,
    write_heat_examples,
)
from quantize.evaluation.reproduction.paper import Paper, read_paper
from quantize.evaluation.reproduction.parts import DataSet
from quantize.evaluation.reproduction.records import ReproductionReport
from quantize.evaluation.reproduction.report import Finished, make_report
from quantize.evaluation.reproduction.runs import Part, Pretrained, Run, planned_runs
from quantize.evaluation.reproduction.sizes import Sizes, measure_sizes, read_sizes, write_sizes
from quantize.evaluation.reproduction.train import OutOfTimeError, echo_answers, state_file, train
from quantize.graphs.onnx_export import load_checkpoint
from quantize.network.timm_networks import INSTALL, is_timm_installed
from quantize.reporting.reproduction.page import write_reproduction
from quantize.steps.inputs import Say
from quantize.steps.journal import Journal, Step, content_hash
from quantize.training.prediction import copy_weights
from quantize.training.provenance import MODEL, write_history, write_model
from quantize.training.recipe import Recipe

VERSION = 1  # of the runs; raised when one would come out differently
ANSWERS, HISTORY = "answers.json", "history.csv"
ECHO, HEAT, SIZES = "echo-intensity", "heat-examples", "sizes"  # steps that train nothing


@dataclass(frozen=True)
class ReproductionOptions:
    """What is reproduced, and how long it may take."""

    recipe: Recipe  # of the full pipeline with the first seed, which also splits the data
    seeds: int
    folds: int  # 0: none
    asked: tuple[Part, ...]  # empty: what this machine can do in reasonable time
    pretrained: dict[str, Path]  # by the network's name in the paper
    minutes: float | None  # until it stops, after the epoch; None: it goes on to the end


def choose_parts(asked: Iterable[Part], has_timm: bool, has_gpu: bool) -> tuple[set[Part], tuple[str, ...]]:
    """The parts to do, and a sentence for each that is left out. Raises ConfigError for one asked for in vain."""
    parts = set(asked)
    notes: list[str] = []
    if Part.NETWORKS in parts and not has_timm:
        raise ConfigError(f"the comparison networks are timm's, which is not installed; {INSTALL}")
    if not parts:
        parts = set(Part) if has_timm and has_gpu else set(Part) - {Part.NETWORKS}
        if not has_timm:
            notes.append(f"The comparison networks are left out, also from the sizes: timm is not installed; {INSTALL}.")
        elif not has_gpu:
            notes.append(
                "The comparison networks are compared by size and latency only: there is no GPU, and training all of them on a "
                "processor takes days. `--only networks` trains them all the same."
            )
    return parts, tuple(notes)


class Reproduction:
    """The steps of one reproduction, and what is finished of them."""

    def __init__(self, dataset: Path, out: Path, options: ReproductionOptions, say: Say) -> None:
        """Raises ConfigError for a data set or options that do not serve."""
        self.options, self.out, self.say = options, out, say
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.paper: Paper = read_paper()
        self.parts, self.notes = choose_parts(options.asked, is_timm_installed(), self.device.type == "cuda")
        folds = options.folds if Part.FOLDS in self.parts else 0
        self.data = DataSet(dataset, options.recipe.split_seed, folds)
        known = {network.name for network in self.paper.networks}
        if unknown := sorted(set(options.pretrained) - known):
            raise ConfigError(f"--pretrained {unknown[0]} is none of the paper's networks; they are {', '.join(sorted(known))}")
        weights = {name: Pretrained(file, content_hash(file)) for name, file in options.pretrained.items()}
        self.runs = planned_runs(self.paper, options.recipe, options.seeds, folds, self.parts, weights)
        self.ends = None if options.minutes is None else time.monotonic() + 60 * options.minutes
        self.journal = Journal(out / "finished", say)
        make_folder(out / "runs")

    def go(self) -> ReproductionReport:
        """Run what is not finished until the time is up, and write the page of what is."""
        try:
            self.journal.run(self.steps())
        except OutOfTimeError:
            self.say("the time is up; the same command goes on")
        return self.write_page()

    def has_time(self) -> bool:
        return self.ends is None or time.monotonic() < self.ends

    def folder(self, name: str) -> Path:
        return self.out / "runs" / name

    def steps(self) -> list[Step]:
        """In their order."""
        steps = [self._run_step(run) for run in self.runs]
        beside = self._steps_beside()
        return [*steps[:1], *beside, *steps[1:]]

    def _step(
        self, name: str, inputs: tuple[Path, ...], settings: tuple[object, ...], output: Path, run: Callable[[], None]
    ) -> Step:
        def in_time() -> None:
            if not self.has_time():
                raise OutOfTimeError
            run()

        # The data set by the hash of its rows and pixels: a data sheet that is written into its folder changes nothing.
        return Step(name, inputs, (VERSION, torch.__version__, self.data.sha256, *settings), output, in_time)

    def _run_step(self, run: Run) -> Step:
        folder = self.folder(run.name)
        inputs = () if run.pretrained is None else (run.pretrained,)
        settings = (run.recipe, run.fold, len(self.data.folds) if run.fold is not None else None)
        return self._step(run.name, inputs, settings, folder, lambda: self._train(run, folder))

    def _train(self, run: Run, folder: Path) -> None:
        trained = train(run, self.data, state_file(self.out / "state", run, self.data), self.device, self.has_time, self.say)
        make_folder(folder)
        write_history(folder / HISTORY, trained.history)
        if run.is_ours:
            write_model(folder, trained.chosen.weights, trained.record)
        write_answers(folder / ANSWERS, trained.answers)

    def _steps_beside(self) -> list[Step]:
        """Those of the first run's data and weights, and the sizes."""
        found: list[Step] = []
        if self.runs and (first := self.runs[0]).is_ours:
            echo, heat, model = self.folder(ECHO), self.out / f"{HEAT}.npz", self.folder(first.name)

            def make_echo() -> None:
                make_folder(echo)
                write_answers(echo / ANSWERS, echo_answers(self.data, first))

            def make_heat() -> None:
                weights = copy_weights(load_checkpoint(model / MODEL))
                parts = self.data.parts(first.fold, first.recipe.preprocessing)
                write_heat_examples(heat, make_heat_examples(weights, parts, read_answers(model / ANSWERS)))

            found = [
                self._step(ECHO, (), (first.recipe.preprocessing, first.recipe.split_seed), echo, make_echo),
                self._step(HEAT, (model,), (), heat, make_heat),
            ]
        if Part.SIZES in self.parts:
            sizes = self.out / f"{SIZES}.json"
            settings = (torch.get_num_threads(), is_timm_installed(), platform.machine())
            found.append(self._step(SIZES, (), settings, sizes, lambda: write_sizes(sizes, measure_sizes(self.paper))))
        return found

    def write_page(self) -> ReproductionReport:
        """Write the page of what is finished. Raises ExportError when the disk refuses."""
        answers: list[RunAnswers] = []
        unfinished: list[str] = []
        heat: HeatExamples | None = None
        sizes: Sizes | None = None
        for step in self.steps():
            if any(not path.exists() for path in step.inputs) or not self.journal.is_finished(step):
                unfinished.append(step.name)
            elif step.name == HEAT:
                heat = read_heat_examples(step.output)
            elif step.name == SIZES:
                sizes = read_sizes(step.output)
            else:
                answers.append(read_answers(step.output / ANSWERS))
        o = self.options
        report = make_report(
            self.paper,
            o.recipe,
            o.seeds,
            len(self.data.folds),
            self.data,
            Finished(tuple(answers), sizes, tuple(unfinished), self.notes),
            datetime.now(timezone.utc).isoformat(timespec="seconds"),
            describe_device(self.device),
        )
        write_reproduction(self.out, report, self.paper, heat)
        return report


def describe_device(device: torch.device) -> str:
    """What the trainings of this process run on: "x86_64, 2 threads"."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, beside {platform.machine()}"
    threads = torch.get_num_threads()
    return f"{platform.machine()}, {threads} thread{'s' if threads > 1 else ''}"
