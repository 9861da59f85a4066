"""severakit.service."""
