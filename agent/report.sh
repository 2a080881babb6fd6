#!/bin/sh
# Caretaker host report, protocol 1: tells a Caretaker console which updates this machine waits for.
# Read-only and one-way: it needs no root, changes nothing, and the answer carries no command. POSIX sh.
set -u
umask 077
LC_ALL=C
export LC_ALL
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

AGENT_VERSION=1.1.0
REPORT_PATH=/api/servers/report
ENROL_PATH=/api/servers/enrol
INTERVAL=${CARETAKER_REPORT_INTERVAL:-3600}
URL=${CARETAKER_REPORT_URL:-}
TOKEN=${CARETAKER_REPORT_TOKEN:-}
# Nothing that is started from here needs the token, and an environment can be read.
unset CARETAKER_REPORT_TOKEN

SELF=$0
PROGRAM=/usr/local/bin/caretaker-report
CONFIG=/etc/caretaker
UNITS=/etc/systemd/system

usage() {
  cat <<'EOF'
Usage: report.sh [--url URL] [--token-file FILE]       send one report
       report.sh --dry-run                             print the report instead of sending it
       report.sh --install [--url URL] [--token-file FILE]
       report.sh --enrol FILE [--install] [--url URL] [--token-file FILE]
       report.sh --uninstall
       report.sh --help

  --url URL           address of the console, such as https://caretaker.example.org
                      (or CARETAKER_REPORT_URL)
  --token-file FILE   file whose first line is the report token of this server
                      (or CARETAKER_REPORT_TOKEN in the environment; never an argument)
  --enrol FILE        for images: FILE's first line is an enrolment token. Unless the token
                      file (/etc/caretaker/report-token) is there already, becomes a
                      server of the console and writes its report token there
  --install           as root: report every hour, by systemd timer or else by cron
  --uninstall         as root: remove what --install made

CARETAKER_REPORT_INTERVAL says after how many seconds the next report may be
expected, if something else than --install starts this script (3600).

Exit codes: 0 done, 2 wrong call, 3 a needed program is missing, 4 the console
did not answer, 5 the console refused the report, 6 not installed.
EOF
}

fail() {
  code=$1
  shift
  printf 'caretaker report: %s\n' "$*" >&2
  exit "$code"
}

have() { command -v "$1" >/dev/null 2>&1; }

# --- the report ---

# A value may come from anywhere: it must stay on its line, or the count at the end is wrong.
line() { printf '%s: %s\n' "$1" "$(printf '%s' "$2" | tr '\n\r\000' '   ')"; }

# Every line of stdin under one key, the last one too if it lacks its newline.
keyed() { awk -v key="$1" '{ print key ": " $0 }'; }

mtime() { stat -c %Y "$1" 2>/dev/null || :; }

newest_mtime() {
  for file in "$@"; do mtime "$file"; done | sort -n | tail -n 1
}

count_files() {
  found=0
  for file in "$@"; do
    if [ -e "$file" ]; then found=$((found + 1)); fi
  done
  printf '%s' "$found"
}

first_of() {
  for file in "$@"; do
    if [ -r "$file" ]; then
      cat "$file"
      return
    fi
  done
}

os_line() (
  for file in /etc/os-release /usr/lib/os-release; do
    if [ -r "$file" ]; then
      # shellcheck disable=SC1090 # a file of the system's own
      . "$file"
      printf '%s|%s|%s' "${ID:-}" "${VERSION_ID:-}" "${VERSION_CODENAME:-}"
      return
    fi
  done
)

zone() {
  link=$(readlink /etc/localtime 2>/dev/null)
  case $link in
    */zoneinfo/*) printf '%s' "${link##*/zoneinfo/}" ;;
    *) first_of /etc/timezone ;;
  esac
}

