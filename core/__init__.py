"""The nouns everyone shares: records, errors, settings, vault and lake."""
