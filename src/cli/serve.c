// vigil serve: the page over a store.

#include <pwd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "page/desk.h"
#include "serve/listen.h"
#include "serve/server.h"
#include "serve/supervise.h"
#include "store/people.h"

typedef struct {
    ArgList words, hosts, limits;
    const char *listen, *guidelines, *site, *as_of, *certificate, *key, *name, *assets;
    unsigned workers;
    bool fictitious, insecure, no_sign_in, help;
} ServeArgs;

typedef struct {
    const ServeArgs *args;
    Arena *arena;
    Listener listener;
    ServerOptions server;
} Start;

static const char *const usage = "serve [OPTIONS] DB";
static const char *const summary =
    "Serves the page over the store DB (vigil load) until it is told to stop, and prints a "
    "one-time\n"
    "address to sign in with. It listens on this machine only, unless --listen says otherwise.";
static const char *const examples = "  vigil serve clinic.db\n"
                                    "  vigil serve --as-of 2026-11-22 --fictitious clinic.db\n"
                                    "  vigil serve --listen 0.0.0.0:8443 --host "
                                    "vigil.clinic.example --tls-cert c.pem --tls-key k.pem "
                                    "clinic.db\n";

// ---- who is let in first

static Str login_name(void) {
    const struct passwd *entry = getpwuid(getuid());
    const char *name = entry != NULL ? entry->pw_name : getenv("USER");
    return str_from(name != NULL && name[0] != '\0' ? name : "somebody");
}

static bool person_there(Store *store, Str name, Arena *arena, int64_t *id, Err *err) {
    Person person;
    if (person_find(store, name, arena, &person, err)) {
        *id = person.id;
        return true;
    }
    return err->code == ERR_MISSING && person_add(store, name, STR(""), id, err);
}

static bool address_make(Store *store, const Start *start, char secret[SECRET_TEXT], Err *err) {
    Str name = start->args->name == NULL ? login_name() : str_from(start->args->name);
    int64_t person;
    bool ok = store_begin(store, err) && person_there(store, name, start->arena, &person, err) &&
              sign_in_make(store, person, (int64_t)time(NULL),
                           start->server.limits.sign_in_minutes * 60, secret, err) &&
              store_commit(store, err);
    if (!ok) store_rollback(store);
    return ok;
}

static const char *host_shown(const Start *start) {
    const ArgList *hosts = &start->args->hosts;
    if (hosts->count > 0) return hosts->items[0];
    const char *host = start->listener.host;
    bool is_every = host[0] == '\0' || strcmp(host, "0.0.0.0") == 0 || strcmp(host, "[::]") == 0;
    return is_every ? "127.0.0.1" : host;
}

// No connection to the store may be open when the server is forked.
static bool print_address(const Start *start, Err *err) {
    Store *store;
    char secret[SECRET_TEXT] = "";
    if (!store_open(start->server.store, STORE_OPEN, &store, err)) return false;
    bool ok = start->args->no_sign_in || address_make(store, start, secret, err);
    store_close(store);
    if (!ok) return false;
    printf("%s://%s:%u/%s%s\n", start->args->certificate != NULL ? "https" : "http",
           host_shown(start), start->listener.port, start->args->no_sign_in ? "" : "sign-in/",
           secret);
    fflush(stdout);
    return true;
}

// ---- options

static bool check_listener(const Start *start, Err *err) {
    const ServeArgs *args = start->args;
    if ((args->certificate == NULL) != (args->key == NULL))
        return err_set(err, ERR_USAGE, "--tls-cert and --tls-key belong together");
    if (start->listener.is_loopback || args->certificate != NULL || args->insecure) return true;
    return err_set(
        err, ERR_USAGE,
        "%s is reached from other machines: give --tls-cert and --tls-key, or --insecure "
        "when something before it encrypts",
        args->listen);
}

// On this machine only these names are good: a page of somebody else could give its own name our
// address.
static void set_hosts(Start *start) {
    static const char *const here[] = {"127.0.0.1", "localhost", "[::1]"};
    enum { HERE = sizeof here / sizeof here[0] };
    const ArgList *given = &start->args->hosts;
    const char **hosts = ARENA_ARRAY(start->arena, const char *, given->count + HERE + 1);
    size_t count = 0;
    for (; count < given->count; count++) hosts[count] = given->items[count];
    if (start->listener.is_loopback) {
        for (size_t i = 0; i < HERE; i++) hosts[count++] = here[i];
        hosts[count++] = start->listener.host;
    }
    start->server.hosts = hosts;
    start->server.host_count = count;
}