# The kind of container, or "no". Its kernel is the host's, so that it cannot know whether a reboot is needed.
container() {
  kind=$(systemd-detect-virt --container 2>/dev/null)
  case $kind in
    '' | none) ;;
    *)
      printf '%s' "$kind"
      return
      ;;
  esac
  if [ -e /.dockerenv ]; then
    printf docker
  elif [ -e /run/.containerenv ]; then
    printf podman
  elif [ -r /run/systemd/container ]; then
    cat /run/systemd/container
  elif [ -d /proc/vz ] && [ ! -d /proc/bc ]; then
    printf openvz
  elif grep -qE '/(docker|lxc|kubepods|containerd|libpod)' /proc/1/cgroup 2>/dev/null; then
    printf container
  else
    printf no
  fi
}

machine_lines() {
  line NOW "$(date -u +%s)"
  line HOST "$(uname -n)"
  line MACHINE "$(sha256sum /etc/machine-id 2>/dev/null | cut -c1-64)"
  line BOOT-ID "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
  line BTIME "$(awk '/^btime /{ print $2 }' /proc/stat 2>/dev/null)"
  line KERNEL "$(uname -r)"
  line ARCH "$(uname -m)"
  line OS "$(os_line)"
  line TZ "$(zone)"
  line CONTAINER "$(container)"
}

# $1 exit code, $2 file with what it said on stderr
exit_lines() {
  line PM-RC "$1"
  if [ -s "$2" ]; then head -n 5 "$2" | keyed PM-ERROR; fi
}

apt_lines() {
  line PM apt
  line LISTS-MTIME "$(mtime /var/lib/apt/periodic/update-success-stamp)|$(mtime /var/lib/apt/lists)"
  line LISTS-COUNT "$(count_files /var/lib/apt/lists/*_Packages*)"
  line DPKG-MTIME "$(mtime /var/lib/dpkg/status)"
  line HELD "$(apt-mark showhold 2>/dev/null)"
  # shellcheck disable=SC2016 # the format is dpkg's
  line INSTALLED "$(dpkg-query -W -f='${db:Status-Abbrev}\n' 2>/dev/null | grep -c '^ii')"
  apt-get -s -o Debug::NoLocking=1 dist-upgrade >"$WORK/out" 2>"$WORK/err"
  exit_lines "$?" "$WORK/err"
  sed -n 's/^Inst //p' "$WORK/out" | keyed INST
  apt list --upgradable 2>/dev/null | grep 'upgradable from' | keyed UPG
}

dnf_lines() {
  # dnf keeps a cache of its own for everybody but root.
  HOME=${HOME:-$WORK}
  XDG_CACHE_HOME=${XDG_CACHE_HOME:-$WORK}
  export HOME XDG_CACHE_HOME
  line PM dnf
  line DB-MTIME "$(newest_mtime /var/lib/rpm/* /usr/lib/sysimage/rpm/*)"
  line INSTALLED "$(rpm -qa 2>/dev/null | grep -c .)"
  dnf -q check-update </dev/null >"$WORK/out" 2>"$WORK/err"
  exit_lines "$?" "$WORK/err"
  line LISTS-COUNT "$(dnf -q repolist </dev/null 2>/dev/null | sed 1d | grep -c .)"
  # What is listed below this headline replaces packages; it is no update of them.
  sed '/^Obsoleting [Pp]ackages/,$d' "$WORK/out" | grep -E '^[^ ]+\.[^ ]+ +[^ ]+ +[^ ]+ *$' >"$WORK/list"
  keyed UPG <"$WORK/list"
  dnf -q check-update --security </dev/null >"$WORK/out" 2>/dev/null
  line SEC-RC "$?"
  sed '/^Obsoleting [Pp]ackages/,$d' "$WORK/out" | grep -E '^[^ ]+\.[^ ]+ +[^ ]+ +[^ ]+ *$' | keyed SEC
  awk '{ print $1 }' "$WORK/list" |
    xargs rpm -q --qf '%{NAME}.%{ARCH} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\n' 2>/dev/null |
    grep -v ' is not installed' | keyed HAVE
  dnf needs-restarting -r </dev/null >"$WORK/out" 2>&1
  rc=$?
  # The plug-in may be missing, which ends with 1 as well.
  if ! grep -qiE 'no such command|unknown argument|unrecognized' "$WORK/out"; then line NEEDS-RESTARTING-RC "$rc"; fi
}

