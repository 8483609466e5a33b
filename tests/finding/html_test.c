// html: the page holds nothing but our markup whatever a record or a guideline says; and what it
// says stands in the order in which a clinician asks.

#include "finding/html.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include "finding/summary.h"
#include "html_page.h"
#include "test.h"

// ---- text

static Str written(Arena *arena, Buf *buf) {
    Str text = arena_str(arena, buf_str(buf));
    buf_free(buf);
    return text;
}

TEST(html_text_is_never_markup) {
    static const struct {
        const char *text, *want;
        size_t most;
    } rows[] = {
        {"plain", "plain", 0},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", 0},
        {"\"><img src=x onerror='a'>", "&quot;&gt;&lt;img src=x onerror=&#39;a&#39;&gt;", 0},
        {"&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;", 0},
        {"\x1b[2J\x07", "\xef\xbf\xbd[2J\xef\xbf\xbd", 0},
        {"a\r\nb\tc", "a  b c", 0},
        {"\xe2\x80\xaella\xe2\x80\xac", "\xef\xbf\xbdlla\xef\xbf\xbd", 0},
        {"\xe2\x81\xa6x\xe2\x81\xa9", "\xef\xbf\xbdx\xef\xbf\xbd", 0},
        {"\xc2\x9b"
         "31m",
         "\xef\xbf\xbd"
         "31m",
         0},
        {"\xc0\xbcscript", "\xef\xbf\xbd\xef\xbf\xbdscript", 0},
        {"\xe0\x80\xbc", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 0},
        {"\xf5\x80\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 0},
        {"\xe9\xaa\xa8", "\xe9\xaa\xa8", 0},
        {"<<<<", "&lt;&lt;\xe2\x80\xa6", 2},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Buf buf = {0};
        html_text(&buf, str_from(rows[i].text), rows[i].most);
        Str got = written(arena, &buf);
        CHECK_ROW(str_eq(got, str_from(rows[i].want)), "row %zu: %.*s", i, STR_ARG(got));
    }
    arena_free(arena);
}

TEST(html_dates_keep_their_precision) {
    static const struct {
        const char *low, *high, *want;
    } rows[] = {
        {"2026", "", "<time datetime=\"2026\">2026</time>"},
        {"2026-09", "", "<time datetime=\"2026-09\">Sep 2026</time>"},
        {"2026-09-01", "", "<time datetime=\"2026-09-01\">1 Sep 2026</time>"},
        {"2026-09-11T10:30:00Z", "", "<time datetime=\"2026-09-11\">11 Sep 2026</time>"},
        {"2026-09-01", "2026-09-01", "<time datetime=\"2026-09-01\">1 Sep 2026</time>"},
        {"", "2026-09-01", "<time datetime=\"2026-09-01\">1 Sep 2026</time>"},
        {"2026", "2027",
         "<time datetime=\"2026\">2026</time> to <time datetime=\"2027\">2027</time>"},
        {"2026-13-01", "", "<bdi>2026-13-01</bdi>"},
        {"\"><b>", "", "<bdi>&quot;&gt;&lt;b&gt;</bdi>"},
        {"2026-09-01<b>", "", "<bdi>2026-09-01&lt;b&gt;</bdi>"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Buf buf = {0};
        html_dates(&buf, str_from(rows[i].low), str_from(rows[i].high));
        Str got = written(arena, &buf);
        CHECK_ROW(str_eq(got, str_from(rows[i].want)), "row %zu: %.*s", i, STR_ARG(got));
    }
    arena_free(arena);
}

static DateTime instant(const char *text) {
    DateTime moment;
    Err err = {0};
    CHECK(datetime_parse(str_from(text), 0, &moment, &err));
    return moment;
}

TEST(html_instants_name_their_zone) {
    Arena *arena = arena_new();
    Buf buf = {0};
    html_instant(&buf, instant("2026-11-22T00:00:00Z"));
    CHECK_STR(written(arena, &buf), "<time datetime=\"2026-11-22\">22 Nov 2026</time>, 00:00 UTC");
    buf = (Buf){0};
    html_instant(&buf, instant("2026-11-22T09:40:00+01:00"));
    CHECK_STR(written(arena, &buf),
              "<time datetime=\"2026-11-22\">22 Nov 2026</time>, 09:40 +01:00");
    arena_free(arena);
}

TEST(html_anchors_differ_where_ids_differ) {
    enum { LONG = 300 };
    char long_id[LONG];
    char other_long_id[LONG];
    memset(long_id, 'a', LONG);
    memset(other_long_id, 'a', LONG);
    other_long_id[LONG - 1] = 'b';
    const Str ids[] = {STR("p1"),
                       STR("p_1"),
                       STR("p_5f1"),
                       STR("P1"),
                       STR("p 1"),
                       STR("p\"1"),
                       STR("p/1"),
                       STR(""),
                       STR("p\x00"
                           "1"),
                       {long_id, LONG},
                       {other_long_id, LONG},
                       {long_id, 100}};
    enum { IDS = sizeof ids / sizeof ids[0] };
    Arena *arena = arena_new();
    Str anchors[IDS];
    for (size_t i = 0; i < IDS; i++) {
        Buf buf = {0};
        html_anchor(&buf, 'p', ids[i]);
        anchors[i] = written(arena, &buf);
        CHECK(str_starts(anchors[i], STR("p-")) && anchors[i].len < 310);
        for (size_t k = 0; k < anchors[i].len; k++) {
            char c = anchors[i].data[k];
            CHECK_ROW((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '.' || c == '_',
                      "id %zu: %.*s", i, STR_ARG(anchors[i]));
        }
        for (size_t k = 0; k < i; k++)
            CHECK_ROW(!str_eq(anchors[i], anchors[k]), "ids %zu and %zu: one anchor", i, k);
    }
    arena_free(arena);
}

// ---- a patient made by hand

// A text in a static initializer, where STR cannot stand.
#define S(literal) \
    { (literal), sizeof(literal) - 1 }
#define HOSTILE \
    "\"><img src=x onerror=alert(1)>\x1b[31m\xe2\x80\xae\xe2\x80\xac</td></article><script>&"

static const Source sources[] = {
    {.id = S("read-2020"),
     .authors = S("First A, Second B"),
     .title = S("Read in full"),
     .year = S("2020"),
     .doi = S("10.1000/a<b>\"c"),
     .read = READ_FULL},
    {.id = S("seen-2021"),
     .title = S("Only the abstract"),
     .url = S("javascript:alert(1)"),
     .read = READ_ABSTRACT},
    {.id = S("uncited"), .title = S("Nobody cites this"), .read = READ_FULL},
};
static const Citation read_full[] = {{&sources[0], S("Table 2")}};
static const Citation read_abstract[] = {{&sources[1], S("Abstract")}};

static const Item pain = {.kind = KIND_INPUT, .id = S("night-pain"), .ask = S("Pain at night?")};
static const Item fever = {.kind = KIND_INPUT, .id = S("fever"), .ask = S("Is there fever?")};
static const Item legs = {.kind = KIND_INPUT, .id = S("legs"), .ask = S("Are the legs weak?")};
static const Item smoke = {.kind = KIND_INPUT, .id = S("smoke"), .ask = S("Do they smoke?")};

#define FINDING(NAME, TITLE, YES)                           \
    static const Item NAME = {.kind = KIND_FINDING,         \
                              .id = S(#NAME),               \
                              .title = S(TITLE),            \
                              .tier_yes = (YES),            \
                              .tier_unknown = TIER_UNKNOWN, \
                              .tier_no = TIER_GREEN,        \
                              .citations = read_full,       \
                              .citation_count = 1}
FINDING(cord, "The cord may be pressed", TIER_EMERGENCY);
FINDING(breath, "A lung may have collapsed", TIER_EMERGENCY);
FINDING(back, "The cancer may be back", TIER_RED);
FINDING(tobacco, "Tobacco", TIER_GREEN);
static const Item fracture = {.kind = KIND_FINDING,
                              .id = S("fracture"),
                              .title = S("This bone may break"),
                              .tier_yes = TIER_AMBER,
                              .citations = read_abstract,
                              .citation_count = 1,
                              .best_read = READ_ABSTRACT};
static const Item chest = {.kind = KIND_DUE, .id = S("chest"), .title = S("Chest image")};
static const Item visit = {.kind = KIND_DUE, .id = S("visit"), .title = S("Visit")};
static const Item blood = {.kind = KIND_DUE, .id = S("blood"), .title = S("Blood test")};
static const Item surgery = {.kind = KIND_OPTION, .id = S("surgery"), .title = S("Surgery")};
static const Item events = {.kind = KIND_EVENT, .id = S("events")};

typedef struct {
    Arena *arena;
    Record record;
    Json patient;
    ReviewOptions options;
    Buf out;
} Board;

static Board *board_new(const char *patient) {
    Arena *arena = arena_new();
    Board *board = ARENA_NEW(arena, Board);
    Err err = {0};
    board->arena = arena;
    board->options =
        (ReviewOptions){.detail = DETAIL_FULL, .as_of = instant("2026-11-22T00:00:00Z")};
    CHECK_ROW(json_read(str_from(patient), NULL, &json_limits, arena, &board->patient, &err), "%s",
              err.message);
    board->record = (Record){.arena = arena, .patient_id = S("p1"), .patient = &board->patient};
    return board;
}

static Str board_article(Board *board, const Finding *findings, size_t count) {
    buf_reset(&board->out);
    html_write_patient(&board->out, &board->options, &board->record, findings, count);
    return buf_str(&board->out);
}

static void board_free(Board *board) {
    buf_free(&board->out);
    arena_free(board->arena);
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define JONAS "{\"name\":[{\"text\":\"Jonas M.\"}],\"gender\":\"male\",\"birthDate\":\"2009\"}"

static const Evidence of_pain[] = {{.input = &pain,
                                    .resource = S("Observation/1"),
                                    .path = S("valueBoolean"),
                                    .shown = S("Wakes him at night"),
                                    .date = S("2026-11-20"),
                                    .answer = {.kind = VALUE_BOOLEAN, .as.boolean = true}},
                                   {.input = &fever,
                                    .resource = S("Observation/2"),
                                    .what = S("Symptom absent"),
                                    .shown = S("Fever"),
                                    .date = S("2026-11-21"),
                                    .answer = {.kind = VALUE_BOOLEAN, .as.boolean = false}}};
static const Missing of_legs[] = {{.input = &legs, .settles = true, .ranked = true}};
static const Missing of_smoke[] = {{.input = &smoke, .settles = true, .ranked = true},
                                   {.input = &legs, .ranked = true}};
static const DueWindow of_chest[] = {
    {.low = S("2026-01-01"),
     .high = S("2026-02-01"),
     .done = S("2026-01-15"),
     .window_known = true},
    {.low = S("2026-07-01"), .high = S("2026-09-01"), .overdue_days = 82, .window_known = true}};
static const DueWindow of_visit[] = {
    {.low = S("2026-11-20"), .high = S("2026-11-27"), .is_due = true, .window_known = true}};
static const EventEntry of_events[] = {
    {.at_low = S("2024-05-14"), .lane = S("disease"), .what = S("Diagnosis")},
    {.at_low = S("2025-02-11"),
     .at_high = S("2025-03-11"),
     .lane = S("drugs"),
     .what = S("Doxorubicin")}};

// In the order of a review: by tier, then kind.
static const Finding usual[] = {
    {.item = &cord, .holds = HOLDS_YES, .tier = TIER_EMERGENCY, .says = S("MRI now.")},
    {.item = &back,
     .holds = HOLDS_YES,
     .tier = TIER_RED,
     .says = S("Image the site."),
     .evidence = of_pain,
     .evidence_count = 2},
    {.item = &fracture,
     .about = S("BodyStructure/femur"),
     .holds = HOLDS_UNKNOWN,
     .tier = TIER_AMBER,
     .has_score = true,
     .score_low = {.units = 800000000},
     .score_high = {.units = 1000000000},
     .score_name = S("Mirels"),
     .says = S("It depends."),
     .missing = of_legs,
     .missing_count = 1},
    {.item = &breath,
     .holds = HOLDS_UNKNOWN,
     .tier = TIER_UNKNOWN,
     .missing = of_legs,
     .missing_count = 1},
    {.item = &tobacco,
     .holds = HOLDS_UNKNOWN,
     .tier = TIER_UNKNOWN,
     .missing = of_smoke,
     .missing_count = 2},
    {.item = &surgery,
     .holds = HOLDS_YES,
     .tier = TIER_NONE,
     .text_for = S("It may cure."),
     .text_against = S("It is an operation.")},
    {.item = &visit, .holds = HOLDS_YES, .tier = TIER_NONE, .due = of_visit, .due_count = 1},
    {.item = &chest, .holds = HOLDS_YES, .tier = TIER_NONE, .due = of_chest, .due_count = 2},
    {.item = &blood, .holds = HOLDS_UNKNOWN, .tier = TIER_NONE},
    {.item = &events,
     .holds = HOLDS_NOT_APPLICABLE,
     .tier = TIER_NONE,
     .events = of_events,
     .event_count = 2},
};

TEST(html_article_answers_in_the_order_a_clinician_asks) {
    Board *board = board_new(JONAS);
    Str page = board_article(board, usual, COUNT(usual));
    CHECK_SOUND(page, false);
    CHECK_HAS(page, "<article id=\"p-p1\" class=\"patient\">");
    CHECK_HAS(page, "Jonas M.");
    static const char *const order[] = {"Cannot wait",
                                        "The cord may be pressed",
                                        "Needs attention",
                                        "The cancer may be back",
                                        "This bone may break",
                                        "Not on record",
                                        "Examinations and visits",
                                        "Options",
                                        "Timeline",
                                        "Also looked for",
                                        "Tobacco"};
    for (size_t i = 2; i < COUNT(order) - 1; i++) CHECK_ORDER(page, order[i - 1], order[i]);
    CHECK_ORDER(page, "overdue by 82 days", "due now");
    CHECK_ORDER(page, "Doxorubicin", "Diagnosis");
    CHECK_HAS(page, "1 overdue</b>, the longest by 82 days");
    CHECK_HAS(page, "Due by <b><time datetime=\"2026-11-27\">27 Nov 2026</time></b>: Visit");
    CHECK_HAS(page, "<span class=\"nk\">Not known</span> whether due: 1 examination<");
    CHECK_HAS(page, "<bdi>It is an operation.</bdi>");
    board_free(board);
}

TEST(html_not_known_is_said_and_a_range_is_a_range) {
    Board *board = board_new(JONAS);
    Str page = board_article(board, usual, COUNT(usual));
    CHECK_HAS(page, "This bone may break <span class=\"nk\">not known</span>");
    CHECK_HAS(page, "Mirels <b class=\"range\">8 to 10</b>");
    CHECK_HAS(page, "A lung may have collapsed: <span class=\"nk\">not known</span>");
    CHECK_LACKS(page, "No emergency is on record");
    CHECK_HAS(page, "Nobody here has read a source of this in full.");
    board_free(board);
}

// A tier is a drawing, a word and a colour.
TEST(html_tiers_are_never_colour_alone) {
    Arena *arena = arena_new();
    for (Tier tier = TIER_EMERGENCY; tier < TIER_NONE; tier++) {
        Buf buf = {0};
        html_tier(&buf, tier);
        Str got = written(arena, &buf);
        CHECK_SOUND(got, false);
        CHECK(page_count(got, "<use href=\"#i-") == 1 && html_tier_word(tier).len > 0);
        CHECK(page_count(got, arena_printf(arena, "%.*s</span>%c", STR_ARG(html_tier_word(tier)), 0)
                                  .data) == 1);
    }
    Buf none = {0};
    html_tier(&none, TIER_NONE);
    CHECK(none.len == 0);
    arena_free(arena);
}

TEST(html_questions_stand_once_the_most_urgent_first) {
    Board *board = board_new(JONAS);
    Str page = board_article(board, usual, COUNT(usual));
    CHECK(page_count(page, "<li><b>Are the legs weak?</b>") == 1);
    CHECK_ORDER(page, "<li><b>Are the legs weak?</b>", "<li><b>Do they smoke?</b>");
    CHECK_HAS(page, "can settle “A lung may have collapsed” (Emergency if yes) and 2 more");
    CHECK_HAS(page, "can settle “Tobacco”<");
    CHECK_HAS(page, "2 questions open");
    board_free(board);
}

// A denial is no reason: "Fever" of a record that says there is none.
TEST(html_a_denial_is_not_shown_as_what_the_record_says) {
    Board *board = board_new(JONAS);
    Str page = board_article(board, usual, COUNT(usual));
    CHECK_HAS(page, "On record:</span> <bdi>Wakes him at night</bdi> <span class=\"dim\">"
                    "<time datetime=\"2026-11-20\">");
    CHECK_HAS(page, "<td data-label=\"Answer\"><b><bdi>no</bdi></b></td><td data-label=\"As "
                    "recorded\"><bdi>Symptom absent</bdi>: <bdi>Fever</bdi></td>");
    board_free(board);
}

TEST(html_a_quiet_patient_is_calm_and_open_to_question) {
    static const Finding quiet[] = {
        {.item = &cord, .holds = HOLDS_NO, .tier = TIER_GREEN, .says = S("It was denied.")},
        {.item = &tobacco,
         .holds = HOLDS_UNKNOWN,
         .tier = TIER_UNKNOWN,
         .missing = of_smoke,
         .missing_count = 1}};
    Board *board = board_new(JONAS);
    Str page = board_article(board, quiet, COUNT(quiet));
    CHECK_SOUND(page, false);
    CHECK_HAS(page, "Nothing needs attention on what is recorded.");
    CHECK_HAS(page, "<b>No emergency is on record.</b> Looked for: The cord may be pressed:");
    CHECK_ORDER(page, "class=\"calm\"", "<details class=\"quiet\">");
    page = board_article(board, NULL, 0);
    CHECK_SOUND(page, false);
    CHECK_HAS(page, "No guideline that was loaded asks anything of this patient.");
    CHECK_LACKS(page, "<details");
    board_free(board);
}

TEST(html_what_does_not_apply_is_folded_and_an_error_is_said) {
    static const Finding rest[] = {
        {.item = &back, .holds = HOLDS_ERROR, .tier = TIER_RED, .error = "too many steps"},
        {.item = &cord, .holds = HOLDS_NOT_APPLICABLE, .tier = TIER_NONE}};
    Board *board = board_new(JONAS);
    Str page = board_article(board, rest, COUNT(rest));
    CHECK_SOUND(page, false);
    CHECK_HAS(page, "The cancer may be back <span class=\"nk\">could not be evaluated</span>");
    CHECK_HAS(page, "It counts as not known: <bdi>too many steps</bdi>");
    CHECK_HAS(page, "<summary>1 item does not apply</summary>");
    CHECK_LACKS(page, "Looked for:");
    board_free(board);
}

TEST(html_without_detail_holds_no_data) {
    Board *board = board_new(JONAS);
    board->options.detail = DETAIL_NONE;
    Str page = board_article(board, usual, COUNT(usual));
    CHECK_SOUND(page, false);
    CHECK_LACKS(page, "Observation/1");
    CHECK_LACKS(page, "href=\"#s-");
    board_free(board);
}

TEST(html_merged_records_are_named) {
    static const Str merged[] = {S(HOSTILE)};
    Board *board = board_new(JONAS);
    board->record.merged_ids = merged;
    board->record.merged_count = 1;
    Str page = board_article(board, NULL, 0);
    CHECK_SOUND(page, false);
    CHECK_HAS(page, "which was merged into this one");
    board_free(board);
}

// ---- hostile text at every place where a record or a guideline speaks

static const Item hostile_input = {.kind = KIND_INPUT, .id = S(HOSTILE), .ask = S(HOSTILE)};
static const Source hostile_source = {.id = S(HOSTILE),
                                      .authors = S(HOSTILE ", " HOSTILE),
                                      .title = S(HOSTILE),
                                      .year = S(HOSTILE),
                                      .journal = S(HOSTILE),
                                      .doi = S(HOSTILE)};
static const Citation hostile_citation[] = {{&hostile_source, S(HOSTILE)}};
static const Item hostile_gate = {.kind = KIND_GATE, .title = S(HOSTILE)};
static const Item *const hostile_gates[] = {&hostile_gate};
#define HOSTILE_ITEM                                                                           \
    .id = S(HOSTILE), .title = S(HOSTILE), .citations = hostile_citation, .citation_count = 1, \
    .strength = S(HOSTILE), .gates = hostile_gates, .gate_count = 1
static const Item hostile_finding = {.kind = KIND_FINDING, HOSTILE_ITEM};
static const Item hostile_due = {.kind = KIND_DUE, HOSTILE_ITEM};
static const Item hostile_option = {.kind = KIND_OPTION, HOSTILE_ITEM};
static const Evidence hostile_evidence[] = {
    {.input = &hostile_input,
     .resource = S(HOSTILE),
     .path = S(HOSTILE),
     .what = S(HOSTILE),
     .shown = S(HOSTILE),
     .date = S(HOSTILE),
     .local = true,
     .answer = {.kind = VALUE_BOOLEAN, .as.boolean = true}}};
static const AnswerEffect hostile_effects[] = {{.answer = S(HOSTILE), .holds = HOLDS_YES}};
static const Missing hostile_missing[] = {{.input = &hostile_input,
                                           .about = S(HOSTILE),
                                           .ranked = true,
                                           .settles = true,
                                           .effects = hostile_effects,
                                           .effect_count = 1}};
static const DueWindow hostile_windows[] = {
    {.low = S(HOSTILE), .high = S(HOSTILE), .overdue_days = 3, .window_known = true},
    {.done = S(HOSTILE)}};
static const EventEntry hostile_events[] = {
    {.at_low = S(HOSTILE), .at_high = S("2026"), .lane = S(HOSTILE), .what = S(HOSTILE)}};
static const Library hostile_library = {.name = S(HOSTILE)};
static const Reason hostile_reason = {.text = S(HOSTILE),
                                      .library = &hostile_library,
                                      .evidence = hostile_evidence,
                                      .evidence_count = 1};
#define HOSTILE_FINDING                                                                         \
    .about = S(HOSTILE), .says = S(HOSTILE), .evidence = hostile_evidence, .evidence_count = 1, \
    .missing = hostile_missing, .missing_count = 1, .due = hostile_windows, .due_count = 2,     \
    .events = hostile_events, .event_count = 1, .text_for = S(HOSTILE),                         \
    .text_against = S(HOSTILE), .reason = &hostile_reason, .score_name = S(HOSTILE),            \
    .band_name = S(HOSTILE), .has_score = true, .local = true
static const Finding hostile[] = {
    {.item = &hostile_finding, .holds = HOLDS_YES, .tier = TIER_EMERGENCY, HOSTILE_FINDING},
    {.item = &hostile_finding,
     .holds = HOLDS_ERROR,
     .tier = TIER_RED,
     .error = HOSTILE,
     HOSTILE_FINDING},
    {.item = &hostile_finding, .holds = HOLDS_UNKNOWN, .tier = TIER_UNKNOWN, HOSTILE_FINDING},
    {.item = &hostile_finding, .holds = HOLDS_NOT_APPLICABLE, .tier = TIER_NONE, HOSTILE_FINDING},
    {.item = &hostile_due, .holds = HOLDS_YES, .tier = TIER_NONE, HOSTILE_FINDING},
    {.item = &hostile_option, .holds = HOLDS_YES, .tier = TIER_NONE, HOSTILE_FINDING},
    {.item = &hostile_option, .holds = HOLDS_UNKNOWN, .tier = TIER_NONE, HOSTILE_FINDING},
};

#define HOSTILE_PATIENT                                                                      \
    "{\"name\":[{\"family\":\"<script>alert(1)</script>\",\"given\":[\"\\\"><img onerror=x>" \
    "\\u202e\\u001b[31m\"]}],\"gender\":\"</h2><b onclick='x'>\",\"birthDate\":\"<i>\"}"

TEST(html_hostile_text_stays_text_everywhere) {
    Board *board = board_new(HOSTILE_PATIENT);
    board->record.patient_id = STR(HOSTILE);
    Str page = board_article(board, hostile, COUNT(hostile));
    CHECK_SOUND(page, false);
    CHECK_LACKS(page, "<img");
    CHECK_LACKS(page, "<script");
    // each of the places above spoke
    CHECK_ROW(page_count(page, "&lt;img src=x onerror=alert(1)&gt;") > 60, "%zu",
              page_count(page, "&lt;img src=x onerror=alert(1)&gt;"));
    board_free(board);
}

// ---- the page around them

static const Item off = {.kind = KIND_FINDING,
                         .title = S("A rule"),
                         .is_off = true,
                         .off_reason = S("no such " HOSTILE)};
static const Item *const items[] = {&cord, &fracture, &off};
static const Guideline guidelines[] = {{.id = S("bone"),
                                        .title = S("Bone"),
                                        .status = S("draft"),
                                        .version = S("1.2.0"),
                                        .limits = S("not for " HOSTILE),
                                        .expires = S("2026-11-21"),
                                        .items = items,
                                        .item_count = 3}};
static const Guideline *const all_guidelines[] = {&guidelines[0]};
static const GuidelineSet set = {.guidelines = all_guidelines,
                                 .guideline_count = 1,
                                 .items = items,
                                 .item_count = 3,
                                 .sources = sources,
                                 .source_count = 3,
                                 .hash = "sha256:0123"};

typedef struct {
    Str id;
    const Finding *findings;
    size_t count;
} Known;

static void write_whole(Board *board, Buf *out) {
    static const Finding quiet[] = {{.item = &cord, .holds = HOLDS_NO, .tier = TIER_GREEN}};
    static const Finding late[] = {
        {.item = &chest, .holds = HOLDS_YES, .tier = TIER_NONE, .due = of_chest, .due_count = 2}};
    static const Known known[] = {
        {S("quiet"), quiet, 1}, {S("late"), late, 1}, {S("p1"), usual, COUNT(usual)}};
    ReaderSummary input = {
        .patients = 3, .resources = 1234, .skipped = 1, .by_kind = {{"json", 1}}};
    PatientSummary *patients[COUNT(known)];
    board->options.set = &set;
    for (size_t i = 0; i < COUNT(known); i++) {
        board->record.patient_id = known[i].id;
        patients[i] =
            patient_summarize(&board->options, &board->record, known[i].findings, known[i].count);
    }
    html_write_head(out, &board->options, STR("Vigil"));
    html_write_worklist(out, &board->options, &input, 2, (const PatientSummary *const *)patients,
                        COUNT(known));
    for (size_t i = 0; i < COUNT(known); i++) {
        board->record.patient_id = known[i].id;
        html_write_patient(out, &board->options, &board->record, known[i].findings, known[i].count);
        patient_summary_free(patients[i]);
    }
    html_write_tail(out, &board->options);
}

TEST(html_page_is_whole_and_says_what_was_read) {
    Board *board = board_new(JONAS);
    Buf out = {0};
    write_whole(board, &out);
    Str page = buf_str(&out);
    CHECK_SOUND(page, true);
    CHECK(str_starts(page, STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=")));
    CHECK_HAS(page, "<h1>2 of 3 patients need attention</h1>");
    CHECK_ORDER(page, "As of <b>", "<h1>");
    CHECK_HAS(page, "Read: 3 patients, 1234 resources.");
    CHECK_HAS(page, "1 part of the input was left out.");
    CHECK_HAS(page, "Kinds of trouble, remarks included: json 1.");
    CHECK_HAS(page, "2 findings could not be evaluated");
    CHECK_HAS(page, "1 item of the guidelines is switched off here");
    CHECK_ORDER(page, "<table class=\"worklist\">", "<article");
    CHECK_HAS(page, "<span class=\"dim\">was due by</span> <time datetime=\"2026-09-01\">");
    CHECK_ORDER(page, "<tr class=\"r-emergency\">", "<tr class=\"r-amber\">");
    CHECK(page_count(page, "also: The cancer may be back") == 1);
    CHECK_HAS(page, "1 other patient needs nobody on what is recorded");
    CHECK_HAS(page, "is not a certified medical device");
    buf_free(&out);
    board_free(board);
}

TEST(html_page_names_its_guidelines_and_the_sources_that_are_cited) {
    Board *board = board_new(JONAS);
    Buf out = {0};
    write_whole(board, &out);
    Str page = buf_str(&out);
    CHECK_HAS(page, "<span class=\"nk\">expired</span>");
    CHECK_HAS(page,
              "switched off <span class=\"read\">local</span></dt><dd>A rule: no such &quot;");
    CHECK_HAS(page, "sha256:0123");
    CHECK_HAS(page, "<li id=\"s-read-2020\">");
    CHECK_HAS(page, "href=\"https://doi.org/10.1000/a&lt;b&gt;&quot;c\"");
    CHECK_HAS(page, "<span class=\"read\">abstract only</span>");
    CHECK_LACKS(page, "Nobody cites this");
    CHECK_LACKS(page, "javascript:");
    buf_free(&out);
    board_free(board);
}

TEST(html_page_is_the_same_bytes_again) {
    Board *board = board_new(JONAS);
    Buf first = {0};
    Buf again = {0};
    write_whole(board, &first);
    write_whole(board, &again);
    CHECK(str_eq(buf_str(&first), buf_str(&again)));
    buf_free(&first);
    buf_free(&again);
    board_free(board);
}

// The policy allows exactly the style sheet that stands there, no script, nothing from elsewhere.
TEST(html_policy_allows_this_style_and_nothing_else) {
    Board *board = board_new(JONAS);
    Buf out = {0};
    html_write_head(&out, &board->options, STR("Vigil"));
    Str page = buf_str(&out);
    const char *start = memmem(page.data, page.len, "<style>", 7);
    const char *end = memmem(page.data, page.len, "</style>", 8);
    if (CHECK(start != NULL && end != NULL)) {
        struct sha256_ctx state;
        uint8_t digest[SHA256_DIGEST_SIZE];
        char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)];
        sha256_init(&state);
        sha256_update(&state, (size_t)(end - start) - 7, (const uint8_t *)start + 7);
        sha256_digest(&state, sizeof digest, digest);
        base64_encode_raw(text, sizeof digest, digest);
        Str policy = arena_printf(board->arena,
                                  "default-src 'none'; style-src 'sha256-%.*s'; base-uri 'none'; "
                                  "form-action 'none'%c",
                                  (int)sizeof text, text, 0);
        CHECK_HAS(page, policy.data);
        Str style = {start, (size_t)(end - start)};
        CHECK_LACKS(style, "url(");
        CHECK_LACKS(style, "@import");
    }
    CHECK_LACKS(page, "<script");
    CHECK_LACKS(page, "style=");
    buf_free(&out);
    board_free(board);
}
