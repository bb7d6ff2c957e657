"""A bundle holds a guard whole or not at all, and keeps it when it is written again."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from edge_app.bundle.loader import GUARD, GUARD_GOLDEN, ModelBundle, load_bundle
from edge_app.bundle.manifest import SCHEMA, parse_manifest
from edge_app.guard.scope import GuardScope
from quantize.packaging.signing import sign_bundle
from quantize.packaging.writer import read_bundle, write_bundle
from tests.support.altered_bundles import document, refusal, replace_file, store
from tests.support.bundle_fixture import BUNDLES
from tests.support.guard_factories import SCOPE, small_texture_golden, small_texture_model
from tests.support.signing import KEY, KEYS


@pytest.fixture
def folder(guarded_folder: Path, tmp_path: Path) -> Path:
    """A bundle to spoil."""
    return Path(shutil.copytree(guarded_folder, tmp_path / "bundle"))


def assert_guarded(bundle: ModelBundle) -> None:
    assert bundle.manifest.guard == SCOPE
    assert bundle.texture is not None and bundle.texture_golden is not None
    assert bundle.texture.to_npz() == small_texture_model().to_npz()
    np.testing.assert_array_equal(bundle.texture_golden.scores, small_texture_golden().scores)


def test_a_guard_is_read_where_there_is_one(guarded_bundle: ModelBundle, bundle: ModelBundle) -> None:
    assert_guarded(guarded_bundle)
    assert (bundle.manifest.guard, bundle.texture, bundle.texture_golden) == (None, None, None)


def test_both_schemas_are_read_with_and_without_a_guard(guarded_bundle: ModelBundle, bundle: ModelBundle) -> None:
    first = load_bundle(BUNDLES / "schema-1", KEYS).manifest
    assert first.schema == SCHEMA and first.guard is None and first.validated == ()
    for manifest in (bundle.manifest, guarded_bundle.manifest):
        assert parse_manifest(manifest.to_json()) == manifest


def test_a_bundle_of_schema_2_from_before_there_were_guards_is_read(bundle: ModelBundle, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUNDLES / "plain", tmp_path / "bundle"))
    content = document(folder)
    content.pop("guard", None)
    store(folder, content)
    assert load_bundle(folder, KEYS).manifest == bundle.manifest


def test_a_guard_without_its_scope_or_a_scope_without_its_guard_is_refused(folder: Path, bundle: ModelBundle) -> None:
    content = document(folder)
    store(folder, {**content, "guard": None})
    assert "guard" in refusal(folder)
    for name in (GUARD, GUARD_GOLDEN):
        del content["files"][name]
        (folder / name).unlink()
        store(folder, content)
        assert "guard" in refusal(folder)


@pytest.mark.parametrize("name", [GUARD, GUARD_GOLDEN])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken"])
def test_a_damaged_guard_is_refused(folder: Path, name: str, data: bytes) -> None:
    replace_file(folder, name, data)
    assert name in refusal(folder)


def test_a_model_in_place_of_the_answers_is_refused(folder: Path) -> None:
    replace_file(folder, GUARD_GOLDEN, (folder / GUARD).read_bytes())
    assert GUARD_GOLDEN in refusal(folder)


def test_the_guard_is_kept_when_a_bundle_is_written_or_signed_again(folder: Path, tmp_path: Path) -> None:
    read = read_bundle(folder)
    colder = dataclasses.replace(read, manifest=dataclasses.replace(read.manifest, temperature=2.0))
    write_bundle(tmp_path / "again", colder)
    assert_guarded(sign_bundle(tmp_path / "again", KEY))
    assert load_bundle(tmp_path / "again", KEYS).manifest.temperature == 2.0


def test_an_unknown_view_is_named_with_those_there_are(folder: Path) -> None:
    content = document(folder)
    content["guard"]["view"] = "oblique"
    store(folder, content)
    assert "'oblique'" in refusal(folder) and "one of transverse, longitudinal" in refusal(folder)


def test_the_scope_in_words() -> None:
    assert str(SCOPE) == "transverse views, 5-60 mm wide, 5-60 mm high"
    assert str(GuardScope()) == "all views"
