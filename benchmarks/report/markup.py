"""HTML and SVG elements as text. What is not `Html` is escaped: names in a result were written by somebody else."""

from __future__ import annotations

from html import escape


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str | float | None) -> Html:
    """<name attributes>children</name>. `class_` is class, `stroke_width` is stroke-width; None leaves an attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"' for key, value in attributes.items() if value is not None
    )
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: tuple[str, ...] | list[str]) -> Html:
    """One after the other."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def _text(value: str | float) -> str:
    """Coordinates to a tenth of a pixel: the same page on every machine."""
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
