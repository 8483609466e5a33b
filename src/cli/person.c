// vigil person: who may sign in. vigil audit: the trail of what they saw and changed.

#include <time.h>

#include "cli/command.h"
#include "serve/limits.h"
#include "store/audit.h"
#include "store/people.h"
#include "json/json.h"

// ---- vigil person

typedef struct {
    ArgList words;
    const char *role, *address;
    bool help;
} PersonArgs;

static const char *const person_usage = "person [OPTIONS] DB add|list|remove|link [NAME]";
static const char *const person_summary =
    "add, remove: a person of this name may, or may no longer, sign in. list: all who may.\n"
    "link: a one-time address that signs this person in, good for 15 minutes.";
static const char *const person_examples =
    "  vigil person clinic.db add 'Dr A. Lindqvist' --role oncology\n"
    "  vigil person clinic.db link 'Dr A. Lindqvist' --address https://vigil.clinic.example\n";

static bool add_one(Store *store, const PersonArgs *args, Arena *arena, Err *err) {
    int64_t id;
    (void)arena;
    return person_add(store, str_from(args->words.items[2]),
                      args->role == NULL ? STR("") : str_from(args->role), &id, err);
}

static bool remove_one(Store *store, const PersonArgs *args, Arena *arena, Err *err) {
    Person person;
    return person_find(store, str_from(args->words.items[2]), arena, &person, err) &&
           person_remove(store, person.id, (int64_t)time(NULL), err);
}

static bool link_one(Store *store, const PersonArgs *args, Arena *arena, Err *err) {
    Person person;
    char secret[SECRET_TEXT];
    Limits limits = limits_default();
    if (!person_find(store, str_from(args->words.items[2]), arena, &person, err) ||
        !sign_in_make(store, person.id, (int64_t)time(NULL), limits.sign_in_minutes * 60, secret,
                      err))
        return false;
    Str base = str_from(args->address);
    while (base.len > 0 && base.data[base.len - 1] == '/') base.len--;
    printf("%.*s/sign-in/%s\n", STR_ARG(base), secret);
    return true;
}

static bool list_all(Store *store, const PersonArgs *args, Arena *arena, Err *err) {
    Person *people;
    size_t count;
    (void)args;
    if (!person_list(store, arena, &people, &count, err)) return false;
    for (size_t i = 0; i < count; i++)
        printf("%.*s%s%.*s\n", STR_ARG(people[i].name), people[i].role.len > 0 ? "\t" : "",
               STR_ARG(people[i].role));
    return true;
}

typedef struct {
    const char *name;
    bool (*run)(Store *store, const PersonArgs *args, Arena *arena, Err *err);
    size_t words;
} PersonVerb;

static const PersonVerb verbs[] = {
    {"add", add_one, 3}, {"remove", remove_one, 3}, {"link", link_one, 3}, {"list", list_all, 2}};

static int run_verb(const PersonVerb *verb, const PersonArgs *args, Arena *arena) {
    Store *store;
    Err err = {0};
    if (!store_open(args->words.items[0], STORE_OPEN, &store, &err)) return report(&err, STR_NONE);
    bool ok = store_begin(store, &err) && verb->run(store, args, arena, &err) &&
              store_commit(store, &err);
    if (!ok) store_rollback(store);
    store_close(store);
    return ok ? 0 : report(&err, STR_NONE);
}

int person_command(int argc, char **argv) {
    Arena *arena = arena_new();
    PersonArgs args = {.address = "http://127.0.0.1:8080"};
    const Option options[] = {
        {"role", ARG_TEXT, &args.role, "ROLE", "add: what the page shows beside the name"},
        {"address", ARG_TEXT, &args.address, "URL",
         "link: how the server is reached; default: http://127.0.0.1:8080"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    Err err = {0};
    const PersonVerb *verb = NULL;
    const CommandForm form = {person_usage, person_summary, person_examples, 2, 3};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    for (size_t i = 0; status == COMMAND_RUNS && i < sizeof verbs / sizeof verbs[0]; i++) {
        if (args.words.count == verbs[i].words && strcmp(args.words.items[1], verbs[i].name) == 0)
            verb = &verbs[i];
    }
    if (status == COMMAND_RUNS)
        status = verb != NULL ? run_verb(verb, &args, arena) : usage_error(&err, person_usage);
    arena_free(arena);
    return status;
}
