"""Coverage-guided, where atheris is installed (x86-64): python -m tests.fuzz.guided TARGET FOLDER [libFuzzer's options].

The folder keeps what reached new code, from call to call. The same target, watchdog and limits as `python -m tests.fuzz`; atheris
chooses the input. libFuzzer ends at the first failure and writes its input beside the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

from tests.fuzz.targets import targets, warm_up
from tests.fuzz.watchdog import watched

WATCHED_CODE = ["edge_app", "PIL", "pyigtl"]  # whose branches guide the search; to instrument pydicom takes minutes


def main(name: str, folder: Path, options: list[str]) -> None:
    """Until libFuzzer ends: at a failure, or as `-max_total_time=SECONDS` or `-runs=N` says."""
    target = targets()[name]
    folder.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=WATCHED_CODE):
        warm_up(target)
    for number in target.warm:
        (folder / f"seed-{number}").write_bytes(target.make(number))

    def one(data: bytes) -> None:
        outcome = watched(target.run, data)
        if outcome.failure:
            raise RuntimeError(outcome.failure)

    limits = ["-rss_limit_mb=0", "-timeout=60", "-max_len=65536", f"-artifact_prefix={folder}-failure-"]
    atheris.Setup([sys.argv[0], *limits, *options, str(folder)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