apk_lines() {
  line PM apk
  line LISTS-MTIME "$(newest_mtime /var/cache/apk/APKINDEX.*.tar.gz /etc/apk/cache/APKINDEX.*.tar.gz)"
  line LISTS-COUNT "$(count_files /var/cache/apk/APKINDEX.*.tar.gz /etc/apk/cache/APKINDEX.*.tar.gz)"
  line DB-MTIME "$(newest_mtime /lib/apk/db/installed /usr/lib/apk/db/installed)"
  line INSTALLED "$(apk info 2>/dev/null | grep -c .)"
  apk list --upgradable >"$WORK/out" 2>"$WORK/err"
  exit_lines "$?" "$WORK/err"
  grep 'upgradable from' "$WORK/out" | keyed UPG
}

pacman_lines() {
  line PM pacman
  line DB-MTIME "$(newest_mtime /var/lib/pacman/local)"
  line INSTALLED "$(pacman -Qq 2>/dev/null | grep -c .)"
  # checkupdates fetches lists of its own, so that nobody has to refresh the system's without upgrading.
  if have checkupdates; then
    checkupdates --nocolor >"$WORK/out" 2>"$WORK/err"
    rc=$?
    if [ "$rc" -eq 2 ]; then rc=0; elif [ "$rc" -eq 1 ]; then rc=2; fi
    line LISTS-MTIME "$(date -u +%s)"
  else
    pacman -Qu --color never >"$WORK/out" 2>"$WORK/err"
    rc=$?
    line LISTS-MTIME "$(newest_mtime /var/lib/pacman/sync/*.db)"
    line LISTS-COUNT "$(count_files /var/lib/pacman/sync/*.db)"
  fi
  exit_lines "$rc" "$WORK/err"
  grep ' -> ' "$WORK/out" | keyed UPG
}

