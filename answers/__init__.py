"""A question and a profile in, a cited and premise-checked answer out."""
