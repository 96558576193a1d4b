"""From a file's bytes to pages: text-layer PDF, scans and photos, plain text, DOCX."""
