"""What can be measured of a crop's texture. One file per subject; each has NAMES and a function that returns as many numbers."""
