"""Whether the indicator moved after a commitment was done."""