static bool set_as_of(Start *start, Err *err) {
    DateTime instant;
    if (start->args->as_of == NULL) return true;
    if (!instant_read(start->args->as_of, &instant, err)) return false;
    Civil at = datetime_civil(datetime_at_offset(instant, 0));
    start->server.as_of = arena_printf(start->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ%c", at.year,
                                       at.month, at.day, at.hour, at.minute, at.second, 0)
                              .data;
    return true;
}

static bool set_options(Start *start, Err *err) {
    const ServeArgs *args = start->args;
    start->server = (ServerOptions){.store = args->words.items[0],
                                    .fictitious = args->fictitious,
                                    .limits = limits_default(),
                                    .assets = args->assets,
                                    .certificate = args->certificate,
                                    .key = args->key,
                                    .workers = args->workers};
    for (size_t i = 0; i < args->limits.count; i++) {
        if (!limits_set(&start->server.limits, str_from(args->limits.items[i]), err)) return false;
    }
    if (!set_as_of(start, err) || !listener_open(args->listen, &start->listener, err) ||
        !check_listener(start, err))
        return false;
    set_hosts(start);
    start->server.socket = start->listener.socket;
    start->server.port = start->listener.port;
    return true;
}

static int run_server(void *context) {
    const Start *start = context;
    return server_run(&start->server);
}

static int serve(const ServeArgs *args, Arena *arena) {
    Start start = {.args = args, .arena = arena};
    ClinicOptions options = {.store = args->words.items[0],
                             .guidelines = args->guidelines,
                             .site = args->site,
                             .as_of = args->as_of,
                             .fictitious = args->fictitious};
    Clinic *clinic;
    Err err = {0};
    if (!set_options(&start, &err) || !clinic_open(&options, arena, &clinic, &err))
        return report_source(&err);
    start.server.clinic = clinic;
    int status = print_address(&start, &err)
                     ? supervise(run_server, &start, start.server.limits.stop_seconds)
                     : report(&err, STR_NONE);
    clinic_close(clinic);
    close(start.listener.socket);
    return status;
}

int serve_command(int argc, char **argv) {
    Arena *arena = arena_new();
    ServeArgs args = {.guidelines = "guidelines", .listen = "127.0.0.1:8080"};
    const Option options[] = {
        {"listen", ARG_TEXT, &args.listen, "HOST:PORT",
         "default: 127.0.0.1:8080; port 0: a free one"},
        {"guidelines", ARG_TEXT, &args.guidelines, "DIR", "default: guidelines"},
        {"site", ARG_TEXT, &args.site, "DIR",
         "local maps of codes and units, findings switched off"},
        {"as-of", ARG_TEXT, &args.as_of, "INSTANT",
         "the instant stands still (a demonstration); default: the clock"},
        {"fictitious", ARG_FLAG, &args.fictitious, "", "the page says that nobody on it is real"},
        {"name", ARG_TEXT, &args.name, "NAME",
         "whom the printed address signs in; default: the login name"},
        {"no-sign-in", ARG_FLAG, &args.no_sign_in, "",
         "print no sign-in address (output goes to a log)"},
        {"host", ARG_LIST, &args.hosts, "NAME", "a name under which the server is asked; repeats"},
        {"tls-cert", ARG_TEXT, &args.certificate, "FILE", "certificate and its chain, PEM"},
        {"tls-key", ARG_TEXT, &args.key, "FILE", "its private key, PEM"},
        {"insecure", ARG_FLAG, &args.insecure, "", "other machines reach it without TLS"},
        {"workers", ARG_NUMBER, &args.workers, "N",
         "requests worked on at a time; default: one a processor, at least 2"},
        {"limit", ARG_LIST, &args.limits, "NAME=N", "one of the limits below; repeats"},
        {"assets", ARG_TEXT, &args.assets, "DIR", "files of the page from here, to work on them"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    const CommandForm form = {usage, summary, examples, 1, 1};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS) status = serve(&args, arena);
    if (args.help) limits_print();
    arena_free(arena);
    return status;
}
