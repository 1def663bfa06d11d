"""Every measurement, one after the other: `make bench`."""

from __future__ import annotations

from bench import effect, pages, preread, records, release, verdicts

if __name__ == "__main__":
    verdicts.main([])
    effect.main([])
    release.main()
    preread.main()
    pages.main()
    records.main()
