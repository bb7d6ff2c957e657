"""Checks that a bundle is intact and that this machine computes the expected results with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from edge_app import config
from edge_app.bundle.loader import ModelBundle, load_bundle
from edge_app.bundle.signature import TrustedKey
from edge_app.engine.factory import EngineChoice, choices, make_engine, target
from edge_app.engine.golden import compare_to_fine_golden, compare_to_golden
from edge_app.engine.selection import select_engine
from edge_app.errors import EngineError
from edge_app.guard.scope import GuardScope
from edge_app.guard.texture_golden import TOLERANCE


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    name: str
    passed: bool
    figures: str  # what was measured, and the limit
    required: bool = True  # False: it only warns


@dataclass(frozen=True)
class Report:
    """The result of the self-test."""

    bundle_id: str
    intended_use: str
    checks: tuple[Check, ...]
    guard: GuardScope | None  # with what the guard was measured to do; None: the bundle has none

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def failed(self) -> tuple[Check, ...]:
        """What has to pass and does not."""
        return tuple(check for check in self.checks if check.required and not check.passed)


def run_self_test(
    folder: Path, threads: int, keys: Iterable[TrustedKey] | None = None, engine: config.Engine | None = None
) -> Report:
    """Check a bundle's signature and files and rerun its golden vectors on every graph with `threads` threads.

    keys: as for `load_bundle`. engine: settings that have to come to an engine here; None: nobody asks. Raises BundleError if the
    bundle cannot be accepted at all; a graph that fails or deviates from the reference is a failed check. With `engine` it is a
    warning where that graph and runtime are not the ones that run: a processor that computes one wrongly still has the others.
    """
    bundle = load_bundle(folder, keys)
    manifest = bundle.manifest
    chosen = choices(bundle, [threads])
    engine_check, runs = _engine_check(bundle, engine) if engine is not None else (None, None)
    checks = (
        Check("signature", True, f"key {bundle.signed_by.id}, trusted by {bundle.signed_by.source}"),
        Check("files", True, f"{len(manifest.files)} files, every SHA-256 as listed"),
        *(_golden_check(bundle, choice, _matters(choice, runs)) for choice in chosen),
        *(
            _fine_check(bundle, choice, _matters(choice, runs) and (runs is None or runs.fine))
            for choice in chosen
            if bundle.fine is not None and choice.runtime == "onnxruntime"
        ),
        *([engine_check] if engine_check is not None else []),
        *_guard_checks(bundle),
        _accuracy_check(bundle),
    )
    return Report(bundle.id, manifest.intended_use, checks, manifest.guard)


def _matters(choice: EngineChoice, runs: EngineChoice | None) -> bool:
    """Whether a graph has to be right here: all of them, unless it is known which one runs."""
    return runs is None or (choice.runtime, choice.precision) == (runs.runtime, runs.precision)


def _golden_check(bundle: ModelBundle, choice: EngineChoice, required: bool) -> Check:
    """Run one graph on the golden images and compare its results with the reference."""
    name = f"golden vectors {choice.precision}" + ("" if choice.runtime == "onnxruntime" else f" {choice.runtime}")
    try:
        engine = make_engine(bundle, choice)
        comparison = compare_to_golden(bundle, engine, target(bundle, choice.runtime, choice.precision))
    except EngineError as exc:
        return Check(name, False, str(exc), required)
    return Check(name, comparison.passed, f"{engine.name}: {comparison}", required)


def _fine_check(bundle: ModelBundle, choice: EngineChoice, required: bool) -> Check:
    """Run the fine heatmap of one graph on the golden images."""
    name = f"fine heatmap {choice.precision}"
    try:
        engine = make_engine(bundle, replace(choice, fine=True))
        difference, limit = compare_to_fine_golden(bundle, engine, choice.precision)
    except EngineError as exc:
        return Check(name, False, str(exc), required)
    figures = f"{engine.name}: largest difference of heat {difference:.2g} (limit {limit:.2g})"
    return Check(name, difference <= limit, figures, required)


def _engine_check(bundle: ModelBundle, settings: config.Engine) -> tuple[Check, EngineChoice | None]:
    """What the settings come to on this machine: engine, graph, and why these; and what runs, None where nothing does."""
    try:
        selected = select_engine(bundle, settings)
    except EngineError as exc:
        return Check("engine that runs", False, str(exc)), None
    return Check("engine that runs", True, f"{selected.engine.name}, {selected.graph}: {selected.why}"), selected.choice


def _guard_checks(bundle: ModelBundle) -> Iterator[Check]:
    """Rerun the golden crops of the guard, if the bundle has one."""
    scope, texture, golden = bundle.manifest.guard, bundle.texture, bundle.texture_golden
    if scope is None or texture is None or golden is None:
        return
    difference = golden.largest_difference(texture)
    yield Check(
        "guard",
        difference <= TOLERANCE,  # a NaN fails
        f"{len(golden.crops)} crops, largest difference of a score {difference:.2g} (limit {TOLERANCE:.2g}); judges {scope}",
    )


def _accuracy_check(bundle: ModelBundle) -> Check:
    """A bundle whose accuracy was never measured is only for development."""
    measured = bundle.manifest.measured
    if measured is None:
        return Check("measured accuracy", False, "none: this bundle was never measured; use it only for development")
    accuracy, auc = measured.metrics.accuracy, measured.metrics.auc
    return Check(
        "measured accuracy",
        True,
        f"{accuracy}, AUC {auc}, {measured.subjects} subjects, {measured.images} images: {measured.part}",
    )
