"""``python -m posdesk``."""

import sys

from posdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
