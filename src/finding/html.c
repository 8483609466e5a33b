// placeholder until the page is written by its own commit
#include "finding/finding.h"
void html_write_head(Buf *o, const ReviewOptions *r, Str t) {
    (void)o;
    (void)r;
    (void)t;
}
void html_write_worklist(Buf *o, const PatientSummary *const *p, size_t c) {
    (void)o;
    (void)p;
    (void)c;
}
void html_write_patient(Buf *o, const ReviewOptions *r, Record *x, const Finding *f, size_t c) {
    (void)o;
    (void)r;
    (void)x;
    (void)f;
    (void)c;
}
void html_write_tail(Buf *o, const ReviewOptions *r) {
    (void)o;
    (void)r;
}
