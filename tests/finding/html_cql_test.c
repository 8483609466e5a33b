// html_cql: the CQL as a page: clauses nested and marked by their values, lines numbered, the data
// beside them, nothing of a record as markup.

#include "finding/html_cql.h"

#include "finding/clauses.h"

#include "finding_fixture.h"

#define GUIDELINE                                                                               \
    "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": Last([Observation: code ~ \"One\"] O " \
    "return all (O.value as FHIR.boolean).value)\n"                                             \
    "/*\n@input: two\n@ask: Two?\n*/\ndefine \"Is Two\": Last([Observation: code ~ \"Two\"] O " \
    "return all (O.value as FHIR.boolean).value)\n"                                             \
    "define function both(a Boolean, b Boolean): a\n  and b\n"                                  \
    "define \"Rest\": both(true, false) or both(true, true)\n"                                  \
    "define \"Unread\": 1 + 1\n"                                                                \
    "/*\n@finding: f\n@yes: It is <b>{one}</b>.\n*/\n"                                          \
    "define \"F\": \"Is One\" and \"Rest\" and (\"Is Two\" or true or \"Is One\")\n"

static Str page_of(Clinic *clinic) {
    Buf out = {0};
    html_write_explained(&out, &clinic->options, clinic->eval, clinic->findings, clinic->count);
    Str page = arena_str(clinic->patient, buf_str(&out));
    buf_free(&out);
    return page;
}

// How often `part` stands in the page.
static size_t count_of(Str page, const char *part) {
    size_t count = 0;
    const char *at = page.data;
    const char *end = page.data + page.len;
    while ((at = memmem(at, (size_t)(end - at), part, strlen(part))) != NULL) {
        count++;
        at += strlen(part);
    }
    return count;
}

TEST(html_cql_of_a_finding) {
    Clinic *clinic = clinic_of_text(GUIDELINE, true);
    clinic_review(clinic, SAYS("1", "one", "true"));
    Str page = page_of(clinic);
    // the conclusion: true, and what it asks, nested in it
    CHECK(has(page, "define &quot;F&quot;: <span class=\"c c-t k\" title=\"true\"><span class=\"c "
                    "c-t k\" title=\"true\">&quot;Is One&quot;<span class=\"sr\"> (true) </span>"
                    "</span> and "));
    // silent: not known, with a mark and a word
    CHECK(has(page, "<span class=\"c c-n k\" title=\"null\">&quot;Is Two&quot;<span class=\"sr\"> "
                    "(null) </span></span> or true or <span class=\"c c-z\" title=\"never "
                    "evaluated\">&quot;Is One&quot;</span>"));
    // a function that was called twice says how often it was what; it spans two lines
    CHECK(has(page, "<span class=\"c c-m\" title=\"2 times: 1 true, 1 false; the last: true\">"));
    CHECK(has(page, "<span class=\"c c-m k\" title=\"2 times: 1 true, 1 false; the last: true\">"));
    // what was not reached is not there
    CHECK(!has(page, "Unread"));
    // the data of an input, and none beside what has none
    CHECK(has(page, "<b>Is One</b> <bdi>true</bdi></p>\n<ul>\n<li><bdi>one</bdi>: <bdi>yes</bdi>"));
    CHECK(has(page, "<b>Is Two</b> <bdi>null</bdi></p>\n</div>"));
    // lines have the numbers of the source
    CHECK(has(page, "<ol class=\"cql\" start=\"23\">\n<li><code>define function both(a Boolean"));
    CHECK_INT((int64_t)count_of(page, "<span"), (int64_t)count_of(page, "</span>"));
    CHECK_INT((int64_t)count_of(page, "<li>"), (int64_t)count_of(page, "</li>"));
    // the same page again has the same bytes
    CHECK(str_eq(page_of(clinic), page));
    clinic_free(clinic);
}

TEST(html_cql_escapes) {
    Clinic *clinic = clinic_of_text(
        "/*\n@input: one\n@ask: One?\n@answers: Answers\n*/\ndefine \"Is One\": Last([Observation: "
        "code ~ \"One\"] O return all (O.value as FHIR.string).value)\ndefine \"Answers\": { 'a' "
        "}\n"
        "/*\n@finding: f\n@yes: It says {one}.\n*/\ndefine \"F\": \"Is One\" != '<i>\"&'\n",
        true);
    clinic_review(clinic,
                  ANSWER("1", "one", "2026", "\"valueString\":\"\\\"><script>x</script>\\u202e\""));
    Str page = page_of(clinic);
    CHECK(!has(page, "<script"));
    CHECK(!has(page, "<i>"));
    CHECK(!has(page, "\xe2\x80\xae"));
    CHECK(has(page, "title=\"&#39;&quot;&gt;&lt;script&gt;x&lt;/script&gt;"));
    CHECK(has(page, "&#39;&lt;i&gt;&quot;&amp;&#39;"));
    clinic_free(clinic);
}

// A part that fails is marked so, and the page is whole.
TEST(html_cql_of_what_fails) {
    Clinic *clinic = clinic_of_text(
        "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": singleton from ([Observation: code ~ "
        "\"One\"] O return all (O.value as FHIR.boolean).value)\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n",
        true);
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "one", "false"));
    Str page = page_of(clinic);
    CHECK(has(page, "<span class=\"c c-e k\" title=\"failed\">"));
    CHECK(has(page, "</html>"));
    clinic_free(clinic);
}

// A program that is watched comes to the same, and is not heard of when nobody listens.
TEST(clauses_count) {
    Clinic *clinic = clinic_of_text(GUIDELINE, true);
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_state(clinic, "f"), "yes");
    Clauses *clauses = clauses_new(clinic->patient);
    const Declaration *finding = clinic_find(clinic, "f")->item->declaration;
    CHECK(clause_find(clauses, finding->body) == NULL);
    CHECK_INT((int64_t)clause_times(NULL), 0);
    eval_start(clinic->eval, clinic->record, clinic->patient);
    eval_observe(clinic->eval, clauses_observer(clauses));
    Value value;
    CHECK(eval_define(clinic->eval, finding, STR_NONE, &value, &clinic->err));
    eval_observe(clinic->eval, NULL);
    const Clause *clause = clause_find(clauses, finding->body);
    Came came;
    CHECK(clause != NULL && clause_came(clause, &came) && came == CAME_TRUE);
    CHECK_INT((int64_t)clause_times(clause), 1);
    clinic_free(clinic);
}
