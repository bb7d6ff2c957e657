"""Stored exams, their images and deliveries as rows for QML: plain values, as in `exam_rows`."""

from __future__ import annotations

from collections.abc import Iterable

from edge_app.exams.records import Clip, Exam, ExamImage, ExamLine, Patient, Site
from edge_app.exams.store.delivery_log import FOLDER, Delivery, DeliveryState
from edge_app.ui.caliper_controller import caliper_rows
from edge_app.ui.exam_rows import Row, summary_rows

UNDELIVERED = (DeliveryState.OUTDATED, DeliveryState.DUE, DeliveryState.WAITING)


def line_row(line: ExamLine, deliveries: Iterable[Delivery], server: str) -> Row:
    """One exam in the list. server: TITLE@HOST:PORT; empty without one."""
    return {
        "exam": line.id,
        "started": line.started,
        "finished": line.finished is not None,
        "patient": line.identifier or "",
        "images": line.images,
        "clips": line.clips,
        "verdict": line.verdict.value if line.verdict else "",
        **delivery_row([one for one in deliveries if one.exam == line.id], server),
    }


def delivery_row(deliveries: Iterable[Delivery], server: str) -> Row:
    """What is to be said first of an exam's deliveries, which come the newest first: that it has not arrived at the server, then
    where it has. state: a value of `DeliveryState`, empty for an exam that was exported nowhere; title: of a server, empty for a
    stick; reason: a value of `ErrorCode`.
    """
    found = sorted(deliveries, key=lambda one: (one.destination != server or one.state not in UNDELIVERED, _rank(one)))
    if not found:
        return {"state": "", "title": "", "at": "", "reason": ""}
    first = found[0]
    title = "" if first.destination == FOLDER else first.destination.partition("@")[0]
    return {"state": first.state.value, "title": title, "at": first.at, "reason": first.reason}


def _rank(delivery: Delivery) -> int:
    return (DeliveryState.DELIVERED, *UNDELIVERED, DeliveryState.STARTED).index(delivery.state)


def exam_row(exam: Exam) -> Row:
    """The head of an exam that is open."""
    return {
        "exam": exam.id,
        "patient": exam.patient.identifier or "",
        "started": exam.started,
        "by": exam.by,
        "finished": exam.finished is not None,
        "verdict": exam.verdict.label.value if exam.verdict else "",
        "verdictReason": exam.verdict.reason if exam.verdict else "",
        "note": exam.note,
    }


NO_EXAM = {**exam_row(Exam("", "", "", Patient())), "finished": False}


def site_rows(exam: Exam) -> list[Row]:
    """The rows of the summary, each with its images and clips; and one for each site that has only clips."""
    rows = summary_rows(exam)
    sites = [(row["muscle"], row["side"]) for row in rows]
    for clip in exam.clips:
        if (site := _place(clip.site)) not in sites:
            sites.append(site)
            rows.append({"muscle": site[0], "side": site[1], "answer": "", "probability": -1.0})
    for site, row in zip(sites, rows, strict=True):
        row["numbers"] = [image.number for image in exam.images if _place(image.site) == site]
        row["clips"] = clip_marks(clip for clip in exam.clips if _place(clip.site) == site)
    return rows


def _place(site: Site) -> tuple[str, str]:
    return site.muscle, site.side.value


def clip_marks(clips: Iterable[Clip]) -> list[Row]:
    """What a clip's thumbnail says, of each."""
    return [{"number": clip.number, "seconds": clip.seconds} for clip in clips]


def clip_row(clip: Clip) -> Row:
    """What is written beside a clip."""
    return {
        "number": clip.number,
        "taken": clip.taken,
        "muscle": clip.site.muscle,
        "side": clip.site.side.value,
        "seconds": clip.seconds,
        "frames": len(clip.times_ns),
        "rate": clip.frames_per_second,
        "origin": clip.origin.value,
    }


def image_row(image: ExamImage, research: bool) -> Row:
    """What is written beside an image. research: whether a score without a label is shown."""
    finding = image.finding
    shown = finding.probability is not None and (finding.may_count or research)
    called = finding.classes.called if finding.classes else None
    return {
        "number": image.number,
        "taken": image.taken,
        "muscle": image.site.muscle,
        "side": image.site.side.value,
        "label": finding.label.value,
        "reason": finding.label_reason.value if finding.label_reason else "",
        "guard": finding.guard.value,
        "probability": finding.probability if shown else -1.0,
        "isScore": shown and not finding.may_count,
        "called": called or "",
        "calledProbability": finding.classes.called_probability if called and finding.classes else -1.0,
        "classes": list(finding.classes.labels) if finding.classes and len(finding.classes.labels) > 2 else [],
        "echo": finding.echo_intensity,
        "origin": finding.frame.origin.value,
        "model": finding.bundle_id,
        "width": finding.frame.width,
        "height": finding.frame.height,
        "calipers": caliper_rows(image.calipers, finding.frame),
        "note": image.note,
    }
