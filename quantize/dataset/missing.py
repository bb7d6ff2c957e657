"""What cannot be said of images of which something is not noted, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantize.dataset.manifest import Sample

# columns -> what needs all of them
_NEEDED_BY = {
    ("mask",): "the region is the one that the kiosk would offer, and there is no echo intensity inside the mask",
    ("age", "sex", "height_cm", "weight_kg"): "there is no baseline of echo intensity with age, sex, height and weight",
    ("muscle",): "they are in no group of a muscle",
    ("sex",): "they are in no group of a sex",
}
_CALLED = {
    "mask": "a mask", "age": "an age", "sex": "a sex", "height_cm": "a height", "weight_kg": "a weight",
    "muscle": "a muscle's name",
}  # fmt: skip


def missing_sentences(samples: Sequence[Sample]) -> Iterator[str]:
    """For a report on these images: "12 of 40 images have no mask: ..."."""
    for columns, consequence in _NEEDED_BY.items():
        lacking = [sample for sample in samples if any(getattr(sample, name) is None for name in columns)]
        if lacking:
            absent = [_CALLED[n] for n in columns if any(getattr(sample, n) is None for sample in lacking)]
            share = "No image has" if len(lacking) == len(samples) else f"{len(lacking)} of {len(samples)} images lack"
            yield f"{share} {' or '.join(absent)}: {consequence}."
