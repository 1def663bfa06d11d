"""The measures of docs/measures.md a second and a third time, written well in pandas and in polars, to be timed beside."""
