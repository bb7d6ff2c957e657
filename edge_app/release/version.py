"""Comparing versions: public ones of PEP 440 in their normal form, such as 0.2.0, 0.3.0rc1 and 0.2.0.dev3."""

from __future__ import annotations

import re

from edge_app.errors import ReleaseError

_NUMBER = "(?:0|[1-9][0-9]{0,8})"
_FORM = re.compile(rf"({_NUMBER}(?:\.{_NUMBER})*)(?:(a|b|rc)({_NUMBER}))?(?:\.post({_NUMBER}))?(?:\.dev({_NUMBER}))?")
_LONGEST = 64  # characters: a version is the name of a folder
_FINAL = 3  # after the alphas (0), betas (1) and candidates (2) of a version

Order = tuple[tuple[int, ...], tuple[int, int], int, tuple[int, int]]


def order(version: str) -> Order:
    """What versions are sorted by: numbers, pre-release, post-release, development. Raises ReleaseError for any other text.

    As PEP 440 says: 1.0.dev1 < 1.0a1 < 1.0rc1 < 1.0 < 1.0.post1, and 1.0 equals 1.0.0.
    """
    found = _FORM.fullmatch(version)
    if found is None or len(version) > _LONGEST:
        raise ReleaseError(f"{version[:_LONGEST]!a} is no version such as 0.2.0 or 0.2.0.dev3; correct it")
    numbers, kind, pre, post, dev = found.groups()
    release = [int(number) for number in numbers.split(".")]
    while release and release[-1] == 0:
        release.pop()
    final = (-1 if dev is not None and post is None else _FINAL, 0)
    before = (("a", "b", "rc").index(kind), int(pre)) if kind else final
    return tuple(release), before, -1 if post is None else int(post), (1, 0) if dev is None else (0, int(dev))
