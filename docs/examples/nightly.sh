#!/bin/sh
# One night: ends the run that an earlier night left open, then makes briefs of what is new in the inbox.
#
#   nightly.sh [FOLDER]      FOLDER/inbox holds the articles, FOLDER/runs a run a night; /var/lib/ringkas by default
#
# CONFIG names the preset, BUDGET the time of a call. It ends with 0, or as `ringkas run` does: 1 something failed, 2 a
# mistake in the command, 3 the night was unlike those before it. ringkas.service and crontab call it.
set -u
PATH=$PATH:/opt/ringkas/bin
cd "${1:-/var/lib/ringkas}" || exit 2
mkdir -p inbox runs || exit 1
worst=0

night() { # false when the time was over before the end: the next night goes on from there
    ringkas run "$@" --since runs --nights runs --fail-if-unusual --budget "${BUDGET:-2h}" --quiet > last-night.txt
    code=$?
    cat last-night.txt
    [ "$code" -eq 0 ] || worst=$code
    ! grep -q '^the time is over' last-night.txt
}

# A crash, a reboot or the budget left it without a manifest. It takes in what else is new, so the newest one is enough.
open=
for run in runs/*/run.json; do
    if [ -e "$run" ] && [ ! -e "${run%/*}/manifest.json" ]; then open=${run%/*}; fi
done
if [ -n "$open" ]; then night --out "$open" || exit "$worst"; fi

night inbox --config "${CONFIG:-default}" --out "runs/$(date +%F)"
exit "$worst"
