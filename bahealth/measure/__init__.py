"""Records → observations: one SQL file per measure, run over the months that new deliveries touch."""
