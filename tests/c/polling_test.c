// Tests polling.c: intervals between polls, and the pace of a document.
#include "tests.h"

#include <math.h>

static const double ALMOST_1 = 0.9999999999999999;

static dts_span row(size_t i, char (*text)[32]) {
  int len = snprintf(*text, sizeof *text, "row %zu", i);
  return (dts_span){*text, (size_t)len};
}

// ---- Polling

static const double NO_LIMIT = 1e300;

static const struct {
  double min_ms, max_ms;
  uint32_t unchanged, failures;
  double retry_after_ms, expected; // for random 0
} POLLS[] = {
    {2000, 30000, 0, 0, -1, 2000},
    {2000, 30000, 1, 0, -1, 3000},
    {2000, 30000, 2, 0, -1, 4500},
    {2000, 30000, 3, 0, -1, 6750},
    {2000, 30000, 100, 0, -1, 30000},
    {2000, 30000, UINT32_MAX, 0, -1, 30000},
    {2000, 30000, 0, 1, -1, 4000},
    {2000, 30000, 0, 3, -1, 16000},
    {2000, 30000, 0, 4, -1, 30000},
    {2000, 30000, 0, UINT32_MAX, -1, 30000},
    {2000, 30000, 2, 2, -1, 18000},
    {2000, 2000, 5, 5, -1, 2000},
    // min_ms takes precedence over max_ms.
    {5000, 1000, 0, 0, -1, 5000},
    {5000, 1000, 3, 3, -1, 5000},
    // The service's delay is used if it is longer, even beyond max_ms.
    {2000, 30000, 0, 0, 0, 2000},
    {2000, 30000, 0, 0, 1000, 2000},
    {2000, 30000, 0, 0, 5000, 5000},
    {2000, 30000, 1, 0, 5000, 5000},
    {2000, 30000, 4, 0, 5000, 10125},
    {2000, 30000, 0, 0, 60000, 60000},
};

static void a_watch_polls_less_often_while_nothing_changes(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(POLLS); i++) {
    char text[32];
    dts_span span = row(i, &text);
    double delays[3];
    static const double RANDOM[] = {0, 0.5, ALMOST_1};
    for (size_t r = 0; r < 3; r++)
      delays[r] = dts_policy_poll_delay(POLLS[i].min_ms, POLLS[i].max_ms, NO_LIMIT, POLLS[i].unchanged,
                                        POLLS[i].failures, POLLS[i].retry_after_ms, RANDOM[r]);
    CHECK(span, fabs(delays[0] - POLLS[i].expected) < 0.001);
    CHECK(span, fabs(delays[1] - POLLS[i].expected * 1.1) < 0.001);
    CHECK(span, fabs(delays[2] - POLLS[i].expected * 1.2) < 0.001);
  }
}

static void the_delay_of_the_service_is_limited(void **state) {
  (void)state;
  static const struct {
    double max_retry_after_ms, retry_after_ms, first, last; // for random 0, and almost 1
  } ROWS[] = {
      // Beyond the limit, jitter shortens the delay, so that clients with the same delay do not ask at the same time.
      {300000, 86400e3, 300000, 240000},
      {300000, 999999999e3, 300000, 240000},
      {300000, 1e300, 300000, 240000},
      {300000, 300001, 300000, 240000},
      {300000, 300000, 300000, 300000},
      // Up to the limit, jitter lengthens the delay, but not beyond the limit.
      {300000, 290000, 290000, 300000},
      {300000, 100000, 100000, 120000},
      {300000, -1, 30000, 36000},
      // A limit below the watch's own interval has no effect.
      {1000, 86400e3, 30000, 36000},
      {0, 86400e3, 30000, 36000},
      {0, 0, 30000, 36000},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    dts_span span = row(i, &text);
    double first = dts_policy_poll_delay(2000, 30000, ROWS[i].max_retry_after_ms, 9, 9, ROWS[i].retry_after_ms, 0),
           last =
               dts_policy_poll_delay(2000, 30000, ROWS[i].max_retry_after_ms, 9, 9, ROWS[i].retry_after_ms, ALMOST_1);
    CHECK(span, fabs(first - ROWS[i].first) < 0.001);
    CHECK(span, fabs(last - ROWS[i].last) < 0.001);
  }
}

// ---- Pace

static void too_little_progress_gives_no_pace(void **state) {
  (void)state;
  static const struct {
    double from, to, elapsed_ms;
  } ROWS[] = {{0, 0, 10000}, {0.5, 0.5, 10000}, {0.5, 0.4, 10000}, {0, 0.01, 10000},
              {1, 1, 10000}, {0, 0.5, 0},       {0, 0.5, -1}};
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    CHECK(row(i, &text), dts_policy_estimate_pace(ROWS[i].from, ROWS[i].to, ROWS[i].elapsed_ms, -1) == -1);
    CHECK(row(i, &text), dts_policy_estimate_pace(ROWS[i].from, ROWS[i].to, ROWS[i].elapsed_ms, 5000) == -1);
  }
}

static void the_pace_is_smoothed(void **state) {
  (void)state;
  static const struct {
    double from, to, elapsed_ms, previous_ms, expected;
  } ROWS[] = {
      {0, 0.5, 10000, -1, 20000},     {0, 0.25, 10000, -1, 40000}, {0.5, 0.75, 10000, -1, 40000},
      {0, 1, 10000, -1, 10000},       {0, 0.05, 1, -1, 20},        {0, 0.5, 10000, 20000, 20000}, // the same as before
      {0, 0.5, 10000, 50000, 40000}, // a third of the new pace, two thirds of the old one
      {0, 0.5, 10000, 0, 20000. / 3},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    double pace = dts_policy_estimate_pace(ROWS[i].from, ROWS[i].to, ROWS[i].elapsed_ms, ROWS[i].previous_ms);
    CHECK(row(i, &text), fabs(pace - ROWS[i].expected) < 0.001);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_watch_polls_less_often_while_nothing_changes),
      cmocka_unit_test(the_delay_of_the_service_is_limited),
      cmocka_unit_test(too_little_progress_gives_no_pace),
      cmocka_unit_test(the_pace_is_smoothed),
  };
  return cmocka_run_group_tests_name("polling", tests, NULL, NULL);
}
