"""Nothing under the GPL gets into a release: by its metadata, by a text of its licences, or by what was built into it."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import pytest

from firmware_configs.release.errors import BuildError
from firmware_configs.release.licences import Review, check_code, check_packages, expression, is_accepted, read_reviews
from firmware_configs.release.packages import Package, installed_packages
from tests.support.elf_files import elf

GPL = b"This library comes under the GNU General Public\nLicense, version 3.\n"


def package(licence: str, *texts: Path, classifiers: tuple[str, ...] = ()) -> Package:
    return Package("Some_Thing", "1.0", licence, classifiers, texts)


@pytest.mark.parametrize(("spdx", "accepted"), [
    ("MIT", True), ("LGPL-3.0-only", True), ("GPL-3.0-only", False), ("AGPL-3.0-or-later", False), ("Unknown-1.0", False),
    ("", False), ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True), ("MIT AND GPL-2.0-only", False), ("MIT)", False),
    ("GPL-2.0-only OR MIT AND Zlib", True), ("MIT AND (GPL-2.0-only OR Zlib)", True), ("MIT AND", False),
    ("(MIT OR Zlib) AND GPL-2.0-only", False), ("MIT AND (Zlib", False), ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
    ("GPL-2.0-only WITH Classpath-exception-2.0", False),
])  # fmt: skip
def test_of_alternatives_one_has_to_be_accepted(spdx: str, accepted: bool) -> None:
    assert is_accepted(spdx) is accepted


def test_older_forms_are_known_and_anything_else_has_to_be_read() -> None:
    assert expression(package("MIT License")) == "MIT"
    assert expression(package("", classifiers=("Topic :: Software", "License :: OSI Approved :: MIT License"))) == "MIT"
    with pytest.raises(BuildError, match=r"Some_Thing 1\.0 states the licence 'free for friends', which is not known"):
        expression(package("free for friends"))


def test_a_text_that_speaks_of_the_gpl_is_read_once(tmp_path: Path) -> None:
    text = tmp_path / "LICENSE"
    text.write_bytes(GPL)
    reviewed = Review("some-thing", "only its manual", frozenset({hashlib.sha256(GPL).hexdigest()}))
    check_packages([package("MIT", text)], [reviewed])
    with pytest.raises(BuildError, match=r'LICENSE of Some_Thing 1\.0 speaks of the GPL.*\["some-thing"\]'):
        check_packages([package("MIT", text)], [])
    text.write_bytes(GPL + b"And more.\n")
    with pytest.raises(BuildError, match="speaks of the GPL"):
        check_packages([package("MIT", text)], [reviewed])
    text.write_bytes(b"GNU LESSER GENERAL PUBLIC LICENSE\n")
    check_packages([package("LGPL-2.1-or-later", text)], [])


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(BuildError, match=r"under GPL-3\.0-only.*; Some_Thing 1\.0 states the licence 'mine, all mine'"):
        check_packages([package("GPL-3.0-only"), package("mine, all mine")], [])


def test_every_review_says_why() -> None:
    for review in read_reviews():
        assert len(review.reason) > 20 and review.sha256 and all(len(sha) == 64 for sha in review.sha256)


@pytest.mark.parametrize("word", [b"--enable-gpl", b"x264_encoder_encode", b"x265_encoder_open"])
def test_a_library_with_an_encoder_under_the_gpl_is_refused(tmp_path: Path, word: bytes) -> None:
    (tmp_path / "notes.txt").write_bytes(word)
    (tmp_path / "libgood.so.1").write_bytes(elf(extra=b"--enable-libvpx"))
    check_code(tmp_path)
    (tmp_path / "libavcodec-1.so.62").write_bytes(elf(extra=word))
    with pytest.raises(BuildError, match=r"^libavcodec-1\.so\.62 was built with code under the GPL"):
        check_code(tmp_path)


def test_pyav_is_refused_and_opencv_is_not() -> None:
    """What the decision rests on, looked up in the wheels that are installed here."""
    found = {name: find_spec(name) for name in ("av", "cv2")}
    folders = {name: Path(spec.origin).parents[1] for name, spec in found.items() if spec and spec.origin}
    if folders.keys() != found.keys() or not (folders["av"] / "av.libs").is_dir():
        pytest.skip("PyAV and OpenCV are not installed here as wheels")
    with pytest.raises(BuildError, match="was built with code under the GPL"):
        check_code(folders["av"] / "av.libs")
    check_code(folders["cv2"] / "opencv_python_headless.libs")


def test_packages_are_read_from_what_is_installed(tmp_path: Path) -> None:
    info = tmp_path / "Some_Thing-1.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: Some_Thing\nVersion: 1.0\nLicense-Expression: MIT\n\nLong text\n"
    )
    (info / "licenses" / "COPYING.txt").write_text("MIT")
    (info / "RECORD").write_text(
        'something/license.py,sha256=abc,0\n"something/one, two.py",,\nSome_Thing-1.0.dist-info/RECORD,,\n'
    )
    (info / "top_level.txt").write_text("something\n")
    (tmp_path / "something" / "vendored").mkdir(parents=True)
    (tmp_path / "something" / "license.py").write_text("")
    (tmp_path / "something" / "vendored" / "LICENSE").write_text("BSD")
    (found,) = installed_packages(tmp_path)
    assert (found.key, found.version, found.licence) == ("some-thing", "1.0", "MIT")
    assert found.files == {"something/license.py", "something/one, two.py", "Some_Thing-1.0.dist-info/RECORD"}
    assert [path.relative_to(tmp_path).as_posix() for path in found.texts] == [
        "Some_Thing-1.0.dist-info/licenses/COPYING.txt", "something/vendored/LICENSE",
    ]  # fmt: skip
