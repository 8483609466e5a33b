# shellcheck shell=bash
# stages: runs the stages of ./test, make slow and .ci/run and adds up their counts.
#
# Each stage ends with a line "N passed, N failed". One that dies before it can count, or
# ends badly though it counted no failure, is a failure itself.

stages_log=$(mktemp)
trap 'rm -f "$stages_log"' EXIT
stages_passed=0
stages_failed=0

# stage NAME COMMAND...
stage() {
    local name=$1 start=$SECONDS status last
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null 2>&1 | tee "$stages_log"
    status=${PIPESTATUS[0]}
    last=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$stages_log" | tail -n 1)
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        stages_passed=$((stages_passed + BASH_REMATCH[1]))
        stages_failed=$((stages_failed + BASH_REMATCH[2]))
        if [[ $status -ne 0 && ${BASH_REMATCH[2]} -eq 0 ]]; then
            echo "$name: ended with status $status"
            stages_failed=$((stages_failed + 1))
        fi
    else
        echo "$name: died with status $status before it could count"
        stages_failed=$((stages_failed + 1))
    fi
    echo "== $name: $((SECONDS - start)) s"
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
