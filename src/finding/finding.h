// finding: one conclusion about one patient: state, tier, what it says, the data it rests on, the
// data it lacks, and its sources.
//
// review_patient() evaluates the items of a GuidelineSet over a record (an Eval that was started on
// it). A Finding and all it points at live in the arena of the patient. States are three-valued:
// what the record does not say is `unknown` and names the datum. Nothing here decides anything
// clinical: state and tier come from the CQL and its tags.
//
// Missing data are found by trying, not by walking: an input that gave null counts as missing if
// some answer to it, alone or with one other, changes the state, the tier or the band of the score;
// at most MISSING_EVALUATIONS evaluations a finding, pairs only when no single answer settles it.
// Only inputs that were read, or that are read once another has an answer. First every input has a
// turn with its outermost answers, then with the others; of pairs too each has a turn before any
// has a second. When the trials run out, or nothing changed, what may still matter is listed too,
// last: an unknown finding always says what it lacks. A Quantity whose unit does not convert to
// those of the answers counts as silent, and says what was found.
//
// Evidence is found by hiding: a resource counts as evidence for an input if the input's value
// changes without it; when these do not suffice (two records say the same), each of the others that
// gives the value together with them; at most EVIDENCE_RESOURCES an input, the newest. An input
// that no resource shows names the Patient, and is followed by the evidence of the inputs it rests
// on.

#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "cql/eval.h"
#include "guideline/guideline.h"
#include "record/reader.h"

enum { MISSING_EVALUATIONS = 200, EVIDENCE_RESOURCES = 32 };

typedef enum { HOLDS_YES, HOLDS_NO, HOLDS_UNKNOWN, HOLDS_NOT_APPLICABLE, HOLDS_ERROR } Holds;

typedef enum { DETAIL_NONE, DETAIL_DATA, DETAIL_FULL } Detail;

typedef struct {
    const Item *input;
    Str about;
    Str resource;  // "Observation/2"
    Str path;      // "valueCodeableConcept"
    Str shown;     // "moderate"
    Str date;      // as precise as recorded; "" if none
    Value answer;  // what the input came to: "Fever" may be shown where the answer is no
    bool local;    // a map of site/ stands behind it
    bool behind;   // of an input that the finding did not read: one that it read rests on that
    Str what;      // what the value is of: "Symptom absent"; "" when `shown` says it
} Evidence;

// What the finding would come to with one answer to a missing input, the others still missing.
typedef struct {
    Str answer;  // in words
    Holds holds;
    Tier tier;
    bool settles;  // it makes the finding yes or no whatever else is missing
    bool changes_tier;
    bool has_score;  // of a finding that shows one, or of a score
    Decimal score_low, score_high;
} AnswerEffect;

typedef struct {
    const Item *input;
    Str about;
    // some answer to it alone makes the finding yes or no whatever else is missing (every answer
    // settles: `always`)
    bool settles;
    bool always;
    bool changes_tier;
    bool ranked;  // false under DETAIL_DATA: only "it was read and gave null"
    // 1 is asked first; those that do as much have the same; 0 when not ranked
    unsigned rank;
    bool open;    // no answer to it, alone or with one other, was seen to change anything; it may
    Str found;    // what is on record and cannot be read in the units of the answers; ""
    size_t pair;  // index + 1 of the other missing input that has to be known as well; 0
    const AnswerEffect *effects;  // by answer, when ranked
    size_t effect_count;
} Missing;

// Why, down to the data: a tree in the order of the CQL.
typedef struct Reason Reason;
struct Reason {
    // what this part is: name of the define, or the source text of the expression
    Str text;
    Value value;
    const Declaration *declaration;  // NULL for a part of an expression
    const Library *library;
    AstPlace place;
    const Evidence *evidence;  // of an input; of rows of the record (their `input` is NULL)
    size_t evidence_count;
    Str note;           // what the rows do not say: "none of 3 fits", "and 5 more"; "" for nothing
    const Item *input;  // NULL
    const Reason *const *kids;
    size_t kid_count;
    bool repeated;  // explained before in this tree: without kids here
};

typedef struct {
    Str low, high;         // ISO dates; "" when unknown
    Str done;              // ISO date; "" when not done
    int64_t overdue_days;  // >0: overdue since so many days at the instant; 0: not
    bool is_due;           // the instant lies in the window and it is not done
    bool window_known;
} DueWindow;

// An element of a tuple that is data: of a finding (@details), or of an event.
typedef struct {
    Str name;
    Value value;  // not null
} FindingDetail;

typedef struct {
    Str at_low, at_high, lane, what;
    const Str *basis;
    size_t basis_count;
    // what else its tuple holds: a measured value and its limits, a family of drugs
    const FindingDetail *details;
    size_t detail_count;
} EventEntry;

