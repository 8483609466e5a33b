#include "store/texts.h"

#include <pthread.h>
#include <stdlib.h>
#include <zdict.h>
#include <zstd.h>

#include "base/lines.h"
#include "base/memory.h"
#include "store/sql.h"

enum {
    LEVEL = 1,                 // measured: -1 saves a third of this time, and makes a quarter more
    LEARN_FROM = 64 * 1024,    // bytes of one type, before its dictionary is made
    CONTENT_SIZE = 12 * 1024,  // of texts in a dictionary
    DICTIONARY_SIZE = 16 * 1024  // with its statistics
};

// What texts of one type were and are packed with.
typedef struct {
    FhirType type;
    int64_t number;  // 0: not in the store yet
    Str data;
    ZSTD_CDict *pack;
} Dictionary;

typedef struct {
    Buf texts;
    Buf sizes;  // of size_t
    int slot;   // of the dictionary + 1; 0: none yet
} Learner;

typedef struct {
    int64_t number;
    ZSTD_DDict *unpack;
} Opened;

struct Texts {
    Store *store;
    Arena *arena;
    unsigned workers;
    ZSTD_CCtx **packers;  // by worker
    Buf *rooms;           // by worker
    ZSTD_DCtx *unpacker;
    bool learns;           // and packs with dictionaries
    pthread_mutex_t lock;  // for what follows
    Learner *learners;     // by FhirType
    Buf dictionaries;      // of Dictionary *, by slot
    Buf opened;            // of Opened
};

static Dictionary *dictionary_at(const Texts *texts, int slot) {
    Dictionary *dictionary;
    memcpy(&dictionary, texts->dictionaries.data + (size_t)slot * sizeof dictionary,
           sizeof dictionary);
    return dictionary;
}

static size_t dictionary_count(const Texts *texts) {
    return texts->dictionaries.len / sizeof(Dictionary *);
}

static ZSTD_CCtx *packer_new(void) {
    ZSTD_CCtx *packer = ZSTD_createCCtx();
    if (packer == NULL) memory_out(0);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_contentSizeFlag, 0);  // the row says these
    ZSTD_CCtx_setParameter(packer, ZSTD_c_dictIDFlag, 0);
    return packer;
}

Texts *texts_new(Store *store, unsigned workers) {
    Arena *arena = arena_new();
    Texts *texts = ARENA_NEW(arena, Texts);
    *texts = (Texts){.store = store, .arena = arena, .workers = workers};
    texts->packers = ARENA_ARRAY(arena, ZSTD_CCtx *, workers);
    texts->rooms = ARENA_ARRAY(arena, Buf, workers);
    for (unsigned i = 0; i < workers; i++) texts->packers[i] = packer_new();
    texts->unpacker = ZSTD_createDCtx();
    if (texts->unpacker == NULL) memory_out(0);
    texts->learners = ARENA_ARRAY(arena, Learner, fhir_type_count() + 1);
    pthread_mutex_init(&texts->lock, NULL);
    return texts;
}

void texts_free(Texts *texts) {
    if (texts == NULL) return;
    for (unsigned i = 0; i < texts->workers; i++) {
        ZSTD_freeCCtx(texts->packers[i]);
        buf_free(&texts->rooms[i]);
    }
    ZSTD_freeDCtx(texts->unpacker);
    for (size_t i = 0; i <= fhir_type_count(); i++) {
        buf_free(&texts->learners[i].texts);
        buf_free(&texts->learners[i].sizes);
    }
    for (size_t i = 0; i < dictionary_count(texts); i++)
        ZSTD_freeCDict(dictionary_at(texts, (int)i)->pack);
    for (size_t i = 0; i * sizeof(Opened) < texts->opened.len; i++)
        ZSTD_freeDDict(((Opened *)(void *)texts->opened.data)[i].unpack);
    buf_free(&texts->dictionaries);
    buf_free(&texts->opened);
    pthread_mutex_destroy(&texts->lock);
    arena_free(texts->arena);
}

// ---- dictionaries

static int add_dictionary(Texts *texts, FhirType type, int64_t number, Str data) {
    Dictionary *dictionary = ARENA_NEW(texts->arena, Dictionary);
    *dictionary = (Dictionary){.type = type,
                               .number = number,
                               .data = arena_str(texts->arena, data),
                               .pack = ZSTD_createCDict(data.data, data.len, LEVEL)};
    if (dictionary->pack == NULL) memory_out(data.len);
    int slot = (int)dictionary_count(texts);
    buf_add(&texts->dictionaries, (Str){(const char *)&dictionary, sizeof(Dictionary *)});
    texts->learners[type].slot = slot + 1;
    return slot;
}

bool texts_load(Texts *texts, Err *err) {
    Sql *sql =
        sql_get(texts->store, "SELECT number, type, data FROM dictionary ORDER BY number", err);
    if (sql == NULL) return false;
    texts->learns = true;
    while (sql_step(sql)) {
        FhirType type = fhir_type_find(sql_view(sql, 1));
        if (type != 0) add_dictionary(texts, type, sql_int(sql, 0), sql_view(sql, 2));
    }
    return sql_done(sql, err);
}

