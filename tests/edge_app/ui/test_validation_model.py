"""What a label rests on is shown with its figures; a setting that changed is named, from what to what, and takes the label."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.bundle.loader import ModelBundle
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.records import Control
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.translator import LANGUAGES
from edge_app.validation.installed import FOLDER, InstalledValidations
from edge_app.validation.record import ValidatedSetting
from tests.kiosk_driver.hand import Hand
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.site_validations import KEYS, record_for, signed

DEVICE = "1b71:3106:SN 00/42"
USUAL, BRIGHTER = (Control("brightness", "128"),), (Control("brightness", "140"),)
SETTING = ValidatedSetting(DEVICE, "MSK", 640, 480, 0.1, False, USUAL)


@pytest.fixture
def probe() -> Probe:
    """A grabber, set as usual."""
    probe = Probe(pixels=textured(480, 640, mean=190), mm_per_pixel=0.1)
    probe.identity, probe.mirrored, probe.controls = DEVICE, False, USUAL
    return probe


@pytest.fixture
def profiles(tmp_path: Path) -> DeviceProfiles:
    profiles = DeviceProfiles(tmp_path / "profiles")
    profiles.keep(DeviceProfile(DEVICE, preset="MSK"))
    profiles.validations = InstalledValidations(profiles.folder / FOLDER, KEYS)
    return profiles


def text(kiosk: Kiosk, name: str) -> str:
    item = Hand(kiosk).find(name)
    assert item is not None, name
    return str(item.property("text"))


def banner(kiosk: Kiosk) -> str:
    """What the settings banner says; empty while there is none."""
    item = Hand(kiosk).find("settingsBanner")
    return str(item.property("detail")) if item is not None else ""


def test_a_validation_is_noticed_shown_with_its_figures_and_lost_with_its_setting(
    start: StartKiosk, probe: Probe, profiles: DeviceProfiles, bundle: ModelBundle
) -> None:
    kiosk = start(probe, profiles=profiles)
    hand = Hand(kiosk)
    hand.wait(lambda: hand.can("notValidated"), "the device not to be validated")
    assert not hand.can("validation") and banner(kiosk) == ""

    (profiles.folder / FOLDER).mkdir()
    (profiles.folder / FOLDER / "ward-7.validation").write_bytes(signed(record_for(bundle, device=SETTING)))
    hand.wait(lambda: hand.can("validation") and hand.can("probability"), "the validation to hold, without a restart")
    assert text(kiosk, "validation") == "Validated: Clinic 17"
    hand.touch("validation")
    hand.wait(lambda: hand.can("metric-sensitivity"), "the figures")
    assert text(kiosk, "metric-sensitivity") == "0.90 (0.86 to 0.94)"
    assert text(kiosk, "validationSite") == "Clinic 17, 2026-11-01. Signed for by Dr. A. Example, neurophysiology."
    assert (
        text(kiosk, "validationCounts")
        == "630 images of 60 subjects; 30 images without an answer. Of these, 20 were judged and are indeterminate."
    )
    assert text(kiosk, "metric-coverage") == "0.97 (0.94 to 0.99)"

    probe.controls = BRIGHTER
    hand.wait(lambda: hand.can("notValidated"), "the label to go, and the figures with it")
    said = {
        "en": "Brightness is 140 instead of 128. Set it back, or have the device validated again.",
        "de": "Helligkeit ist 140 statt 128. Stellen Sie es zurück oder lassen Sie das Gerät neu validieren.",
        "es": "El ajuste «Brillo» es 140 en lugar de 128. Restablézcalo o haga validar de nuevo el equipo.",
    }
    assert set(said) == set(LANGUAGES)
    for language, sentence in said.items():
        kiosk.translator.switch_to(language)
        assert banner(kiosk) == sentence
    probe.controls = USUAL
    hand.wait(lambda: hand.can("probability"), "the label to be back")
    assert banner(kiosk) == ""


def test_the_bundles_own_validation_is_shown_too(start: StartKiosk) -> None:
    kiosk = start(Probe(pixels=textured(480, 640)))
    hand = Hand(kiosk)
    hand.wait(lambda: hand.can("validation"), "the validation")
    assert text(kiosk, "validation") == "Validated: simulated"
    hand.touch("validation")
    hand.wait(lambda: hand.can("validationCounts"), "the figures")
    assert not hand.can("validationSite")
    hand.touch("back")
    hand.wait(lambda: hand.can("label"), "the live image again")
