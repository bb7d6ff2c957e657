"""Documents that no program of ours wrote: nested without end, with NULs, too large. Each is one short sentence, at once."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.typed_reader import MAX_BYTES, MAX_NESTING, FormatError, build, parse_json, parse_toml, to_document


@dataclass(frozen=True)
class Document:
    name: str
    words: dict[str, str] = field(default_factory=dict)


def refusal(parse: object, text: bytes) -> str:
    assert callable(parse)
    with pytest.raises(FormatError) as caught:
        parse(text)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 150
    return str(caught.value)


@pytest.mark.parametrize("depth", [MAX_NESTING + 1, 500, 10_000])
def test_what_is_nested_too_deep_is_refused(depth: int) -> None:
    deep = [
        (parse_json, b'{"a": ' + b"[" * depth + b"]" * depth + b"}"),
        (parse_json, b'{"a":' * depth + b"1" + b"}" * depth),
        (parse_toml, b"a = " + b"[" * depth + b"]" * depth),
        (parse_toml, b"a = " + b"{a = " * depth + b"1" + b"}" * depth),
        (parse_toml, b"a" + b".a" * depth + b" = 1"),
        (parse_toml, b"[a" + b".a" * depth + b"]"),
    ]
    for parse, text in deep:
        assert refusal(parse, text) == f"is nested more than {MAX_NESTING} levels deep"


@given(st.integers(1, MAX_NESTING - 1))
def test_what_is_nested_less_is_read(depth: int) -> None:
    text = b"[" * depth + b"]" * depth
    assert parse_json(b'{"a": ' + text + b"}") == parse_toml(b"a = " + text)


def test_a_document_of_many_megabytes_is_refused() -> None:
    for parse in (parse_json, parse_toml):
        assert "16 MB" in refusal(parse, b" " * (MAX_BYTES + 1))


def test_a_number_of_a_thousand_digits_is_refused() -> None:
    for parse, text in ((parse_json, b'{"a": ' + b"9" * 5000 + b"}"), (parse_toml, b"a = " + b"9" * 5000)):
        assert "is not valid" in refusal(parse, text)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"name": "a\0b"}, "name"),
        ({"name": "a", "words": {"b": "\0"}}, "words.b"),
        ({"name": "a", "words": {"\0": ""}}, "words."),
    ],
)
def test_a_nul_is_no_text(document: object, place: str) -> None:
    with pytest.raises(FormatError, match="a NUL character") as caught:
        build(Document, parse_json(json.dumps(document).encode()))
    assert caught.value.place.startswith(place) and "\0" not in str(caught.value)


_FROM_THREADS = """
import sys, threading
from dataclasses import make_dataclass
from typing import Union
from edge_app.typed_reader import build

sys.setswitchinterval(1e-6)
numbers = {f"n{number}": number for number in range(20)}
for turn in range(60):
    part = make_dataclass(f"Part{turn}", [(name, Union[int, None, str]) for name in numbers])
    whole = make_dataclass(f"Whole{turn}", [("part", part), *((name, "int | None") for name in numbers)])
    together, built = threading.Barrier(3), []
    def read():
        together.wait()
        built.append(build(whole, {"part": numbers, **numbers}))
    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(built) == 3 and all(each.part.n19 == 19 and each.n19 == 19 for each in built)
"""


def test_threads_that_read_documents_of_a_kind_for_the_first_time_do_not_meet() -> None:
    """In a process of its own, because it ended with a segmentation fault."""
    assert subprocess.run([sys.executable, "-c", _FROM_THREADS], timeout=120).returncode == 0


@dataclass(frozen=True)
class Later:
    """A record to which fields were added."""

    side: int
    median: int | None = 5  # None is something else than its default
    fine: Later | None = None
    parts: tuple[Later, ...] | None = None


LATER = st.recursive(
    st.builds(Later, st.integers(), st.none() | st.integers()),
    lambda inner: st.builds(Later, st.integers(), st.none() | st.integers(), st.none() | inner, st.lists(inner).map(tuple)),
    max_leaves=5,
)


@given(LATER)
def test_what_is_written_is_read_back(record: Later) -> None:
    assert build(Later, parse_json(json.dumps(to_document(record)).encode())) == record


def test_a_field_that_came_later_leaves_older_documents_as_they_were() -> None:
    assert to_document(Later(3, None, Later(4))) == {"side": 3, "median": None, "fine": {"side": 4, "median": 5}}
