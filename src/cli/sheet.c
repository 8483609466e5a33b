// vigil sheet: the board sheet of a patient of the store as a PDF of one page, or of all who are on
// the board of a day.

#include <unistd.h>

#include "cli/command.h"
#include "page/sheet_desk.h"

typedef struct {
    ArgList words;
    const char *guidelines, *site, *as_of, *out, *board;
    bool fictitious, help;
} SheetArgs;

static const char *const usage = "sheet [OPTIONS] DB PATIENT, or sheet [OPTIONS] --board DAY DB";
static const char *const summary =
    "Writes the board sheet of a patient of the store DB as PDF: one A4 page, landscape. PATIENT "
    "is an id (\"p1\", \"Patient/p1\")\nor a key of the page. With --board: all patients who are "
    "on the board of that day, a page each.";
static const char *const examples =
    "  vigil sheet -o sheet.pdf clinic.db os-night-pain\n"
    "  vigil sheet --as-of 2026-11-22 clinic.db Patient/os-night-pain > sheet.pdf\n"
    "  vigil sheet --board 2026-11-26 -o board.pdf clinic.db\n";

static bool add_sheets(Desk *desk, const Str *ids, size_t count, Arena *arena, SheetFile *file,
                       Err *err) {
    for (size_t i = 0; i < count; i++) {
        const Sheet *sheet;
        if (!desk_sheet(desk, ids[i], arena, &sheet, err)) return false;
        sheet_file_add(file, sheet);
    }
    return true;
}

static bool write_sheets(Desk *desk, const Str *ids, size_t count, Arena *arena, Buf *out,
                         Err *err) {
    SheetFile *file;
    Err ignored;
    if (!sheet_file_open(out, desk_now(desk), arena, &file, err)) return false;
    bool ok = add_sheets(desk, ids, count, arena, file, err);
    return sheet_file_close(file, ok ? err : &ignored) && ok;
}

static bool find_ids(Desk *desk, const SheetArgs *args, Arena *arena, Str **ids, size_t *count,
                     Err *err) {
    if (args->board != NULL) {
        Str day = str_from(args->board);
        if (!desk_board(desk, day, arena, ids, count, err)) return false;
        return *count > 0 ||
               err_set(err, ERR_MISSING, "nobody is on the board of %.*s", STR_ARG(day));
    }
    *ids = ARENA_NEW(arena, Str);
    (*ids)[0] = str_from(args->words.items[1]);
    *count = 1;
    return true;
}

static bool put_out(const SheetArgs *args, Str pdf, Err *err) {
    if (args->out != NULL) return file_write(args->out, pdf, err);
    return fwrite(pdf.data, 1, pdf.len, stdout) == pdf.len ||
           err_set(err, ERR_IO, "standard output could not be written");
}

static int run(const SheetArgs *args, Arena *arena) {
    ClinicOptions options = {.store = args->words.items[0],
                             .guidelines = args->guidelines,
                             .site = args->site,
                             .as_of = args->as_of,
                             .fictitious = args->fictitious};
    Clinic *clinic;
    Desk *desk = NULL;
    Str *ids;
    size_t count;
    Buf pdf = {0};
    Err err = {0};
    bool ok = clinic_open(&options, arena, &clinic, &err) && desk_open(clinic, &desk, &err) &&
              find_ids(desk, args, arena, &ids, &count, &err) &&
              write_sheets(desk, ids, count, arena, &pdf, &err) &&
              put_out(args, buf_str(&pdf), &err);
    desk_close(desk);
    buf_free(&pdf);
    return ok ? 0 : report_source(&err);
}

static bool is_complete(const SheetArgs *args, Err *err) {
    DateTime instant;
    size_t wanted = args->board != NULL ? 1 : 2;
    if (args->words.count != wanted) return err_set(err, ERR_USAGE, "usage: vigil %s", usage);
    if (args->as_of != NULL && !instant_read(args->as_of, &instant, err)) return false;
    return args->out != NULL || !isatty(STDOUT_FILENO) ||
           err_set(err, ERR_USAGE, "a PDF does not go to a terminal: write -o FILE.pdf");
}

int sheet_command(int argc, char **argv) {
    Arena *arena = arena_new();
    SheetArgs args = {.guidelines = "guidelines"};
    const Option options[] = {
        {"as-of", ARG_TEXT, &args.as_of, "INSTANT", "what Now() gives; default: the clock"},
        {"board", ARG_TEXT, &args.board, "DAY", "all who are on the board of this day"},
        {"fictitious", ARG_FLAG, &args.fictitious, "", "the sheet says that nobody on it is real"},
        {"guidelines", ARG_TEXT, &args.guidelines, "DIR", "default: guidelines"},
        {"site", ARG_TEXT, &args.site, "DIR", "local maps and parameters"},
        {"o", ARG_TEXT, &args.out, "FILE", "where to write; default: standard output"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    Err err = {0};
    const CommandForm form = {usage, summary, examples, 1, 2};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS)
        status = is_complete(&args, &err) ? run(&args, arena) : usage_error(&err, usage);
    arena_free(arena);
    return status;
}
