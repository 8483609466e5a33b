// simdjson_bench: the same lines through simdjson's DOM, for comparison. See bench/json/run.
#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

static double cpu_seconds() {
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

int main(int argc, char **argv) {
    simdjson::padded_string text;
    if (argc < 2 || simdjson::padded_string::load(argv[1]).get(text)) return 2;
    const int repeats = argc > 2 ? int(std::strtol(argv[2], nullptr, 10)) : 5;
    struct Line {
        const char *data;
        size_t len;
    };
    std::vector<Line> lines;
    for (const char *at = text.data(), *end = at + text.size(); at < end;) {
        auto newline = static_cast<const char *>(std::memchr(at, '\n', size_t(end - at)));
        if (newline == nullptr) newline = end;
        if (newline > at) lines.push_back({at, size_t(newline - at)});
        at = newline + 1;
    }
    for (const auto *engine : simdjson::get_available_implementations()) {
        if (!engine->supported_by_runtime_system()) continue;
        simdjson::get_active_implementation() = engine;
        simdjson::dom::parser parser;
        double best = 1e30;
        for (int i = 0; i < repeats; i++) {
            const double start = cpu_seconds();
            for (const Line &line : lines) {
                simdjson::dom::element root;
                // The file is padded, so a line needs no copy.
                if (parser.parse(line.data, line.len, false).get(root)) return 1;
            }
            const double seconds = cpu_seconds() - start;
            if (seconds < best) best = seconds;
        }
        std::printf("simdjson dom (%-8s)  %8.0f MB/s\n", engine->name().c_str(),
                    double(text.size()) / 1e6 / best);
    }
}
