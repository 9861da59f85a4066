"""``python -m severakit`` is the command line."""

from severakit.cli import main

main()
