"""Of a muscle that the bundle was not made for there is no finding, whatever the network would have said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.manifest import parse_manifest
from edge_app.engine.protocol import Engine
from edge_app.errors import BundleError
from edge_app.other_muscle import of_muscle, without_answer
from edge_app.pipeline import by_itself
from edge_app.records import Label, Muscle, Permission
from tests.support.exam_factories import found, indeterminate


@pytest.mark.parametrize("muscle", [*Muscle, *(muscle.value for muscle in Muscle), None])
def test_a_silent_manifest_is_of_the_papers_muscles(bundle: ModelBundle, muscle: str | None) -> None:
    assert bundle.manifest.muscles is None
    finding = found()
    assert of_muscle(finding, muscle, bundle.manifest) is finding


@pytest.mark.parametrize("muscle", ["rectus femoris", "Biceps brachii", "biceps", ""])
def test_any_other_name_has_no_finding(bundle: ModelBundle, muscle: str) -> None:
    for finding in (found(), indeterminate(found()), found(4)):
        withheld = of_muscle(finding, muscle, bundle.manifest)
        assert withheld.label is Label.OTHER_MUSCLE and not withheld.may_count and not withheld.heat.any()
        assert (withheld.probability, withheld.reason, withheld.threshold, withheld.band, withheld.views) == (None,) * 5
        assert withheld.frame is finding.frame and withheld.echo_intensity == finding.echo_intensity
        assert withheld.guard is finding.guard and withheld.heat.shape == finding.heat.shape


def test_a_manifest_that_names_its_muscles_is_made_for_these(bundle: ModelBundle) -> None:
    named = replace(bundle.manifest, muscles=("rectus femoris",))
    assert parse_manifest(named.to_json()) == named
    assert named.is_made_for("rectus femoris") and not named.is_made_for(Muscle.BICEPS_BRACHII)
    with pytest.raises(BundleError, match="muscles"):
        parse_manifest(replace(named, muscles=()).to_json())


def test_a_frozen_image_is_judged_anew_as_the_probe_may_be_on_a_known_muscle_now(bundle: ModelBundle, engine: Engine) -> None:
    live = without_answer(found(height=240, width=320))
    assert by_itself(live, live.roi, bundle, engine, Permission.NOTHING).label is not Label.OTHER_MUSCLE
