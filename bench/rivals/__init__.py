"""The measures of docs/measures.md a second and a third time, in pandas and in polars, to be timed beside."""