reboot_lines() {
  if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then
    line REBOOT-FILE 1
    first_of /run/reboot-required.pkgs /var/run/reboot-required.pkgs | sort -u | keyed REBOOT-PKG
  else
    line REBOOT-FILE 0
  fi
  for file in /boot/vmlinuz-*; do
    if [ -e "$file" ]; then line KERNEL-INSTALLED "${file#/boot/vmlinuz-}"; fi
  done
  for folder in /lib/modules/*; do
    if [ -d "$folder" ]; then line KERNEL-MODULES "${folder#/lib/modules/}"; fi
  done
  if have needrestart; then needrestart -b 2>/dev/null </dev/null | awk '/^NEEDRESTART-/'; fi
}

body() {
  line REPORT 1
  line AGENT "$AGENT_VERSION"
  line INTERVAL "$INTERVAL"
  machine_lines
  if have apt-get; then
    apt_lines
  elif have dnf; then
    dnf_lines
  elif have apk; then
    apk_lines
  elif have pacman; then
    pacman_lines
  else
    line PM none
  fi
  reboot_lines
}

# Writes the report to $WORK/report. The last line counts the others, so that a report cut off on its way is seen.
make_report() {
  body >"$WORK/report"
  count=$(awk 'END { print NR }' "$WORK/report")
  line END "$count" >>"$WORK/report"
}

# --- sending it ---

make_work() {
  [ -z "$WORK" ] || return 0
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/caretaker-report.XXXXXX") || fail 3 "no temporary folder can be made in ${TMPDIR:-/tmp}."
  trap 'rm -rf "$WORK"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

read_url() {
  case $URL in
    http://* | https://*) ;;
    '') fail 2 'the address of the console is missing: give --url or CARETAKER_REPORT_URL.' ;;
    *) fail 2 "\"$URL\" is not an address that starts with http:// or https://." ;;
  esac
  URL=${URL%/}
  URL=${URL%"$REPORT_PATH"}
}

read_settings() {
  read_url
  if [ -n "$TOKEN_FILE" ]; then
    [ -r "$TOKEN_FILE" ] || fail 2 "the token file $TOKEN_FILE cannot be read."
    IFS= read -r TOKEN <"$TOKEN_FILE" || :
  fi
  TOKEN=$(printf '%s' "$TOKEN" | tr -d ' \t\r\n')
  case $TOKEN in
    '') fail 2 'the report token is missing: give --token-file or CARETAKER_REPORT_TOKEN.' ;;
    *[!A-Za-z0-9_.-]*) fail 2 'the report token holds characters that no token has.' ;;
  esac
}

find_sender() {
  if have curl; then
    SENDER=curl
  elif wget --version 2>/dev/null | grep -q '^GNU Wget'; then
    SENDER=wget
  else
    fail 3 'neither curl nor GNU wget is installed (the wget of busybox would show the token to everybody).'
  fi
}

# $1 file, $2 its type, $3 path. Both tools read the token from a file of ours: arguments are seen by everybody on the
# machine. Prints the HTTP status.
post() {
  if [ "$SENDER" = curl ]; then
    : >"$WORK/header"
    [ -z "$TOKEN" ] || printf 'Authorization: Bearer %s\n' "$TOKEN" >"$WORK/header"
    curl -sS -o "$WORK/answer" -w '%{http_code}' --max-time 30 --retry 3 --retry-connrefused --retry-delay 2 --retry-max-time 90 \
      -H "@$WORK/header" -H "Content-Type: $2" --data-binary "@$1" "$URL$3" 2>"$WORK/trouble"
  else
    printf 'header = Content-Type: %s\n' "$2" >"$WORK/wgetrc"
    [ -z "$TOKEN" ] || printf 'header = Authorization: Bearer %s\n' "$TOKEN" >>"$WORK/wgetrc"
    wget --config="$WORK/wgetrc" --server-response --content-on-error --timeout=30 --tries=3 --retry-connrefused \
      --max-redirect=0 -O "$WORK/answer" --post-file="$1" "$URL$3" 2>"$WORK/trouble"
    awk '$1 ~ /^HTTP\// { status = $2 } END { print status }' "$WORK/trouble"
  fi
}

send() {
  read_settings
  find_sender
  make_work
  make_report
  status=$(post "$WORK/report" 'text/plain; charset=utf-8' "$REPORT_PATH")
  case $status in
    204 | 200) ;;
    '' | 000) fail 4 "$URL did not answer: $(grep . "$WORK/trouble" 2>/dev/null | tail -n 1)" ;;
    401 | 403) fail 5 "$URL does not accept this token (HTTP $status). Make a new one on the page of the server." ;;
    404) fail 5 "$URL has no server for this report (HTTP 404). Check the address." ;;
    409) fail 5 "this token belongs to another machine (HTTP 409). A copied machine needs a token of its own." ;;
    413) fail 5 'the report is too large for the console (HTTP 413).' ;;
    422) fail 5 'the console could not read the report (HTTP 422). Is this script older than the console?' ;;
    429) fail 4 'the console asks to report less often (HTTP 429).' ;;
    *) fail 4 "$URL answered with HTTP $status." ;;
  esac
}

# --- enrolling ---

# Becomes a server of the console by the token of an image, unless this machine has a report token already.
enrol() {
  [ -n "$TOKEN_FILE" ] || TOKEN_FILE=$CONFIG/report-token
  [ ! -s "$TOKEN_FILE" ] || return 0
  read_url
  [ -r "$ENROL_FILE" ] || fail 2 "the file of the enrolment token, $ENROL_FILE, cannot be read."
  IFS= read -r secret <"$ENROL_FILE" || :
  secret=$(printf '%s' "$secret" | tr -d ' \t\r\n')
  case $secret in
    '') fail 2 "$ENROL_FILE is empty." ;;
    *[!A-Za-z0-9_.-]*) fail 2 'the enrolment token holds characters that no token has.' ;;
  esac
  find_sender
  # Before it is asked: a token that cannot be kept would be lost.
  case $TOKEN_FILE in */*) mkdir -p "${TOKEN_FILE%/*}" || fail 6 "${TOKEN_FILE%/*} cannot be made." ;; esac
  : >>"$TOKEN_FILE" || fail 6 "$TOKEN_FILE cannot be written."
  make_work
  printf '{"token":"%s","hostname":"%s","machine":"%s"}\n' "$secret" \
    "$(uname -n | tr -cd 'A-Za-z0-9._-')" "$(sha256sum /etc/machine-id 2>/dev/null | cut -c1-64)" >"$WORK/enrolment"
  TOKEN=
  status=$(post "$WORK/enrolment" application/json "$ENROL_PATH")
  case $status in
    201 | 200) ;;
    '' | 000) fail 4 "$URL did not answer: $(grep . "$WORK/trouble" 2>/dev/null | tail -n 1)" ;;
    403) fail 5 "$URL does not accept this enrolment token: it is unknown, revoked, used up or has run out (HTTP 403)." ;;
    404) fail 5 "$URL takes no enrolments (HTTP 404). Check the address." ;;
    409) fail 5 'this machine reports as a server already (HTTP 409). It needs a report token from the page of that server.' ;;
    422) fail 5 'this machine has no identity of its own in /etc/machine-id (HTTP 422).' ;;
    *) fail 4 "$URL answered with HTTP $status." ;;
  esac
  token=$(sed -n 's/.*"reportToken":"\([A-Za-z0-9_.-]*\)".*/\1/p' "$WORK/answer")
  [ -n "$token" ] || fail 4 "$URL answered, but not as a console does."
  printf '%s\n' "$token" >"$TOKEN_FILE" || fail 6 "$TOKEN_FILE cannot be written."
}

