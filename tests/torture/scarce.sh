# shellcheck shell=bash disable=SC2154
# scarce: memory that is refused, death in a write, and reads and writes that do little (world.c).
# Sourced by tests/torture/run, which has set $vigil, $work, $as_of, verdict and is.

world=$work/world.so

# within SETTING... -- COMMAND...: in that world.
within() {
    local settings=()
    while [[ $1 != -- ]]; do settings+=("$1") && shift; done
    timeout 60 env "${settings[@]}" LD_PRELOAD="$world" "${@:2}"
}

# spread COUNT MOST: numbers from 1 to COUNT, MOST of them or (all) each.
spread() {
    local step=1
    [[ $2 != all ]] && step=$((($1 + $2 - 1) / $2))
    seq 1 "$step" "$1"
}

# ---- memory that is refused

# Runs that are to be spread over all requests for memory of a command; MEMORY=all: each of them.
refusals=${MEMORY:-40}

untimed() { sed -E 's/; [0-9.]+ s, [0-9]+ MB.*//' "$1"; }

# What is right about a command that was refused memory once, or from then on: it came to the same,
# or it ended with 71 (74 when it was a library that was refused) and said that there is no memory,
# or, glibc being refused the stack of one, no thread.
went_well() {
    local status=$1 want=$2
    if [[ $status -eq $want ]]; then
        cmp -s <(untimed "$work/whole") <(untimed "$work/out") && return
        echo "    status $status, and other output"
    elif [[ $status -ne 71 && $status -ne 74 ]]; then
        echo "    status $status"
    elif ! grep -qE 'memory|cannot start a thread' "$work/err"; then
        echo "    status $status, and it does not say why"
    else
        return 0
    fi
    head -n 3 "$work/err" | sed 's/^/    /'
    return 1
}

# refused NAME "AFTER" COMMAND...: AFTER is called after each run; what it finds counts as well.
refused() {
    local name=$1 after=$2 want count n bad=0 runs=0
    shift 2
    "${after:-true}" begin
    rm -f "$work/count"
    within TORTURE_COUNT="$work/count" -- "$@" >"$work/whole" 2>"$work/err"
    want=$?
    read -r count _ < <(tail -n 1 "$work/count")
    for n in $(spread "$count" "$refusals"); do
        runs=$((runs + 1))
        "${after:-true}" begin
        within TORTURE_FAIL="$n" TORTURE_FOR_GOOD="$((runs % 2))" -- "$@" >"$work/out" 2>"$work/err"
        if ! went_well $? "$want" || ! "${after:-true}" end; then
            echo "    request $n of $count"
            bad=$((bad + 1))
        fi
    done
    [[ $bad -eq 0 && $runs -gt 0 ]]
    verdict "no memory: $name ($bad of $runs runs)" $?
}

# The store after a load that was refused: it is whole, and loading again completes it.
store_is_whole() {
    if [[ $1 == begin ]]; then
        rm -f "$work"/scarce.db*
        return
    fi
    if [[ $1 == finished ]]; then
        [[ $(resources_in "$work/scarce.db") -eq $(resources_in "$work/three.db") ]]
        return
    fi
    "$vigil" load "$work/scarce.db" examples/three.ndjson >"$work/out" 2>"$work/err" || return 1
    "$vigil" load "$work/scarce.db" examples/three.ndjson >"$work/out" 2>"$work/err" || return 1
    grep -q ' 0 new, 0 changed, 223 same' "$work/out" || { cat "$work/out" && return 1; }
    [[ $(sqlite3 "$work/scarce.db" 'PRAGMA integrity_check') == ok ]]
}

# One person is added, or is not.
people_are_whole() {
    if [[ $1 == begin ]]; then
        rm -f "$work"/scarce.db* && cp "$work/three.db" "$work/scarce.db"
        return
    fi
    if [[ $1 == finished ]]; then
        "$vigil" person "$work/scarce.db" list 2>"$work/err" | grep -q '^Ann$'
        return
    fi
    "$vigil" person "$work/scarce.db" list >"$work/out" 2>"$work/err" &&
        grep -qvE '^Ann$' "$work/out" && return 1
    [[ $(sqlite3 "$work/scarce.db" 'PRAGMA integrity_check') == ok ]]
}

