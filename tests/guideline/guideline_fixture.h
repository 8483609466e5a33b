// guideline_fixture: small guidelines, written to a folder of their own, loaded and looked at as
// text.
//
//     Desk *desk = desk_new();
//     desk_file(desk, "g/A.cql", "library A ...");
//     CHECK_STR(desk_error(desk), "g/A.cql:9:1: there is no tag of that name");
//     desk_free(desk);

#ifndef TESTS_GUIDELINE_FIXTURE_H
#define TESTS_GUIDELINE_FIXTURE_H

#include <sys/stat.h>

#include "base/file.h"
#include "cql/parse.h"
#include "guideline/lint.h"
#include "test.h"

typedef struct {
    Arena *arena;
    const char *root;
    const char *folders[8];
    size_t folder_count;
    const char *folder, *site;  // what is loaded: the root and no site, unless set
    const GuidelineSet *set;    // NULL when it could not be loaded
    Err err;
} Desk;

static inline void desk_folder(Desk *desk, const char *name) {
    const char *path = path_join(desk->arena, desk->root, str_from(name));
    if (file_is_folder(path)) return;
    CHECK(mkdir(path, 0700) == 0);
    desk->folders[desk->folder_count++] = path;
}

// "folder/name"; the folder is made.
static inline void desk_file(Desk *desk, const char *name, const char *text) {
    const char *slash = strchr(name, '/');
    if (slash != NULL)
        desk_folder(desk, arena_printf(desk->arena, "%.*s%c", (int)(slash - name), name, 0).data);
    CHECK(
        file_write(path_join(desk->arena, desk->root, str_from(name)), str_from(text), &desk->err));
}

// With lib/ (Logic and Score, as the contract has them) and a bibliography of five sources.
static inline Desk *desk_new(void) {
    Arena *arena = arena_new();
    Desk *desk = ARENA_NEW(arena, Desk);
    desk->arena = arena;
    CHECK(folder_temp(NULL, arena, &desk->root, &desk->err));
    desk->folder = desk->root;
    desk_file(
        desk, "lib/Score.cql",
        "library Score version '1.0.0'\n"
        "define function part(points Integer, low Integer, high Integer):\n"
        "  Interval[Coalesce(points, low), Coalesce(points, high)]\n"
        "define function total(parts List<Interval<Integer>>):\n"
        "  if Count(parts) = Count(parts P return all 1)\n"
        "    then Interval[Sum(parts P return all start of P), Sum(parts P return all end of P)]\n"
        "    else null\n"
        "define function atLeast(range Interval<Integer>, threshold Integer):\n"
        "  case when start of range >= threshold then true\n"
        "    when end of range < threshold then false else null end\n");
    desk_file(desk, "sources.json",
              "[{\"id\":\"full-1\",\"title\":\"Read\",\"read\":\"full\"},"
              "{\"id\":\"abstract-1\",\"title\":\"Skimmed\",\"read\":\"abstract\"},"
              "{\"id\":\"second-1\",\"title\":\"Told\",\"read\":\"secondary\"},"
              "{\"id\":\"own-1\",\"title\":\"Decided\",\"read\":\"own\"},"
              "{\"id\":\"recall-1\",\"title\":\"Remembered\",\"read\":\"recalled\"}]");
    return desk;
}

static inline void desk_free(Desk *desk) {
    Err err;
    for (size_t i = 0; i < desk->folder_count; i++) folder_remove(desk->folders[i], &err);
    folder_remove(desk->root, &err);
    arena_free(desk->arena);
}

static inline void desk_read(Desk *desk) {
    GuidelineOptions options = {.folder = desk->folder, .site = desk->site};
    datetime_parse(STR("2026-11-22"), 0, &options.now, &desk->err);
    desk->err = (Err){0};
    desk->set = NULL;
    guideline_load(&options, desk->arena, &desk->set, &desk->err);
}

// A path below the root, without it.
static inline const char *desk_name(const Desk *desk, const char *path) {
    size_t len = strlen(desk->root);
    return strncmp(path, desk->root, len) == 0 ? path + len + 1 : path;
}

// "file:line:column: message" of the error that loading ends with; "" when it loads.
static inline Str desk_error(Desk *desk) {
    desk_read(desk);
    if (desk->set != NULL) return STR_NONE;
    const Err *err = &desk->err;
    Str place =
        err->line > 0 ? arena_printf(desk->arena, "%d:%d:", err->line, err->column) : STR_NONE;
    Str file = err->source[0] == '\0' ? STR_NONE
                                      : arena_printf(desk->arena, "%s:%.*s ",
                                                     desk_name(desk, err->source), STR_ARG(place));
    // Where the folder lies is no part of a message's meaning.
    const char *root = strstr(err->message, desk->root);
    if (root == NULL) return arena_printf(desk->arena, "%.*s%s", STR_ARG(file), err->message);
    return arena_printf(desk->arena, "%.*s%.*sROOT%s", STR_ARG(file), (int)(root - err->message),
                        err->message, root + strlen(desk->root));
}

// The complaints of the lint about these files, one a line: "file:line:column: rule: message".
static inline Str desk_lint(Desk *desk) {
    Str error = desk_error(desk);
    if (desk->set == NULL) return error;
    const Complaint *complaints;
    size_t count;
    guideline_lint(desk->set, desk->arena, &complaints, &count);
    Buf text = {0};
    for (size_t i = 0; i < count; i++) {
        const Complaint *complaint = &complaints[i];
        const char *file =
            arena_printf(desk->arena, "%.*s%c", STR_ARG(complaint->library->file), 0).data;
        if (strncmp(desk_name(desk, file), "lib/Score", 9) == 0) continue;  // not used by all
        buf_printf(&text, "%s:%u:%u: %s: %s%s\n", desk_name(desk, file), complaint->place.line,
                   complaint->place.column, complaint->rule, complaint->message,
                   complaint->remark ? " (remark)" : "");
    }
    Str lines = arena_str(desk->arena, buf_str(&text));
    buf_free(&text);
    return lines;
}

#endif
