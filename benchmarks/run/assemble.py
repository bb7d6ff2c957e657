"""From the outcomes of all process starts to a `Result` and its raw samples. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.result.files import Series
from benchmarks.result.gpu import GpuResult
from benchmarks.result.records import (
    SCHEMA,
    Configuration,
    EngineResult,
    Peaks,
    Peers,
    PipelineResult,
    Result,
    ScreenResult,
    Sensors,
    StageResult,
)
from benchmarks.run.journal import Header, Outcome
from benchmarks.run.task import EngineSetting, Role
from benchmarks.statistics.bootstrap import Times
from benchmarks.statistics.timing import timing

ENGINE_PHASES = ("screening", "final")  # of a run, in which single settings are measured


@dataclass(frozen=True)
class Circumstances:
    """What is in a result beside the outcomes."""

    made: str  # ISO 8601
    command: str
    complete: bool
    sensors: Sensors
    sampler_cost_percent: float | None
    peaks: Peaks
    network_mmac: float | None
    notes: tuple[str, ...]
    peers: Peers | None = None
    gpu: GpuResult | None = None


def assemble(header: Header, outcomes: Sequence[Outcome], about: Circumstances) -> Result:
    """The result of all that is finished."""
    engines = engine_results(header, outcomes, "engine")
    return Result(
        schema=SCHEMA,
        made=about.made,
        command=about.command,
        mode=header.plan.mode,
        screening=header.plan.final is None,
        complete=about.complete,
        machine=header.machine,
        software=header.software,
        sensors=about.sensors,
        peaks=about.peaks,
        engines=tuple(sorted(engines, key=lambda engine: engine.inference.mean_ms)),
        peers=about.peers,
        pipelines=tuple(_pipelines(outcomes)),
        samples=tuple(sample for outcome in outcomes for sample in outcome.samples),
        sampler_cost_percent=about.sampler_cost_percent,
        network_mmac=about.network_mmac,
        notes=(*about.notes, *_notes(outcomes)),
        gpu=about.gpu,
        screens=tuple(_screens(outcomes)),
    )


def fastest(outcomes: Iterable[Outcome]) -> EngineSetting | None:
    """Of our engines, the setting whose starts have the least median, among those without a failed start; void ones only if
    there is no other."""
    return _fastest(outcome for outcome in outcomes if outcome.turn.setting.role == "engine")


def best_of_each(outcomes: Sequence[Outcome]) -> list[EngineSetting]:
    """The fastest setting of each runtime, and of each peer."""
    measured = [outcome for outcome in outcomes if outcome.turn.setting.role != "network"]
    runtimes = dict.fromkeys(outcome.turn.setting.runtime for outcome in measured)
    found = (_fastest(one for one in measured if one.turn.setting.runtime == runtime) for runtime in runtimes)
    return [setting for setting in found if setting is not None]


def _fastest(outcomes: Iterable[Outcome]) -> EngineSetting | None:
    medians: dict[EngineSetting, list[float]] = {}
    failed, void = set(), set()
    for outcome in outcomes:
        setting = outcome.turn.setting
        if outcome.error and outcome.turn.kind != "screen":
            failed.add(setting)
        elif outcome.turn.phase in ENGINE_PHASES:
            void |= {setting} if outcome.void else set()
            medians.setdefault(setting, []).append(float(np.median(outcome.times[0].ms)))
    sound = [setting for setting in medians if setting not in failed]
    sound = [setting for setting in sound if setting not in void] or sound
    return min(sound, key=lambda setting: float(np.mean(medians[setting])), default=None)


def raw_series(outcomes: Sequence[Outcome]) -> list[Series]:
    """Every single time, those of void starts too, which are called so."""
    found = []
    for outcome in outcomes:
        turn = outcome.turn
        beside = " beside the kiosk" if turn.kiosk else ""
        guard = " with the guard" if turn.with_guard else ""
        void = ", void" if outcome.void else ""
        screen = f" to the screen, {turn.display}" if turn.display else ""
        for times in outcome.times:
            what = f"stage {times.name}" if turn.kind == "stages" else f"{times.name}{screen or guard + beside}"
            phase = f", {turn.phase}" if turn.phase in ENGINE_PHASES else ""
            found.append(Series(turn.setting.name, f"{what}{phase}{void}", turn.start, _array(times.ms)))
    return found


def engine_results(header: Header, outcomes: Sequence[Outcome], role: Role) -> list[EngineResult]:
    """Of every setting of that role of which no start has failed."""
    settings = dict.fromkeys(outcome.turn.setting for outcome in outcomes if outcome.turn.setting.role == role)
    return [found for setting in settings if (found := _engine(header, _of(outcomes, setting)))]


def best_outcomes(outcomes: Sequence[Outcome]) -> tuple[Sequence[Outcome], str]:
    """Of one setting those that count, of its final starts where it has any, and why they are void; "" otherwise."""
    ran = [outcome for outcome in outcomes if not outcome.error and outcome.turn.phase in ENGINE_PHASES]
    return _sound([outcome for outcome in ran if outcome.turn.phase == "final"] or ran)


def _engine(header: Header, outcomes: Sequence[Outcome]) -> EngineResult | None:
    timed = [outcome for outcome in outcomes if outcome.turn.phase in ENGINE_PHASES]
    if not timed or any(outcome.error for outcome in timed):
        return None
    used, void = best_outcomes(timed)
    times = timing([_array(outcome.times[0].ms) for outcome in used])
    powers = [outcome.power_mw for outcome in used]
    known = [power for power in powers if power is not None]
    memory = [outcome.peak_rss_mb for outcome in used if outcome.peak_rss_mb is not None]
    return EngineResult(
        configuration=_configuration(used[0]),
        cold_start_ms=timing([_array([outcome.cold_start_ms]) for outcome in used]),
        first_inference_ms=timing([_array([outcome.first_inference_ms]) for outcome in used]),
        inference=times,
        peak_rss_mb=max(memory, default=None),
        energy_mj=float(np.mean(known)) * times.mean_ms / 1000 if known and len(known) == len(powers) else None,
        accuracy=used[0].accuracy,
        void=void,
        screening=header.plan.final is None or used[0].turn.phase != "final",
    )


def _pipelines(outcomes: Sequence[Outcome]) -> Iterable[PipelineResult]:
    """Without the guard, with it, and beside the kiosk; the stages belong to the one with the guard."""
    for with_guard, kiosk in ((False, False), (True, False), (True, True)):
        ran = [
            outcome for outcome in outcomes
            if outcome.turn.kind == "pipeline" and not outcome.error
            and (outcome.turn.with_guard, outcome.turn.kiosk) == (with_guard, kiosk)
        ]  # fmt: skip
        if not ran:
            continue
        used, void = _sound(ran)
        yield PipelineResult(
            configuration=_configuration(used[0]),
            kiosk=kiosk,
            guard=with_guard,
            timing=timing([_array(outcome.times[0].ms) for outcome in used]),
            stages=_stages(outcomes) if with_guard and not kiosk else (),
            void=void,
        )


def _stages(outcomes: Sequence[Outcome]) -> tuple[StageResult, ...]:
    ran = [outcome for outcome in outcomes if outcome.turn.kind == "stages" and not outcome.error]
    if not ran:
        return ()
    used, _ = _sound(ran)
    return tuple(
        StageResult(times.name, timing([_array(outcome.times[place].ms) for outcome in used]))
        for place, times in enumerate(used[0].times)
    )


def _screens(outcomes: Sequence[Outcome]) -> Iterable[ScreenResult]:
    """One for each display server."""
    ran = [outcome for outcome in outcomes if outcome.screen and not outcome.error]
    for display in dict.fromkeys(outcome.turn.display for outcome in ran):
        used, void = _sound([outcome for outcome in ran if outcome.turn.display == display])
        flashes, overlays = ([_array(outcome.times[place].ms) for outcome in used] for place in (0, 1))
        yield ScreenResult(
            configuration=_configuration(used[0]),
            flash=timing(flashes),
            overlay=timing(overlays) if any(map(len, overlays)) else None,
            starts=tuple(outcome.screen for outcome in used if outcome.screen),
            void=void,
        )


def _sound(outcomes: Sequence[Outcome]) -> tuple[Sequence[Outcome], str]:
    """Those that are not void, and why all are void if there is no other; "" otherwise."""
    sound = [outcome for outcome in outcomes if not outcome.void]
    return (sound, "") if sound else (outcomes, outcomes[-1].void)


def _notes(outcomes: Sequence[Outcome]) -> Iterable[str]:
    def each(of: Callable[[Outcome], str]) -> Iterable[str]:
        return dict.fromkeys(f"{outcome.turn.setting.name}: {of(outcome)}" for outcome in outcomes if of(outcome))

    yield from each(lambda outcome: outcome.error if outcome.turn.setting.role == "engine" else "")
    void = [outcome for outcome in outcomes if outcome.void]
    if void:
        reasons = "; ".join(dict.fromkeys(outcome.void for outcome in void))
        yield f"{len(void)} of {len(outcomes)} process starts are void: {reasons}"
    if again := sum(outcome.tries > 1 for outcome in outcomes):
        yield f"{again} of {len(outcomes)} process starts were void at first and measured again"
    stages = [outcome for outcome in void if outcome.turn.kind == "stages"]
    if stages and all(outcome.void for outcome in outcomes if outcome.turn.kind == "stages"):
        yield f"the times of the stages are void: {stages[-1].void}"


def _configuration(outcome: Outcome) -> Configuration:
    setting = outcome.turn.setting
    return Configuration(
        setting.runtime, outcome.version, setting.precision, setting.threads, setting.spinning, outcome.graph_sha256
    )


def _of(outcomes: Sequence[Outcome], setting: EngineSetting) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.turn.setting == setting]


def _array(ms: Sequence[float]) -> Times:
    return np.asarray(ms, np.float64)
