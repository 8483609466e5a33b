// html_cql: the page that shows CQL with every clause marked by what it came to for one patient,
// and the data beside it.
//
// The program has to be checked with CheckOptions.watched, and `eval` to track inputs. One
// self-contained page, as html.c writes it: no script, what is not ours escaped. Colour is never
// alone: each clause has a mark and its value in words.

#ifndef FINDING_HTML_CQL_H
#define FINDING_HTML_CQL_H

#include "finding/finding.h"

// The whole library for the patient (or none) that `eval` was started on.
void html_write_cql(Buf *out, Eval *eval, const Library *library, DateTime as_of);
// Findings of the patient that `eval` was started on, a section each: the declarations of all
// libraries that the conclusion reached. Starts `eval` anew; values made before stay.
void html_write_explained(Buf *out, const ReviewOptions *options, Eval *eval,
                          const Finding *findings, size_t count);

#endif
