"""Finds the muscle in a transverse image and proposes it as region of interest; it never sets the region by itself."""

from edge_app.muscle_roi.proposal import MuscleProposal, Proposal, RejectionReason, propose_muscle
from edge_app.muscle_roi.tracker import MuscleTracker

__all__ = ["MuscleProposal", "MuscleTracker", "Proposal", "RejectionReason", "propose_muscle"]
