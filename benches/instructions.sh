#!/usr/bin/env bash
# How many instructions things cost, counted by valgrind's cachegrind: unlike times, no noise moves them.
#
#   benches/instructions.sh [BINARY]           prints the figures
#   benches/instructions.sh --check [BINARY]   and fails where one lies more than 3 % beside benches/instructions.txt
#
# Each figure but the last is a slope, (longer run - shorter run) / (what the longer one did more), so what a process
# costs to begin and end is not in it. The scenarios and scripts are those of benches/frozen, which do not change.
set -euo pipefail
cd "$(dirname "$0")/.."
check=false
if [ "${1:-}" = --check ]; then check=true; shift; fi
binary=$(realpath "${1:-target/release/rushhour}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Instructions of one run. Nothing of the environment reaches it: its size would be counted. Neither is counted how long the
# clock takes to set itself (quanta): it spins until it is sure, which takes millions of instructions more on a busy machine.
instructions() {
    (cd benches/frozen && env -i valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file="$scratch/counts" \
        --log-file="$scratch/log" "$binary" "$@" >"$scratch/out" 2>"$scratch/err") ||
        { cat "$scratch/err" "$scratch/log" >&2; exit 1; }
    awk '/^fn=/ { counts = !/quanta::|clock_gettime/ } /^[0-9]/ && counts { sum += $2 } END { printf "%.0f\n", sum }' \
        "$scratch/counts"
}
# A run of a scenario for so long: instructions and contacts.
run() {
    local counted
    counted=$(instructions run "$1.yaml" -e "duration=$2" -j 1 --json -)
    echo "$counted $(sed -n 's/^ *"contacts": \([0-9]*\),*$/\1/p' "$scratch/out" | head -n 1)"
}
# NAME SHORT LONG [UNITS]: the slope per contact, or per unit where the longer run has so many more.
slope() {
    local short long
    short=$(run "$1" "$2"); long=$(run "$1" "$3")
    echo "$short $long ${4:-}" | awk '{ printf "%.0f\n", ($3 - $1) / ($5 ? $5 : $4 - $2) }'
}

status=0
figure() { # NAME WHAT VALUE
    local line before
    line=$(printf '%-10s %12s  %s' "$1" "$3" "$2")
    if $check; then
        before=$(awk -v name="$1" '$1 == name { print $2 }' benches/instructions.txt)
        line+=$(awk -v new="$3" -v old="$before" 'BEGIN { printf "  %+.1f %%", (new / old - 1) * 100 }')
        if awk -v new="$3" -v old="$before" 'BEGIN { exit !(new > old * 1.03 || new < old * 0.97) }'; then
            line+="  BEYOND 3 %: find out why, or write the new figure to benches/instructions.txt and its history to benches/README.md"
            status=1
        fi
    fi
    echo "$line"
}
figure mmc       "a call of an M/M/c queue"             "$(slope mmc 10m 60m)"
figure voice_day "an hour of voice_day"                 "$(slope voice_day 20m 80m 1)"
figure chat      "a chat of some five questions"        "$(slope chat 30m 150m)"
figure transfer  "a call that is handed over once, warm" "$(slope transfer 30m 120m)"
figure staff     "a plan for two hours of a bank"       "$(instructions staff bank.yaml -j 1)"
exit $status
