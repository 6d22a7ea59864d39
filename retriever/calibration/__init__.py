"""Fitting the confidence and choosing its thresholds; nothing that answers questions imports this package."""
