"""`python -m bahealth.cli`: the same as `bahealth`."""

import sys

from bahealth.cli.program import main

sys.exit(main())
