// program: what the two programs do alike, `vigil` and `vigil-page`.
//
// The page and the sheet need libraries (HTTP, TLS, fonts, drawing) that take longer to load than
// most commands run. They are a program of their own, which `vigil` becomes when it is asked for
// one of their commands.

#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

// Runs the command line. The exit status is what `run` gives, or 74 when standard output could not
// be written: a full disk must not look like an empty worklist.
int program_main(int argc, char **argv, int (*run)(int argc, char **argv));

// Becomes the program "NAME-page", NAME being the path of this one. Returns only when that cannot
// be: an exit status, and says why on standard error.
int program_become_page(char **argv);

#endif
