"""A protocol is chosen beside the patient and kept with the exam; a muscle that the model was not made for has no finding."""

from __future__ import annotations

from pathlib import Path

from edge_app.exams.protocols.chosen import ChosenProtocol
from edge_app.exams.protocols.library import ProtocolLibrary
from edge_app.exams.protocols.protocol import PlannedSite
from edge_app.exams.records import Site
from edge_app.exams.workflow import Step
from edge_app.records import Label, Muscle, Side
from edge_app.ui.exam_rows import cells, choice_rows
from tests.kiosk_driver.hand import Hand
from tests.support.any_muscle import BICEPS, RECTUS, THIGH, VASTUS
from tests.support.clinic import EXAM_RATE, clinic, exam_of, stored, take, unlock
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk

LIBRARY = ProtocolLibrary((*ProtocolLibrary().protocols, THIGH))


def text(hand: Hand, name: str) -> str:
    thing = hand.find(name)
    return "" if thing is None else str(thing.property("text"))


def test_a_protocol_is_chosen_followed_and_kept(start: StartKiosk, folder: Path) -> None:
    placed: list[Site] = []
    services = clinic(folder, protocol=ChosenProtocol(LIBRARY, folder), placed=placed.append)
    kiosk = start(Probe(EXAM_RATE, textured(240, 320, mean=60)), services=services, research=lambda: True)
    hand, exam = Hand(kiosk), exam_of(kiosk)
    unlock(hand, exam)
    assert text(hand, "protocol") == "Screening"
    hand.touch("protocol")
    hand.touch("protocol-thigh")
    assert text(hand, "protocol") == "Thigh and arm" and ChosenProtocol(LIBRARY, folder).now is THIGH  # remembered
    hand.touch("anonymous")
    hand.wait(lambda: exam.workflow.step is Step.PROTOCOL, "the protocol")
    assert [text(hand, f"site{n}") for n in range(3)] == ["Biceps brachii", "Rectus femoris", "Vastus medialis"]
    assert hand.find("mark-vastus medialis-left") is None and hand.find("mark-rectus femoris-right") is not None
    hand.touch("next")
    take(hand, exam)
    take(hand, exam)
    arrival = hand.find("arrival")
    assert exam.workflow.step is Step.LIVE and arrival is not None
    hand.wait(lambda: arrival.property("detail") == "Across the front of the thigh.", "how to hold the probe there")
    exam.chooseProtocol("short")  # of the next exam: this one keeps its own
    hand.images(3)
    assert text(hand, "label") == "No finding" and "not made for this muscle" in text(hand, "otherMuscle")
    assert kiosk.live.property("probability") < 0 and not kiosk.live.finding.heat.any()  # type: ignore[union-attr]
    take(hand, exam)
    assert placed == [BICEPS, RECTUS, VASTUS] and exam.workflow.site == VASTUS
    hand.touch("back")
    assert text(hand, "placement") == ""
    hand.touch("sumUp")
    assert text(hand, "withoutFinding") == "Images without a finding: 1"
    exam.lock.lock()
    with stored(folder) as store:
        (line,) = store.exams()
        kept = store.read(line.id)
        assert kept.protocol == THIGH and store.faults() == []
        assert [image.site for image in kept.images] == [BICEPS, BICEPS, RECTUS]
        labels = [image.finding.label for image in kept.images]
        assert labels[2] is Label.OTHER_MUSCLE and Label.OTHER_MUSCLE not in labels[:2]
        assert kept.images[2].finding.probability is None and kept.images[0].finding.probability is not None
        assert [image.finding.heat.any() for image in kept.images][2] == 0


def test_the_two_sides_of_a_muscle_stand_side_by_side() -> None:
    sites = [Site(Muscle.BICEPS_BRACHII, side) for side in Side]
    assert [(cell.row, cell.column, cell.columns) for cell in cells([*sites, RECTUS, *sites, VASTUS])] == [
        (0, 1, 1), (0, 0, 1), (1, 0, 2), (2, 1, 1), (2, 0, 1), (3, 0, 2),
    ]  # fmt: skip
    assert cells([]) == []


def test_the_choice_says_how_long_it_will_take() -> None:
    (row,) = choice_rows([THIGH])
    assert (row["sites"], row["images"]) == (3, 4) and row["title"]["de"] == "Oberschenkel und Arm"
    assert THIGH.planned[1] == PlannedSite("rectus femoris", Side.RIGHT, 1)
