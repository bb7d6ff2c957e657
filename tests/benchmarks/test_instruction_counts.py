"""That growth of the hot path is noticed; and, by `make test-instructions`, whether it has grown."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.instruction_counts.__main__ import main
from benchmarks.instruction_counts.baseline import (
    BASELINE,
    COMMAND,
    Baseline,
    Conditions,
    conditions_differ,
    faults,
    former_baseline,
    parse,
    why_fault,
    written,
)
from benchmarks.instruction_counts.callgrind import (
    CannotCountError,
    Counted,
    conditions_before_counting,
    count_instructions,
    lock_sha256,
    one_pass,
)

HERE = Conditions("x86_64", ("AVX", "AVX2"), "3.11.7, GCC 12", "3.19.0", "ab" * 32)
KEPT = Baseline("the first counts", HERE, {"crop": 100_000, "map": 2_000})
DUMP = """# callgrind format
version: 1
part: 1

desc: Timerange: Basic block 0 - 44067
desc: Trigger: Client Request: pipeline, INT8 x {passes}

positions: line
events: Ir
summary: {count}

totals: 5
"""


class Valgrind:
    """Counts what it is told to."""

    def __init__(self, counts: dict[str, int], conditions: Conditions = HERE) -> None:
        self.counted = Counted(conditions, counts)

    def __call__(self) -> Counted:
        return self.counted


class NoValgrind:
    """Is not installed."""

    def __call__(self) -> Counted:
        raise CannotCountError("instructions are counted with valgrind, which is not here: apt install valgrind")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "instruction_counts.json"
    found.write_text(written(KEPT))
    return found


def run(count: Callable[[], Counted], file: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--baseline", str(file), *words], obj=count)


def test_what_has_not_grown_passes(file: Path) -> None:
    done = run(Valgrind({"crop": 103_000, "map": 1_000}), file)
    assert done.exit_code == 0
    assert "+3.00%" in done.stdout and "-50.00%" in done.stdout


def test_growth_fails_and_names_the_stage_and_the_way_out(file: Path) -> None:
    done = run(Valgrind({"crop": 103_001, "map": 2_000}), file)
    assert done.exit_code == 1
    assert "crop takes 103,001 instructions" in done.stderr and "--update --why" in done.stderr
    assert "map takes" not in done.stderr


def test_growth_with_a_reason_is_kept_and_passes(file: Path) -> None:
    grown = Valgrind({"crop": 120_000, "map": 2_000})
    assert run(grown, file, "--update", "--why", "the crop is filtered first").exit_code == 0
    assert parse(file.read_text()) == Baseline("the crop is filtered first", HERE, grown.counted.counts)
    assert run(grown, file).exit_code == 0


@pytest.mark.parametrize("why", ["", " ", KEPT.why])
def test_growth_without_a_reason_of_its_own_is_not_kept(file: Path, why: str) -> None:
    done = run(Valgrind({"crop": 120_000, "map": 2_000}), file, "--update", "--why", why)
    assert done.exit_code == 2 and "reason" in done.stderr
    assert parse(file.read_text()) == KEPT


def test_a_stage_more_or_less_has_to_be_said(file: Path) -> None:
    done = run(Valgrind({"crop": 100_000, "clahe": 5}), file)
    assert done.exit_code == 1
    assert "clahe has no baseline" in done.stderr and "map is no longer counted" in done.stderr


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        (NoValgrind(), "apt install valgrind"),
        (Valgrind({"crop": 1}, replace(HERE, processor=("AVX",))), "processor: AVX AVX2, here AVX)"),
        (Valgrind({"crop": 1}, replace(HERE, lock_sha256="cd" * 32)), "lock_sha256"),
    ],
)
def test_elsewhere_it_is_skipped_with_the_reason(file: Path, count: Callable[[], Counted], reason: str) -> None:
    done = run(count, file)
    assert done.exit_code == 0
    assert done.stdout.startswith("skipped: ") and reason in done.stdout


def test_without_a_file_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    done = run(Valgrind({"crop": 1}), tmp_path / "none.json")
    assert done.exit_code == 1 and "--update --why TEXT writes it" in done.stderr


@pytest.mark.parametrize("content", ["[]", "{}", '{"why": 1, "conditions": {}, "counts": {}}', "no JSON"])
def test_a_file_of_another_form_is_refused_in_one_sentence(file: Path, content: str) -> None:
    file.write_text(content)
    done = run(Valgrind({"crop": 1}), file)
    assert done.exit_code == 1 and done.stderr.count("\n") == 1 and str(file) in done.stderr


def commit(file: Path, baseline: Baseline) -> None:
    file.write_text(written(baseline))
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "counts"]):
        identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
        subprocess.run(["git", *identity, *words], cwd=file.parent, check=True)


def test_other_counts_need_another_reason_than_the_file_gave_before(file: Path) -> None:
    commit(file, KEPT)
    assert former_baseline(file) is None
    grown = replace(KEPT, counts={"crop": 120_000, "map": 2_000})
    commit(file, grown)
    assert former_baseline(file) == KEPT
    done = run(Valgrind({"crop": 120_000, "map": 2_000}), file)
    assert done.exit_code == 1 and "for the same reason as before" in done.stderr
    file.write_text(written(replace(grown, why="the crop is filtered first")))  # not committed yet
    assert run(Valgrind({"crop": 120_000, "map": 2_000}), file).exit_code == 0


@given(st.dictionaries(st.sampled_from(["crop", "map", "clahe"]), st.integers(100, 10**9), min_size=1), st.floats(0.5, 2))
def test_a_fault_is_found_just_where_a_count_grew_beyond_the_limit(kept: dict[str, int], growth: float) -> None:
    counted = {stage: round(count * growth) for stage, count in kept.items()}
    assert set(faults(kept, counted)) == {stage for stage, count in counted.items() if count > kept[stage] * 1.03}


def test_one_pass_is_the_difference_of_two_and_one() -> None:
    dumps = [DUMP.format(passes=passes, count=count) for passes, count in ((1, 700), (2, 1_200))]
    assert one_pass([*dumps, "part: 3\ndesc: Trigger: Program termination\nsummary: 9\n"]) == {"pipeline, INT8": 500}


def test_what_is_kept_says_why_it_changed() -> None:
    assert why_fault(parse(BASELINE.read_text()), former_baseline(BASELINE)) == ""


def test_what_is_kept_is_of_the_lock_that_holds_now() -> None:
    """Else nothing is watched, anywhere: renew the counts with the lock."""
    kept = parse(BASELINE.read_text()).conditions
    assert kept.lock_sha256 == lock_sha256(".".join(kept.python.split(".")[:2])), f"{COMMAND} --update"


@pytest.fixture(scope="module")
def counted() -> Counted:
    """Counted here, where what is kept holds here."""
    kept = parse(BASELINE.read_text())
    try:
        here = replace(conditions_before_counting(), processor=kept.conditions.processor)
        if reason := conditions_differ(kept.conditions, here):
            pytest.skip(reason)
        found = count_instructions()
    except CannotCountError as exc:
        pytest.skip(str(exc))
    if reason := conditions_differ(kept.conditions, found.conditions):
        pytest.skip(reason)
    return found


@pytest.mark.instructions
@pytest.mark.timeout(1800)  # half a minute of a core, which a busy machine may not give
def test_no_stage_takes_more_instructions_than_it_did(counted: Counted) -> None:
    found = faults(parse(BASELINE.read_text()).counts, counted.counts)
    assert not found, "\n".join(found.values())
