"""Exams: kept encrypted, never half, with a trail of who did what."""
