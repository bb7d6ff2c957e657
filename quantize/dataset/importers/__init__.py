"""Pictures, masks and tables as other people keep them, made into a data set.

An adapter (a file for each layout) finds the pictures and what stands beside them -> `Candidate`s, and what it took for what ->
`Mapping`, which can be written, corrected and given back. `details` adds what paths and the table say, `values` turns that into
the words of the manifest, `writing` reads the pixels and writes the folder, whole or not at all.
"""
