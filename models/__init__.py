"""Learned models: load, predict, train, evaluate."""
