"""Every measurement, one after the other: `make bench`."""

from __future__ import annotations

from bench import pages, preread, records, release, siting, verdicts

if __name__ == "__main__":
    verdicts.main([])
    siting.main()
    release.main()
    preread.main()
    pages.main()
    records.main()
