// vigil audit: who saw or changed what, and whether the trail holds together.

#include "store/audit.h"

#include <stdlib.h>

#include "cli/command.h"
#include "json/json.h"

typedef struct {
    ArgList words;
    const char *format, *expect;
    bool check, help;
} AuditArgs;

static const char *const usage = "audit [OPTIONS] DB";
static const char *const summary =
    "Prints the trail, oldest first. --check follows the chain of its hashes instead: exit status "
    "65\n"
    "when a row was changed, added or removed. Write down what it prints last: --expect says\n"
    "whether the trail still holds that row.";
static const char *const examples = "  vigil audit clinic.db\n"
                                    "  vigil audit --check clinic.db\n"
                                    "  vigil audit --check --expect 1204:9f2c...e1 clinic.db\n";

// ---- the rows

static void print_text(const AuditRow *row) {
    printf("%lld\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", (long long)row->number, STR_ARG(row->at),
           STR_ARG(row->person_name), STR_ARG(row->action), STR_ARG(row->patient),
           STR_ARG(row->what));
}

static void print_json(const AuditRow *row) {
    Buf buf = {0};
    JsonWriter writer = {.buf = &buf};
    const struct {
        const char *name;
        Str text;
    } texts[] = {{"at", row->at},
                 {"name", row->person_name},
                 {"action", row->action},
                 {"patient", row->patient},
                 {"what", row->what}};
    json_begin(&writer, '{');
    json_key(&writer, "number");
    json_put_int(&writer, row->number);
    json_key(&writer, "person");
    json_put_int(&writer, row->person);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_key(&writer, texts[i].name);
        json_put_string(&writer, texts[i].text);
    }
    json_end(&writer, '}');
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
    buf_free(&buf);
}

static bool print_rows(Store *store, const AuditArgs *args, Err *err) {
    enum { AT_ONCE = 1000 };
    Arena *arena = arena_new();
    bool ok = true;
    AuditRows rows = {.count = 1};
    for (int64_t after = 0; ok && rows.count > 0;) {
        arena_reset(arena);
        ok = audit_rows_after(store, after, AT_ONCE, arena, &rows, err);
        for (size_t i = 0; ok && i < rows.count; i++) {
            if (strcmp(args->format, "ndjson") == 0) {
                print_json(&rows.items[i]);
            } else {
                print_text(&rows.items[i]);
            }
            after = rows.items[i].number;
        }
    }
    arena_free(arena);
    return ok;
}

// ---- the chain

static void write_hash(const unsigned char hash[AUDIT_HASH], char text[2 * AUDIT_HASH + 1]) {
    for (size_t i = 0; i < AUDIT_HASH; i++) snprintf(text + 2 * i, 3, "%02x", hash[i]);
}

// "1204:9f2c...": is that row there, with this hash?
static bool holds_expected(Store *store, const char *expect, Arena *arena, Err *err) {
    AuditRows rows;
    char *end;
    char text[2 * AUDIT_HASH + 1] = "";
    long long number = strtoll(expect, &end, 10);
    if (number < 1 || *end != ':')
        return err_set(err, ERR_USAGE, "--expect takes NUMBER:HASH, as --check prints it");
    if (!audit_rows(store, number + 1, 1, arena, &rows, err)) return false;
    if (rows.count == 1 && rows.items[0].number == number) write_hash(rows.items[0].hash, text);
    return strcmp(text, end + 1) == 0 ||
           err_set(err, ERR_CHECK, "the trail does not hold row %lld as it was", number);
}

static bool check_chain(Store *store, const AuditArgs *args, Err *err) {
    AuditCheck check = {0};
    char text[2 * AUDIT_HASH + 1];
    if (!audit_check(store, &check, err)) return false;
    if (check.broken != 0)
        return err_set(err, ERR_CHECK, "the trail is broken at row %lld", (long long)check.broken);
    Arena *arena = arena_new();
    bool ok = args->expect == NULL || holds_expected(store, args->expect, arena, err);
    arena_free(arena);
    if (!ok) return false;
    write_hash(check.hash, text);
    printf("%lld rows hold together\n", (long long)check.number);
    if (check.number > 0) printf("%lld:%s\n", (long long)check.number, text);
    return true;
}

static int run(const AuditArgs *args) {
    Store *store;
    Err err = {0};
    if (!store_open(args->words.items[0], STORE_READ, &store, &err)) return report(&err, STR_NONE);
    bool ok = args->check ? check_chain(store, args, &err) : print_rows(store, args, &err);
    store_close(store);
    return ok ? 0 : report(&err, STR_NONE);
}

int audit_command(int argc, char **argv) {
    Arena *arena = arena_new();
    AuditArgs args = {.format = "text"};
    const Option options[] = {
        {"check", ARG_FLAG, &args.check, "", "follow the chain; print how many rows and the last"},
        {"expect", ARG_TEXT, &args.expect, "NUMBER:HASH", "--check: this row must be there"},
        {"format", ARG_TEXT, &args.format, "text|ndjson", "default: text, with tabs"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    const CommandForm form = {usage, summary, examples, 1, 1};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS) status = run(&args);
    arena_free(arena);
    return status;
}
