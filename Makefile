# make            the program, optimised                    build/vigil
# make test-unit  unit and data tests, sanitized            build/test/unit, build/test/vigil
# make lint       formatting, layers, style: seconds        part of ./test
# make accept     tests/e2e: what it prints now is right
# make slow       static analysis, threads, fuzzers, ...    tools/slow
# make tidy tsan fuzz bench format clean                    one thing each
#
# BUILD=/elsewhere builds somewhere else. ./test sets a machine up and runs it all.

BUILD   ?= build
CC       = gcc
FUZZ_CC  = clang
FUZZ_SECONDS ?= 10

STD      = -std=c17 -D_GNU_SOURCE -pthread
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual -Wcast-align \
           -Wpointer-arith -Wundef -Wvla -Wformat=2 -Wdouble-promotion -Wfloat-equal \
           -Wimplicit-fallthrough -Wnull-dereference -Wlogical-op -Wduplicated-cond \
           -Wduplicated-branches -Walloca -Wstack-usage=16384 -Werror
HARDEN   = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection \
           -fno-common -fno-strict-aliasing -fvisibility=hidden -fPIE
# Plain x86-64: a file that uses wider vectors says so with target attributes and is chosen at run time.
RELEASE  = -O2 -g $(HARDEN)
SANITIZE = -O1 -g -fno-omit-frame-pointer -fno-common -fsanitize=address,undefined \
           -fno-sanitize-recover=all
THREADS  = -O1 -g -fno-omit-frame-pointer -fno-common -fsanitize=thread
FUZZER   = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined \
           -fno-sanitize-recover=all

# zlib reads .gz, nettle has SHA-256, PCRE2 is behind CQL's Matches, MPFR behind Ln and Power,
# libedit reads from a terminal, SQLite and zstd are behind the store, libmicrohttpd speaks HTTP,
# cmark reads leaflets, Pango and Cairo draw the board sheet; cmocka runs the tests.
LIBS      = -ledit -lz -lpcre2-8 -lnettle -lmpfr -lgmp -lsqlite3 -lzstd -lmicrohttpd -lcmark \
            -lpangocairo-1.0 -lpango-1.0 -lgobject-2.0 -lglib-2.0 -lcairo -lm
# Headers of others: their warnings are not ours.
SYSTEM    = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I pangocairo 2>/dev/null))
TEST_LIBS = -lcmocka $(LIBS)
RELEASE_LINK = -pie -Wl,-z,relro,-z,now
# A program gets the objects that it calls for, and loads the libraries that those need.
NEEDED    = -Wl,--as-needed

