"""Elements as text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.report.markup import Html, element

HOSTILE = st.text("<>&\"'/=a ;#", max_size=12)


class Reader(HTMLParser):
    """Notes what it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.elements, self.text = list[tuple[str, list[tuple[str, str | None]]]](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=50)
@given(HOSTILE, HOSTILE)
def test_text_and_attributes_come_back_as_they_were(text: str, value: str) -> None:
    reader = Reader()
    reader.feed(element("p", text, class_=value))
    reader.close()
    assert reader.elements == [("p", [("class", value)])] and reader.text == text


def test_markup_stays_markup_and_numbers_are_short() -> None:
    assert element("g", element("circle", cx=1.04, stroke_width=2), x=None) == '<g><circle cx="1" stroke-width="2"></circle></g>'
    assert element("p", Html("<b>a</b>"), "<b>") == "<p><b>a</b>&lt;b&gt;</p>"
