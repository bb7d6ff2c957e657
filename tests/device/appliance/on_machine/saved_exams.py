"""Are the exams in order that `tests.support.crash_writer` saved before the power went?  saved_exams FOLDER <WHAT_IT_SAID"""

from __future__ import annotations

import sys
from pathlib import Path

from edge_app.exams.store.store import ExamStore
from tests.support.crash_writer import IMAGES
from tests.support.exam_factories import KEY


def main(folder: Path, said: list[str]) -> None:
    with ExamStore(folder, KEY, "verifier") as store:
        assert store.faults() == []
        exams = {line.id: store.read(line.id) for line in store.exams()}  # decodes every image
    for line in said:
        match line.split(" "):
            case ["image", exam, number]:
                assert int(number) in [image.number for image in exams[exam].images], line
            case ["finished", exam]:
                assert exams[exam].finished is not None, line
    for found in exams.values():
        assert found.finished is None or len(found.images) == IMAGES
    print(f"{len(exams)} exams are whole, {sum(line.startswith('finished') for line in said)} were said to be finished")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read().splitlines())
