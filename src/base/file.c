#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lines.h"

// Says what the system said, and about which path.
static bool system_failed(const char *doing, const char *path, Err *err) {
    ErrCode code = errno == ENOENT || errno == ENOTDIR ? ERR_MISSING : ERR_IO;
    err_set(err, code, "cannot %s: %s", doing, strerror(errno));
    return err_at(err, str_from(path), 0, 0);
}

// Reads until the end, or until there is more than `limit`.
static bool read_all(int descriptor, size_t limit, Buf *buf) {
    const size_t step = 65536;
    while (buf->len <= limit) {
        ssize_t got = read(descriptor, buf_reserve(buf, step), step);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0;
        buf->len += (size_t)got;
    }
    return true;
}

bool file_read(const char *path, size_t limit, Arena *arena, Str *text, Err *err) {
    bool standard = strcmp(path, "-") == 0;
    int descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) return system_failed("open", path, err);
    Buf buf = {0};
    bool ok = read_all(descriptor, limit, &buf);
    if (!ok) {
        system_failed("read", path, err);
    } else if (buf.len > limit) {
        ok = err_set(err, ERR_LIMIT, "a file of more than %zu bytes", limit);
        err_at(err, str_from(path), 0, 0);
    } else {
        char *copy = arena_alloc(arena, buf.len + LINES_PADDING, 1);
        if (buf.len > 0) memcpy(copy, buf.data, buf.len);
        *text = (Str){copy, buf.len};
    }
    buf_free(&buf);
    if (!standard) close(descriptor);
    return ok;
}

bool file_write(const char *path, Str text, Err *err) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (descriptor < 0) return system_failed("write", path, err);
    while (text.len > 0) {
        ssize_t written = write(descriptor, text.data, text.len);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            system_failed("write", path, err);
            close(descriptor);
            return false;
        }
        text = (Str){text.data + written, text.len - (size_t)written};
    }
    return close(descriptor) == 0 || system_failed("write", path, err);
}

bool file_exists(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

bool file_is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

uint64_t file_size(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && status.st_size > 0 ? (uint64_t)status.st_size : 0;
}

typedef struct {
    Str *names;
    size_t count;
    size_t room;
} Names;

static void names_add(Names *list, Arena *arena, Str name) {
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : list->room * 2;
        Str *names = ARENA_ARRAY(arena, Str, room);
        if (list->count > 0) memcpy(names, list->names, list->count * sizeof *names);
        list->names = names;
        list->room = room;
    }
    // Kept with its NUL, so that it can be handed to the system.
    char *copy = arena_alloc(arena, name.len + 1, 1);
    memcpy(copy, name.data, name.len);
    list->names[list->count++] = (Str){copy, name.len};
}

static int by_bytes(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

bool folder_list(const char *path, Str suffix, Arena *arena, Str **names, size_t *count, Err *err) {
    DIR *folder = opendir(path);
    if (folder == NULL) return system_failed("open the folder", path, err);
    Names list = {0};
    errno = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL; errno = 0) {
        Str name = str_from(entry->d_name);
        if (name.data[0] != '.' && str_ends(name, suffix)) names_add(&list, arena, name);
    }
    bool ok = errno == 0 || system_failed("read the folder", path, err);
    closedir(folder);
    if (!ok) return false;
    if (list.count > 0) qsort(list.names, list.count, sizeof *list.names, by_bytes);
    *names = list.names;
    *count = list.count;
    return true;
}

static const char *temp_parent(const char *parent) {
    if (parent == NULL) parent = getenv("TMPDIR");
    return parent == NULL || parent[0] == '\0' ? "/tmp" : parent;
}

bool file_temp(const char *parent, FILE **file, Err *err) {
    parent = temp_parent(parent);
    Buf path = {0};
    buf_printf(&path, "%s/vigil-XXXXXX%c", parent, 0);
    int descriptor = mkstemp(path.data);
    if (descriptor >= 0) unlink(path.data);
    buf_free(&path);
    FILE *made = descriptor < 0 ? NULL : fdopen(descriptor, "w+b");
    if (made == NULL) {
        if (descriptor >= 0) close(descriptor);
        return system_failed("make a temporary file in", parent, err);
    }
    *file = made;
    return true;
}

bool folder_temp(const char *parent, Arena *arena, const char **path, Err *err) {
    parent = temp_parent(parent);
    Str pattern = arena_printf(arena, "%s/vigil-XXXXXX", parent);
    char *made = arena_alloc(arena, pattern.len + 1, 1);
    memcpy(made, pattern.data, pattern.len);
    if (mkdtemp(made) == NULL) return system_failed("make a temporary folder", parent, err);
    *path = made;
    return true;
}

bool folder_remove(const char *path, Err *err) {
    DIR *folder = opendir(path);
    if (folder == NULL) return system_failed("open the folder", path, err);
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        ok = unlinkat(dirfd(folder), entry->d_name, 0) == 0 ||
             system_failed("remove a file in", path, err);
    }
    closedir(folder);
    return ok && (rmdir(path) == 0 || system_failed("remove the folder", path, err));
}

const char *path_join(Arena *arena, const char *folder, Str name) {
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    return arena_printf(arena, "%s%s%.*s", folder, slash, STR_ARG(name)).data;
}
