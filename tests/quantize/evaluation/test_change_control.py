"""Each kind of change of a bundle: its class, and that what belongs to the old bundle is not kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from edge_app.bundle.class_scheme import ClassDescription
from edge_app.bundle.loader import DEFAULT_BUNDLE, MANIFEST
from edge_app.bundle.manifest import Manifest, parse_manifest
from edge_app.bundle.validated_device import ValidatedDevice
from edge_app.records import Band, Interval
from quantize.evaluation.change_control import (
    COMPONENTS,
    FIGURES,
    ChangeClass,
    change_lines,
    changed,
    kept,
    require_own_evidence,
)
from quantize.evaluation.gate import GateError
from quantize.steps.check import check_succession
from tests.support.altered_bundles import assert_one_sentence

OLD = parse_manifest((DEFAULT_BUNDLE / MANIFEST).read_bytes())
SCANNER = ValidatedDevice("534d:2109:-", "MSK", (0.08, 0.08), False)
OTHER = "0" * 64
Edit = Callable[[Manifest], Manifest]


def other_file(name: str) -> Edit:
    return lambda m: replace(m, files={**m.files, name: OTHER})


def measured_again(m: Manifest) -> Manifest:
    """Every figure, a little different."""
    assert m.measured and m.litert and m.fine and m.guard and m.indeterminate
    measured = replace(m.measured, images=m.measured.images - 1)
    return replace(
        m,
        measured=measured,
        litert=replace(m.litert, measured=measured),
        fine=replace(m.fine, cosine_median=0.99),
        guard=replace(m.guard, measured=m.guard.measured[1:]),
        indeterminate=replace(m.indeterminate, coverage=Interval(0.9, 0.8, 0.95)),
    )


def edited(**values: Any) -> Edit:
    return lambda m: replace(m, **values)


CHANGES: dict[str, Edit] = {
    "kind and labels": edited(labels=("abnormal", "normal")),
    "intended use": edited(intended_use="For patients."),
    "muscles": edited(muscles=("soleus",)),
    "weights": other_file("fp32.onnx"),
    "training data": edited(training_data=replace(OLD.training_data, sha256=OTHER)),
    "preprocessing": edited(preprocessing=replace(OLD.preprocessing, median=3)),
    "temperature": edited(temperature=0.9),
    "threshold": edited(decision_threshold=0.4),
    "indeterminate band": lambda m: replace(m, indeterminate=m.indeterminate and replace(m.indeterminate, band=Band(0.3, 0.7))),
    "guard": other_file("guard.npz"),
    "what may be judged": lambda m: replace(m, guard=m.guard and replace(m.guard, region_width_mm=(5.0, 90.0))),
    "INT8 graph": other_file("int8.onnx"),
    "LiteRT graph": other_file("int8.tflite"),
    "heatmap": edited(heat_scale=9.0),
    "golden vectors": other_file("golden.npz"),
    "devices listed as validated": edited(validated=(*OLD.validated, SCANNER)),
    "drift references": edited(drift=()),
    "name and date": edited(created="2027-01-01T00:00:00+00:00"),
}


def test_there_is_a_change_of_every_kind() -> None:
    assert list(CHANGES) == [one.name for one in COMPONENTS]


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda one: one.name)
def test_a_change_is_named_and_no_other(component: Any) -> None:
    assert changed(OLD, CHANGES[component.name](OLD)) == (component,)


@pytest.mark.parametrize("component", [one for one in COMPONENTS if one.figures], ids=lambda one: one.name)
def test_figures_of_the_old_bundle_are_refused_and_new_ones_pass(component: Any) -> None:
    new = CHANGES[component.name](OLD)
    found = list(kept(OLD, new))
    assert [name for name in FIGURES if any(name in line for line in found)] != []
    assert all(line.startswith(component.name) for line in found)
    assert list(kept(OLD, CHANGES[component.name](measured_again(OLD)))) == []


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda one: one.name)
def test_a_scanner_stays_validated_only_while_nothing_changes_that_decides_answers(component: Any) -> None:
    old = replace(OLD, validated=(*OLD.validated, SCANNER))
    if component.name == "devices listed as validated":
        return
    new = CHANGES[component.name](measured_again(old))
    found = list(kept(old, new))
    assert bool(found) is (component.asks_for is ChangeClass.VALIDATION)
    assert all(SCANNER.device in line for line in found), "the simulated probe is validated by the gate itself"
    assert list(kept(old, replace(new, validated=OLD.validated))) == [], "the scanner was taken off"


def test_the_simulated_probe_too_needs_figures_on_simulated_images() -> None:
    trained_elsewhere = replace(OLD.training_data, simulated=False)
    new = replace(measured_again(OLD), training_data=trained_elsewhere)
    assert any("simulated probe is still listed as validated" in line for line in kept(OLD, new))


def test_no_part_of_a_bundle_is_forgotten() -> None:
    """A field that somebody adds to the manifest has no class until it is given one."""
    figures = {"measured"}
    covered = {
        field.name
        for field in fields(Manifest)
        if any(
            getattr(OLD, field.name) != getattr(edit(OLD), field.name) and changed(OLD, edit(OLD)) for edit in CHANGES.values()
        )
    }
    values: dict[str, Any] = {  # of fields that share a component with one that is edited above
        "schema": 3,
        "kind": "nerve ultrasound",
        "classes": ClassDescription(ordered=False, head="softmax"),
        "name": "other",
        "input_shape": (1, 1, 32, 32),
        "parameters": 1,
        "recipe": "other",
        "golden": replace(OLD.golden, reference_engine="other"),
        "fine": replace(OLD.fine, heat_scale=1.0) if OLD.fine else None,
        "litert": replace(OLD.litert, recipe="other") if OLD.litert else None,
    }
    for name, value in values.items():
        assert changed(OLD, replace(OLD, **{name: value})), name
    assert covered | set(values) | figures == {field.name for field in fields(Manifest)}
    for name in OLD.files:
        assert changed(OLD, other_file(name)(OLD)), f"{name} may change unnoticed"


def test_the_refusal_is_one_sentence_and_names_both() -> None:
    with pytest.raises(GateError) as caught:
        require_own_evidence(OLD, "old 12345678", CHANGES["guard"](OLD))
    assert_one_sentence(str(caught.value))
    assert "old 12345678" in str(caught.value) and "the shares of the guard" in str(caught.value)


def test_what_a_change_asks_for_is_said() -> None:
    lines = "\n".join(change_lines(OLD, "old", CHANGES["weights"](OLD)))
    assert "weights changed" in lines and "Sites that use it validate again" in lines
    assert "validate again" not in "\n".join(change_lines(OLD, "old", CHANGES["drift references"](OLD)))
    assert list(change_lines(OLD, "old", OLD)) == ["Against old nothing has changed."]


def test_a_bundle_on_the_disk_is_held_to_it(tmp_path: Path) -> None:
    new = tmp_path / "new"
    shutil.copytree(DEFAULT_BUNDLE, new)
    document = json.loads((new / MANIFEST).read_text())
    document["temperature"] = 0.9
    (new / MANIFEST).write_text(json.dumps(document))
    said: list[str] = []
    with pytest.raises(GateError, match="temperature changed, but the accuracy of INT8 is still that of the old bundle"):
        check_succession(new, DEFAULT_BUNDLE, said.append)
    assert any("temperature changed, which asks for the gate, and a new validation" in line for line in said)
    check_succession(DEFAULT_BUNDLE, DEFAULT_BUNDLE, said.append)
    assert said[-1].endswith("nothing has changed.")


def test_a_figure_that_was_measured_again_may_be_the_same() -> None:
    """Another exporter writes other bytes that answer alike."""
    new = CHANGES["INT8 graph"](OLD)
    assert len(list(kept(OLD, new))) == 1
    assert list(kept(OLD, new, measured_again=FIGURES)) == []
    validated = replace(OLD, validated=(*OLD.validated, SCANNER))
    assert list(kept(validated, CHANGES["weights"](validated), measured_again=FIGURES)), "that excuses no device"
