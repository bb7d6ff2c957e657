"""The clinic's worklist (DICOM Modality Worklist): who is to be examined today."""
