"""Biomarkers: what a page says was tested and with what outcome."""
