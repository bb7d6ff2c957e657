"""A data set looked through before anybody trusts it: what leaks, who is missing, what gives a label away.

`pictures` looks at each image by itself, `duplicates` at all pairs; `leaks`, `coverage`, `outliers` and `shortcuts` at the
rows and what was seen -> `Inspection`, which `quantize.reporting.data_sheet` shows.
"""