typedef struct {
    const Item *item;
    Str about;  // "" for the patient
    Holds holds;
    Tier tier;
    Decimal score_low, score_high;  // when has_score
    Str score_name, band_name, band_says;
    Str says;
    const Evidence *evidence;
    size_t evidence_count;
    const Missing *missing;
    size_t missing_count;
    // inputs that are silent and change nothing, whatever the answer; DETAIL_FULL
    const InputKey *idle;
    size_t idle_count;
    // the trials were enough for every answer, and for every pair where pairs count
    bool tried_all;
    const DueWindow *due;
    size_t due_count;
    const EventEntry *events;
    size_t event_count;
    Str at_low, at_high;  // @at: when it happened, ISO dates; "" when not known
    const FindingDetail *details;
    size_t detail_count;
    const Reason *reason;        // DETAIL_FULL
    const char *error;           // HOLDS_ERROR: what went wrong; the finding counts as unknown
    Str text_for, text_against;  // of an option, filled
    bool has_score;
    bool local;             // a map of site/ stands behind its evidence
    char inputs_hash[72];   // "sha256:..." over the inputs it read and their values
    const InputKey *reads;  // these inputs
    size_t read_count;
} Finding;

// What a review spends its time on; writing is the caller's.
typedef enum {
    PHASE_EVALUATE,
    PHASE_MISSING,
    PHASE_EVIDENCE,
    PHASE_REASONS,
    PHASE_WRITE,
    PHASES
} ReviewPhase;

typedef struct {
    const GuidelineSet *set;
    Detail detail;
    DateTime as_of;
    Str only_finding;  // id; "" for all
    bool all;          // also what does not apply
    bool no_reasons;   // DETAIL_FULL, but without Finding.reason
    bool says;         // DETAIL_NONE, but with what is said, and the names of what is missing
    // What-if: the review is made as if these inputs had these values. Only with DETAIL_NONE.
    const InputKey *if_keys;
    const Value *if_values;
    size_t if_count;
    // Hears of each phase that begins, the first is PHASE_EVALUATE; NULL. There is no clock here.
    void (*phase)(void *ctx, ReviewPhase phase);
    void *phase_ctx;
} ReviewOptions;

// All findings, scores, options, due items and events of this patient: by tier, kind, then name.
void review_patient(const ReviewOptions *options, Eval *eval, const Finding **findings,
                    size_t *count);

const char *holds_name(Holds holds);  // "yes", "no", "unknown", "n/a"

// ---- forms; each adds to `out`
void finding_write_ndjson(Buf *out, const ReviewOptions *options, Str patient,
                          const Finding *finding);
void findings_write_csv_head(Buf *out);
void finding_write_csv(Buf *out, const ReviewOptions *options, Str patient, const Finding *finding);

typedef struct {
    bool color;
    unsigned width;  // columns of the terminal; 0: 100
} TextStyle;

// What is kept of a patient until the worklist can be written (it comes first): a copy outside the
// arena.
typedef struct PatientSummary PatientSummary;

// Worklist rows (patients with something to do, by tier), then each patient.
void worklist_write_text(Buf *out, const TextStyle *style, const PatientSummary *const *patients,
                         size_t count);
// What site/ switched off, with its reasons; nothing when nothing is.
void off_write_text(Buf *out, const TextStyle *style, const GuidelineSet *set);
void patient_write_text(Buf *out, const TextStyle *style, const ReviewOptions *options,
                        Record *record, const Finding *findings, size_t count);
// free with patient_summary_free
PatientSummary *patient_summarize(const ReviewOptions *options, Record *record,
                                  const Finding *findings, size_t count);
void patient_summary_free(PatientSummary *summary);

// The explanation of one finding, as an argument that a person can follow.
void finding_write_explanation(Buf *out, const TextStyle *style, const ReviewOptions *options,
                               Record *record, const Finding *finding);

// Why a define has its value, for the record that `eval` was started with: of any library, not only
// of a guideline. NULL: nothing stands behind it. Lives in the arena of the evaluation.
const Reason *define_reason(Eval *eval, const Declaration *define);
// The same as text; a reason at line 0 is written without its place.
void define_write_reason(Buf *out, const TextStyle *style, Arena *arena, const Reason *reason);

// HTML: one self-contained page: head, worklist, an article a patient, tail (html.c). `input` is
// what was read, and left out (NULL: not said); `failed`: findings that could not be evaluated.
void html_write_head(Buf *out, const ReviewOptions *options, Str title);
void html_write_worklist(Buf *out, const ReviewOptions *options, const ReaderSummary *input,
                         uint64_t failed, const PatientSummary *const *patients, size_t count);
void html_write_patient(Buf *out, const ReviewOptions *options, Record *record,
                        const Finding *findings, size_t count);
void html_write_tail(Buf *out, const ReviewOptions *options);

#endif
