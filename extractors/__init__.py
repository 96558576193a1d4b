"""From a record's bytes to facts: readers, notes (sections, sentences, context) and one module per kind of fact."""
