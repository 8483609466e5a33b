// What cannot wait, whether the data are fresh, the options, and what stands at the foot.

#include <stdlib.h>

#include "base/digest.h"
#include "finding/summary.h"
#include "page/sheet_internal.h"

// ---- what cannot wait

typedef struct {
    Tier tier;
    const Finding *finding;   // NULL: only the alarm is left
    const SheetAlarm *alarm;  // NULL
    size_t order;
} Wait;

static bool is_alarm_of(const SheetAlarm *alarm, const Finding *finding) {
    return str_eq(alarm->finding, finding->item->id) &&
           str_eq(alarm->guideline, finding->item->guideline->id) &&
           str_eq(alarm->about, finding->about);
}

static const SheetAlarm *alarm_of(const SheetNotes *notes, const Finding *finding) {
    for (size_t i = 0; notes != NULL && i < notes->alarm_count; i++) {
        if (is_alarm_of(&notes->alarms[i], finding)) return &notes->alarms[i];
    }
    return NULL;
}

static bool has_wait(const Wait *waits, size_t count, const SheetAlarm *alarm) {
    for (size_t i = 0; i < count; i++) {
        if (waits[i].alarm == alarm) return true;
    }
    return false;
}

static int by_urgency(const void *a, const void *b) {
    const Wait *x = a;
    const Wait *y = b;
    if (x->tier != y->tier) return (int)x->tier - (int)y->tier;
    return x->order < y->order ? -1 : 1;
}

static Wait *find_waits(const SheetSource *source, Arena *arena, size_t *count) {
    const SheetNotes *notes = source->notes;
    size_t alarms = notes == NULL ? 0 : notes->alarm_count;
    Wait *waits = ARENA_ARRAY(arena, Wait, source->count + alarms + 1);
    *count = 0;
    for (size_t i = 0; i < source->count; i++) {
        Tier tier;
        const Finding *finding = &source->findings[i];
        bool row = summary_is_row(finding, &tier);
        const SheetAlarm *alarm = alarm_of(notes, finding);
        if ((!row || tier > TIER_RED) && alarm == NULL) continue;
        if (alarm != NULL && (!row || alarm->tier < tier)) tier = alarm->tier;
        waits[*count] = (Wait){tier, finding, alarm, *count};
        (*count)++;
    }
    for (size_t i = 0; i < alarms; i++) {
        if (has_wait(waits, *count, &notes->alarms[i])) continue;
        waits[*count] = (Wait){notes->alarms[i].tier, NULL, &notes->alarms[i], *count};
        (*count)++;
    }
    if (*count > 1) qsort(waits, *count, sizeof *waits, by_urgency);
    return waits;
}

static void add_alarm(LineMaker *line, const SheetAlarm *alarm, bool holds) {
    Arena *arena = line->arena;
    if (!holds) {
        Str opened = moment_text(arena, alarm->opened);
        line_printf(line, PIECE_STRONG,
                    " Opened %.*s; the record no longer gives it, nobody has closed it.",
                    STR_ARG(opened));
    }
    if (alarm->until.len > 0) {
        Str until = moment_text(arena, alarm->until);
        line_printf(line, PIECE_STRONG, alarm->over ? " Was to be done by %.*s." : " By %.*s.",
                    STR_ARG(until));
    }
    if (alarm->acknowledged.len > 0) {
        Str at = moment_text(arena, alarm->acknowledged);
        line_printf(line, PIECE_QUIET, " Seen %.*s%s%.*s.", STR_ARG(at),
                    alarm->acknowledged_by.len > 0 ? ", " : "", STR_ARG(alarm->acknowledged_by));
    } else {
        line_add(line, PIECE_STRONG, STR(" Not acknowledged."));
    }
}

static void add_finding_of_wait(LineMaker *line, const SheetSource *source,
                                const Finding *finding) {
    Arena *arena = line->arena;
    Str first;
    Str last;
    Str label = finding_label(source, finding, NULL, arena);
    if (label.len == 0) label = id_words(arena, finding->item->id);
    finding_record_dates(finding, &first, &last);
    line_add(line, PIECE_STRONG, label);
    if (last.len > 0 && finding_overdue(finding) == 0) {
        Str day = day_text(arena, last);
        line_printf(line, PIECE_PLAIN, "%s %.*s", str_ends(label, STR("?")) ? "" : ",",
                    STR_ARG(day));
    }
    line_add(line, PIECE_PLAIN, STR(". "));
    line_add_finding(line, source, finding);
}