# serve SETTING...: in that world, until $server is killed; $port is where.
serve() {
    env "$@" LD_PRELOAD="$world" "$vigil" serve --listen 127.0.0.1:0 --workers 2 --no-sign-in \
        --as-of "$as_of" --guidelines tests/finding/data "$work/three.db" >"$work/out" 2>"$work/err" &
    server=$!
    for _ in {1..100}; do grep -q ' start pid=' "$work/err" && break || sleep 0.1; done
    port=$(grep -oE '[0-9]+/$' "$work/out")
    sleep 2 # until it has evaluated whom it has
}

answers() { curl -s -m 5 -o /dev/null "http://127.0.0.1:$port"; }

# A worker that finds no more memory is another one soon. Where it is libmicrohttpd that meets the
# first refusal, it closes each connection before the program is asked; then from another one on.
refused_server() {
    local server port most more i
    rm -f "$work/count"
    serve TORTURE_COUNT="$work/count"
    kill "$server" && wait "$server"
    read -r most _ < <(sort -n "$work/count" | tail -n 1)
    for more in 500 503 511; do
        serve TORTURE_FAIL="$((most + more))" TORTURE_FOR_GOOD=1
        for ((i = 0; i < 1500; i++)); do
            grep -q ' worker-died .*status=71' "$work/err" && break 2
            answers
        done
        kill "$server" && wait "$server"
    done
    grep -q ' worker-died .*status=71' "$work/err"
    verdict "no memory: a worker says so and ends with 71 ($i requests)" $?
    [[ $i -gt 0 ]] && answers
    verdict 'no memory: another worker answers' $?
    kill "$server" && wait "$server"
    is 'no memory: the server ends as it is told' 0 $?
}

memory() {
    local few="--jobs 1 --as-of $as_of" format
    rm -f "$work"/three.db*
    "$vigil" load "$work/three.db" examples/three.ndjson >"$work/out" 2>"$work/err"
    # shellcheck disable=SC2086  # the words of a command
    {
        refused 'an expression' '' "$vigil" cql \
            "Ln(2.0) + Length(ReplaceMatches('abc', 'b+', 'x')) + convert 2 'kg' to 'g'"
        refused 'a library' '' "$vigil" cql -f tests/torture/All.cql $few --format ndjson \
            --data examples/three.ndjson
        for format in ndjson text html csv; do
            refused "a review as $format" '' "$vigil" review --guidelines tests/finding/data $few \
                --format $format examples/three.ndjson
        done
        refused 'all guidelines' '' "$vigil" review $few --format ndjson examples/three.ndjson
        refused 'three threads' '' "$vigil" review --guidelines tests/finding/data $few --jobs 3 \
            --format ndjson examples/clinic
        refused 'a folder' '' "$vigil" review --guidelines tests/finding/data $few --format ndjson \
            examples/clinic
    }
    refused 'a load' store_is_whole "$vigil" load --jobs 1 "$work/scarce.db" examples/three.ndjson
    refused_server
    refused 'a person' people_are_whole "$vigil" person "$work/scarce.db" add Ann
}

# ---- death in a write

# Runs that are to be spread over all writes of a command; DEATHS=all: each of them.
deaths_each=${DEATHS:-40}

# killed_in NAME AFTER SETTING COMMAND...: AFTER tells whether all is well after each death; the last
# one comes when all was done, which then is there.
killed_in() {
    local name=$1 after=$2 setting=$3 count n status bad=0 runs=0
    shift 3
    "$after" begin
    rm -f "$work/count"
    within TORTURE_COUNT="$work/count" -- "$@" >"$work/whole" 2>"$work/err"
    read -r _ count < <(tail -n 1 "$work/count")
    for n in $(spread "$count" "$deaths_each") $((count + 1)); do
        runs=$((runs + 1))
        "$after" begin
        { within TORTURE_DIE="$n" "$setting" -- "$@" >"$work/out" 2>"$work/err"; } 2>/dev/null
        status=$?
        if [[ $status -ne 137 ]] || { ((n > count)) && ! "$after" finished; } || ! "$after" end; then
            echo "    write $n of $count (status $status)"
            bad=$((bad + 1))
        fi
    done
    [[ $bad -eq 0 && $runs -gt 1 ]]
    verdict "$name ($bad of $runs runs)" $?
}

