"""Laboratory values: the number after a test's name, with unit, range, flag and date as printed."""
