"""Programmes as files: what `export_programme` writes and `import_programme` reads (docs/programme-format.md)."""
