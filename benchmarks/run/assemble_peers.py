"""From the outcomes of a run to what is in its result of peers and of the paper's networks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.peers.catalogue import NETWORKS
from benchmarks.peers.network_size import NetworkSize
from benchmarks.result.records import Absent, EngineResult, NetworkResult, PeerResult, Peers
from benchmarks.result.timing import Timing
from benchmarks.run.assemble import best_outcomes, engine_results
from benchmarks.run.journal import Header, Outcome
from benchmarks.statistics.timing import timing

PIPELINE = "pipeline"  # beside "inference", what a peer's process start measures


def assemble_peers(
    header: Header, outcomes: Sequence[Outcome], absent: Mapping[str, str], sizes: Mapping[str, NetworkSize]
) -> Peers | None:
    """None where the plan has no peers. absent: those that could not be built, and why; sizes: of the networks, by name."""
    if not header.plan.peers:
        return None
    peers = sorted(engine_results(header, outcomes, "peer"), key=lambda one: one.inference.mean_ms)
    networks = [_network(one, sizes) for one in engine_results(header, outcomes, "network") if one.configuration.engine in sizes]
    why = dict(absent)
    for outcome in outcomes:
        if outcome.error and outcome.turn.setting.role != "engine":
            why.setdefault(outcome.turn.setting.name, outcome.error)
    planned = {setting.runtime for setting in header.plan.networks}
    left_out = [Absent(one.name, "a large network, for a workstation") for one in NETWORKS if one.name not in planned]
    return Peers(
        tuple(PeerResult(one, _pipeline(one, outcomes)) for one in peers),
        tuple(sorted(networks, key=lambda one: one.parameters)),
        (*(Absent(name, reason) for name, reason in why.items()), *left_out),
    )


def _network(one: EngineResult, sizes: Mapping[str, NetworkSize]) -> NetworkResult:
    name = one.configuration.engine
    (paper,) = (network.paper_parameters for network in NETWORKS if network.name == name)
    return NetworkResult(one, sizes[name].parameters, sizes[name].macs / 1e6, paper)


def _pipeline(one: EngineResult, outcomes: Sequence[Outcome]) -> Timing | None:
    used, _ = best_outcomes([outcome for outcome in outcomes if outcome.turn.setting.name == one.configuration.name])
    times = [each.ms for outcome in used for each in outcome.times if each.name == PIPELINE]
    return timing([np.asarray(ms, np.float64) for ms in times]) if times else None