# --- installing it ---

need_root() { [ "$(id -u)" -eq 0 ] || fail 2 "$1 needs root."; }

has_systemd() {
  [ -d /run/systemd/system ] && have systemctl || return 1
  # LoadCredential= came with 247; older ones would ignore it and run without a token.
  version=$(systemctl --version | awk 'NR == 1 { print $2 + 0 }')
  [ "$version" -ge 247 ]
}

service_unit() {
  cat <<EOF
[Unit]
Description=Report pending updates to Caretaker
Documentation=$URL
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
Environment=CARETAKER_REPORT_URL=$(printf '%s' "$URL" | sed 's/%/%%/g')
LoadCredential=token:$CONFIG/report-token
ExecStart=$PROGRAM --token-file \${CREDENTIALS_DIRECTORY}/token
DynamicUser=yes
CacheDirectory=caretaker-report
Environment=XDG_CACHE_HOME=/var/cache/caretaker-report
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
CapabilityBoundingSet=
TimeoutStartSec=10min
Nice=10
EOF
}

timer_unit() {
  cat <<'EOF'
[Unit]
Description=Report pending updates to Caretaker every hour

[Timer]
OnBootSec=5m
OnUnitActiveSec=1h
RandomizedDelaySec=15m

[Install]
WantedBy=timers.target
EOF
}

cron_line() {
  printf '%s root %s --url "%s" --token-file %s/report-token\n' "$1" "$PROGRAM" "$(printf '%s' "$URL" | sed 's/%/\\%/g')" "$CONFIG"
}

# Machines must not all report in the same minute: the name decides which one.
minute() { uname -n | cksum | awk '{ print $1 % 60 }'; }

place_program() {
  if [ -r "$SELF" ] && grep -q '^# Caretaker host report' "$SELF"; then
    cmp -s "$SELF" "$PROGRAM" || cp "$SELF" "$PROGRAM" || fail 6 "$PROGRAM cannot be written."
  elif have curl; then
    # Started from a pipe: there is no file to copy.
    curl -fsS --max-time 30 -o "$PROGRAM" "$URL/agent/report.sh" || fail 6 "$URL/agent/report.sh could not be fetched."
  else
    wget -q -O "$PROGRAM" "$URL/agent/report.sh" || fail 6 "$URL/agent/report.sh could not be fetched."
  fi
  chmod 755 "$PROGRAM"
}

