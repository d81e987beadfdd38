#!/bin/sh
# One night: ends the run that an earlier night left open, then makes briefs of what is new in the inbox.
#
#   nightly.sh [FOLDER]      FOLDER/inbox holds the articles, FOLDER/runs a run a night; /var/lib/ringkas by default
#
# CONFIG names the preset, or a file: where the script is called, else in FOLDER. INPUT names the articles (an address, or
# a folder or file in FOLDER; inbox by default), BUDGET the time of the night; of two calls the second one has what is
# left of it, at least a minute. What the calls say is in last-night.txt, with a line of the call that is at work: one
# that was killed leaves it there.
# It ends with 0, or as `ringkas run` does: 1 something failed, 2 a mistake in the command, 3 the night was unlike those
# before it, or nothing that was new could be used, where nothing failed. A call that fails is the last one. `ringkas` is
# looked for on PATH, beside this script and in /opt/ringkas/bin. A second call on one day makes a run of its own
# (runs/DATE-2). ringkas.service and crontab call it.
set -u
PATH=$PATH:$(cd "$(dirname "$0")" && pwd):/opt/ringkas/bin
command -v ringkas > /dev/null || { echo "nightly.sh: no ringkas on PATH, beside this script or in /opt/ringkas/bin" >&2; exit 2; }
config=${CONFIG:-default}
case $config in
    /*) ;;
    *.toml | */*) if [ -f "$config" ]; then config=$(pwd)/$config; fi ;;
esac
cd "${1:-/var/lib/ringkas}" || exit 2
mkdir -p runs || exit 1
[ -n "${INPUT:-}" ] || mkdir -p inbox || exit 1
printf '' > last-night.txt || exit 1
told=
worst=0
budget=${BUDGET:-2h}

tell() { # lines of this night, and one that is true until the next call of this function
    [ -z "$1" ] || told=$told$1$newline
    printf '%s%s' "$told" "${2:-}" > last-night.txt
}
newline='
'
called='ringkas run'

night() { # false when the time was over before the end: the next night goes on from there
    tell '' "at work since $(date '+%F %T'), or killed: $called $*$newline"
    said=$(ringkas run "$@" --since runs --nights runs --fail-if-unusual --quiet --drop-missing --budget "$budget")
    code=$?
    [ -z "$said" ] || printf '%s\n' "$said"
    tell "$said"
    case $code in
        0) ;;
        3) worst=3 ;;
        *)
            tell "failed with exit code $code, and wrote why to stderr: $called $*"
            exit "$code"
            ;;
    esac
    case $said in "the time is over"*) return 1 ;; esac
}

left() { # of a time such as 2h, 90m or 1h30m after so many seconds; what is no time stays, for ringkas to refuse
    awk -v given="$1" -v spent="$2" 'BEGIN {
        rest = tolower(given)
        while (match(rest, /^[0-9.]+[hms]/)) {
            unit = substr(rest, RLENGTH, 1)
            seconds += substr(rest, 1, RLENGTH - 1) * (unit == "h" ? 3600 : unit == "m" ? 60 : 1)
            rest = substr(rest, RLENGTH + 1)
        }
        seconds = int(seconds - spent)
        print (rest != "" ? given : (seconds < 60 ? 60 : seconds) "s")
    }'
}

# A crash, a reboot or the budget left it without a manifest. It takes in what else is new, so the newest one is enough.
# What has left the inbox since it began is dropped (--drop-missing), with a warning: it has no briefs yet.
open=
for run in runs/*/run.json; do
    if [ -e "$run" ] && [ ! -e "${run%/*}/manifest.json" ]; then open=${run%/*}; fi
done
if [ -n "$open" ]; then
    began=$(date +%s)
    night --out "$open" || exit "$worst"
    budget=$(left "$budget" $(($(date +%s) - began)))
fi

# The run of a day that is finished stays as it is: what has left the inbox meanwhile would be missing from it.
day=runs/$(date +%F)
out=$day
number=2
while [ -e "$out/manifest.json" ]; do
    out=$day-$number
    number=$((number + 1))
done
night "${INPUT:-inbox}" --config "$config" --out "$out"
exit "$worst"
