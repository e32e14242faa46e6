#!/bin/sh
# Installs, updates or removes the network sentry on an external instance; safe to repeat. Run as root; `install.sh --help` says how.
set -eu
umask 077

name=ecs-external-instance-network-sentry
# Where the host's files are; a test has another place.
root=${SENTRY_ROOT:-}
program=$root/usr/lib/$name/main.mjs
unit=$root/etc/systemd/system/$name.service
settings=$root/etc/$name.conf
state=$root/var/lib/$name
logs=$root/var/log/$name
# Of node, in the unit: for less memory, and for MemoryDenyWriteExecute.
flags='--lite-mode --jitless --max-semi-space-size=1 --v8-pool-size=0 --expose-gc'

usage() {
  cat <<END
usage: install.sh --region REGION --bundle SOURCE --sha256 HEX [--image IMAGE] [--set NAME=VALUE ...]
       install.sh --region REGION --image IMAGE [--set NAME=VALUE ...]
       install.sh --uninstall

  --region     region of the ECS cluster
  --bundle     main.mjs: s3://bucket/key (by the AWS CLI), https://… (by curl) or a path
  --sha256     its SHA-256, as sha256sum prints it
  --image      container image for a host without Node.js 24 or systemd; best with its digest
  --set        another option by its variable, e.g. SENTRY_INTERVAL=10, HTTPS_PROXY=http://10.0.0.1:3128
  --uninstall  gives back what the sentry has changed, then removes it
END
}

say() { printf '%s: %s\n' "$name" "$*"; }
fail() {
  say "error: $*" >&2
  exit 1
}
bad() {
  say "error: $*" >&2
  usage >&2
  exit 2
}

region='' bundle='' sha256='' image='' uninstall='' lines=''

# Systemd and Docker read the same file, and quote differently: what would need quotes is refused.
add_setting() {
  case $1 in
  SENTRY_STATE_DIRECTORY=*) bad 'the state directory is /var/lib/ecs-external-instance-network-sentry: the unit allows no other' ;;
  SENTRY_*=* | DOCKER_HOST=* | HTTPS_PROXY=* | HTTP_PROXY=* | NO_PROXY=* | NODE_EXTRA_CA_CERTS=*) ;;
  *) bad "--set takes SENTRY_…, DOCKER_HOST, HTTPS_PROXY, HTTP_PROXY, NO_PROXY or NODE_EXTRA_CA_CERTS, as NAME=VALUE" ;;
  esac
  if printf '%s' "$1" | LC_ALL=C tr -d 'A-Za-z0-9_.,:/@%+=~*[]-' | grep -q .; then
    bad "the value of ${1%%=*} holds a character that needs quotes"
  fi
  lines="$lines$1
"
}

while [ $# -gt 0 ]; do
  case $1 in
  --help) usage && exit 0 ;;
  --uninstall) uninstall=yes && shift && continue ;;
  --region | --bundle | --sha256 | --image | --set) [ $# -gt 1 ] || bad "$1 needs a value" ;;
  *) bad "$1 is not known" ;;
  esac
  case $1 in
  --region) region=$2 ;;
  --bundle) bundle=$2 ;;
  --sha256) sha256=$2 ;;
  --image) image=$2 ;;
  --set) add_setting "$2" ;;
  esac
  shift 2
done

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 'run it as root'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

has() { command -v "$1" >/dev/null 2>&1; }
node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'; }
has_systemd() { has systemctl && { [ -n "$root" ] || [ -d /run/systemd/system ]; }; }
has_container() { has docker && docker container inspect "$name" >/dev/null 2>&1; }

# Replaces a file where it differs; tells by its exit code whether it did.
put() {
  if [ -f "$3" ] && cmp -s "$2" "$3"; then return 1; fi
  mkdir -p "$(dirname "$3")"
  # Beside it first: what runs never reads half a file.
  { cp "$2" "$3.new" && chmod "$1" "$3.new" && mv "$3.new" "$3"; } || fail "$3 cannot be written"
}

fetch_bundle() {
  case $bundle in
  s3://*) has aws || fail 'an s3:// bundle needs the AWS CLI; give a presigned https:// URL instead' &&
    aws s3 cp --only-show-errors "$bundle" "$scratch/main.mjs" || fail 'the bundle could not be fetched' ;;
  # The address may be signed: it goes neither into the list of processes nor into an error.
  https://*) printf 'url = "%s"\n' "$bundle" | curl --fail --silent --show-error --location --retry 3 --max-time 120 \
    --output "$scratch/main.mjs" --config - || fail 'the bundle could not be fetched' ;;
  *) cp "$bundle" "$scratch/main.mjs" || fail "there is no bundle $bundle" ;;
  esac
  printf '%s  %s\n' "$sha256" "$scratch/main.mjs" | sha256sum --check --status ||
    fail 'the bundle is not the one that --sha256 names: nothing is changed'
}

