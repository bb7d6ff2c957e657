"""The drift reference of the simulated probe: what its images give of patients that are simulated as well."""
