// Tests retry.c: which failures are retried, and when.
#include "tests.h"

#include <math.h>

static const double ALMOST_1 = 0.9999999999999999;

static dts_span row(size_t i, char (*text)[32]) {
  int len = snprintf(*text, sizeof *text, "row %zu", i);
  return (dts_span){*text, (size_t)len};
}

static void transient_statuses_are_retryable(void **state) {
  (void)state;
  static const int RETRYABLE[] = {408, 429, 500, 502, 503, 504};
  for (int status = 100; status <= 600; status++) {
    bool expected = false;
    for (size_t i = 0; i < COUNT(RETRYABLE); i++) expected |= status == RETRYABLE[i];
    char text[32];
    dts_span span = row((size_t)status, &text);
    CHECK(span, dts_policy_is_retryable(DTS_ERROR_SERVICE, status) == expected);
  }
}

static void only_network_failures_and_timeouts_are_retryable(void **state) {
  (void)state;
  for (int code = DTS_OK; code < DTS_ERROR_SERVICE; code++) {
    bool expected = code == DTS_ERROR_NETWORK || code == DTS_ERROR_TIMEOUT || code == DTS_ERROR_HOST_NOT_FOUND ||
                    code == DTS_ERROR_CONNECTION_REFUSED;
    char text[32];
    dts_span span = row((size_t)code, &text);
    CHECK(span, dts_policy_is_retryable((dts_code)code, 0) == expected);
    CHECK(span, dts_policy_is_retryable((dts_code)code, 200) == expected);
    CHECK(span, dts_policy_is_retryable((dts_code)code, 503) == expected);
  }
  // The status of an invalid response does not matter.
  assert_false(dts_policy_is_retryable(DTS_ERROR_REDIRECT, 302));
  assert_false(dts_policy_is_retryable(DTS_ERROR_JSON, 200));
  assert_false(dts_policy_is_retryable(DTS_ERROR_MEMORY, 0));
}

static void the_delay_of_the_service_is_used(void **state) {
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
      CHECK(span,
            dts_policy_retry_delay(&OPTIONS, ROWS[i].attempt, ROWS[i].retry_after_ms, random) == ROWS[i].expected);
    CHECK(span,
          dts_policy_retry_delay(&OPTIONS, ROWS[i].attempt, ROWS[i].retry_after_ms, ALMOST_1) == ROWS[i].expected);
  }
}

static void the_number_of_retries_is_limited(void **state) {
  (void)state;
  static const uint32_t MOST[] = {0, 1, 3, 10};
  for (size_t i = 0; i < COUNT(MOST); i++) {
    dts_retry_options options = {MOST[i], 30000};
    for (uint32_t attempt = 0; attempt < 20; attempt++) {
      char text[32];
      dts_span span = row(attempt, &text);
      CHECK(span, (dts_policy_retry_delay(&options, attempt, -1, 0.5) >= 0) == (attempt < MOST[i]));
      CHECK(span, (dts_policy_retry_delay(&options, attempt, 0, 0.5) >= 0) == (attempt < MOST[i]));
    }
  }
}

static void backoff_doubles_with_full_jitter(void **state) {
  (void)state;
  dts_retry_options options = {UINT32_MAX, (double)INFINITY};
  double before = 0;
  for (uint32_t attempt = 0; attempt < 40; attempt++) {
    char text[32];
    dts_span span = row(attempt, &text);
    double half = dts_policy_retry_delay(&options, attempt, -1, 0.5),
           most = dts_policy_retry_delay(&options, attempt, -1, ALMOST_1);
    CHECK(span, dts_policy_retry_delay(&options, attempt, -1, 0) == 0);
    CHECK(span, half > 0 && fabs(most - 2 * half) < 0.001);
    // At most half a second, then twice as long each time, up to 16 seconds.
    CHECK(span, half == (attempt == 0 ? 250 : attempt <= 5 ? 2 * before : 8000));
    before = half;
  }
  CHECK(SPAN("the last"), dts_policy_retry_delay(&options, UINT32_MAX - 1, -1, 0.5) == before);
}

static void backoff_is_capped(void **state) {
  (void)state;
  static const double CAPS[] = {0, 1, 100, 700, 1500, 30000};
  for (size_t i = 0; i < COUNT(CAPS); i++) {
    dts_retry_options options = {100, CAPS[i]};
    for (uint32_t attempt = 0; attempt < 100; attempt++) {
      char text[32];
      dts_span span = row(attempt, &text);
      double delay = dts_policy_retry_delay(&options, attempt, -1, ALMOST_1);
      CHECK(span, delay >= 0 && delay <= CAPS[i]);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transient_statuses_are_retryable),
      cmocka_unit_test(only_network_failures_and_timeouts_are_retryable),
      cmocka_unit_test(the_delay_of_the_service_is_used),
      cmocka_unit_test(the_number_of_retries_is_limited),
      cmocka_unit_test(backoff_doubles_with_full_jitter),
      cmocka_unit_test(backoff_is_capped),
  };
  return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
