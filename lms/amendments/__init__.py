"""Moving people between versions of a programme: known beforehand, recorded, taken back for thirty days."""
