"""Steps are done once, and again where anything they depend on, or what they made, is other than it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import ExportError
from quantize.steps.journal import Journal, Step


class PowerCut(Exception):
    """The run ends in the middle of a step."""


class Kitchen:
    """Two steps: flour becomes dough, dough bread. Both count how often they are done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: list[str] = []
        self.said: list[str] = []
        self.salt = 1
        (folder / "flour").write_text("wheat")

    def knead(self) -> None:
        self.done.append("dough")
        (self.folder / "dough").mkdir(exist_ok=True)
        (self.folder / "dough" / "ball").write_text((self.folder / "flour").read_text()[:4])

    def bake(self) -> None:
        self.done.append("bread")
        (self.folder / "bread").write_text((self.folder / "dough" / "ball").read_text() * self.salt)

    def run(self, *, fail: bool = False) -> list[str]:
        """What was done in this run."""
        self.done.clear()

        def bake() -> None:
            self.bake()
            if fail:
                raise PowerCut

        Journal(self.folder / "notes", self.said.append).run(
            [
                Step("dough", (self.folder / "flour",), (), self.folder / "dough", self.knead),
                Step("bread", (self.folder / "dough",), (self.salt,), self.folder / "bread", bake),
            ]
        )
        return list(self.done)


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_finished_steps_are_not_done_again(kitchen: Kitchen) -> None:
    assert kitchen.run() == ["dough", "bread"]
    assert kitchen.run() == []
    assert kitchen.said[-1] == "step 2 of 2, bread: finished before"


def test_a_step_that_was_stopped_is_done_again_and_the_others_are_not(kitchen: Kitchen) -> None:
    with pytest.raises(PowerCut):
        kitchen.run(fail=True)
    assert kitchen.run() == ["bread"]


def test_another_input_has_all_done_again_that_follows_from_it(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.folder / "flour").write_text("rye")
    assert kitchen.run() == ["dough", "bread"]


def test_where_the_output_is_the_same_nothing_follows(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.folder / "flour").write_text("wheat, ground finer")
    assert kitchen.run() == ["dough"]


def test_another_setting(kitchen: Kitchen) -> None:
    kitchen.run()
    kitchen.salt = 2
    assert kitchen.run() == ["bread"]


def test_an_output_that_was_altered_or_removed(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.folder / "bread").write_text("eaten")
    assert kitchen.run() == ["bread"]
    (kitchen.folder / "dough" / "ball").unlink()
    assert kitchen.run() == ["dough"]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", b"[]"])
def test_a_damaged_note(kitchen: Kitchen, damage: bytes) -> None:
    kitchen.run()
    (kitchen.folder / "notes" / "bread.json").write_bytes(damage)
    assert kitchen.run() == ["bread"]


def test_an_input_that_is_not_there_is_named(kitchen: Kitchen) -> None:
    (kitchen.folder / "flour").unlink()
    with pytest.raises(ExportError, match=r"flour cannot be read"):
        kitchen.run()
