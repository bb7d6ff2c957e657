"""Tables in every shape that people send."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.errors import ConfigError
from quantize.dataset.importers.details import subject_in_name
from quantize.dataset.importers.tables import read_table
from quantize.dataset.importers.words import heading, meaning, plain, said_by


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [["Größe", "Datei", "Anmerkung"], ["1.75", "Müller 1.png", "gut"], ["1.80", "x.png", ""]]
    path = tmp_path / "t.csv"
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    table = read_table(path)
    assert table.headings == ("Größe", "Datei", "Anmerkung")
    assert [(row.number, row.cells["Datei"]) for row in table.rows] == [(2, "Müller 1.png"), (3, "x.png")]


def test_prose_above_a_table_is_no_heading(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text(
        "This is our set.\nIt has two images.\n\nfile\tlabel\tage\na\tnormal\t5\nb\tabnormal\t7\n"
    )
    assert read_table(tmp_path / "readme.txt").headings == ("file", "label", "age")


def test_columns_parted_by_spaces(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("file     label      age\nbb 1     normal     5\nbb 2     abnormal   7\n")
    assert read_table(tmp_path / "readme.txt").rows[1].cells == {"file": "bb 2", "label": "abnormal", "age": "7"}


@pytest.mark.parametrize("name", ["t.csv", "t.txt", "t.xlsx", "t.xls"])
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    for content in (b"", b"one word", b"a,b\n", b"PK\x03\x04 nothing", b"\0\1\2,\0\n\0,\0"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ConfigError, match=name) as caught:
            read_table(tmp_path / name)
        assert "\n" not in str(caught.value)


@given(
    content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode), name=st.sampled_from(["t.csv", "t.txt", "t.xlsx"])
)
@settings(max_examples=60, deadline=None)
def test_no_content_makes_more_than_one_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    path = tmp_path_factory.mktemp("tables") / name
    path.write_bytes(content)
    try:
        table = read_table(path)
    except ConfigError as exc:
        assert "\n" not in str(exc)
    else:
        assert table.rows and all(set(row.cells) == set(table.headings) for row in table.rows)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("BB_anon_425_2", "anon_425"), ("S1_L20_step_075", "S1_step"), ("S1_R20_step_075", "S1_step"), ("L20_1", "L20"),
        ("0012_L_2", "0012"), ("P7-left-healthy", "P7"), ("IMG_0001", "0001"), ("scan", "scan"),
    ],
)  # fmt: skip
def test_whose_image_it_is_by_its_name(name: str, subject: str) -> None:
    assert subject_in_name(Path(f"{name}.png")) == subject


def test_words_of_several_languages() -> None:
    assert plain("Größe (cm)") == "grossecm"
    assert [heading(text) for text in ("Größe (m)", "Patient-ID", "Edad", "Heckmatt grade", "z-score", "Foo")] == [
        "height_cm", "subject", "age", "grade", "z_score", None
    ]  # fmt: skip
    assert meaning("label", "Unauffällig") == "normal" and meaning("side", "dx") == "right" and meaning("label", "x") is None
    assert dict(said_by("BB_Pathological")) == {"muscle": "biceps brachii", "label": "abnormal"}
    assert dict(said_by("normal and abnormal")) == {}
