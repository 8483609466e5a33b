# shellcheck shell=bash
# stages: runs the stages of ./test, make slow and .ci/run and adds up their counts.
#
# Each stage ends with a line "N passed, N failed". One that dies before it can count, or
# ends badly though it counted no failure, is a failure itself.

stages_folder=$(mktemp -d)
trap 'rm -rf "$stages_folder"' EXIT
trap 'kill -TERM 0' INT  # what runs beside each other does not hear Ctrl-C
stages_passed=0
stages_failed=0
stages_names=()
stages_commands=()

# count_stage NAME STATUS LOG SECONDS
count_stage() {
    local last
    last=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$3" | tail -n 1)
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        stages_passed=$((stages_passed + BASH_REMATCH[1]))
        stages_failed=$((stages_failed + BASH_REMATCH[2]))
        if [[ $2 -ne 0 && ${BASH_REMATCH[2]} -eq 0 ]]; then
            echo "$1: ended with status $2"
            stages_failed=$((stages_failed + 1))
        fi
    else
        echo "$1: died with status $2 before it could count"
        stages_failed=$((stages_failed + 1))
    fi
    echo "== $1: $4 s"
}

# stage NAME COMMAND...
stage() {
    local name=$1 start=$SECONDS log=$stages_folder/log
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null 2>&1 | tee "$log"
    count_stage "$name" "${PIPESTATUS[0]}" "$log" $((SECONDS - start))
}

# beside NAME COMMAND...: a stage that `together` is to run. It measures no time and leaves the
# others' files alone.
beside() {
    stages_names+=("$1")
    shift
    stages_commands+=("$(printf '%q ' "$@")")
}

# Runs what was put beside each other, JOBS at a time, those that take longest first; each one's
# output is printed whole when it has ended.
together() {
    local i
    for i in "${!stages_names[@]}"; do
        while [[ $(jobs -rp | wc -l) -ge ${JOBS:-2} ]]; do
            wait -n
            tell_ended
        done
        (
            start=$SECONDS
            eval "${stages_commands[i]}" </dev/null >"$stages_folder/$i.log" 2>&1
            echo "$? $((SECONDS - start))" >"$stages_folder/$i.ending"
            mv "$stages_folder/$i.ending" "$stages_folder/$i.end"
        ) &
    done
    wait
    tell_ended
    for i in "${!stages_names[@]}"; do
        [[ -e $stages_folder/$i.told ]] && continue
        printf '\n== %s\n' "${stages_names[i]}"
        count_stage "${stages_names[i]}" unknown /dev/null '?'
    done
    rm -f "$stages_folder"/*
    stages_names=()
    stages_commands=()
}

tell_ended() {
    local i status took
    for i in "${!stages_names[@]}"; do
        [[ -e $stages_folder/$i.end && ! -e $stages_folder/$i.told ]] || continue
        read -r status took <"$stages_folder/$i.end"
        printf '\n== %s\n' "${stages_names[i]}"
        cat "$stages_folder/$i.log"
        count_stage "${stages_names[i]}" "$status" "$stages_folder/$i.log" "$took"
        : >"$stages_folder/$i.told"
    done
}

# A command that only succeeds or fails, as a stage of one test.
whole() {
    if "$@"; then echo "1 passed, 0 failed"; else
        echo "0 passed, 1 failed"
        return 1
    fi
}

# The last line, and whether all is well.
totals() {
    printf '\n%d passed, %d failed\n' "$stages_passed" "$stages_failed"
    [[ $stages_failed -eq 0 && $stages_passed -gt 0 ]]
}
