"""Programs that run on the machine, with the packages of the release that is installed there."""
