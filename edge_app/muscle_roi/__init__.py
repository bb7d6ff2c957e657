"""Where the muscle lies in a transverse picture: a proposal for the region of interest, never a region by itself."""

from edge_app.muscle_roi.proposal import Doubt, MuscleProposal, Proposal, propose_muscle
from edge_app.muscle_roi.tracker import MuscleTracker

__all__ = ["Doubt", "MuscleProposal", "MuscleTracker", "Proposal", "propose_muscle"]
