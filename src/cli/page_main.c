// page_main: the program `vigil-page`, for the commands that need HTTP or fonts. Nobody calls it
// but `vigil`.

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/program.h"

static int run(int argc, char **argv) {
    if (argc >= 2 && strcmp(argv[1], "serve") == 0) return serve_command(argc - 2, argv + 2);
    if (argc >= 2 && strcmp(argv[1], "sheet") == 0) return sheet_command(argc - 2, argv + 2);
    fprintf(stderr, "this program belongs to vigil: see vigil --help\n");
    return 2;
}

int main(int argc, char **argv) {
    return program_main(argc, argv, run);
}
