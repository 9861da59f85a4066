"""severakit.store."""
