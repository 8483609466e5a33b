// store/conclusions: an alarm rises, never falls, and is acknowledged by whoever was first.

#include "store/conclusions.h"

#include "store/people.h"
#include "store/store_fixture.h"

#define PATIENT STR("p")

typedef struct {
    Shelf *shelf;
    int64_t first, second;  // persons
} Watch;

static StoreAlarm alarm_now(Watch *watch) {
    StoreAlarm *alarms = NULL;
    size_t count = 0;
    Shelf *shelf = watch->shelf;
    CHECK(store_alarms(shelf->store, PATIENT, shelf->arena, &alarms, &count, &shelf->err));
    CHECK_INT((int64_t)count, 1);
    return count == 1 ? alarms[0] : (StoreAlarm){0};
}

static Watch watch_begin(int64_t tier) {
    Watch watch = {.shelf = shelf_new()};
    Shelf *shelf = watch.shelf;
    StoreAlarm alarm = {.guideline = STR("g"),
                        .finding = STR("f"),
                        .tier = tier,
                        .says = STR("first words"),
                        .opened = STR("2026-11-22T08:00:00.000Z")};
    bool ok = store_begin(shelf->store, &shelf->err) &&
              person_add(shelf->store, STR("Dr A"), STR(""), &watch.first, &shelf->err) &&
              person_add(shelf->store, STR("Dr B"), STR(""), &watch.second, &shelf->err) &&
              store_alarm_open(shelf->store, PATIENT, &alarm, &shelf->err);
    test_check(ok, __FILE__, __LINE__, "%s", shelf->err.message);
    return watch;
}

static void watch_end(Watch *watch) {
    store_rollback(watch->shelf->store);
    shelf_free(watch->shelf);
}

static bool acknowledge(Watch *watch, int64_t person, const char *at) {
    AlarmAct act = {PATIENT, alarm_now(watch).number, person, str_from(at), STR("")};
    return store_alarm_acknowledge(watch->shelf->store, &act, &watch->shelf->err);
}

static void say_again(Watch *watch, int64_t tier, const char *words) {
    StoreAlarm alarm = alarm_now(watch);
    alarm.tier = tier;
    alarm.says = str_from(words);
    CHECK(store_alarm_update(watch->shelf->store, &alarm, &watch->shelf->err));
}

TEST(store_an_alarm_keeps_who_acknowledged_it_first) {
    Watch watch = watch_begin(1);
    CHECK(acknowledge(&watch, watch.first, "2026-11-22T09:00:00.000Z"));
    CHECK(acknowledge(&watch, watch.second, "2026-11-22T10:00:00.000Z"));
    CHECK_STR(alarm_now(&watch).acknowledged_by, "Dr A");
    CHECK_STR(alarm_now(&watch).acknowledged, "2026-11-22T09:00:00.000Z");
    watch_end(&watch);
}

TEST(store_an_alarm_that_rises_is_to_be_acknowledged_again) {
    Watch watch = watch_begin(1);
    CHECK(acknowledge(&watch, watch.first, "2026-11-22T09:00:00.000Z"));
    say_again(&watch, 2, "less");
    CHECK_INT(alarm_now(&watch).tier, 1);
    CHECK_STR(alarm_now(&watch).says, "less");
    CHECK_STR(alarm_now(&watch).acknowledged_by, "Dr A");
    say_again(&watch, 0, "worse");
    CHECK_INT(alarm_now(&watch).tier, 0);
    CHECK_STR(alarm_now(&watch).acknowledged_by, "");
    CHECK_STR(alarm_now(&watch).acknowledged, "");
    CHECK(acknowledge(&watch, watch.second, "2026-11-22T11:00:00.000Z"));
    CHECK_STR(alarm_now(&watch).acknowledged_by, "Dr B");
    watch_end(&watch);
}

TEST(store_a_closed_alarm_is_neither_acknowledged_nor_changed) {
    Watch watch = watch_begin(1);
    Shelf *shelf = watch.shelf;
    AlarmAct act = {PATIENT, alarm_now(&watch).number, watch.first, STR("2026-11-22T09:00:00.000Z"),
                    STR("nailed yesterday")};
    AlarmAct of_another = act;
    of_another.patient = STR("q");
    CHECK(!store_alarm_close(shelf->store, &of_another, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_MISSING);
    CHECK(store_alarm_close(shelf->store, &act, &shelf->err));
    CHECK(!acknowledge(&watch, watch.second, "2026-11-22T10:00:00.000Z"));
    CHECK_INT(shelf->err.code, ERR_MISSING);
    say_again(&watch, 0, "worse");
    CHECK_INT(alarm_now(&watch).tier, 1);
    CHECK_STR(alarm_now(&watch).says, "first words");
    CHECK_STR(alarm_now(&watch).reason, "nailed yesterday");
    watch_end(&watch);
}