SheetLines sheet_waits(const SheetSource *source, Arena *arena) {
    SheetLines lines = {0};
    size_t count;
    const Wait *waits = find_waits(source, arena, &count);
    for (size_t i = 0; i < count; i++) {
        const Wait *wait = &waits[i];
        LineMaker line = line_maker(arena);
        line.tier = wait->tier;
        Tier now;
        bool holds = wait->finding != NULL && summary_is_row(wait->finding, &now);
        if (wait->finding != NULL) {
            add_finding_of_wait(&line, source, wait->finding);
        } else if (wait->alarm != NULL) {
            line_add(&line, PIECE_STRONG, wait->alarm->title);
            line_add(&line, PIECE_PLAIN, STR(". "));
            line_add(&line, PIECE_PLAIN, text_with_days(arena, wait->alarm->says));
        }
        if (wait->alarm != NULL) add_alarm(&line, wait->alarm, holds);
        lines_add(&lines, arena, line_made(&line));
    }
    return lines;
}

// ---- which emergencies were looked for

static size_t add_titles(LineMaker *line, const SheetSource *source, bool unknown) {
    size_t count = 0;
    for (size_t i = 0; i < source->count; i++) {
        const Finding *finding = &source->findings[i];
        bool open = finding->holds == HOLDS_UNKNOWN || finding->holds == HOLDS_ERROR;
        if (finding->item->kind != KIND_FINDING || finding->item->tier_yes != TIER_EMERGENCY ||
            (unknown ? !open : finding->holds != HOLDS_NO))
            continue;
        Str label = finding_label(source, finding, NULL, line->arena);
        if (label.len == 0) label = id_words(line->arena, finding->item->id);
        if (count++ > 0) line_add(line, PIECE_PLAIN, STR("; "));
        line_add(line, PIECE_PLAIN, label);
    }
    return count;
}

SheetLine sheet_looked(const SheetSource *source, bool emergency, Arena *arena) {
    LineMaker line = line_maker(arena);
    if (!emergency) line_add(&line, PIECE_STRONG, STR("No emergency is on record. "));
    LineMaker unknown = line_maker(arena);
    if (add_titles(&unknown, source, true) > 0) {
        line_add(&line, PIECE_UNKNOWN, STR("Not known"));
        line_add(&line, PIECE_PLAIN, STR(": "));
        for (size_t i = 0; i < unknown.count; i++)
            line_add(&line, PIECE_PLAIN, unknown.pieces[i].text);
        line_add(&line, PIECE_PLAIN, STR(". "));
    }
    LineMaker no = line_maker(arena);
    if (add_titles(&no, source, false) > 0) {
        line_add(&line, PIECE_STRONG, STR("No: "));
        for (size_t i = 0; i < no.count; i++) line_add(&line, PIECE_PLAIN, no.pieces[i].text);
        line_add(&line, PIECE_PLAIN, STR("."));
    }
    return line_made(&line);
}

// ---- fresh enough?

static Tier freshness(const Finding *finding) {
    if (finding->holds == HOLDS_UNKNOWN || finding->holds == HOLDS_ERROR) return TIER_UNKNOWN;
    if (finding->item->kind == KIND_DUE)
        return finding_overdue(finding) > 0 || finding->holds == HOLDS_YES ? TIER_AMBER
                                                                           : TIER_GREEN;
    if (finding->holds == HOLDS_NO || finding->tier <= TIER_AMBER) return TIER_AMBER;
    return TIER_GREEN;
}

SheetLines sheet_fresh(const SheetSource *source, Arena *arena) {
    SheetLines lines = {0};
    size_t count;
    const SheetEntry *entries =
        layout_entries(layout_array(source->layout, "fresh"), arena, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < source->count; k++) {
            const Finding *finding = &source->findings[k];
            if (!item_is_named(finding->item, entries[i].name) ||
                finding->holds == HOLDS_NOT_APPLICABLE)
                continue;
            LineMaker line = line_maker(arena);
            line.tier = freshness(finding);
            line_add(&line, PIECE_STRONG, finding_label(source, finding, &entries[i], arena));
            line_add(&line, PIECE_PLAIN, STR(" "));
            line_add_finding(&line, source, finding);
            lines_add(&lines, arena, line_made(&line));
        }
    }
    return lines;
}

