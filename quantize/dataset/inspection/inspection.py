"""Everything that is looked for in a data set, in one pass over its images."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from quantize.dataset.declaration import Declaration, declaration_of
from quantize.dataset.inspection.coverage import Coverage, coverage
from quantize.dataset.inspection.duplicates import find_pairs
from quantize.dataset.inspection.leaks import Twins, names_of_one, subjects_in_several_parts, twins
from quantize.dataset.inspection.outliers import Outlier, Sizes, outliers, sizes
from quantize.dataset.inspection.pictures import PictureFacts, look_at
from quantize.dataset.inspection.shortcuts import Shortcut, shortcuts
from quantize.dataset.manifest import Sample, data_hash, read_grey, read_manifest
from quantize.dataset.missing import missing_sentences

WORKERS = os.cpu_count() or 1


@dataclass(frozen=True)
class Inspection:
    """What was found. Numbers of images count through the data set, and then through the test set."""

    name: str
    declaration: Declaration
    sha256: str
    samples: tuple[Sample, ...]  # of the data set
    pictures: tuple[PictureFacts, ...]  # of the data set, then of the test set
    test_set: str | None
    several_parts: dict[str, tuple[str, ...]]  # subjects
    shared_subjects: tuple[str, ...]  # in the data set and in the test set
    twins: tuple[Twins, ...]
    repeated: int  # pairs of images of one subject that are one
    names_of_one: tuple[tuple[str, ...], ...]
    coverage: tuple[Coverage, ...]
    sizes: Sizes
    outliers: tuple[Outlier, ...]
    shortcuts: tuple[Shortcut, ...]
    missing: tuple[str, ...]

    @property
    def leaks(self) -> bool:
        """Whether what is tested on may have been trained on."""
        return bool(self.several_parts or self.shared_subjects or self.twins)


def inspect(folder: Path, test_set: Path | None, progress: Callable[[int], Callable[[], object]]) -> Inspection:
    """Look through a data set, and at a test set for what the two share.

    progress: called with the number of images; what it returns is called after each. Raises ConfigError naming a file at fault.
    """
    samples = read_manifest(folder)
    others = read_manifest(test_set) if test_set is not None else []
    files = [folder / sample.image for sample in samples]
    files += [test_set / sample.image for sample in others] if test_set is not None else []
    pictures = _look_at_all(files, progress(len(files)))
    pairs = find_pairs([one.fingerprint for one in pictures], [one.mirrored for one in pictures])
    everyone = [*samples, *others]
    found = tuple(twins(everyone, pairs, len(samples)))
    own = pictures[: len(samples)]
    return Inspection(
        name=folder.resolve().name,
        declaration=declaration_of(folder, [sample.subject for sample in samples]),
        sha256=data_hash(folder, samples),
        samples=tuple(samples),
        pictures=tuple(pictures),
        test_set=test_set.resolve().name if test_set is not None else None,
        several_parts=subjects_in_several_parts(samples),
        shared_subjects=tuple(sorted({sample.subject for sample in samples} & {sample.subject for sample in others})),
        twins=found,
        repeated=len(pairs) - len(found),
        names_of_one=tuple(names_of_one([sample.subject for sample in everyone])),
        coverage=coverage(samples),
        sizes=sizes(samples, own),
        outliers=tuple(outliers(own)),
        shortcuts=tuple(shortcuts(samples, own)),
        missing=tuple(missing_sentences(samples)),
    )


def _look_at_all(files: Sequence[Path], done: Callable[[], object]) -> list[PictureFacts]:
    def look(file: Path) -> PictureFacts:
        facts = look_at(read_grey(file))
        done()
        return facts

    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            return list(pool.map(look, files))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
