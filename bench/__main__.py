"""Every measurement, one after the other: `make bench`."""

from __future__ import annotations

from bench import access, address, effect, pages, preread, records, release, siting, verdicts

if __name__ == "__main__":
    verdicts.main([])
    access.main()
    siting.main()
    effect.main(["--seeds", "20"])
    release.main()
    preread.main()
    pages.main()
    records.main()
    address.main([])
