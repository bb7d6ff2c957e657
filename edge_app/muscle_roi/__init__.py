"""Where the muscle lies in a transverse image: a proposal for the region of interest, never a region by itself."""

from edge_app.muscle_roi.proposal import MuscleProposal, Proposal, RejectionReason, propose_muscle
from edge_app.muscle_roi.tracker import MuscleTracker

__all__ = ["MuscleProposal", "MuscleTracker", "Proposal", "RejectionReason", "propose_muscle"]