install_timer() {
  service_unit >"$UNITS/caretaker-report.service" || fail 6 "$UNITS cannot be written."
  timer_unit >"$UNITS/caretaker-report.timer" || fail 6 "$UNITS cannot be written."
  chmod 644 "$UNITS/caretaker-report.service" "$UNITS/caretaker-report.timer"
  systemctl daemon-reload
  systemctl enable --now caretaker-report.timer || fail 6 'systemd did not start the timer.'
  echo 'Installed: a systemd timer reports every hour. First report now: systemctl start caretaker-report.service'
}

install_cron() {
  if [ -d /etc/cron.d ]; then
    cron_line "$(minute) * * * *" >/etc/cron.d/caretaker-report
    chmod 644 /etc/cron.d/caretaker-report
    echo "Installed: cron reports every hour. First report now: $PROGRAM --url $URL --token-file $CONFIG/report-token"
  elif [ -d /etc/periodic/hourly ]; then
    {
      echo '#!/bin/sh'
      printf "exec %s --url '%s' --token-file %s/report-token\n" "$PROGRAM" "$URL" "$CONFIG"
    } >/etc/periodic/hourly/caretaker-report
    chmod 755 /etc/periodic/hourly/caretaker-report
    echo "Installed: cron reports every hour. First report now: $PROGRAM --url $URL --token-file $CONFIG/report-token"
  else
    fail 6 'there is neither systemd (247 or newer) nor a cron folder. Start the script every hour by other means.'
  fi
}

install() {
  read_settings
  case $URL in *[!]A-Za-z0-9:/._~%@[-]*) fail 2 "\"$URL\" holds characters that cannot stand in a unit or cron file." ;; esac
  place_program
  mkdir -p "$CONFIG" || fail 6 "$CONFIG cannot be made."
  chmod 755 "$CONFIG"
  printf '%s\n' "$TOKEN" >"$CONFIG/report-token" || fail 6 "$CONFIG/report-token cannot be written."
  chmod 600 "$CONFIG/report-token"
  if has_systemd; then install_timer; else install_cron; fi
}

uninstall() {
  need_root --uninstall
  if [ -e "$UNITS/caretaker-report.timer" ]; then
    systemctl disable --now caretaker-report.timer 2>/dev/null
    rm -f "$UNITS/caretaker-report.timer" "$UNITS/caretaker-report.service"
    systemctl daemon-reload 2>/dev/null
  fi
  rm -f /etc/cron.d/caretaker-report /etc/periodic/hourly/caretaker-report "$CONFIG/report-token" "$PROGRAM"
  rmdir "$CONFIG" 2>/dev/null
  echo 'Uninstalled. The console will call this machine silent until its token is revoked.'
}

# --- the call ---

value_of() { [ "$2" -ge 2 ] || fail 2 "$1 needs a value."; }

TASK=send
TOKEN_FILE=
ENROL_FILE=
WORK=
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) TASK=print ;;
    --install) TASK=install ;;
    --uninstall) TASK=uninstall ;;
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
    --enrol)
      value_of "$1" $#
      ENROL_FILE=$2
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail 2 "\"$1\" is not known. See --help." ;;
  esac
  shift
done
case $INTERVAL in '' | *[!0-9]*) fail 2 'CARETAKER_REPORT_INTERVAL is not a number of seconds.' ;; esac

if [ "$TASK" = install ]; then need_root --install; fi
case $TASK in
  send | install) [ -z "$ENROL_FILE" ] || enrol ;;
esac
case $TASK in
  print)
    make_work
    make_report
    cat "$WORK/report"
    ;;
  send) send ;;
  install) install ;;
  uninstall) uninstall ;;
esac