// ---- options, in no order of preference

// What a gate comes to; HOLDS_NOT_APPLICABLE: it is not for this patient, or nobody asks.
static Holds gate_state(const SheetSource *source, const Finding *finding, const Item *gate) {
    Value value = value_null();
    Err ignored = {0};
    if (source->eval == NULL) return HOLDS_NOT_APPLICABLE;
    if (gate->when != NULL) {
        Str about = gate->when->is_function ? finding->about : STR_NONE;
        if (!eval_define(source->eval, gate->when, about, &value, &ignored)) return HOLDS_UNKNOWN;
        if (value_to_tri(value) == TRI_FALSE) return HOLDS_NOT_APPLICABLE;
        if (value_to_tri(value) == TRI_UNKNOWN) return HOLDS_UNKNOWN;
    }
    Str about = gate->each == NULL ? STR_NONE : finding->about;
    if (!eval_define(source->eval, gate->declaration, about, &value, &ignored))
        return HOLDS_UNKNOWN;
    Tri tri = value_to_tri(value);
    return tri == TRI_TRUE ? HOLDS_YES : tri == TRI_FALSE ? HOLDS_NO : HOLDS_UNKNOWN;
}

static Str gate_title(const Item *gate) {
    return gate->title.len > 0 ? gate->title : gate->declaration->name;
}

static void add_options(SheetLines *lines, const SheetSource *source, Holds holds, Arena *arena) {
    static const char *const heads[] = {[HOLDS_YES] = "To discuss:",
                                        [HOLDS_NO] = "Speaks against now:",
                                        [HOLDS_UNKNOWN] = "Whether to discuss:",
                                        [HOLDS_ERROR] = "Whether to discuss:"};
    bool first = true;
    for (size_t i = 0; i < source->count; i++) {
        const Finding *finding = &source->findings[i];
        if (finding->item->kind != KIND_OPTION || finding->holds != holds) continue;
        LineMaker line = line_maker(arena);
        if (first) line_printf(&line, PIECE_STRONG, "%s ", heads[holds]);
        if (first && holds == HOLDS_UNKNOWN) line_add(&line, PIECE_UNKNOWN, STR("not known"));
        if (first && holds == HOLDS_ERROR)
            line_add(&line, PIECE_UNKNOWN, STR("could not be evaluated"));
        if (first && holds != HOLDS_YES && holds != HOLDS_NO)
            line_add(&line, PIECE_PLAIN, STR(" "));
        line_add(&line, PIECE_PLAIN, finding_label(source, finding, NULL, arena));
        line_add_answered(&line, source, finding);
        lines_add(lines, arena, line_made(&line));
        first = false;
    }
}

static void add_gate_head(LineMaker *line, Holds state) {
    line_add(line, PIECE_STRONG, state == HOLDS_NO ? STR("Gates not met: ") : STR("Gates "));
    if (state == HOLDS_NO) return;
    line_add(line, PIECE_UNKNOWN, STR("not known"));
    line_add(line, PIECE_PLAIN, STR(": "));
}

typedef struct {
    const Item **items;
    size_t count;
} Gates;

static bool has_gate(const Gates *gates, const Item *gate) {
    for (size_t i = 0; i < gates->count; i++) {
        if (str_eq(gate_title(gates->items[i]), gate_title(gate))) return true;
    }
    return false;
}

static void add_gates_of(Gates *gates, const SheetSource *source, const Finding *finding,
                         Holds state) {
    if (finding->item->kind != KIND_OPTION || finding->holds == HOLDS_NOT_APPLICABLE) return;
    for (size_t i = 0; i < finding->item->gate_count; i++) {
        const Item *gate = finding->item->gates[i];
        if (!has_gate(gates, gate) && gate_state(source, finding, gate) == state)
            gates->items[gates->count++] = gate;
    }
}

// Gates in this state, each once.
static void add_gates(SheetLines *lines, const SheetSource *source, Holds state, Arena *arena) {
    Gates gates = {ARENA_ARRAY(arena, const Item *, source->options->set->item_count + 1), 0};
    for (size_t i = 0; i < source->count; i++)
        add_gates_of(&gates, source, &source->findings[i], state);
    for (size_t i = 0; i < gates.count; i++) {
        LineMaker line = line_maker(arena);
        if (i == 0) add_gate_head(&line, state);
        line_add(&line, PIECE_PLAIN, gate_title(gates.items[i]));
        lines_add(lines, arena, line_made(&line));
    }
}