# vigil, and the program it becomes for the page, whose libraries take long to load.
MAINS    = $(wildcard src/cli/main.c src/cli/page_main.c)
PROGRAMS = $(if $(MAINS),vigil vigil-page)
SOURCES  = $(sort $(wildcard src/*/*.c))
LIBRARY  = $(filter-out $(MAINS),$(SOURCES))
TESTS    = $(sort $(filter-out tests/torture/%,$(wildcard tests/*.c tests/*/*.c)))
FUZZERS  = $(sort $(wildcard fuzz/*.c))
FORMATTED = $(sort $(wildcard src/*/*.[ch] tests/*.[ch] tests/*/*.[ch] fuzz/*.[ch] bench/*.[ch]))

# The page, embedded in every program: files of src/page/app, and what npm installs beside them.
APP      = src/page/app
PACKAGES = $(APP)/node_modules/.package-lock.json
ASSETS   = $(if $(wildcard $(APP)/package-lock.json),$(BUILD)/assets.o)

RELEASE_OBJECTS = $(SOURCES:%.c=$(BUILD)/release/%.o)
TEST_OBJECTS    = $(LIBRARY:%.c=$(BUILD)/test/%.o) $(TESTS:%.c=$(BUILD)/test/%.o)
TSAN_OBJECTS    = $(LIBRARY:%.c=$(BUILD)/tsan/%.o) $(TESTS:%.c=$(BUILD)/tsan/%.o)
FUZZ_OBJECTS    = $(LIBRARY:%.c=$(BUILD)/fuzz/%.o)
FUZZ_PROGRAMS   = $(FUZZERS:fuzz/%.c=$(BUILD)/fuzz/%)

.PHONY: all objects test-unit build-test build-tsan build-fuzz tsan fuzz tidy lint format slow bench accept clean
.SECONDARY:
all: objects $(PROGRAMS:%=$(BUILD)/%)

objects: $(RELEASE_OBJECTS)

$(BUILD)/vigil: $(BUILD)/release/src/cli/main.o
$(BUILD)/vigil-page: $(BUILD)/release/src/cli/page_main.o
$(PROGRAMS:%=$(BUILD)/%): $(BUILD)/release.a
	@echo "  LINK  $@"
	@$(CC) $(RELEASE) $(RELEASE_LINK) $(NEEDED) -pthread -o $@ $(filter %.o,$^) $(BUILD)/release.a $(LIBS)

$(BUILD)/release.a: $(LIBRARY:%.c=$(BUILD)/release/%.o) $(ASSETS)
	@rm -f $@ && ar rcsT $@ $^

$(BUILD)/release/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(STD) $(WARN) $(RELEASE) -Isrc $(SYSTEM) -MMD -MP -c -o $@ $<

$(PACKAGES): $(APP)/package-lock.json
	@echo "  NPM   $(APP)"
	@cd $(APP) && npm ci --silent --no-audit --no-fund
	@touch $@

$(BUILD)/assets.c: tools/embed $(PACKAGES) $(wildcard $(APP)/*.mjs $(APP)/*.css $(APP)/*.svg $(APP)/*.html)
	@mkdir -p $(@D)
	@echo "  EMBED $(APP)"
	@tools/embed $(@D)

$(BUILD)/assets.o: $(BUILD)/assets.c src/serve/assets.h
	@$(CC) $(STD) $(WARN) $(RELEASE) -Isrc -c -o $@ $<

# Tests run from the root of the tree: data files are named relative to it.
test-unit: build-test
	@$(BUILD)/test/unit $(TEST)

build-test: $(BUILD)/test/unit $(PROGRAMS:%=$(BUILD)/test/%)

$(BUILD)/test/unit: $(TEST_OBJECTS) $(ASSETS)
	@echo "  LINK  $@"
	@$(CC) $(SANITIZE) -pthread -o $@ $^ $(TEST_LIBS)

$(BUILD)/test/vigil: $(BUILD)/test/src/cli/main.o
$(BUILD)/test/vigil-page: $(BUILD)/test/src/cli/page_main.o
$(PROGRAMS:%=$(BUILD)/test/%): $(LIBRARY:%.c=$(BUILD)/test/%.o) $(ASSETS)
	@echo "  LINK  $@"
	@$(CC) $(SANITIZE) -pthread -o $@ $^ $(LIBS)

$(BUILD)/test/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $< (sanitized)"
	@$(CC) $(STD) $(WARN) $(SANITIZE) -Isrc $(SYSTEM) -Itests -MMD -MP -c -o $@ $<

tsan: build-tsan
	@$(BUILD)/tsan/unit $(TEST)

build-tsan: $(BUILD)/tsan/unit $(PROGRAMS:%=$(BUILD)/tsan/%)

$(BUILD)/tsan/unit: $(TSAN_OBJECTS) $(ASSETS)
	@echo "  LINK  $@"
	@$(CC) $(THREADS) -pthread -o $@ $^ $(TEST_LIBS)

$(BUILD)/tsan/vigil: $(BUILD)/tsan/src/cli/main.o
$(BUILD)/tsan/vigil-page: $(BUILD)/tsan/src/cli/page_main.o
$(PROGRAMS:%=$(BUILD)/tsan/%): $(LIBRARY:%.c=$(BUILD)/tsan/%.o) $(ASSETS)
	@echo "  LINK  $@"
	@$(CC) $(THREADS) -pthread -o $@ $^ $(LIBS)

$(BUILD)/tsan/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $< (threads)"
	@$(CC) $(STD) $(WARN) $(THREADS) -Isrc $(SYSTEM) -Itests -MMD -MP -c -o $@ $<

# What tests/torture loads before the program.
$(BUILD)/torture/%.so: tests/torture/%.c
	@mkdir -p $(@D)
	@$(CC) $(STD) $(WARN) -O2 -fPIC -fvisibility=hidden -shared -o $@ $< -ldl

# fuzz/NAME.c states properties; fuzz/corpus/NAME/ holds what it starts from, when there.
fuzz: build-fuzz
	@for fuzzer in $(FUZZ_PROGRAMS); do tools/fuzz-one $$fuzzer $(FUZZ_SECONDS) || exit 1; done

build-fuzz: $(FUZZ_PROGRAMS)

$(FUZZ_PROGRAMS): $(BUILD)/fuzz/%: $(BUILD)/fuzz/fuzz/%.o $(FUZZ_OBJECTS) $(ASSETS)
	@echo "  LINK  $@"
	@$(FUZZ_CC) $(FUZZER) -pthread -o $@ $^ $(LIBS)

$(BUILD)/fuzz/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $< (fuzzer)"
	@$(FUZZ_CC) $(STD) -Wall -Wextra -Werror $(FUZZER) -Isrc $(SYSTEM) -MMD -MP -c -o $@ $<

# What tests/e2e expects, anew: look at the difference before you commit it.
accept: build-test all
	@tests/e2e/run --accept

lint:
	@tools/lint

tidy:
	@tools/lint --whole

format:
	clang-format -i $(FORMATTED)

slow:
	@tools/slow

bench: all
	@bench/run

clean:
	rm -rf $(BUILD)

# For tools/: prints the value of a variable, so that a list of files is written once.
print-%:
	@echo '$($*)'

-include $(RELEASE_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d) $(TSAN_OBJECTS:.o=.d) $(FUZZ_OBJECTS:.o=.d) \
         $(FUZZERS:%.c=$(BUILD)/fuzz/%.d)