# What was there before is there, and the rest can be loaded.
grown_is_whole() {
    if [[ $1 == begin ]]; then
        rm -f "$work"/scarce.db* && cp "$work/three.db" "$work/scarce.db"
        return
    fi
    if [[ $1 == finished ]]; then
        [[ $(resources_in "$work/scarce.db") -eq $(resources_in "$work/grown.db") ]]
        return
    fi
    [[ $(sqlite3 "$work/scarce.db" 'PRAGMA integrity_check') == ok ]] || return 1
    "$vigil" load "$work/scarce.db" examples/three.ndjson >"$work/out" 2>"$work/err" || return 1
    grep -q ' 0 new, 0 changed, 223 same' "$work/out" || { cat "$work/out" && return 1; }
    "$vigil" load "$work/scarce.db" examples/clinic >"$work/out" 2>"$work/err"
    "$vigil" load "$work/scarce.db" examples/clinic >"$work/out" 2>"$work/err"
    grep -q ' 0 new, 0 changed' "$work/out" || { cat "$work/out" && return 1; }
    [[ $(sqlite3 "$work/scarce.db" 'PRAGMA integrity_check') == ok ]]
}

deaths() {
    local how setting
    rm -f "$work"/three.db*
    "$vigil" load "$work/three.db" examples/three.ndjson >"$work/out" 2>"$work/err"
    rm -f "$work"/grown.db* && cp "$work/three.db" "$work/grown.db"
    "$vigil" load "$work/grown.db" examples/clinic >"$work/out" 2>"$work/err"
    for setting in TORTURE_POWER= TORTURE_POWER=all TORTURE_POWER=some; do
        how='killed in a write'
        [[ $setting == *= ]] || how="no power in a write, ${setting#*=} lost"
        killed_in "$how: a load" store_is_whole "$setting" \
            "$vigil" load --jobs 1 "$work/scarce.db" examples/three.ndjson
        killed_in "$how: a load into a store" grown_is_whole "$setting" \
            "$vigil" load --jobs 1 "$work/scarce.db" examples/clinic
        killed_in "$how: a person" people_are_whole "$setting" \
            "$vigil" person "$work/scarce.db" add Ann
    done
}

# ---- reads and writes that do little

# in_bits NAME COMMAND...: the same bytes and status as when all goes through at once.
in_bits() {
    local name=$1 seed want
    shift
    timeout 60 "$@" <examples/three.ndjson >"$work/whole" 2>"$work/whole.err"
    want=$?
    for seed in 1 2 3; do
        within TORTURE_BITS=$seed -- "$@" <examples/three.ndjson >"$work/out" 2>"$work/err"
        is "in bits ($seed): $name: status" "$want" $?
        cmp "$work/whole" "$work/out" && cmp "$work/whole.err" "$work/err"
        verdict "in bits ($seed): $name: the same bytes" $?
    done
}

load_in_bits() {
    local seed
    for seed in 1 2 3; do
        rm -f "$work"/scarce.db*
        within TORTURE_BITS=$seed -- "$vigil" load "$work/scarce.db" examples/three.ndjson \
            >"$work/out" 2>"$work/err"
        is "in bits ($seed): a load: status" 0 $?
        store_is_whole end
        verdict "in bits ($seed): a load: the store is whole" $?
    done
}

bits() {
    local review="$vigil review --guidelines tests/finding/data --as-of $as_of --format" format
    gzip -c examples/three.ndjson >"$work/three.ndjson.gz"
    # shellcheck disable=SC2086  # the words of a command
    {
        for format in ndjson text html csv; do
            in_bits "a review as $format" $review $format examples/three.ndjson
        done
        in_bits 'standard input' $review ndjson -
        in_bits 'a compressed file' $review ndjson "$work/three.ndjson.gz"
        in_bits 'a folder' $review ndjson examples/clinic
    }
    load_in_bits
}
