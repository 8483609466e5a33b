// main: the table of subcommands.

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/program.h"

// Those without a function are in the other program (page_main.c).
static const Command commands[] = {
    {"review", review_command,
     "every guideline over every patient: the worklist, and each patient"},
    {"explain", explain_command, "why one finding of one patient is yes, no or unknown"},
    {"check", check_command, "the rules a guideline must keep, and its worked patients"},
    {"inputs", inputs_command, "does it see my data? each input, and what no guideline knows"},
    {"publish", publish_command, "the guidelines as FHIR resources, for other systems"},
    {"archive", archive_command,
     "the guidelines that a store's findings rested on, written out again"},
    {"load", load_command, "put records into a store, for serve"},
    {"serve", NULL, "the page for clinicians over a store, in a browser"},
    {"person", person_command, "who may sign in to the page, and one-time addresses for them"},
    {"audit", audit_command, "who saw or changed what; does the trail hold together?"},
    {"sheet", NULL, "the board sheet of a patient of a store: one page, as PDF"},
    {"backup", backup_command, "a copy of a store, while others work with it"},
    {"restore", restore_command, "a store from its backup"},
    {"cql", cql_command, "evaluate CQL: an expression, or a library over records"},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void help(void) {
    printf("usage: vigil COMMAND [OPTIONS] INPUT...\n\n"
           "Vigil reads FHIR R4 records, evaluates guidelines written in CQL over every patient, "
           "and answers\n"
           "yes, no or not known, with the data, the missing data and the source behind "
           "it.\n\ncommands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    printf("\n'vigil COMMAND --help' says more. Vigil is not a medical device: a clinician checks "
           "each conclusion.\n");
}

static int run(int argc, char **argv) {
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help();
        return argc < 2 ? 2 : 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("vigil 0.1.0\n");
        return 0;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) != 0) continue;
        return commands[i].run == NULL ? program_become_page(argv)
                                       : commands[i].run(argc - 2, argv + 2);
    }
    fprintf(stderr, "there is no command '%s': see vigil --help\n", argv[1]);
    return 2;
}

int main(int argc, char **argv) {
    return program_main(argc, argv, run);
}
