"""Is all there that `tests.support.crash_writer` said was saved, before it was killed or the power went?

On an emulated machine a program: saved_exams FOLDER <WHAT_IT_SAID
"""

from __future__ import annotations

import sys
from pathlib import Path

from edge_app.exams.store.store import ExamStore
from tests.support.crash_writer import IMAGES
from tests.support.exam_factories import KEY


def check_saved(folder: Path, said: list[str]) -> int:
    """Everything that was said to be saved is there, whole; what is there beyond it is whole as well. Returns how many exams."""
    with ExamStore(folder, KEY, "verifier") as store:
        assert store.faults() == []
        exams = {line.id: store.read_whole(line.id) for line in store.exams()}  # decodes every image
        frames = 0
        for found in exams.values():
            for clip in found.clips:
                assert len(tuple(clip.frames)) == len(clip.times_ns)  # reads each
                frames += len(clip.times_ns)
        left_behind = store._database.execute("SELECT count(*) FROM clip_frame")[0][0]
    for line in said:
        match line.split(" "):
            case ["image", exam, number]:
                assert int(number) in [image.number for image in exams[exam].images], line
            case ["clip", exam, number]:
                assert int(number) in [clip.number for clip in exams[exam].clips], line
            case ["finished", exam]:
                assert exams[exam].finished is not None, line
    for found in exams.values():
        assert found.finished is None or len(found.images) == IMAGES
    assert left_behind == frames
    return len(exams)


if __name__ == "__main__":
    lines = sys.stdin.read().splitlines()
    whole, finished = check_saved(Path(sys.argv[1]), lines), sum(line.startswith("finished") for line in lines)
    print(f"{whole} exams are whole, {finished} were said to be finished")
