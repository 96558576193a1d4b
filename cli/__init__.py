"""The command ``sightline``."""
