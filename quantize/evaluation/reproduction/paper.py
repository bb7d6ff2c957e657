"""The paper's figures, from the small file that holds them as they are printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from pathlib import Path

from edge_app.typed_reader import build, parse_toml

FILE = Path(__file__).with_name("xie_zhang_2025.toml")


@dataclass(frozen=True)
class Span:
    """What a figure may be, given how it was rounded: low to high."""

    low: float
    high: float

    def meets(self, other: Span) -> bool:
        """Whether both can be the same figure. A millionth of slack for binary fractions."""
        return self.low <= other.high + 1e-6 and other.low <= self.high + 1e-6


def printed(text: str) -> Span:
    """What a printed decimal stands for: half a unit of its last digit either way."""
    half = Decimal(1).scaleb(int(Decimal(text).as_tuple().exponent)) / 2
    return Span(float(Decimal(text) - half), float(Decimal(text) + half))


def derived(formula: Callable[..., float], *inputs: Span) -> Span:
    """What a formula can give, where it rises or falls with each input throughout: it is evaluated at all their ends."""
    values = [formula(*ends) for ends in product(*((one.low, one.high) for one in inputs))]
    return Span(min(values), max(values))


@dataclass(frozen=True)
class PaperData:
    """How many there are of what; images and subjects."""

    images: int
    subjects: int
    normal_subjects: int
    abnormal_subjects: int
    muscle_subjects: tuple[int, ...]  # normal and abnormal of each muscle
    train_subjects: int
    train_normal: int
    train_abnormal: int
    validation_subjects: int
    train_images: int
    validation_images: int


@dataclass(frozen=True)
class Counts:
    """A confusion matrix; abnormal is positive."""

    tp: int
    tn: int
    fp: int
    fn: int

    @property
    def total(self) -> int:
        return self.tp + self.tn + self.fp + self.fn


@dataclass(frozen=True)
class Table2:
    """As printed."""

    accuracy: str
    sensitivity: str
    specificity: str
    ppv: str
    npv: str
    f1: str
    auc: str
    parameters: int


@dataclass(frozen=True)
class Table3Row:
    """As printed; per cent, and the AUC as a share."""

    experiment: str
    steps: str
    accuracy: str
    precision: str
    recall: str
    f1: str
    auc: str


@dataclass(frozen=True)
class Elsewhere:
    """What text and figures say again."""

    correct: int  # images
    figure_2_auc: str
    section_3_2_auc: str
    figure_4_parameters: str  # million


@dataclass(frozen=True)
class PaperNetwork:
    """A network of the paper's comparison."""

    name: str
    timm: str  # what stands for it here
    auc: str
    parameters: str  # million


@dataclass(frozen=True)
class PaperProtocol:
    """How it says it was trained."""

    epochs: int
    batch: int
    learning_rate: float
    weight_decay: float
    mixup: float
    jitter: float
    flip: float
    size: int
    test_share: float


@dataclass(frozen=True)
class Paper:
    """The whole file."""

    citation: str
    data: PaperData
    counts: Counts
    table_2: Table2
    elsewhere: Elsewhere
    table_3: tuple[Table3Row, ...]
    networks: tuple[PaperNetwork, ...]
    protocol: PaperProtocol


@lru_cache(maxsize=1)
def read_paper() -> Paper:
    """The figures of Xie & Zhang (2025)."""
    return build(Paper, parse_toml(FILE.read_bytes()))
