"""`python -m quantize`: data, training, evaluation, export and INT8, on a workstation."""

import sys

from quantize.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
