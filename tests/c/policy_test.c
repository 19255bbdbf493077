// Proves policy.c: what is worth another try, how long to wait for it, how often a watcher asks, and what time is left.
#include "tests.h"

#include <math.h>

static const double ALMOST_ONE = 0.9999999999999999;

static dts_span row(size_t i, char (*text)[32]) {
  int len = snprintf(*text, sizeof *text, "row %zu", i);
  return (dts_span){*text, (size_t)len};
}

// ---- Retrying
// --------------------------------------------------------------------------------------------------------

static void only_what_may_pass_is_tried_again(void **state) {
  (void)state;
  static const int WORTHWHILE[] = {408, 429, 500, 502, 503, 504};
  for (int status = 100; status <= 600; status++) {
    bool expected = false;
    for (size_t i = 0; i < COUNT(WORTHWHILE); i++) expected |= status == WORTHWHILE[i];
    char text[32];
    dts_span span = row((size_t)status, &text);
    CHECK(span, dts_retry_is_worthwhile(DTS_ERROR_SERVICE, status) == expected);
  }
}

static void every_code_but_network_and_timeout_is_final(void **state) {
  (void)state;
  for (int code = DTS_OK; code < DTS_ERROR_SERVICE; code++) {
    bool expected = code == DTS_ERROR_NETWORK || code == DTS_ERROR_TIMEOUT;
    char text[32];
    dts_span span = row((size_t)code, &text);
    CHECK(span, dts_retry_is_worthwhile((dts_code)code, 0) == expected);
    CHECK(span, dts_retry_is_worthwhile((dts_code)code, 200) == expected);
    CHECK(span, dts_retry_is_worthwhile((dts_code)code, 503) == expected);
  }
  // A bad body is not made good by the status that it came with.
  assert_false(dts_retry_is_worthwhile(DTS_ERROR_REDIRECT, 302));
  assert_false(dts_retry_is_worthwhile(DTS_ERROR_JSON, 200));
  assert_false(dts_retry_is_worthwhile(DTS_ERROR_MEMORY, 0));
}

static void the_services_word_comes_first(void **state) {
  (void)state;
  static const dts_retry_options OPTIONS = {3, 30000};
  static const struct {
    uint32_t attempt;
    double retry_after_ms, expected;
  } ROWS[] = {
      {0, 0, 0},         {0, 1, 1},      {0, 1000, 1000},     {2, 1000, 1000}, {0, 29999, 29999},
      {0, 30000, 30000}, {0, 30001, -1}, {0, 3600000, -1},    {2, 1e300, -1},  {3, 0, -1},
      {3, 1000, -1},     {4, 1000, -1},  {4000000000, 0, -1},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    dts_span span = row(i, &text);
    for (double random = 0; random < 1; random += 0.25)
      CHECK(span, dts_retry_delay(&OPTIONS, ROWS[i].attempt, ROWS[i].retry_after_ms, random) == ROWS[i].expected);
    CHECK(span, dts_retry_delay(&OPTIONS, ROWS[i].attempt, ROWS[i].retry_after_ms, ALMOST_ONE) == ROWS[i].expected);
  }
}

static void there_are_as_many_retries_as_asked_for(void **state) {
  (void)state;
  static const uint32_t MOST[] = {0, 1, 3, 10};
  for (size_t i = 0; i < COUNT(MOST); i++) {
    dts_retry_options options = {MOST[i], 30000};
    for (uint32_t attempt = 0; attempt < 20; attempt++) {
      char text[32];
      dts_span span = row(attempt, &text);
      CHECK(span, (dts_retry_delay(&options, attempt, -1, 0.5) >= 0) == (attempt < MOST[i]));
      CHECK(span, (dts_retry_delay(&options, attempt, 0, 0.5) >= 0) == (attempt < MOST[i]));
    }
  }
}

static void backoff_doubles_under_full_jitter(void **state) {
  (void)state;
  dts_retry_options options = {UINT32_MAX, (double)INFINITY};
  double before = 0;
  for (uint32_t attempt = 0; attempt < 40; attempt++) {
    char text[32];
    dts_span span = row(attempt, &text);
    double half = dts_retry_delay(&options, attempt, -1, 0.5),
           most = dts_retry_delay(&options, attempt, -1, ALMOST_ONE);
    CHECK(span, dts_retry_delay(&options, attempt, -1, 0) == 0);
    CHECK(span, half > 0 && fabs(most - 2 * half) < 0.001);
    // Half a second at most, then twice as long each time, up to 16 seconds.
    CHECK(span, half == (attempt == 0 ? 250 : attempt <= 5 ? 2 * before : 8000));
    before = half;
  }
  CHECK(SPAN("the last"), dts_retry_delay(&options, UINT32_MAX - 1, -1, 0.5) == before);
}

static void backoff_keeps_to_its_cap(void **state) {
  (void)state;
  static const double CAPS[] = {0, 1, 100, 700, 1500, 30000};
  for (size_t i = 0; i < COUNT(CAPS); i++) {
    dts_retry_options options = {100, CAPS[i]};
    for (uint32_t attempt = 0; attempt < 100; attempt++) {
      char text[32];
      dts_span span = row(attempt, &text);
      double delay = dts_retry_delay(&options, attempt, -1, ALMOST_ONE);
      CHECK(span, delay >= 0 && delay <= CAPS[i]);
    }
  }
}

// ---- Polling
// ---------------------------------------------------------------------------------------------------------

static const double NO_CEILING = 1e300;

