"""Reader of DICOM stills and cines, in every transfer syntax ultrasound is stored in: docs/DICOM.md.

Attribute names are those of DICOM PS3.6.
"""
