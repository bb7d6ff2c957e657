"""What stops a release from being made."""

from __future__ import annotations

from edge_app.errors import EdgeError


class BuildError(EdgeError):
    """A release cannot be made; one sentence: what is wrong, where, and what to do."""
