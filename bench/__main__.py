"""Every measurement, one after the other: `make bench`."""

from __future__ import annotations

from bench import pages, records, release

if __name__ == "__main__":
    release.main()
    pages.main()
    records.main()
