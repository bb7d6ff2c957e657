"""Reader of MetaImage, NRRD and NIfTI sequences, as PLUS, 3D Slicer and ITKPOCUS write them: a header each, samples alike."""
