#!/bin/sh
# Makes the secrets of the compose files in deploy/secrets: once, and never over what is there.
# Needs openssl 3. Keep a copy of secret_key elsewhere: without it stored credentials stay closed.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
secrets=${1:-$here/secrets}

if [ -e "$secrets/secret_key" ]; then
  echo "There are secrets in $secrets already; they stay as they are."
  exit 0
fi

# The folder is closed; the files in it are not, because compose mounts each into a container as it is, where another user reads it.
umask 022
mkdir -p "$secrets"
chmod 0700 "$secrets"

write() { printf '%s\n' "$2" >"$secrets/$1"; }

# Letters and digits only: they stand in URLs.
database=$(openssl rand -hex 24)
broker=$(openssl rand -hex 24)

# Mosquitto keeps PBKDF2 with SHA-512, as $7$rounds$salt$hash in base64.
salt=$(openssl rand -base64 12)
salt_hex=$(printf '%s' "$salt" | openssl base64 -d -A | od -An -tx1 | tr -d ' \n')
hash=$(openssl kdf -binary -keylen 64 -kdfopt digest:SHA512 -kdfopt "pass:$broker" -kdfopt "hexsalt:$salt_hex" -kdfopt iter:101 PBKDF2 |
  openssl base64 -A)

write database_password "$database"
write database_url "postgres://caretaker:$database@database/caretaker"
write mqtt_passwords "caretaker:\$7\$101\$$salt\$$hash"
write mqtt_url "mqtt://caretaker:$broker@broker:1883"
# The last one: it says that the others are there.
write secret_key "$(openssl rand -base64 32)"
echo "Made the secrets in $secrets. Keep a copy of secret_key elsewhere."
