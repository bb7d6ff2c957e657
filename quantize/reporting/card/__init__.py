"""Model card, data sheet and appraisal of a bundle: prose from templates, every figure from a file."""
