#!/bin/sh
# Caretaker gate: asks a Caretaker console whether this machine may be updated or rebooted now.
# For hooks of apt, dnf, kured, cron. Needs no root, changes nothing. POSIX sh.
set -u
umask 077
LC_ALL=C
export LC_ALL
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

URL=${CARETAKER_GATE_URL:-}
TOKEN=${CARETAKER_GATE_TOKEN:-}
TOKEN_FILE=${CARETAKER_GATE_TOKEN_FILE:-}
unset CARETAKER_GATE_TOKEN

usage() {
  cat <<'EOT'
Usage: gate.sh [--url URL] [--token-file FILE] [--confirm-is-ok] update|reboot [SERVER]

  SERVER              id, name or host name of the server; this machine's host name unless told
  --url URL           address of the console, such as https://caretaker.example.org
                      (or CARETAKER_GATE_URL)
  --token-file FILE   file whose first line is an API token with the scope servers:read
                      (or CARETAKER_GATE_TOKEN_FILE; never an argument)
  --confirm-is-ok     somebody watches: what wants a confirmation counts as allowed

Prints why, and the next safe instant. Exit codes: 0 allowed, 1 not now, 2 the console could not be asked.
EOT
}

fail() {
  printf 'caretaker gate: %s\n' "$*" >&2
  exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

# Everything but plain letters, digits and .-_ is percent-encoded.
encoded() {
  case $1 in
    *[!A-Za-z0-9._-]*) printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g' ;;
    *) printf '%s' "$1" ;;
  esac
}

read_settings() {
  case $URL in
    http://* | https://*) ;;
    '') fail 'the address of the console is missing: give --url or CARETAKER_GATE_URL.' ;;
    *) fail "\"$URL\" is not an address that starts with http:// or https://." ;;
  esac
  URL=${URL%/}
  if [ -n "$TOKEN_FILE" ]; then
    [ -r "$TOKEN_FILE" ] || fail "the token file $TOKEN_FILE cannot be read."
    IFS= read -r TOKEN <"$TOKEN_FILE" || :
  fi
  TOKEN=$(printf '%s' "$TOKEN" | tr -d ' \t\r\n')
  case $TOKEN in
    '') fail 'the token is missing: give --token-file or CARETAKER_GATE_TOKEN_FILE.' ;;
    *[!A-Za-z0-9_.-]*) fail 'the token holds characters that no token has.' ;;
  esac
}

# Both tools read the token from a file of ours: arguments are seen by everybody on the machine. Prints the HTTP status.
ask() {
  address="$URL/api/servers/$(encoded "$SERVER")/gate?action=$ACTION"
  if have curl; then
    printf 'Authorization: Bearer %s\n' "$TOKEN" >"$WORK/header"
    curl -sS -o "$WORK/answer" -w '%{http_code}' --max-time 20 -H "@$WORK/header" "$address" 2>"$WORK/trouble"
  elif wget --version 2>/dev/null | grep -q '^GNU Wget'; then
    printf 'header = Authorization: Bearer %s\n' "$TOKEN" >"$WORK/wgetrc"
    wget --config="$WORK/wgetrc" --server-response --content-on-error --timeout=20 --tries=1 --max-redirect=0 \
      -O "$WORK/answer" "$address" 2>"$WORK/trouble"
    awk '$1 ~ /^HTTP\// { status = $2 } END { print status }' "$WORK/trouble"
  else
    fail 'neither curl nor GNU wget is installed (the wget of busybox would show the token to everybody).'
  fi
}

# A text of the answer by its name: the console writes one line of JSON, and quotes within texts behind a backslash.
text_of() { sed -n 's/.*"'"$1"'":"\(\([^"\\]\|\\.\)*\)".*/\1/p' "$WORK/answer" | sed 's/\\\(["\\/]\)/\1/g' | head -n 1; }

value_of() { [ "$2" -ge 2 ] || fail "$1 needs a value."; }

ACTION=
SERVER=
CONFIRM_IS_OK=no
while [ $# -gt 0 ]; do
  case $1 in
    --url)
      value_of "$1" $#
      URL=$2
      shift
      ;;
    --token-file)
      value_of "$1" $#
      TOKEN_FILE=$2
      shift
      ;;
    --confirm-is-ok) CONFIRM_IS_OK=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*) fail "\"$1\" is not known. See --help." ;;
    *)
      if [ -z "$ACTION" ]; then
        ACTION=$1
      elif [ -z "$SERVER" ]; then
        SERVER=$1
      else
        fail "there is a word too many: $1"
      fi
      ;;
  esac
  shift
done
case $ACTION in
  update | reboot) ;;
  *) fail 'say what: update or reboot. See --help.' ;;
esac
[ -n "$SERVER" ] || SERVER=$(uname -n)

read_settings
WORK=$(mktemp -d "${TMPDIR:-/tmp}/caretaker-gate.XXXXXX") || fail "no temporary folder can be made in ${TMPDIR:-/tmp}."
trap 'rm -rf "$WORK"' EXIT
trap 'exit 2' INT TERM HUP

STATUS=$(ask) || [ -n "$STATUS" ] || exit 2
case $STATUS in
  200) ;;
  '' | 000) fail "$URL did not answer: $(grep . "$WORK/trouble" 2>/dev/null | tail -n 1)" ;;
  401 | 403) fail "$URL does not accept this token (HTTP $STATUS). It must be an API token with the scope servers:read." ;;
  404) fail "$URL knows no server called $SERVER (HTTP 404)." ;;
  409) fail "$URL: $(text_of title)" ;;
  *) fail "$URL answered with HTTP $STATUS." ;;
esac

ANSWER=$(cat "$WORK/answer")
case $ANSWER in
  '{"allowed":true,'*)
    printf '%s\n' "$(text_of sentence)"
    exit 0
    ;;
  '{"allowed":false,"answer":"confirm",'*) if [ "$CONFIRM_IS_OK" = yes ]; then CODE=0; else CODE=1; fi ;;
  '{"allowed":false,'*) CODE=1 ;;
  *) fail "$URL answered, but not as a console does." ;;
esac
printf '%s\n' "$(text_of sentence)"
NEXT=$(text_of nextAllowedAt)
printf 'Next safe instant: %s\n' "${NEXT:-none in sight}"
exit "$CODE"
