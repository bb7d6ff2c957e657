"""`edge-app analyse`: a line for each frame, overlays that never collide, bad files that do not end the run."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from edge_app.__main__ import main
from edge_app.bundle.loader import ModelBundle
from edge_app.capture.simulated import SimulatedProbe
from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.records import Band, GreyImage, Muscle
from edge_app.scanner_screen import image_field
from tests.support.altered_bundles import write_manifest
from tests.support.banded import banded


def speckle(height: int = 120, width: int = 160, seed: int = 0) -> GreyImage:
    grey = cv2.GaussianBlur(np.random.default_rng(seed).rayleigh(70, (height, width)), (5, 5), 0)
    return np.clip(grey, 0, 255).astype(np.uint8)


def still(path: Path, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(speckle(seed=seed)).save(path)
    return path


def video(path: Path, frames: int) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (160, 120))
    for seed in range(frames):
        writer.write(cv2.cvtColor(speckle(seed=seed), cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


@pytest.fixture
def analyse(bundle_folder: Path, keys_folder: Path) -> Any:
    def run(*arguments: object) -> Result:
        words = ["analyse", "--bundle", str(bundle_folder), "--keys", str(keys_folder), "--threads", "1", *map(str, arguments)]
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return run


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_says_all_there_is(analyse: Any, tmp_path: Path) -> None:
    result = analyse(still(tmp_path / "a.png"), "--roi", "10,20,80,60")
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = lines(result)
    assert line["file"] == str(tmp_path / "a.png")
    assert line["frame"] == 0
    assert (line["label"], line["validated"], line["probability"]) == (None, False, None), "a file is from no validated device"
    assert 0 <= line["score"] <= 1
    assert line["region"] == [10, 20, 80, 60]
    assert line["echo_intensity"] == pytest.approx(speckle()[20:80, 10:90].mean(), abs=0.01)
    assert line["guard"] == "fit"
    assert line["bundle"].startswith("random-weights ")
    assert line["timings"]["total_ms"] > 0
    assert "Not for clinical use" in line["notice"]
    assert "overlay" not in line
    withheld: dict[str, Any] = {"preset": None, "echo_reference": None, "controls": {}, "changed": [], "validated_accuracy": None}
    assert line["device"] == {"name": "a.png", "known": False, **withheld}


def test_each_frame_of_a_video_or_each_nth(analyse: Any, tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.avi", 7)
    assert [line["frame"] for line in lines(analyse(clip))] == list(range(7))
    assert [line["frame"] for line in lines(analyse(clip, "--every", 3))] == [0, 3, 6]


def test_frames_that_a_grabber_made_up_are_counted_and_not_analysed(analyse: Any, tmp_path: Path) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "a.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (160, 120))
    for number in range(5):
        image = cv2.cvtColor(speckle(seed=number), cv2.COLOR_GRAY2BGR)
        if number in (1, 2):
            image[:] = (200, 30, 20)  # the blue of a grabber without a signal
        writer.write(image)
    writer.release()
    result = analyse(tmp_path / "a.avi")
    assert result.exit_code == 0 and [line["frame"] for line in lines(result)] == [0, 3, 4]
    assert "a.avi: frames without a whole image of the scanner are not analysed: no signal 2" in result.stderr


def test_black_images_are_not_judged(analyse: Any, tmp_path: Path) -> None:
    Image.new("L", (160, 120)).save(tmp_path / "black.png")
    (line,) = lines(analyse(tmp_path / "black.png"))
    assert (line["label"], line["probability"], line["guard"]) == ("not judged", None, "no contact")


def test_overlays_never_collide_and_never_replace_what_was_read(analyse: Any, tmp_path: Path) -> None:
    files = [still(tmp_path / name, seed) for seed, name in enumerate(["x/a.png", "y/a.png", "y/A.bmp", "y/a-2.png", "a.png"])]
    before = [file.read_bytes() for file in files]
    result = analyse(*files, video(tmp_path / "a.avi", 2), "--out", tmp_path)
    overlays = [line["overlay"] for line in lines(result)]
    assert result.exit_code == 0
    assert len({name.casefold() for name in overlays}) == 7
    assert all(Path(name).is_file() for name in overlays)
    assert [file.read_bytes() for file in files] == before


def test_an_overlay_keeps_the_image_and_writes_below_it(analyse: Any, tmp_path: Path) -> None:
    still(tmp_path / "a.png")
    (line,) = lines(analyse(tmp_path / "a.png", "--out", tmp_path / "out", "--roi", "40,40,60,40"))
    with Image.open(line["overlay"]) as page:
        page_pixels = np.asarray(page)
    left = (page_pixels.shape[1] - 160) // 2
    image = page_pixels[:120, left : left + 160]
    outside = np.ones((120, 160), bool)
    outside[40:80, 40:100] = False
    assert np.array_equal(image[outside], np.dstack([speckle()] * 3)[outside])
    assert page_pixels.shape[0] > 120 + 50
    assert page_pixels[120:].std() > 5  # there is text


def test_a_bad_file_costs_a_line_and_the_exit_code_and_not_the_run(analyse: Any, tmp_path: Path) -> None:
    good = [still(tmp_path / "good1.png"), still(tmp_path / "good2.png")]
    bad = tmp_path / "bad.png"
    bad.write_bytes(good[0].read_bytes()[:300])
    result = analyse(good[0], bad, tmp_path / "absent.png", good[1])
    assert result.exit_code == 1
    assert [line["file"] for line in lines(result)] == [str(file) for file in good]
    complaints = result.stderr.splitlines()
    assert len(complaints) == 3
    assert "absent.png" in complaints[0]
    assert "bad.png" in complaints[1]
    assert "2 of 4 files" in complaints[2]


def test_nothing_to_analyse_is_said_in_one_sentence(analyse: Any, tmp_path: Path) -> None:
    result = analyse(tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "nothing could be analysed" in result.stderr


def test_a_file_given_twice_is_analysed_once(analyse: Any, tmp_path: Path) -> None:
    still(tmp_path / "a.png")
    assert len(lines(analyse(tmp_path / "a.png", tmp_path))) == 1


def test_a_folder_that_cannot_be_made_is_refused(analyse: Any, tmp_path: Path) -> None:
    still(tmp_path / "a.png")
    result = analyse(tmp_path / "a.png", "--out", tmp_path / "a.png" / "out")
    assert result.exit_code == 1
    assert "--out" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_progress_bar_stays_off_standard_output(analyse: Any, tmp_path: Path) -> None:
    result = analyse(still(tmp_path / "a.png"), "--progress")
    assert len(lines(result)) == 1
    assert "file" in result.stderr


def test_both_precisions_run(analyse: Any, tmp_path: Path) -> None:
    still(tmp_path / "a.png")
    int8, fp32 = (lines(analyse(tmp_path / "a.png", "--precision", p))[0] for p in ("int8", "fp32"))
    assert int8["score"] != fp32["score"]


@pytest.mark.shared_data
def some(folder: Path, of_each: int, into: Path) -> Path:
    """A folder with links to so many of the images of each kind in each folder, and to whatever else lies there."""
    for (place, kind), files in groupby(sorted(folder.rglob("*"), key=place_and_kind), key=lambda file: place_and_kind(file)[:2]):
        images = kind in (".png", ".bmp") and Path(place).name != "masks"  # few masks are so dark that they show no contact
        for file in list(files)[: of_each if images else None]:
            link = into / folder.name / file.relative_to(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                link.symlink_to(file)
    return into / folder.name


def place_and_kind(file: Path) -> tuple[str, str, str]:
    return str(file.parent), file.suffix, file.name


@pytest.mark.parametrize("of_each", [2, pytest.param(1000, id="all", marks=pytest.mark.slow)])
def test_real_recordings_give_lines(analyse: Any, shared_data: Path, tmp_path: Path, of_each: int) -> None:
    given = [folder for folder in sorted(shared_data.iterdir()) if folder.is_dir() and folder.name != "cases"]
    folders = [some(folder, of_each, tmp_path) for folder in given]
    result = analyse(*folders, "--every", 50)
    assert result.exit_code == 0
    *odd, last = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert last.startswith("4 files were left out")  # licences and descriptions
    assert [Path(name).name for name in odd] == ["examples_palette.dcm", "examples_ybr_color.dcm"]
    got = lines(result)
    images = {str(file) for folder in folders for file in folder.rglob("*") if file.suffix in (".png", ".bmp", ".dcm", ".mp4")}
    assert {line["file"] for line in got} == images
    masks = [line for line in got if "/masks/" in line["file"]]
    tissue = [line for line in got if "longitudinal" in line["file"] or "sweep" in line["file"]]
    assert all(line["guard"] == "fit" for line in tissue)
    assert any(line["guard"] == "no contact" for line in masks)


def test_what_is_too_close_to_call_says_why(bundle: ModelBundle, bundle_folder: Path, keys_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundle_folder, tmp_path / "bundle"))
    write_manifest(folder, banded(bundle, Band(0.0, 1.0)).manifest.to_json())
    words = ["analyse", "--bundle", str(folder), "--keys", str(keys_folder), "--threads", "1", str(still(tmp_path / "a.png"))]
    research = ["--research"], "indeterminate", "close to the threshold", [0.0, 1.0]
    for more, label, reason, band in (([], None, None, None), research):  # a band beside a score would make a label of it
        (line,) = lines(CliRunner().invoke(main, [*words, *more], catch_exceptions=False))
        assert (line["label"], line["reason"], line["views"], line["band"]) == (label, reason, 6, band)
        assert line["probability"] is None and line["probability_means"] is None  # a file is from no validated device


def test_what_a_folder_holds_besides_is_counted_and_named_at_the_end(analyse: Any, tmp_path: Path) -> None:
    still(tmp_path / "a.png")
    for name in ("a.txt", "b.txt", "c.txt", "report.pdf", "README"):
        (tmp_path / name).write_text("no image")
    result = analyse(tmp_path)
    assert result.exit_code == 0 and len(lines(result)) == 1
    assert result.stderr.splitlines()[-1] == (
        "5 files were left out, not being an image, video, sequence or DICOM file: "
        "3 .txt (a.txt, b.txt ...), 1 without a suffix (README), 1 .pdf (report.pdf)"
    )


def test_what_was_corrected_is_in_every_line_and_said_once(analyse: Any, tmp_path: Path) -> None:
    Image.fromarray(speckle(200, 150)).save(tmp_path / "a.png", dpi=(72, 144))
    result = analyse(tmp_path / "a.png")
    (line,) = lines(result)
    assert line["corrected"] == ["pixels of 2 : 1 made square"]
    assert result.stderr.count("corrected before anything is measured: pixels of 2 : 1 made square") == 1
    still(tmp_path / "b.png")
    assert "corrected" not in lines(analyse(tmp_path / "b.png"))[0]


def test_the_time_of_a_frame_is_given_where_the_file_states_it(analyse: Any, tmp_path: Path) -> None:
    clip, image = video(tmp_path / "clip.avi", 3), still(tmp_path / "a.png")
    assert [line["seconds"] for line in lines(analyse(clip))] == pytest.approx([0, 0.04, 0.08], abs=0.001)
    assert [line["seconds"] for line in lines(analyse(image))] == [None]
    table = analyse(image, "--format", "table").stdout.splitlines()
    assert table[2].split()[:2] == ["0", "-"]


def test_a_pipe_gets_json_and_a_terminal_a_table(analyse: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = still(tmp_path / "a.png")
    assert lines(analyse(image))
    monkeypatch.setattr("edge_app.cli.analyse.stdout_is_terminal", lambda: True)
    assert analyse(image).stdout.startswith(f"{image}\n frame")
    assert lines(analyse(image, "--format", "jsonl"))


def test_the_table_has_a_row_for_each_frame_and_a_summary_for_each_file(analyse: Any, tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.avi", 3)
    Image.new("L", (160, 120)).save(tmp_path / "dark.png")
    result = analyse(clip, tmp_path / "dark.png", "--format", "table")
    assert (result.exit_code, result.stderr) == (0, "")
    name, head, *rows, summary, empty, dark, _, no_contact, nothing, _, notice = result.stdout.splitlines()
    assert (name, dark, empty) == (str(clip), str(tmp_path / "dark.png"), "")
    assert head.split() == ["frame", "time/s", "score", "echo", "region", "result"]
    assert [row.split()[:2] for row in rows] == [["0", "0.00"], ["1", "0.04"], ["2", "0.08"]]
    assert all("no label: not validated on this device" in row for row in rows)
    assert re.fullmatch(
        r"3 frames, 3 judged; median score \d\.\d\d \(\d\.\d\d to \d\.\d\d\);"
        r" label of the median: none, not validated on this device",
        summary,
    )
    assert "not judged: no contact" in no_contact and nothing == "1 frame, 0 judged; not judged 1 (no contact)"
    assert "Not for clinical use" in notice


def test_for_research_the_median_has_a_label(analyse: Any, tmp_path: Path) -> None:
    result = analyse(video(tmp_path / "clip.avi", 2), "--format", "table", "--research")
    scores = [line["score"] for line in lines(analyse(tmp_path / "clip.avi"))]
    expected = "abnormal" if sum(scores) / 2 >= 0.5 else "normal"
    assert f"label of the median: {expected}\n" in result.stdout
    assert "no label" not in result.stdout


def test_csv_has_a_header_and_no_formula(analyse: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = video(tmp_path / "clip.avi", 2)
    monkeypatch.chdir(tmp_path)
    still(Path("=1+1.png"))
    result = analyse(clip, "=1+1.png", "--format", "csv", "--out", tmp_path / "out")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["file"], row["frame"], row["seconds"]) for row in rows][1:] == [(str(clip), "1", "0.04"), ("'=1+1.png", "0", "")]
    assert all(0 <= float(row["score"]) <= 1 and row["label"] == "" and row["validated"] == "False" for row in rows)
    assert rows[0]["region_by"] == "middle of the field" and Path(rows[0]["overlay"]).is_file()
    assert "Not for clinical use" in rows[0]["notice"]


def test_the_muscle_is_looked_for_in_each_frame_and_where_none_is_the_row_says_so(analyse: Any, tmp_path: Path) -> None:
    with SimulatedProbe(3, Muscle.BICEPS_BRACHII) as probe:
        muscle = probe.image(0.5)
    Image.fromarray(muscle).save(tmp_path / "muscle.png")
    still(tmp_path / "speckle.png")
    proposed = propose_muscle(muscle, image_field(muscle))
    assert isinstance(proposed, MuscleProposal)
    found, without = lines(analyse(tmp_path / "muscle.png", tmp_path / "speckle.png", "--roi", "auto"))
    assert found["region"] == [proposed.region.x, proposed.region.y, proposed.region.w, proposed.region.h]
    assert (found["region_by"], "no_muscle_because" in found) == ("muscle proposal", False)
    assert without["region_by"] == "middle of the field" and without["no_muscle_because"]
    assert without["region"] == lines(analyse(tmp_path / "speckle.png"))[0]["region"]
    table = analyse(tmp_path / "speckle.png", "--roi", "auto", "--format", "table").stdout
    assert f"no muscle proposed ({without['no_muscle_because']}): middle of the field" in table
    assert lines(analyse(tmp_path / "speckle.png", "--roi", "1,2,60,70"))[0]["region_by"] == "given"


def test_a_contact_sheet_is_one_page_that_needs_nothing_else(analyse: Any, tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.avi", 30)
    Image.fromarray(speckle()).save(tmp_path / "<b>&.png")
    sheet = tmp_path / "sheet.html"
    result = analyse(clip, tmp_path / "<b>&.png", "--sheet", sheet)
    assert result.exit_code == 0 and len(lines(result)) == 31
    page = sheet.read_text(encoding="utf-8")
    assert "&lt;b&gt;&amp;.png" in page and "<b>" not in page
    assert "24 frames of 30 are shown, evenly spread" in page
    sources = re.findall(r'src="([^"]*)"', page)
    images = [Image.open(io.BytesIO(base64.b64decode(source.removeprefix("data:image/jpeg;base64,")))) for source in sources]
    assert {image.size for image in images} == {(360, 270)} and len(images) % 2 == 0
    assert "<script" not in page and "http:" not in page and "https:" not in page  # base64 has no colon
    assert "frame 2, 0.08 s<br>no label: not validated on this device" in page and "time unknown" in page
    assert "30 frames, 30 judged; median score" in page and "Not for clinical use" in page


def test_a_contact_sheet_that_cannot_be_written_is_one_sentence(analyse: Any, tmp_path: Path) -> None:
    result = analyse(still(tmp_path / "a.png"), "--sheet", tmp_path / "a.png" / "sheet.html")
    assert result.exit_code == 1 and result.stderr.count("\n") == 1 and "sheet.html" in result.stderr
