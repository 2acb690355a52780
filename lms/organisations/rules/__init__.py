"""Pure rules: how a register's row is read, and how its names are written."""
