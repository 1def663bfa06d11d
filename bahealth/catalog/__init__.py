"""What we measure: indicators, departments, areas, periods, sources (loaded from data/catalog)."""
