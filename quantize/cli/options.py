"""Arguments and options that several commands share, each declared once.

All commands name their files in one order: BUNDLE, GRAPH, CHECKPOINT, DATASET. So what is worked on comes first, then what it
is compared with, then the data. Values that go together arrive as one frozen dataclass.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click

from quantize.recipe import DEFAULT_RECIPE
from quantize.steps.inputs import HeldOutTest, TrainedNetwork

Function = Callable[..., Any]
Decorator = Callable[[Function], Function]

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

bundle_argument = click.argument("bundle", type=FOLDER)
graph_argument = click.argument("graph", type=FILE)
checkpoint_argument = click.argument("checkpoint", type=FILE)
dataset_argument = click.argument("dataset", type=FOLDER)

test_set_option = click.option(
    "--test-set", type=FOLDER, help="Data set of other subjects to report on, all of it, instead of DATASET's test part."
)
threads_option = click.option("--threads", default=2, show_default=True, type=click.IntRange(1), help="CPU threads.")
torch_threads_option = click.option(
    "--threads", type=click.IntRange(1), help="CPU threads. [default: as many as there are cores]"
)
state_option = click.option(
    "--state", type=NEW_FOLDER, help="Folder for the training of a recipe, written after every epoch; a stopped training resumes."
)
key_option = click.option("--key", "key_file", type=NEW_FILE, help="Private key to sign the bundle with.")
succeeds_option = click.option(
    "--succeeds", type=FOLDER, help="Bundle whose place it takes: what changed must not keep the figures or devices of that one."
)
limits_option = click.option(
    "--recipe", "limits", default=DEFAULT_RECIPE, show_default=True, help="Recipe whose limits apply: a name or a TOML file."
)


def recipe_option(default: str, description: str = "Recipe: a name or a TOML file.") -> Decorator:
    """The recipe to use, arriving as `recipe_name`."""
    return click.option("--recipe", "recipe_name", default=default, show_default=True, help=description)


def out_file_option(description: str, required: bool = True) -> Decorator:
    """The file to write."""
    return click.option("--out", type=NEW_FILE, required=required, help=description)


def out_folder_option(description: str, required: bool = True) -> Decorator:
    """The folder to write."""
    return click.option("--out", type=NEW_FOLDER, required=required, help=description)


@dataclass(frozen=True)
class TrialImages:
    """How many images candidates are calibrated and tried on."""

    calibration: int  # of training subjects
    images: int  # of validation subjects


def gathered(name: str, kind: type[Any], *declarations: Decorator) -> Decorator:
    """A decorator that declares arguments and options, and passes their values as one `kind` in the parameter `name`."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def call(**values: Any) -> Any:
            own = {field.name: values.pop(field.name) for field in fields(kind)}
            return function(**{name: kind(**own)}, **values)

        for declaration in reversed(declarations):
            declaration(call)
        return call

    return decorate


trained_network = gathered("network", TrainedNetwork, checkpoint_argument, dataset_argument)
held_out_test = gathered("test", HeldOutTest, checkpoint_argument, dataset_argument, test_set_option, threads_option)


def trial_images(calibration: int, images: int) -> Decorator:
    """How many images to calibrate and to try on, with these defaults."""
    return gathered(
        "counts",
        TrialImages,
        click.option(
            "--calibration",
            default=calibration,
            show_default=True,
            type=click.IntRange(8),
            help="Training images to calibrate on.",
        ),
        click.option(
            "--images", default=images, show_default=True, type=click.IntRange(2), help="Validation images to measure on."
        ),
    )
