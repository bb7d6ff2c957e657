"""A protocol file is read as it is written, or refused in one sentence that names file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from edge_app.exams.protocols.factory import FACTORY, SCREENING
from edge_app.exams.protocols.protocol import PlannedSite, Protocol, in_language
from edge_app.exams.protocols.reader import as_stored, from_stored, parse_protocol
from edge_app.records import Muscle, Side
from edge_app.typed_reader import FormatError
from tests.support.altered_bundles import assert_one_sentence

PAGE = Path(__file__).resolve().parents[4] / "docs" / "PROTOCOLS.md"
TITLE = 'title = { en = "Thigh" }\n'
SITE = '[[sites]]\nmuscle = "rectus femoris"\nsides = ["left"]\nimages = 2\n'
SOUND = TITLE + SITE


def test_the_example_of_the_page_is_a_protocol_in_the_order_that_it_says() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    protocol = parse_protocol("thigh", example.encode())
    assert protocol.planned == (
        PlannedSite("rectus femoris", Side.RIGHT, 3),
        PlannedSite("rectus femoris", Side.LEFT, 3),
        PlannedSite("biceps brachii", Side.RIGHT, 2),
    )
    texts = protocol.texts("rectus femoris")
    assert texts.name and texts.code and texts.place and texts.placement  # the example is complete
    assert [in_language(texts.name, language) for language in ("en", "de", "es")][2] == "Recto femoral"
    assert protocol.texts("biceps brachii").name is None and protocol.images == 8


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TITLE, 'lacks "sites"'),
        (SITE, 'lacks "title"'),
        (TITLE + "sites = []", '"sites"'),
        (SOUND.replace("images = 2", "images = 0"), 'has 0 as "sites[0].images", which must be a whole number between 1 and 20'),
        (SOUND.replace("images = 2", "images = 21"), 'has 21 as "sites[0].images"'),
        (SOUND.replace("images = 2", "images = 2.5"), "sites[0].images"),
        (SOUND.replace("left", "middle"), "has 'middle' as \"sites[0].sides[0]\", which must be one of left, right"),
        (SOUND.replace('"left"', ""), 'no side in "sites[0].sides"'),
        (SOUND.replace('"left"', '"left", "left"'), "the site rectus femoris, left a second time"),
        (SOUND + SITE, 'a second time in "sites[1]"'),
        (SOUND.replace("rectus femoris", "Rectus Femoris"), "sites[0].muscle"),
        (SOUND.replace("rectus femoris", "x"), "sites[0].muscle"),
        (SOUND.replace("images = 2", "images = 2\nimage = 2"), "unknown key \"sites[0].image\", did you mean 'images'?"),
        (SOUND.replace('"Thigh"', f'"{"x" * 41}"'), '"title.en", which must be text of 1 to 40 characters'),
        (SOUND.replace('"Thigh"', '""'), "title.en"),
        (SOUND.replace('"Thigh"', '"two\\nlines"'), 'as "title.en", which must be one line'),
        (SOUND.replace("en =", "fr ="), 'lacks "title.en"'),
        ('name = "x"\n' + SOUND, 'unknown key "name"'),
        (SOUND + '[muscles."rectus femori"]', "muscles.rectus femori"),
        (SOUND + f'[muscles."rectus femoris"]\nplacement = {{ en = "{"x" * 161}" }}', "placement.en"),
        (SOUND + '[muscles."rectus femoris"]\ncode = { scheme = "SCT", value = "1", meaning = "Señal" }', "code.meaning"),
        (SOUND + '[muscles."rectus femoris"]\nplace = { view = "side", x = 1, y = 1 }', "place.view"),
        (TITLE + "".join(SITE.replace("rectus", f"rectus{n}") for n in range(41)), "41 sites"),
        ("title = ", "not valid TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused_naming_the_key(text: str, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_protocol("thigh", text.encode())
    assert words in str(caught.value)
    assert_one_sentence(f"thigh.toml {caught.value}")


@pytest.mark.parametrize("name", ["Thigh", "a b", "", "x" * 32, "-x", "../x"])
def test_a_file_is_named_so_that_it_can_be_typed(name: str) -> None:
    with pytest.raises(FormatError, match="is named"):
        parse_protocol(name, SOUND.encode())


@pytest.mark.parametrize("protocol", FACTORY, ids=lambda protocol: protocol.name)
def test_the_programs_own_are_complete_and_come_back_from_an_exam_as_they_were(protocol: Protocol) -> None:
    assert from_stored(as_stored(protocol)) == protocol
    for text in (protocol.title, *(said.name for said in (protocol.muscles or {}).values())):
        assert text is not None and text.de and text.es
    named = {*(protocol.muscles or {}), *Muscle}
    assert {site.muscle for site in protocol.planned} <= named  # each muscle has a name in every language


def test_the_screening_never_changes() -> None:
    """Exams without a protocol of their own are read by it."""
    sites = [(site.muscle, site.side.value, site.images) for site in SCREENING.planned]
    assert SCREENING.name == "screening" and sites == [
        ("biceps brachii", "left", 3), ("biceps brachii", "right", 3), ("tibialis anterior", "left", 3),
        ("tibialis anterior", "right", 3), ("gastrocnemius medialis", "left", 3), ("gastrocnemius medialis", "right", 3),
    ]  # fmt: skip
