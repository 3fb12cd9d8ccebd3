#!/bin/sh
# Makes every secret docker-compose.yml asks for, one file each; what exists already is left alone.
# Needs a shell and coreutils only: a server may have Docker and nothing else.
set -eu
directory="${1:-secrets}"
umask 077
mkdir -p "$directory"
# Only this user enters the directory. The files inside are readable by all, because a container's user has another
# number and Compose mounts secret files with their own owner and mode.
chmod 700 "$directory"

made=0
make_secret() { # name, value
  [ -e "$directory/$1" ] && return 0
  printf '%s' "$2" > "$directory/.$1.part"
  chmod 444 "$directory/.$1.part"
  mv "$directory/.$1.part" "$directory/$1"
  made=$((made + 1))
}
random() { head -c "$1" /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'; }

for name in postgres_superuser postgres_airflow postgres_warehouse postgres_superset postgres_bi_reader redis; do
  make_secret "$name" "$(random 24)"
done
make_secret airflow_fernet "$(head -c 32 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_')" # Fernet: 32 bytes, padded
make_secret airflow_api "$(random 64)"
make_secret airflow_jwt "$(random 64)"
make_secret superset_key "$(random 48)"
for name in airflow_admin airflow_viewer superset_admin; do
  make_secret "$name" "$(random 15)"
done
# Yours to fill in; empty means "not used". A key: `printf %s YOUR_KEY > secrets/lofin365_api_key`.
for name in lofin365_api_key data_go_kr_service_key seoul_openapi_key kosis_api_key smtp_connection; do
  make_secret "$name" ""
done
echo "$made secrets made in $directory (log-ins: airflow_admin, airflow_viewer, superset_admin)"
