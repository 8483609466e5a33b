// archive: the guidelines that ever concluded something in a store; one set written out again, so
// that an old finding can be explained with what it rested on.

#include <errno.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "store/conclusions.h"

static const char *const usage = "archive [OPTIONS] DB [HASH FOLDER]";
static const char *const summary =
    "Lists the sets of guidelines that ever concluded something in a store, or writes one of them "
    "to a folder, for `vigil explain --guidelines FOLDER`.";

static bool make_folder(const char *path, Err *err) {
    return mkdir(path, 0777) == 0 || errno == EEXIST ||
           err_set(err, ERR_IO, "the folder %s cannot be made", path);
}

// "lib/Score.cql": one folder, one file, no way out of the target.
static bool is_plain(Str name) {
    size_t slashes = 0;
    for (size_t i = 0; i < name.len; i++) slashes += name.data[i] == '/';
    bool starts = name.len > 0 && name.data[0] != '/' && name.data[0] != '.';
    for (size_t i = 0; i + 1 < name.len; i++) {
        if (name.data[i] == '/' && name.data[i + 1] == '.') return false;
    }
    return starts && slashes <= 1 && memchr(name.data, '\0', name.len) == NULL;
}

static bool write_one(const char *folder, Str line, Arena *arena, Err *err) {
    Json file;
    if (!json_read(line, NULL, &json_limits, arena, &file, err)) return false;
    Str name = json_string(&file, STR("name"));
    if (!is_plain(name)) return err_set(err, ERR_PARSE, "the store holds a file with a bad name");
    const char *slash = memchr(name.data, '/', name.len);
    if (slash != NULL &&
        !make_folder(path_join(arena, folder, (Str){name.data, (size_t)(slash - name.data)}), err))
        return false;
    return file_write(path_join(arena, folder, name), json_string(&file, STR("text")), err);
}

static bool write_all(Store *store, Str hash, const char *folder, Arena *arena, Err *err) {
    Str files;
    if (!store_guidelines_files(store, hash, arena, &files, err) || !make_folder(folder, err))
        return false;
    for (size_t start = 0; start < files.len;) {
        const char *end = memchr(files.data + start, '\n', files.len - start);
        size_t length = end == NULL ? files.len - start : (size_t)(end - files.data) - start;
        if (!write_one(folder, (Str){files.data + start, length}, arena, err)) return false;
        start += length + 1;
    }
    return true;
}

static bool list_all(Store *store, Arena *arena, Err *err) {
    StoreGuidelines *sets;
    size_t count;
    if (!store_guidelines_list(store, arena, &sets, &count, err)) return false;
    for (size_t i = 0; i < count; i++)
        printf("%.*s  first used %.*s\n", STR_ARG(sets[i].hash), STR_ARG(sets[i].first_used));
    return true;
}

int archive_command(int argc, char **argv) {
    Arena *arena = arena_new();
    ArgList words = {0};
    bool help = false;
    const Option options[] = {{"help", ARG_FLAG, &help, "", "this"}, {0}};
    Err err = {0};
    Store *store = NULL;
    const CommandForm form = {usage, summary, "  vigil archive clinic.db\n", 1, 3};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &words);
    if (status == COMMAND_RUNS && words.count == 2) {
        status = usage_error(&err, usage);
    } else if (status == COMMAND_RUNS) {
        bool ok = store_open(words.items[0], STORE_READ, &store, &err) &&
                  (words.count == 1
                       ? list_all(store, arena, &err)
                       : write_all(store, str_from(words.items[1]), words.items[2], arena, &err));
        status = ok ? 0 : report(&err, STR_NONE);
    }
    store_close(store);
    arena_free(arena);
    return status;
}
