"""Everything that decides the outcome of a training besides the data."""

from __future__ import annotations

from dataclasses import dataclass, field

from edge_app.imaging.preprocess import Preprocessing
from quantize.class_list import ClassList
from quantize.dataset.augment import Augmentation


@dataclass(frozen=True)
class Consistency:
    """How much two random variants of one image, labelled or not, have to agree (`quantize.training.consistency`)."""

    frames_sha256: str  # of the unlabelled frames
    pairs: int = 8  # a step; the larger half of unlabelled frames, the others of training images
    answers_weight: float = 1.0  # in the loss; of the disagreement of the answers
    maps_weight: float = 1.0  # in the loss; of the share of the heat that does not follow the tissue


@dataclass(frozen=True)
class OtherNetwork:
    """A network of timm in the place of NMD-AssistNet (`quantize.network.timm_networks`)."""

    timm: str  # its name there
    pretrained_sha256: str | None = None  # of the file with the weights that it begins with; None: random ones


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. The paper's values where it gives them."""

    seed: int = 2025
    epochs: int = 100  # at most
    swa_start: int = 75  # epochs of the plain phase, at most; three quarters as in Izmailov et al.
    patience: int = 10  # epochs without a better validation loss before a phase ends
    batch: int = 32
    learning_rate: float = 1e-3
    swa_learning_rate: float = 2e-4
    swa_anneal: int = 5  # epochs from the one learning rate to the other
    weight_decay: float = 1e-5
    label_smoothing: float = 0.1
    augmentation: Augmentation = field(default_factory=Augmentation)
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    split: int | None = None  # seed of the split, where it is not `seed`: that of the weights training began with
    start_sha256: str | None = None  # of the weights' file that training began with; None: random weights
    consistency: Consistency | None = None  # None: labelled images only
    network: OtherNetwork | None = None  # None: NMD-AssistNet
    classes: ClassList | None = None  # that it tells apart; None: normal and abnormal

    @property
    def split_seed(self) -> int:
        """What the data set is split by."""
        return self.seed if self.split is None else self.split
