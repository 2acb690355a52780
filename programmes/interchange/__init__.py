"""Programmes as files: what `export_programme` writes and `import_programme` reads.

The format is described in docs/programme-format.md.
"""
