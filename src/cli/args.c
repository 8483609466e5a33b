#include "cli/args.h"

#include <stdio.h>
#include <stdlib.h>

static const Option *option_find(const Option *options, Str name) {
    for (; options->name != NULL; options++) {
        if (str_eq(name, (Str){options->name, strlen(options->name)})) return options;
    }
    return NULL;
}

// Is `value` one of "a|b|c"? A value name without a bar, or in capitals (FILE|DIR), takes anything.
static bool is_choice(const char *choices, const char *value) {
    if (strchr(choices, '|') == NULL || (choices[0] >= 'A' && choices[0] <= 'Z')) return true;
    size_t len = strlen(value);
    for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
        if (*at == '|') at++;
        if (strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == '\0')) return true;
    }
    return false;
}

static void list_add(Arena *arena, ArgList *list, const char *item) {
    const char **items = ARENA_ARRAY(arena, const char *, list->count + 1);
    if (list->count > 0) memcpy(items, list->items, list->count * sizeof *items);
    items[list->count] = item;
    list->items = items;
    list->count++;
}

static bool take(const Option *option, const char *value, Arena *arena, Err *err) {
    if (option->kind == ARG_FLAG) {
        *(bool *)option->target = true;
        return true;
    }
    if (!is_choice(option->value, value)) {
        return err_set(err, ERR_USAGE, "--%s takes one of %s", option->name, option->value);
    }
    if (option->kind == ARG_LIST) {
        list_add(arena, option->target, value);
    } else if (option->kind == ARG_TEXT) {
        *(const char **)option->target = value;
    } else {
        char *end;
        unsigned long number = strtoul(value, &end, 10);
        if (*value < '0' || *value > '9' || *end != '\0' || number > 1024) {
            return err_set(err, ERR_USAGE, "--%s takes a number up to 1024", option->name);
        }
        *(unsigned *)option->target = (unsigned)number;
    }
    return true;
}

bool args_read(int argc, char **argv, const Option *options, Arena *arena, ArgList *words,
               Err *err) {
    bool ended = false;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (ended || word[0] != '-' || word[1] == '\0') {
            list_add(arena, words, word);
            continue;
        }
        if (strcmp(word, "--") == 0) {
            ended = true;
            continue;
        }
        const char *name = word + (word[1] == '-' ? 2 : 1);
        const char *equals = strchr(name, '=');
        Str text = {name, equals == NULL ? strlen(name) : (size_t)(equals - name)};
        const Option *option = option_find(options, text);
        if (option == NULL || (word[1] != '-') != (text.len == 1)) {
            return err_set(err, ERR_USAGE, "there is no option '%.*s' (see --help)",
                           (int)(text.len + (size_t)(name - word)), word);
        }
        const char *value = equals == NULL ? NULL : equals + 1;
        if (option->kind == ARG_FLAG && value != NULL) {
            return err_set(err, ERR_USAGE, "--%s takes no value", option->name);
        }
        if (option->kind != ARG_FLAG && value == NULL) {
            if (i + 1 >= argc)
                return err_set(err, ERR_USAGE, "--%s needs %s", option->name, option->value);
            value = argv[++i];
        }
        if (!take(option, value, arena, err)) return false;
    }
    return true;
}

void args_help(const char *usage, const char *summary, const Option *options,
               const char *examples) {
    printf("usage: vigil %s\n\n%s\n", usage, summary);
    if (options->name != NULL) printf("\noptions:\n");
    for (; options->name != NULL; options++) {
        char left[80];
        snprintf(left, sizeof left, "%s%s%s%s", options->name[1] == '\0' ? "-" : "--",
                 options->name, options->kind == ARG_FLAG ? "" : " ",
                 options->kind == ARG_FLAG ? "" : options->value);
        printf("  %-28s %s\n", left, options->help);
    }
    if (examples != NULL) printf("\nexamples:\n%s", examples);
}
