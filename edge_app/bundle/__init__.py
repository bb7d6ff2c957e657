"""The model bundle: read from verified bytes, or refused."""
