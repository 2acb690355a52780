#!/bin/sh
# Usage: backup.sh FOLDER [DAYS]: a dump of the database and a copy of the files, under today's date.
# The database goes first: what it names is in the files, which are only added to and never changed.
set -eu
folder=$1
days=${2:-14}
today="$folder/$(date -u +%Y-%m-%dT%H%M%S)"
mkdir -p "$today.part"
pg_dump --format=custom --file="$today.part/database.dump" "$DATABASE_OWNER_URL"
tar --create --file="$today.part/files.tar" --directory="$DATA_DIR" $(cd "$DATA_DIR" && ls -d private media 2>/dev/null)
mv "$today.part" "$today"
find "$folder" -mindepth 1 -maxdepth 1 -mtime "+$days" -exec rm -r {} +
echo "$today"
