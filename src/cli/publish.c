// vigil publish: the guidelines as FHIR resources, one file each, for other systems.

#include <errno.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "guideline/publish.h"
#include "guideline/publisher.h"

typedef struct {
    ArgList words;
    const char *guidelines, *site, *canonical;
    bool help;
} PublishArgs;

static const char *const usage = "publish [OPTIONS] FOLDER";
static const char *const summary =
    "Writes the guidelines as FHIR R4 resources, one file each, into FOLDER: Library, "
    "PlanDefinition, Questionnaire, ValueSet,\n"
    "CodeSystem, and StructureDefinition for the extensions that are ours. The same guidelines "
    "give "
    "the same bytes.";
static const char *const examples =
    "  vigil publish out/\n"
    "  vigil publish --guidelines guidelines/osteosarcoma-relapse --canonical "
    "https://hospital.example/fhir out/\n";

static bool make_folder(const char *path, Err *err) {
    if (mkdir(path, 0777) == 0 || file_is_folder(path)) return true;
    return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_IO, "the folder '%s' could not be made",
                   path);
}

static bool write_files(const char *folder, const Published *files, size_t count, Arena *arena,
                        Err *err) {
    if (!make_folder(folder, err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!file_write(path_join(arena, folder, files[i].name), files[i].text, err)) return false;
    }
    printf("%zu resources in %s\n", count, folder);
    return true;
}

static int publish(const PublishArgs *args, Arena *arena) {
    // The day is that of nobody: what is published does not depend on it.
    GuidelineOptions options = {
        .folder = args->guidelines, .site = args->site, .canonical = args->canonical};
    Civil day = {.year = 2000, .month = 1, .day = 1};
    datetime_make(day, PRECISION_MILLISECOND, 0, &options.now);
    const GuidelineSet *set;
    const Published *files;
    size_t count;
    Err err = {0};
    if (!guideline_load(&options, arena, &set, &err) ||
        !publisher_has_base(&set->publisher, &err) ||
        !publish_all(set, arena, &files, &count, &err))
        return report_source(&err);
    if (!write_files(args->words.items[0], files, count, arena, &err))
        return report(&err, STR_NONE);
    return 0;
}

int publish_command(int argc, char **argv) {
    Arena *arena = arena_new();
    PublishArgs args = {.guidelines = "guidelines"};
    const Option options[] = {
        {"guidelines", ARG_TEXT, &args.guidelines, "DIR",
         "guidelines, or one guideline's folder; default: guidelines"},
        {"site", ARG_TEXT, &args.site, "DIR", "a publish.json of your own, parameters"},
        {"canonical", ARG_TEXT, &args.canonical, "URL",
         "base of the URLs; default: that of publish.json"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    const CommandForm form = {usage, summary, examples, 1, 1};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS) status = publish(&args, arena);
    arena_free(arena);
    return status;
}
