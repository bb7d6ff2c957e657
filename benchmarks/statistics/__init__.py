"""What may be said of measured times: percentiles that have samples enough, and intervals."""
