#!/bin/sh
# Makes the secrets of the compose files in deploy/secrets: once, and never over what is there.
# Needs openssl 3. Keep a copy of secret_key elsewhere: without it stored credentials stay closed.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
secrets=${1:-$here/secrets}

# The folder is closed; the files in it are not, because compose mounts each into a container as it is, where another user reads it.
umask 022
mkdir -p "$secrets"
chmod 0700 "$secrets"

write() { printf '%s\n' "$2" >"$secrets/$1"; }

# The console's account at mosquitto, which may do everything there. The plugin keeps PBKDF2 with SHA-512. While openssl runs, others on this
# machine can see the password in the list of processes: make secrets where you are alone.
write_accounts() {
  salt=$(openssl rand -base64 12)
  salt_hex=$(printf '%s' "$salt" | openssl base64 -d -A | od -An -tx1 | tr -d ' \n')
  hash=$(openssl kdf -binary -keylen 64 -kdfopt digest:SHA512 -kdfopt "pass:$1" -kdfopt "hexsalt:$salt_hex" -kdfopt iter:20000 PBKDF2 |
    openssl base64 -A)
  acls=''
  for kind in publishClientSend publishClientReceive subscribePattern unsubscribePattern; do
    # shellcheck disable=SC2016 # The dollar belongs to the topic's name.
    for topic in '#' '$CONTROL/#'; do
      acls="$acls${acls:+,}{\"acltype\":\"$kind\",\"topic\":\"$topic\",\"priority\":0,\"allow\":true}"
    done
  done
  write mqtt_accounts "{\"defaultACLAccess\":{\"publishClientSend\":false,\"publishClientReceive\":true,\"subscribe\":false,\"unsubscribe\":true},\"clients\":[{\"username\":\"caretaker\",\"password\":\"$hash\",\"salt\":\"$salt\",\"iterations\":20000,\"roles\":[{\"rolename\":\"console\"}]}],\"groups\":[],\"roles\":[{\"rolename\":\"console\",\"acls\":[$acls]}]}"
}

if [ -e "$secrets/secret_key" ]; then
  # Secrets of before 0.3.0 have a file of passwords in its place.
  [ -e "$secrets/mqtt_accounts" ] || write_accounts "$(sed 's|.*:\([^@]*\)@.*|\1|' "$secrets/mqtt_url")"
  echo "There are secrets in $secrets already; they stay as they are."
  exit 0
fi

# Letters and digits only: they stand in URLs.
database=$(openssl rand -hex 24)
broker=$(openssl rand -hex 24)

write database_password "$database"
write database_url "postgres://caretaker:$database@database/caretaker"
write_accounts "$broker"
write mqtt_url "mqtt://caretaker:$broker@broker:1883"
# The last one: it says that the others are there.
write secret_key "$(openssl rand -base64 32)"
echo "Made the secrets in $secrets. Keep a copy of secret_key elsewhere."