SheetLines sheet_options(const SheetSource *source, Arena *arena) {
    static const Holds order[] = {HOLDS_YES, HOLDS_UNKNOWN, HOLDS_ERROR, HOLDS_NO};
    SheetLines lines = {0};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        add_options(&lines, source, order[i], arena);
    add_gates(&lines, source, HOLDS_UNKNOWN, arena);
    add_gates(&lines, source, HOLDS_NO, arena);
    return lines;
}

// ---- foot

static bool is_expired(const Guideline *guideline, Str today) {
    return guideline->expires.len > 0 && str_compare(guideline->expires, today) < 0;
}

static Str today_of(const SheetSource *source, Arena *arena) {
    Buf text = {0};
    date_write(&text, datetime_date(source->options->as_of));
    Str today = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return today;
}

// A guideline that says something of this patient.
static bool speaks(const SheetSource *source, const Guideline *guideline) {
    for (size_t i = 0; i < source->count; i++) {
        const Finding *finding = &source->findings[i];
        if (finding->item->guideline == guideline && finding->holds != HOLDS_NOT_APPLICABLE)
            return true;
    }
    return false;
}

static void add_guidelines(LineMaker *line, const SheetSource *source) {
    const GuidelineSet *set = source->options->set;
    Str today = today_of(source, line->arena);
    Str expires = {0};
    for (size_t i = 0; i < set->guideline_count; i++) {
        const Guideline *guideline = set->guidelines[i];
        if (!speaks(source, guideline)) continue;
        bool active = str_eq(guideline->status, STR("active"));
        line_printf(line, PIECE_PLAIN, " · %.*s %.*s", STR_ARG(guideline->id),
                    STR_ARG(guideline->version));
        if (!active) line_printf(line, PIECE_PLAIN, " %.*s", STR_ARG(guideline->status));
        if (is_expired(guideline, today)) {
            Str day = day_text(line->arena, guideline->expires);
            line_printf(line, PIECE_STRONG, " EXPIRED %.*s", STR_ARG(day));
        } else if (expires.len == 0 || str_compare(guideline->expires, expires) < 0) {
            expires = guideline->expires;
        }
    }
    if (expires.len == 0) return;
    Str day = day_text(line->arena, expires);
    line_printf(line, PIECE_PLAIN, " · the first expires %.*s", STR_ARG(day));
}

// Over the inputs of all findings: the same inputs, the same hash.
static Str inputs_hash(const SheetSource *source, Arena *arena) {
    Digest digest;
    char hash[DIGEST_TEXT];
    digest_begin(&digest);
    for (size_t i = 0; i < source->count; i++) {
        digest_add(&digest, source->findings[i].item->guideline->id);
        digest_add(&digest, source->findings[i].item->id);
        digest_add(&digest, source->findings[i].about);
        digest_add(&digest, str_from(source->findings[i].inputs_hash));
    }
    digest_end(&digest, hash);
    return arena_str(arena, str_from(hash));
}

SheetLines sheet_foot(const SheetSource *source, Arena *arena) {
    enum { HASH_SHOWN = 23 };  // "sha256:" and 16 digits
    SheetLines lines = {0};
    LineMaker line = line_maker(arena);
    Buf instant = {0};
    datetime_write(&instant, source->options->as_of);
    Str as_of = moment_text(arena, buf_str(&instant));
    buf_free(&instant);
    line_printf(&line, PIECE_PLAIN, "Vigil · data as of %.*s UTC", STR_ARG(as_of));
    add_guidelines(&line, source);
    Str hash = inputs_hash(source, arena);
    line_printf(&line, PIECE_PLAIN, " · inputs %.*s", HASH_SHOWN, hash.data);
    line_printf(&line, PIECE_PLAIN, " · guidelines %.*s", HASH_SHOWN, source->options->set->hash);
    if (source->fictitious) line_add(&line, PIECE_STRONG, STR(" · fictitious patient"));
    lines_add(&lines, arena, line_made(&line));
    LineMaker notice = line_maker(arena);
    line_add(&notice, PIECE_PLAIN,
             STR("Applies published rules to recorded data. Reads no images, is no emergency "
                 "monitor, not a certified medical device. Missing is shown as not known. The "
                 "decision is the clinician’s."));
    lines_add(&lines, arena, line_made(&notice));
    return lines;
}
