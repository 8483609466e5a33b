// command: the subcommands of `vigil`, and what several of them do alike.

#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdio.h>

#include "base/file.h"
#include "cli/args.h"
#include "cql/check.h"
#include "cql/eval.h"
#include "record/reader.h"

typedef int CommandRun(int argc, char **argv);

typedef struct {
    const char *name;
    CommandRun *run;
    const char *summary;  // one line
} Command;

int check_command(int argc, char **argv);
int cql_command(int argc, char **argv);
int review_command(int argc, char **argv);
int explain_command(int argc, char **argv);
int inputs_command(int argc, char **argv);
int load_command(int argc, char **argv);
int backup_command(int argc, char **argv);
int restore_command(int argc, char **argv);
int publish_command(int argc, char **argv);
int sheet_command(int argc, char **argv);
int archive_command(int argc, char **argv);
int serve_command(int argc, char **argv);
int person_command(int argc, char **argv);
int audit_command(int argc, char **argv);

// Prints an error (with its place, and the line of the source when given) on standard error;
// returns its exit status.
int report(const Err *err, Str source);
// The same of an error in a file: shows the line of it.
int report_source(const Err *err);
// Prints all of a list on standard error.
void print_diagnostics(const Diagnostics *list);
// The same of libraries that may have several errors: all of the list when it holds errors.
int report_all(const Diagnostics *list, const Err *err);
// How a command is written, and what its help says.
typedef struct {
    const char *usage, *summary, *examples;
    size_t least, most;  // words beside options
} CommandForm;
typedef struct {
    int argc;
    char **argv;
} CommandLine;
// Reads options and words. COMMAND_RUNS: the command has what it needs; otherwise the exit status:
// its help was asked for (option "help"), or it is written wrongly, which was said.
enum { COMMAND_RUNS = -1, COMMAND_ANY = 1 << 20 };
int command_begin(const CommandForm *form, CommandLine line, const Option *options, Arena *arena,
                  ArgList *words);
// The same of a wrong command line: how the command is written, when *err says nothing yet.
int usage_error(Err *err, const char *usage);

// "2026-11-22" (00:00:00Z) or a whole instant. NULL: ERR_USAGE when it must be given.
bool instant_read(const char *text, DateTime *instant, Err *err);
// The clock, in UTC, to the second: only for commands that may ask it.
DateTime instant_now(void);
// What --as-of and --known-at say (NULL: the clock, and everything is known) into *options.
bool instants_read(const char *as_of, const char *known_at, EvalOptions *options, Err *err);

// The id in "p1" or "Patient/p1"; "" for NULL.
Str patient_asked(const char *word);

// Value sets from files and folders.
bool terms_read(Terms *terms, const ArgList *paths, Err *err);

// Included libraries from folders: Name-Version.cql, then Name.cql.
typedef struct {
    const char *const *folders;
    size_t count;
} LibraryFolders;
CheckFind find_in_folders;
// The folder of `file` ("": the present one), then these.
LibraryFolders *folders_beside(Arena *arena, Str file, const ArgList *more);

// Prints what the readers complain of, and the closing summary; keeps count.
typedef struct {
    uint64_t errors, remarks;  // of these many are printed, the rest is only counted
} Troubles;
void print_trouble(void *ctx, const ReaderTrouble *trouble);
// For ReaderOptions.progress, when standard error is a terminal.
void print_progress(void *ctx, uint64_t read, uint64_t total, uint64_t patients);
// `failed`: evaluations that failed, which the results show where they belong.
void print_summary(const ReaderSummary *summary, uint64_t failed, bool json);
// 65 when something was skipped or failed, else 0.
int summary_status(const ReaderSummary *summary, uint64_t failed);

// Results of patients that finish out of order, written in order. One thread at a time may write.
typedef struct Ordered Ordered;
Ordered *ordered_new(FILE *out);
void ordered_put(Ordered *ordered, uint64_t sequence, Str text);  // copies the text
// False: not all of it could be written.
bool ordered_free(Ordered *ordered);

#endif
