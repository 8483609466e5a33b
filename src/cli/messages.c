#include "cli/messages.h"

// A query can say something of every row.
enum { MOST = 1000 };

static void hear(void *ctx, Str severity, Str code, Str text) {
    Messages *messages = ctx;
    if (++messages->count > MOST) return;
    if (!messages->json) {
        buf_printf(&messages->said, "  (%.*s", STR_ARG(severity));
        if (code.len > 0) buf_printf(&messages->said, " %.*s", STR_ARG(code));
        buf_printf(&messages->said, ") %.*s\n", STR_ARG(text));
        return;
    }
    if (messages->said.len > 0) buf_add_char(&messages->said, ',');
    JsonWriter w = {.buf = &messages->said};
    json_begin(&w, '{');
    json_key(&w, "severity");
    json_put_string(&w, severity);
    json_key(&w, "code");
    json_put_string(&w, code);
    json_key(&w, "text");
    json_put_string(&w, text);
    json_end(&w, '}');
}

void messages_listen(Messages *messages, Eval *eval, bool json) {
    buf_reset(&messages->said);
    messages->json = json;
    messages->count = 0;
    Runtime *runtime = eval_runtime(eval);
    runtime->message = hear;
    runtime->message_ctx = messages;
}

void messages_write(const Messages *messages, JsonWriter *writer) {
    if (messages->count == 0) return;
    uint32_t left = messages->count > MOST ? messages->count - MOST : 0;
    if (!messages->json) {
        buf_add(writer->buf, buf_str(&messages->said));
        if (left > 0) buf_printf(writer->buf, "  (%u more messages)\n", left);
        return;
    }
    json_key(writer, "messages");
    json_begin(writer, '[');
    json_put_raw(writer, buf_str(&messages->said));
    json_end(writer, ']');
    if (left > 0) {
        json_key(writer, "messagesLeftOut");
        json_put_int(writer, left);
    }
}