write_unit() {
  sed "s|^ExecStart=/usr/bin/node |ExecStart=$(command -v node) |" >"$scratch/unit" <<'UNIT'
[Unit]
Description=Amazon ECS External Instance Network Sentry
After=network.target docker.service ecs.service
# Not Requires: an Engine that is restarted must not take its sentry down.
Wants=docker.service
# Restart=always without a limit: it watches for months.
StartLimitIntervalSec=0

[Service]
Type=simple
# SENTRY_REGION and other options: written by install.sh
EnvironmentFile=/etc/ecs-external-instance-network-sentry.conf
Environment=MALLOC_ARENA_MAX=1
ExecStart=/usr/bin/node --lite-mode --jitless --max-semi-space-size=1 --v8-pool-size=0 --expose-gc /usr/lib/ecs-external-instance-network-sentry/main.mjs
Restart=always
RestartSec=5
# Wrong options: no start makes them right.
RestartPreventExitStatus=2
# A stop leaves everything as it is and takes no time.
TimeoutStopSec=15
# Once it is killed for memory, nobody protects containers.
OOMScoreAdjust=-500

# Root, as /var/run/docker.sock and its own files are root's, but without root's capabilities.
CapabilityBoundingSet=
NoNewPrivileges=yes
StateDirectory=ecs-external-instance-network-sentry
StateDirectoryMode=0700
ProtectSystem=strict
# The log and the older ones beside it.
ReadWritePaths=/var/log
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
# Possible because of --jitless.
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077

[Install]
WantedBy=multi-user.target
UNIT
}

remove_container() {
  has_container || return 0
  # By SIGTERM: it leaves an outage as it is, for the one that comes.
  docker stop --time 15 "$name" >/dev/null || true
  docker rm --force "$name" >/dev/null
}

remove_service() {
  [ -f "$unit" ] || return 0
  systemctl disable --now "$name.service" || true
  rm -f "$unit"
  systemctl daemon-reload
}

# The program with its own settings, for its other commands.
with_settings() {
  # Their values hold no spaces, but may hold what the shell would take for a pattern.
  set -f
  # shellcheck disable=SC2046
  env $(cat "$settings") "$@"
}

# After a start, until it has looked once.
wait_for() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    if "$@" 2>/dev/null | grep -q '"isRunning":true'; then return 0; fi
    sleep "${SENTRY_WAIT:-2}"
  done
  return 1
}

install_service() {
  # shellcheck disable=SC2086 # several
  node $flags --eval 0 || fail "this Node.js does not take $flags: give --image and no --bundle"
  fetch_bundle
  write_unit
  changed=''
  put 0644 "$scratch/main.mjs" "$program" && changed=yes
  put 0600 "$scratch/settings" "$settings" && changed=yes
  put 0644 "$scratch/unit" "$unit" && changed=yes
  remove_container
  [ -z "$changed" ] || systemctl daemon-reload
  systemctl enable "$name.service"
  if [ -n "$changed" ]; then systemctl restart "$name.service"; else systemctl start "$name.service"; fi
  wait_for with_settings node "$program" status --json --state-directory "$state" ||
    fail "it does not run: journalctl -u $name -n 50 says why"
  say "runs as a service${changed:+, changed}"
}

mounted() {
  printf '%s\n' --volume /var/run/docker.sock:/var/run/docker.sock --volume "$state:/var/lib/$name" \
    --volume "$logs:/var/log/$name" --env-file "$settings" --env "SENTRY_LOGFILE=/var/log/$name/$name.log" \
    --network host --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges
}

install_container() {
  docker image inspect "$image" >/dev/null 2>&1 || docker pull --quiet "$image" || fail "image $image could not be pulled"
  mkdir -p "$state" "$logs"
  put 0600 "$scratch/settings" "$settings" || true
  version=$({ docker image inspect --format '{{.Id}}' "$image" && cat "$settings"; } | sha256sum | cut -d ' ' -f 1)
  running=$(docker container inspect --format '{{.State.Running}} {{index .Config.Labels "version"}}' "$name" 2>/dev/null || true)
  remove_service
  if [ "$running" = "true $version" ]; then
    say 'runs as a container'
    return
  fi
  remove_container
  [ -d "$root/etc/ecs" ] && config="--volume $root/etc/ecs:/etc/ecs:ro" || config=''
  # shellcheck disable=SC2046,SC2086 # words without spaces
  docker run --detach --name "$name" --restart always --label "version=$version" --stop-timeout 15 \
    --log-driver local --log-opt max-size=5m --log-opt max-file=3 $(mounted) $config "$image" >/dev/null
  wait_for docker exec "$name" node /app/main.mjs status --json || fail "it does not run: docker logs $name says why"
  say 'runs as a container, changed'
}

release() {
  if [ -f "$program" ]; then
    with_settings node "$program" release --state-directory "$state"
  elif [ -n "$image" ]; then
    # shellcheck disable=SC2046 # words without spaces
    docker run --rm $(mounted) "$image" release
  fi
}

uninstall() {
  if has_container; then image=$(docker container inspect --format '{{.Image}}' "$name"); fi
  # Nothing is removed that a second try would need.
  if [ -f "$unit" ]; then systemctl disable --now "$name.service"; fi
  if has_container; then docker stop --time 15 "$name" >/dev/null; fi
  release || fail 'not everything could be given back: repeat it, or see the log'
  remove_service
  remove_container
  rm -rf "$root/usr/lib/$name" "$settings" "$state"
  say 'removed; its logs are kept'
}

if [ -n "$uninstall" ]; then
  uninstall
  exit 0
fi

[ -n "$region" ] || bad '--region is missing'
add_setting "SENTRY_REGION=$region"
printf '%s' "$lines" | sort >"$scratch/settings"
major=$(node_major)
if [ -n "$bundle" ] && [ "${major:-0}" -ge 24 ] && has_systemd; then
  [ -n "$sha256" ] || bad '--sha256 is missing'
  install_service
elif [ -n "$image" ]; then
  has docker || fail 'there is no docker on this host'
  install_container
else
  fail "this host has no Node.js 24 with systemd (node: ${major:-none}): give --image as well"
fi
