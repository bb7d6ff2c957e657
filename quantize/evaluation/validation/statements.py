"""What holds here and what does not, in sentences for somebody who has to decide about using it.

A figure holds where it is at most MARGIN below the maker's for certain, does not where it is lower for certain; else it is open.
"For certain" is the end of a 95 % interval; of many groups one or two differ by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edge_app.records import Interval
from quantize.evaluation.validation.records import Baseline, Compared, Group, Holds, Statement, ValidationReport

MARGIN = 0.05
MIN_GROUP = 20  # subjects of a group that is spoken of
MIN_REFUSED = 20  # images, from which on it is said whether the guard was right


def statements(r: ValidationReport) -> Iterator[Statement]:
    """One for each question, the most important first."""
    yield from _of_device(r)
    yield from (_of_figure(one) for one in r.compared if one.name != "accuracy")
    yield from (_of_echo(one) for one in r.baselines)
    yield from _of_probabilities(r)
    yield from _of_guard(r)
    yield from _of_decisions(r)
    yield from _of_groups(r)
    yield from _of_size(r)


def percent(e: Interval) -> str:
    """A share with its interval."""
    return f"{100 * e.value:.1f} % ({100 * e.low:.1f} to {100 * e.high:.1f})"


def _points(e: Interval) -> str:
    return f"{100 * e.value:+.1f} points ({100 * e.low:+.1f} to {100 * e.high:+.1f})"


def _of_device(r: ValidationReport) -> Iterator[Statement]:
    """What a user would see, without a verdict: what is good enough is for the site to say."""
    rates = r.device_rates
    if rates.sensitivity is None or rates.specificity is None or r.abstention is None:
        yield Statement("What a user sees", "open", "Too few images of both kinds got a label to say how often it is right.")
        return
    yield Statement(
        "What a user sees",
        "open",
        f"Of the abnormal images with a label it calls {percent(rates.sensitivity)} abnormal, of the normal ones "
        f"{percent(rates.specificity)} normal. {percent(r.abstention)} of all images get no label. Whether that is good enough "
        "is for the site to say, by limits set beforehand.",
    )


def _of_figure(one: Compared) -> Statement:
    title = one.name if one.name == "AUC" else one.name.capitalize()
    if one.here is None or one.difference is None:
        return Statement(title, "open", f"{title} is not defined here: there are images of one kind only.")
    change, here, maker = one.difference, one.here, one.maker
    if one.name == "AUC":
        found = f"{here} here, {maker} at the maker: {change.value:+.3f} ({change.low:+.3f} to {change.high:+.3f})"
    else:
        found = f"{percent(here)} here, {percent(maker)} at the maker: {_points(change)}"
    held: Holds = "holds" if change.low > -MARGIN else "does not hold" if change.high < 0 else "open"
    words = {
        "holds": f"as high as at the maker, or at most {100 * MARGIN:.0f} points lower",
        "does not hold": "lower than at the maker",
        "open": "perhaps lower than at the maker, which these images are too few to tell",
    }
    return Statement(title, held, f"It is {words[held]}: {found}, both of every image, whatever guard and band say.")


def _of_echo(one: Baseline) -> Statement:
    title = f"Better than {one.name}"
    if one.difference is None or one.auc is None or one.network_auc is None:
        return Statement(title, "open", "It cannot be compared: there are judged images of one kind only.")
    change = one.difference
    held: Holds = "holds" if change.low > 0 else "does not hold" if change.high < 0 else "open"
    words = {
        "holds": "The network orders these images better than their plain brightness does",
        "does not hold": "Plain brightness orders these images better than the network does",
        "open": "It is not shown that the network orders these images better than their plain brightness does",
    }
    return Statement(
        title,
        held,
        f"{words[held]}: AUC {one.network_auc} against {one.auc}, difference {change.value:+.3f} "
        f"({change.low:+.3f} to {change.high:+.3f}), on the same {one.images} images.",
    )


def _of_probabilities(r: ValidationReport) -> Iterator[Statement]:
    c = r.calibration
    if c is None or c.in_the_large is None or c.slope is None:
        yield Statement("Probabilities", "open", "Whether the percentages mean what they say cannot be measured on these images.")
        return
    level, slope = c.in_the_large, c.slope
    found = (
        f"the mean probability is {100 * c.mean_probability:.0f} %, and {100 * c.prevalence:.0f} % of the judged images are "
        f"abnormal; slope {slope.value:.2f} ({slope.low:.2f} to {slope.high:.2f}), calibration in the large {level.value:+.2f} "
        f"({level.low:+.2f} to {level.high:+.2f})"
    )
    faults = [
        text
        for wrong, text in (
            (level.high < 0, "too high"),
            (level.low > 0, "too low"),
            (slope.high < 1, "too extreme"),
            (slope.low > 1, "too timid"),
        )
        if wrong
    ]
    if faults:
        yield Statement("Probabilities", "does not hold", f"The percentages shown are {' and '.join(faults)} here: {found}.")
    else:
        yield Statement("Probabilities", "holds", f"No fault of the percentages is shown here: {found}.")


def _of_guard(r: ValidationReport) -> Iterator[Statement]:
    g = r.guard
    if g.refused is None or g.refused.value == 0:
        yield Statement("The guard", "holds", "It refused none of these images.")
        return
    share = f"The guard refused {percent(g.refused)} of the images"
    few = sum(one.refused for one in r.classes) < MIN_REFUSED
    if few or g.difference is None or g.accuracy_judged is None or g.accuracy_refused is None:
        yield Statement("The guard", "open", f"{share}; whether it was right cannot be said of so few.")
        return
    held: Holds = "holds" if g.difference.high < 0 else "does not hold" if g.difference.low > -MARGIN else "open"
    words = {
        "holds": "It was right to: the network is more often wrong on them",
        "does not hold": "It gained nothing: the network is about as often right on them",
        "open": "Whether it was right cannot be said",
    }
    yield Statement(
        "The guard",
        held,
        f"{share}. {words[held]} ({percent(g.accuracy_refused)} right if it had been asked, {percent(g.accuracy_judged)} of the "
        "others, in one view).",
    )


def _of_decisions(r: ValidationReport) -> Iterator[Statement]:
    d = r.decision
    if d is None:
        return
    useful = [t for t, low, all_ in zip(d.threshold, d.network.low, d.everybody, strict=True) if low > max(0.0, all_)]
    if useful:
        text = (
            f"For whoever would act from a probability between {100 * min(useful):.0f} and {100 * max(useful):.0f} % on, acting "
            "by the network is better than acting on everybody or on nobody"
        )
        yield Statement("Use for a decision", "holds", f"{text}, at the share of abnormal images in this set.")
    else:
        text = "At no threshold is acting by the network shown to be better than acting on everybody or on nobody"
        yield Statement("Use for a decision", "does not hold", f"{text}, at the share of abnormal images in this set.")


def _of_groups(r: ValidationReport) -> Iterator[Statement]:
    overall = r.device_rates
    worse = [
        f"{name} of {group.kind} {group.name} is {percent(found)}"
        for name in ("sensitivity", "specificity")
        for group in _large(r.groups)
        if (found := getattr(group.rates, name)) is not None
        and (whole := getattr(overall, name)) is not None
        and found.high < whole.value
    ]
    if not _large(r.groups):
        yield Statement("Groups", "open", f"No group has {MIN_GROUP} subjects, so nothing is said of any.")
    elif worse:
        text = f"It is worse than over all images for some: {'; '.join(worse)}"
        yield Statement("Groups", "does not hold", f"{text}. Of many groups one or two differ by chance.")
    else:
        yield Statement("Groups", "holds", f"No group of {MIN_GROUP} subjects or more is shown to be worse than all images are.")


def _large(groups: Sequence[Group]) -> list[Group]:
    return [group for group in groups if group.subjects >= MIN_GROUP]


def _of_size(r: ValidationReport) -> Iterator[Statement]:
    if not r.sizes:
        return
    enough = all(one.width_here is not None and one.width_here <= one.width for one in r.sizes)
    wanted = f"intervals of {100 * r.sizes[0].width:.0f} points"
    if enough:
        yield Statement("Size", "holds", f"These images are enough for {wanted}.")
    else:
        most = max(r.sizes, key=lambda one: one.images)
        text = f"These images are too few for {wanted}: about {most.images} images with a label of {most.subjects} subjects"
        yield Statement("Size", "does not hold", f"{text} like these are needed.")
