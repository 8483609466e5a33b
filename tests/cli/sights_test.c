#include "cli/sights.h"

#include <stdio.h>

#include "base/buf.h"
#include "test.h"

static void see(Sights *sights, const char *code, const char *display) {
    sights_add(sights, &(Sight){.path = STR("Condition.code"),
                                .system = STR("urn:house"),
                                .code = str_from(code),
                                .unit = STR(""),
                                .why = STR(""),
                                .display = str_from(display)});
}

static void see_number(Sights *sights, int number) {
    char code[32];
    snprintf(code, sizeof code, "c%d", number);
    see(sights, code, "");
}

// "code patients occurrences display;" of each, in order.
static Str told(Sights *sights, Arena *arena) {
    Buf buf = {0};
    size_t count;
    const Sight **sorted = sights_sorted(sights, arena, &count);
    for (size_t i = 0; i < count; i++) {
        buf_printf(&buf, "%.*s %d %d %.*s;", STR_ARG(sorted[i]->code), (int)sorted[i]->patients,
                   (int)sorted[i]->occurrences, STR_ARG(sorted[i]->display));
    }
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

TEST(sights_counts_patients_and_occurrences) {
    Arena *arena = arena_new();
    Sights *sights = sights_new(10);
    sights_next_patient(sights);
    see(sights, "b", "");
    see(sights, "a", "");
    see(sights, "a", "");
    see(sights, "c", "");
    sights_next_patient(sights);
    see(sights, "b", "");
    see(sights, "c", "");
    see(sights, "c", "");
    CHECK_STR(told(sights, arena), "c 2 3 ;b 2 2 ;a 1 2 ;");
    CHECK(sights_total(sights) == 7);
    sights_free(sights);
    arena_free(arena);
}

TEST(sights_tells_apart_all_that_names_one) {
    Arena *arena = arena_new();
    Sights *sights = sights_new(10);
    sights_next_patient(sights);
    Sight sight = {STR("p"), STR("s"), STR("c"), STR("u"), STR("w"), STR(""), 0, 0};
    sights_add(sights, &sight);
    for (int i = 0; i < 5; i++) {
        Sight other = sight;
        Str *fields[] = {&other.path, &other.system, &other.code, &other.unit, &other.why};
        *fields[i] = STR("x");
        sights_add(sights, &other);
    }
    size_t count;
    sights_sorted(sights, arena, &count);
    CHECK(count == 6);
    sights_free(sights);
    arena_free(arena);
}

TEST(sights_keeps_the_first_display_and_cuts_it_between_characters) {
    Arena *arena = arena_new();
    Sights *sights = sights_new(10);
    sights_next_patient(sights);
    see(sights, "a", "");
    see(sights, "a", "second");
    see(sights, "a", "first");
    see(sights, "a", "third");
    CHECK_STR(told(sights, arena), "a 1 4 first;");
    char lengthy[4 * SIGHT_DISPLAY] = "x";  // then characters of two bytes
    for (size_t i = 1; i + 2 < sizeof lengthy; i += 2) {
        lengthy[i] = '\xc3';
        lengthy[i + 1] = '\xa4';
    }
    see(sights, "b", lengthy);
    size_t count;
    const Sight **sorted = sights_sorted(sights, arena, &count);
    CHECK(sorted[1]->display.len == SIGHT_DISPLAY - 1);
    sights_free(sights);
    arena_free(arena);
}

// Whichever order and however many tallies: the same ones are kept, with exact counts.
TEST(sights_are_bounded_and_the_same_in_any_order) {
    enum { KINDS = 3000, MOST = 100 };
    Arena *arena = arena_new();
    Sights *forth = sights_new(MOST);
    Sights *back = sights_new(MOST);
    Sights *even = sights_new(MOST);
    Sights *odd = sights_new(MOST);
    for (int patient = 0; patient < 4; patient++) {
        sights_next_patient(forth);
        sights_next_patient(back);
        Sights *part = patient % 2 == 0 ? even : odd;
        sights_next_patient(part);
        for (int i = 0; i < KINDS; i++) {
            // Not every patient has every code, so that counts differ.
            if (i % (patient + 1) == 0) see_number(forth, i);
            int other = KINDS - 1 - i;
            if (other % (patient + 1) == 0) see_number(back, other);
            if (i % (patient + 1) == 0) see_number(part, i);
        }
    }
    sights_merge(even, odd);
    Str text = told(forth, arena);
    size_t count;
    const Sight **sorted = sights_sorted(forth, arena, &count);
    CHECK(count == MOST);
    for (size_t i = 0; i < count; i++) {
        int number = 0;
        for (size_t k = 1; k < sorted[i]->code.len; k++) {
            number = number * 10 + (sorted[i]->code.data[k] - '0');
        }
        uint64_t expected = 0;
        for (int patient = 0; patient < 4; patient++) expected += number % (patient + 1) == 0;
        CHECK(sorted[i]->patients == expected);
        CHECK(sorted[i]->occurrences == expected);
    }
    CHECK(str_eq(text, told(back, arena)));
    CHECK(str_eq(text, told(even, arena)));
    CHECK(sights_total(even) == sights_total(forth));
    sights_free(forth);
    sights_free(back);
    sights_free(even);
    sights_free(odd);
    arena_free(arena);
}