// Some of the samples, spread over all of them, and the statistics of all.
static void make_dictionary(Texts *texts, FhirType type, Learner *learner) {
    const size_t *sizes = (const size_t *)(const void *)learner->sizes.data;
    unsigned count = (unsigned)(learner->sizes.len / sizeof(size_t));
    char *content = ARENA_ARRAY(texts->arena, char, CONTENT_SIZE + DICTIONARY_SIZE);
    char *data = content + CONTENT_SIZE;
    size_t used = 0;
    size_t at = 0;
    size_t step = learner->texts.len / 6;
    size_t next = 0;
    for (unsigned i = 0; i < count && used < CONTENT_SIZE; at += sizes[i++]) {
        if (at < next) continue;
        next += step;
        size_t left = CONTENT_SIZE - used;
        size_t taken = sizes[i] < left ? sizes[i] : left;
        memcpy(content + used, learner->texts.data + at, taken);
        used += taken;
    }
    ZDICT_params_t params = {.compressionLevel = LEVEL};
    size_t size = ZDICT_finalizeDictionary(data, DICTIONARY_SIZE, content, used,
                                           learner->texts.data, sizes, count, params);
    // Texts too few or too alike have no statistics: their content alone is a dictionary, too.
    bool failed = ZDICT_isError(size) != 0;
    add_dictionary(texts, type, 0, failed ? (Str){content, used} : (Str){data, size});
    buf_free(&learner->texts);
    buf_free(&learner->sizes);
    learner->texts = learner->sizes = (Buf){0};
}

// The slot for a text of that type, -1: none yet.
static int learn(Texts *texts, FhirType type, Str text) {
    Learner *learner = &texts->learners[type];
    pthread_mutex_lock(&texts->lock);
    if (learner->slot == 0 && text.len < LEARN_FROM) {
        buf_add(&learner->texts, text);
        buf_add(&learner->sizes, (Str){(const char *)&text.len, sizeof text.len});
        if (learner->texts.len >= LEARN_FROM) make_dictionary(texts, type, learner);
    }
    int slot = learner->slot - 1;
    pthread_mutex_unlock(&texts->lock);
    return slot;
}

// ---- there and back

PackedText text_pack(Texts *texts, unsigned worker, FhirType type, Str text, Arena *arena) {
    int slot = texts->learns ? learn(texts, type, text) : -1;
    const ZSTD_CDict *with = NULL;
    if (slot >= 0) {
        pthread_mutex_lock(&texts->lock);
        with = dictionary_at(texts, slot)->pack;
        pthread_mutex_unlock(&texts->lock);
    }
    ZSTD_CCtx *packer = texts->packers[worker];
    ZSTD_CCtx_refCDict(packer, with);
    size_t room = ZSTD_compressBound(text.len);
    char *bytes = buf_reserve(&texts->rooms[worker], room);
    size_t size = ZSTD_compress2(packer, bytes, room, text.data, text.len);
    if (ZSTD_isError(size)) memory_out(room);
    return (PackedText){arena_str(arena, (Str){bytes, size}), slot};
}

bool texts_number(Texts *texts, int slot, int64_t *number, Err *err) {
    *number = 0;
    if (slot < 0) return true;
    pthread_mutex_lock(&texts->lock);
    Dictionary *dictionary = dictionary_at(texts, slot);
    pthread_mutex_unlock(&texts->lock);
    if (dictionary->number == 0) {
        Sql *sql = sql_get(texts->store, "INSERT INTO dictionary (type, data) VALUES (?, ?)", err);
        if (sql == NULL) return false;
        sql_bind_text(sql, 1, str_from(fhir_type_name(dictionary->type)));
        sql_bind_blob(sql, 2, dictionary->data);
        if (!sql_run(sql, err)) return false;
        dictionary->number = sql_last_rowid(texts->store);
    }
    *number = dictionary->number;
    return true;
}

static bool open_dictionary(Texts *texts, int64_t number, ZSTD_DDict **found, Err *err) {
    const Opened *opened = (const Opened *)(const void *)texts->opened.data;
    for (size_t i = 0; i * sizeof *opened < texts->opened.len; i++) {
        if (opened[i].number != number) continue;
        *found = opened[i].unpack;
        return true;
    }
    Sql *sql = sql_get(texts->store, "SELECT data FROM dictionary WHERE number = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, number);
    *found = NULL;
    if (sql_step(sql)) {
        Str data = sql_view(sql, 0);
        *found = ZSTD_createDDict(data.data, data.len);
        if (*found == NULL) memory_out(data.len);
    }
    if (!sql_done(sql, err)) return false;
    if (*found == NULL) return err_set(err, ERR_IO, "the store is damaged: restore a backup");
    Opened row = {number, *found};
    buf_add(&texts->opened, (Str){(const char *)&row, sizeof row});
    return true;
}

bool text_unpack(Texts *texts, const StoredText *stored, Arena *arena, Str *text, Err *err) {
    ZSTD_DDict *with = NULL;
    if (stored->dictionary != 0 && !open_dictionary(texts, stored->dictionary, &with, err))
        return false;
    char *data = arena_alloc(arena, stored->length + LINES_PADDING, 1);
    ZSTD_DCtx_refDDict(texts->unpacker, with);
    size_t got = ZSTD_decompressDCtx(texts->unpacker, data, stored->length, stored->bytes.data,
                                     stored->bytes.len);
    if (ZSTD_isError(got) || got != stored->length)
        return err_set(err, ERR_IO, "the store is damaged: restore a backup");
    *text = (Str){data, stored->length};
    return true;
}
