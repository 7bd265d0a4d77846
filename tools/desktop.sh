# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash

# The desktop that `./dev run` shows: the one it is started in, or a small private one.
#
# Whatever is started here ends with the script, also when the script is killed: each helper has a
# session of its own, so that Ctrl-C reaches only Deskgate, and dies with its parent. Sourced by dev.

helpers=()
desktop=

# The bus of this session, if there is one and it answers.
use_session_bus() {
  local address=${DBUS_SESSION_BUS_ADDRESS:-}
  [[ $address || ! -S ${XDG_RUNTIME_DIR:-}/bus ]] || address="unix:path=$XDG_RUNTIME_DIR/bus"
  if [[ ! $address ]]; then
    say "There is no session bus here."
    return 1
  fi
  if ! ask_bus "$address" GetId >/dev/null; then
    say "The session bus at $address does not answer."
    return 1
  fi
  export DBUS_SESSION_BUS_ADDRESS=$address
  say "Using this session's bus."
}

# A bus of our own with mpv on it, which plays a track in a loop; no sound card is needed.
start_desktop() {
  say "Starting a private bus, and mpv on it playing a generated track."
  desktop=$(mktemp -d "${TMPDIR:-/tmp}/deskgate-desktop.XXXXXX")
  trap stop_desktop EXIT
  export DBUS_SESSION_BUS_ADDRESS="unix:path=$desktop/bus"
  export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-$desktop}

  printf '%s' "<busconfig><type>session</type><keep_umask/><listen>$DBUS_SESSION_BUS_ADDRESS</listen>" \
    '<auth>EXTERNAL</auth><policy context="default"><allow user="*"/><allow own="*"/>' \
    '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy></busconfig>' >"$desktop/bus.conf"
  start_helper dbus-daemon --config-file="$desktop/bus.conf" --nofork --nopidfile
  wait_for "the private bus" ask_bus "$DBUS_SESSION_BUS_ADDRESS" GetId

  ffmpeg -nostdin -loglevel error -f lavfi -i 'sine=frequency=440:duration=60' -filter:a volume=0.2 \
    -metadata title="Chamber tone" -metadata artist="Deskgate" -metadata album="First light" "$desktop/track.flac"
  start_helper mpv --no-config --script="$(mpris_plugin)" --ao=null --vo=null --no-terminal \
    --loop-playlist=inf "$desktop/track.flac"
  wait_for "mpv" owns_name org.mpris.MediaPlayer2.mpv
}

mpris_plugin() {
  dpkg -L mpv-mpris | grep '/mpris\.so$' | head -n 1
}

# Calls a method of the bus itself, with arguments as dbus-send takes them.
ask_bus() {
  timeout 3 dbus-send --bus="$1" --print-reply=literal --dest=org.freedesktop.DBus \
    /org/freedesktop/DBus "org.freedesktop.DBus.$2" "${@:3}" 2>/dev/null
}

owns_name() {
  ask_bus "$DBUS_SESSION_BUS_ADDRESS" NameHasOwner "string:$1" | grep -q true
}

start_helper() {
  setpriv --pdeathsig TERM setsid "$@" >>"$desktop/log" 2>&1 </dev/null &
  helpers+=($!)
}

# Runs a check until it succeeds, for 10 seconds.
wait_for() {
  local deadline=$((SECONDS + 10))
  until "${@:2}" >/dev/null; do
    if ((SECONDS >= deadline)); then
      tail -n 5 "$desktop/log" >&2
      die "$1 did not come up within 10 seconds"
    fi
    sleep 0.1
  done
}

stop_desktop() {
  local helper
  for helper in "${helpers[@]}"; do kill "$helper" 2>/dev/null || true; done
  for helper in "${helpers[@]}"; do wait "$helper" 2>/dev/null || true; done
  rm -rf "$desktop"
}

# Runs a program as if in the foreground and ends with its exit status. Ctrl-C reaches this script only:
# its first signal asks the program to end, a second one ends it.
run_until_signalled() {
  local status signalled=yes signal=TERM
  setpriv --pdeathsig TERM setsid "$@" &
  local program=$!
  trap 'signalled=yes; kill -"$signal" "$program" 2>/dev/null; signal=KILL' INT TERM HUP
  while [[ $signalled ]]; do
    signalled='' status=0
    wait "$program" || status=$?
  done
  exit "$status"
}
