"""Which classes a network tells apart, instead of normal and abnormal, and where a data set says an image's.

One TOML file each, those of `quantize/class_lists` by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge_app.bundle.class_scheme import ClassDescription, ClassScheme, Head, outputs
from edge_app.errors import ConfigError
from quantize.recipe import read_recipe

CLASS_LISTS = Path(__file__).parent / "class_lists"
EXAMPLE = "heckmatt"


@dataclass(frozen=True)
class ClassList:
    """Classes, in the order of the logits where they have one of their own."""

    column: Literal["grade", "subtype"]  # of the data set's manifest
    values: tuple[str, ...]  # what stands there, of each class
    labels: tuple[str, ...]  # what each class is called wherever a person reads it
    abnormal: tuple[str, ...]  # the labels that count as abnormal; the data set's column `label` has to agree
    ordered: bool  # whether each class is more than the one before it
    head: Head
    temperatures: Literal["shared", "each"]  # one temperature for all logits, or one for each
    thresholds: tuple[float, ...] | None = None  # of each class, see `ClassScheme.called`; None: all alike

    @property
    def outputs(self) -> int:
        """How many logits the network has."""
        return outputs(self.labels, self.head)

    def scheme(self, *temperatures: float) -> ClassScheme:
        """How its logits are read, with one temperature for all or one for each; none: as they are."""
        each = temperatures if len(temperatures) == self.outputs else (*temperatures, 1.0)[:1] * self.outputs
        abnormal = tuple(label in self.abnormal for label in self.labels)
        return ClassScheme(self.labels, abnormal, self.ordered, self.head, each, self.thresholds)

    def description(
        self, temperatures: tuple[float, ...] | None = None, heat_scales: tuple[float, ...] | None = None
    ) -> ClassDescription:
        """What a bundle's manifest says of them."""
        return ClassDescription(self.ordered, self.head, self.abnormal, temperatures, self.thresholds, heat_scales)


def load_class_list(name: str) -> ClassList:
    """A class list by name, or by the path of a TOML file. Raises ConfigError when there is none or it cannot be meant."""
    classes, path = read_recipe(ClassList, name, CLASS_LISTS, EXAMPLE, "list of classes")
    names = (classes.values, classes.labels)
    sound = {
        "labels": len(classes.labels) > 1 and all(label.isprintable() and label.strip() for label in classes.labels),
        "values": len(classes.values) == len(classes.labels) and all(len(set(each)) == len(each) for each in names),
        "abnormal": classes.description().fits(classes.labels),
    }
    for key, is_sound in sound.items():
        if not is_sound:
            raise ConfigError(f"{path} has classes that cannot be meant, see {key}; {EXAMPLE}.toml shows how it must look")
    return classes
