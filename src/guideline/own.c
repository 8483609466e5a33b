#include "guideline/own.h"

#include <assert.h>

static const OwnCode marks[] = {
    {"draft", "Draft", "No clinical board has accepted the guideline behind it."},
    {"retired", "Retired", "The guideline behind it is no longer in use."},
    {"local", "Local", "A map, parameter or decision of one hospital stands behind it."},
    {"not-read-in-full", "Source not read in full",
     "Nobody who wrote the guideline has read one of its sources in full."},
};

static const OwnCode tiers[] = {
    {"emergency", "Emergency", "Cannot wait."},
    {"red", "Red", "The most urgent tier below an emergency, as the guideline defines it."},
    {"amber", "Amber", "Needs attention, as the guideline defines it."},
    {"unknown", "Unknown", "The record does not say enough for a tier."},
    {"green", "Green", "Nothing need be done for this finding."},
};

static const OwnCode due_states[] = {
    {"planned", "Planned", "The window has not opened yet."},
    {"due", "Due", "The instant lies in the window, and nothing on record was done in it."},
    {"overdue", "Overdue", "The window has closed, and nothing on record was done in it."},
    {"done", "Done", "Done, on the day that the component \"done-on\" says."},
    {"done-on", "Done on", "The day on which it was done."},
    {"overdue-days", "Days overdue", "Days since the window closed."},
};

#define CODES(list) list, sizeof(list) / sizeof((list)[0])
static const OwnCodeSystem systems[OWN_SYSTEM_COUNT] = {
    [OWN_MARK] = {"mark", "Mark", "Marks on a conclusion",
                  "What whoever reads a conclusion has to know of where it comes from.",
                  CODES(marks)},
    [OWN_TIER] = {"tier", "Tier", "Tiers of a finding",
                  "How urgent a finding is. The guideline says which tier a finding has, and why.",
                  CODES(tiers)},
    [OWN_DUE] = {"due", "Due", "States of what is due",
                 "Where the instant of the evaluation lies in relation to a window.",
                 CODES(due_states)},
};

static const char *const on_related_artifact[] = {"RelatedArtifact", NULL};
static const char *const on_requirement[] = {"DataRequirement", NULL};
static const char *const on_guidance[] = {"GuidanceResponse", NULL};
static const char *const on_conclusion[] = {"Observation", "DetectedIssue", "RiskAssessment", NULL};
static const char *const on_concept[] = {
    "ValueSet.expansion.contains", "ValueSet.compose.include.concept", "CodeSystem.concept", NULL};

static const OwnExtension extensions[] = {
    {"source-read", "SourceRead", "How far a source was read",
     "How far the authors of the guideline have read the source: full, abstract, secondary (known "
     "from another text), recalled (from memory), or own: a decision of theirs, no source.",
     "code", on_related_artifact},
    {"question", "Question", "Question that brings the datum",
     "What to ask so that the datum gets known.", "string", on_requirement},
    {"input", "Input", "Input of a guideline", "The input of the guideline that lacks the datum.",
     "Coding", on_requirement},
    {"about", "About", "What the datum is about",
     "The thing, a lesion for instance, that the datum has to be about (Observation.focus).",
     "Reference", on_requirement},
    {"guidelines-hash", "GuidelinesHash", "Hash of the guidelines",
     "SHA-256 over all files of the guidelines that were read.", "string", on_guidance},
    {"inputs-hash", "InputsHash", "Hash of the inputs",
     "SHA-256 over the inputs that the conclusion read, and their values: the same hash means that "
     "it rests on the same data.",
     "string", on_conclusion},
    {"code-origin", "CodeOrigin", "Where a code comes from",
     "The list or text from which the code was taken.", "string", on_concept},
};

const OwnCodeSystem *own_system(OwnSystem system) {
    return &systems[system];
}

CodeValue own_code(Arena *arena, const Publisher *publisher, OwnSystem system, const char *code) {
    const OwnCodeSystem *own = &systems[system];
    size_t i = 0;
    while (i < own->count && strcmp(own->codes[i].code, code) != 0) i++;
    assert(i < own->count);
    return (CodeValue){.system = part_url(arena, publisher, "CodeSystem", str_from(own->id)),
                       .code = str_from(code),
                       .display = str_from(own->codes[i].display)};
}

const OwnExtension *own_extensions(size_t *count) {
    *count = sizeof extensions / sizeof extensions[0];
    return extensions;
}