static const struct {
  double min_ms, max_ms;
  uint32_t quiet, failures;
  double retry_after_ms, expected; // with random 0
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
    // The shortest interval holds, whatever the longest is.
    {5000, 1000, 0, 0, -1, 5000},
    {5000, 1000, 3, 3, -1, 5000},
    // The service's word, where it is longer; past the longest interval too.
    {2000, 30000, 0, 0, 0, 2000},
    {2000, 30000, 0, 0, 1000, 2000},
    {2000, 30000, 0, 0, 5000, 5000},
    {2000, 30000, 1, 0, 5000, 5000},
    {2000, 30000, 4, 0, 5000, 10125},
    {2000, 30000, 0, 0, 60000, 60000},
};

static void a_watcher_asks_less_often_while_nothing_happens(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(POLLS); i++) {
    char text[32];
    dts_span span = row(i, &text);
    double delays[3];
    static const double RANDOM[] = {0, 0.5, ALMOST_ONE};
    for (size_t r = 0; r < 3; r++)
      delays[r] = dts_poll_delay(POLLS[i].min_ms, POLLS[i].max_ms, NO_CEILING, POLLS[i].quiet, POLLS[i].failures,
                                 POLLS[i].retry_after_ms, RANDOM[r]);
    CHECK(span, fabs(delays[0] - POLLS[i].expected) < 0.001);
    CHECK(span, fabs(delays[1] - POLLS[i].expected * 1.1) < 0.001);
    CHECK(span, fabs(delays[2] - POLLS[i].expected * 1.2) < 0.001);
  }
}

static void the_services_word_counts_up_to_the_ceiling_and_no_further(void **state) {
  (void)state;
  static const struct {
    double max_retry_after_ms, retry_after_ms, first, last; // with random 0, and almost 1
  } ROWS[] = {
      // Past the ceiling, the spread goes down from it: clients that were told the same do not all ask at once.
      {300000, 86400e3, 300000, 240000},
      {300000, 999999999e3, 300000, 240000},
      {300000, 1e300, 300000, 240000},
      {300000, 300001, 300000, 240000},
      {300000, 300000, 300000, 300000},
      // Up to the ceiling, no wait is shorter than asked for, and the spread does not go past the ceiling.
      {300000, 290000, 290000, 300000},
      {300000, 100000, 100000, 120000},
      {300000, -1, 30000, 36000},
      // A ceiling below the watcher's own interval: that holds.
      {1000, 86400e3, 30000, 36000},
      {0, 86400e3, 30000, 36000},
      {0, 0, 30000, 36000},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    dts_span span = row(i, &text);
    double first = dts_poll_delay(2000, 30000, ROWS[i].max_retry_after_ms, 9, 9, ROWS[i].retry_after_ms, 0),
           last = dts_poll_delay(2000, 30000, ROWS[i].max_retry_after_ms, 9, 9, ROWS[i].retry_after_ms, ALMOST_ONE);
    CHECK(span, fabs(first - ROWS[i].first) < 0.001);
    CHECK(span, fabs(last - ROWS[i].last) < 0.001);
  }
}

// ---- Time left
// -------------------------------------------------------------------------------------------------------

static void there_is_no_pace_while_there_is_too_little_to_tell(void **state) {
  (void)state;
  static const struct {
    double from, to, elapsed_ms;
  } ROWS[] = {{0, 0, 10000}, {0.5, 0.5, 10000}, {0.5, 0.4, 10000}, {0, 0.01, 10000},
              {1, 1, 10000}, {0, 0.5, 0},       {0, 0.5, -1}};
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    CHECK(row(i, &text), dts_estimate_pace(ROWS[i].from, ROWS[i].to, ROWS[i].elapsed_ms, -1) == -1);
    CHECK(row(i, &text), dts_estimate_pace(ROWS[i].from, ROWS[i].to, ROWS[i].elapsed_ms, 5000) == -1);
  }
}

static void a_pace_is_what_the_whole_takes_and_does_not_jump(void **state) {
  (void)state;
  static const struct {
    double from, to, elapsed_ms, previous_ms, expected;
  } ROWS[] = {
      {0, 0.5, 10000, -1, 20000},     {0, 0.25, 10000, -1, 40000}, {0.5, 0.75, 10000, -1, 40000},
      {0, 1, 10000, -1, 10000},       {0, 0.05, 1, -1, 20},        {0, 0.5, 10000, 20000, 20000}, // as before
      {0, 0.5, 10000, 50000, 40000}, // a third of the new, two of the old
      {0, 0.5, 10000, 0, 20000. / 3},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    char text[32];
    double pace = dts_estimate_pace(ROWS[i].from, ROWS[i].to, ROWS[i].elapsed_ms, ROWS[i].previous_ms);
    CHECK(row(i, &text), fabs(pace - ROWS[i].expected) < 0.001);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_what_may_pass_is_tried_again),
      cmocka_unit_test(every_code_but_network_and_timeout_is_final),
      cmocka_unit_test(the_services_word_comes_first),
      cmocka_unit_test(there_are_as_many_retries_as_asked_for),
      cmocka_unit_test(backoff_doubles_under_full_jitter),
      cmocka_unit_test(backoff_keeps_to_its_cap),
      cmocka_unit_test(a_watcher_asks_less_often_while_nothing_happens),
      cmocka_unit_test(the_services_word_counts_up_to_the_ceiling_and_no_further),
      cmocka_unit_test(there_is_no_pace_while_there_is_too_little_to_tell),
      cmocka_unit_test(a_pace_is_what_the_whole_takes_and_does_not_jump),
  };
  return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
