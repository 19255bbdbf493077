// Tests response_headers.c: which headers are read, and in which forms.
#include "tests.h"

#define SENT "date: Sun, 06 Nov 1994 08:49:37 GMT\n"
static const double NOW_MS = 784111777000.0; // the time of SENT

static size_t line_length(dts_span text, size_t start) {
  size_t len = 0;
  while (start + len < text.len && text.ptr[start + len] != '\n') len++;
  return len;
}

// Converts lines of headers to the input of dts_headers_read.
static dts_span values_of(dts_span text) {
  static char values[2048];
  size_t at = 0;
  for (const char *name = DTS_RESPONSE_HEADERS; *name;) {
    size_t len = strcspn(name, " ");
    for (size_t start = 0; start < text.len; start += line_length(text, start) + 1) {
      dts_span line = {text.ptr + start, line_length(text, start)};
      if (line.len < len + 2 || memcmp(line.ptr, name, len) != 0 || memcmp(line.ptr + len, ": ", 2) != 0) continue;
      memcpy(values + at, line.ptr + len + 2, line.len - len - 2);
      at += line.len - len - 2;
    }
    values[at++] = '\n';
    name += len + (name[len] == ' ');
  }
  return (dts_span){values, at};
}

static const struct {
  dts_span text;
  double retry_after_ms;
  dts_span etag, request_id;
} RESPONSES[] = {
    {T(""), -1, NONE, NONE},
    // Recorded headers.
    {T("retry-after: 1\netag: \"5F8C\"\napim-request-id: 7a3f\nx-requestid: 7a3f\nx-ms-region: West Europe\n"), 1000,
     T("\"5F8C\""), T("7a3f")},
    {T("retry-after: 1\netag: W/\"x\"\nx-requestid: 7a3f\n"), 1000, T("W/\"x\""), T("7a3f")},
    {T("content-length: 12\ndate: Sun, 06 Nov 1994 08:49:37 GMT\n"), -1, NONE, NONE},
    {T("etag: a:b: c\n"), -1, T("a:b: c"), NONE},
    // The gateway's id takes precedence over the service's.
    {T("x-requestid: service\napim-request-id: gateway\n"), -1, NONE, T("gateway")},
    {T("apim-request-id: gateway\nx-requestid: service\n"), -1, NONE, T("gateway")},
    {T("x-ms-request-id: other\nrequest-id: other\n"), -1, NONE, NONE},
    // Retry-After in seconds.
    {T("retry-after: 0"), 0, NONE, NONE},
    {T("retry-after: 000"), 0, NONE, NONE},
    {T("retry-after: 09"), 9000, NONE, NONE},
    {T("retry-after: 3600"), 3600000, NONE, NONE},
    {T("retry-after: 4294967296"), 4294967296000.0, NONE, NONE},
    {T("retry-after: 999999999999"), 999999999999000.0, NONE, NONE},
    {T("retry-after: 999999999999999"), 999999999999999000.0, NONE, NONE},
    {T("retry-after: 1000000000000000"), -1, NONE, NONE},
    // Malformed Retry-After.
    {T("retry-after: "), -1, NONE, NONE},
    {T("retry-after: -1"), -1, NONE, NONE},
    {T("retry-after: +1"), -1, NONE, NONE},
    {T("retry-after: soon"), -1, NONE, NONE},
    {T("retry-after: 5 s"), -1, NONE, NONE},
    {T("retry-after: 5s"), -1, NONE, NONE},
    {T("retry-after: 0x10"), -1, NONE, NONE},
    {T("retry-after: 1e3"), -1, NONE, NONE},
    {T("retry-after: NaN"), -1, NONE, NONE},
    {T("retry-after: Infinity"), -1, NONE, NONE},
    {T("retry-after: 1,2"), -1, NONE, NONE},
    {T("retry-after: \xd9\xa3"), -1, NONE, NONE}, // an Arabic-Indic digit three
    {T("retry-after: 2024-05-01T00:00:00Z"), -1, NONE, NONE},
    {T("retry-after: Sun, 06 Nov 1994 25:49:37 GMT"), -1, NONE, NONE},
    // Retry-After as a date, relative to the response's Date.
    {T(SENT "retry-after: Sun, 06 Nov 1994 08:49:38 GMT\n"), 1000, NONE, NONE},
    {T("retry-after: Sun, 06 Nov 1994 08:50:37 GMT\n" SENT), 60000, NONE, NONE},
    {T(SENT "retry-after: Mon, 07 Nov 1994 08:49:37 GMT\n"), 86400000, NONE, NONE},
    {T(SENT "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\n"), 0, NONE, NONE},
    {T(SENT "retry-after: Sun, 06 Nov 1994 08:49:36 GMT\n"), 0, NONE, NONE},
    {T(SENT "retry-after: Thu, 01 Jan 1970 00:00:00 GMT\n"), 0, NONE, NONE},
    {T("date: Wed, 01 May 2024 10:00:00 GMT\nretry-after: Wed, 01 May 2024 10:00:30 GMT\n"), 30000, NONE, NONE},
    // Without a valid Date, it is relative to the current time.
    {T("retry-after: Sun, 06 Nov 1994 08:49:47 GMT\n"), 10000, NONE, NONE},
    {T("date: today\nretry-after: Sun, 06 Nov 1994 08:49:47 GMT\n"), 10000, NONE, NONE},
    {T("retry-after: Sun, 06 Nov 1994 08:00:00 GMT\n"), 0, NONE, NONE},
    // retry-after-ms takes precedence over x-ms-retry-after-ms, and that over Retry-After. A malformed one is ignored.
    {T("retry-after-ms: 1500\n"), 1500, NONE, NONE},
    {T("retry-after-ms: 0\nretry-after: 9\n"), 0, NONE, NONE},
    {T("x-ms-retry-after-ms: 2500\n"), 2500, NONE, NONE},
    {T("retry-after: 9\nx-ms-retry-after-ms: 2500\nretry-after-ms: 1500\n"), 1500, NONE, NONE},
    {T("retry-after-ms: 1500\nx-ms-retry-after-ms: 2500\nretry-after: 9\n"), 1500, NONE, NONE},
    {T("retry-after: 9\nx-ms-retry-after-ms: 2500\n"), 2500, NONE, NONE},
    {T("retry-after-ms: soon\nx-ms-retry-after-ms: 2500\nretry-after: 9\n"), 2500, NONE, NONE},
    {T("retry-after-ms: -5\nx-ms-retry-after-ms: \nretry-after: 9\n"), 9000, NONE, NONE},
    {T("retry-after-ms: Sun, 06 Nov 1994 08:49:47 GMT\n"), -1, NONE, NONE},
};

static bool same_or_empty(dts_span a, dts_span b) { return (!a.len && !b.len) || same(a, b); }

static void headers_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(RESPONSES); i++) {
    dts_span text = copy_of(values_of(RESPONSES[i].text));
    dts_headers headers = dts_headers_read(text, NOW_MS);
    CHECK(RESPONSES[i].text, headers.retry_after_ms == RESPONSES[i].retry_after_ms);
    CHECK(RESPONSES[i].text, same_or_empty(headers.etag, RESPONSES[i].etag));
    CHECK(RESPONSES[i].text, same_or_empty(headers.request_id, RESPONSES[i].request_id));
    CHECK(RESPONSES[i].text,
          !headers.etag.len || (headers.etag.ptr >= text.ptr && headers.etag.ptr < text.ptr + text.len));
    release(text);
  }
}

static void enormous_delays_are_large_or_ignored(void **state) {
  (void)state;
  static const dts_span HUGE_DELAYS[] = {
      T("retry-after: 99999999999999999999"),
      T("retry-after: 18446744073709551617"), // 1, if truncated to 64 bits
      T("retry-after-ms: 18446744073709551617"),
      T("retry-after: 4294967297000000000000000000000000000000000000000000000000000000000000000000000000000000"),
  };
  for (size_t i = 0; i < COUNT(HUGE_DELAYS); i++) {
    double delay = dts_headers_read(values_of(HUGE_DELAYS[i]), NOW_MS).retry_after_ms;
    CHECK(HUGE_DELAYS[i], delay == -1 || (delay > 1e15 && delay <= 1e300));
  }
}

static void truncated_headers_are_read_within_bounds(void **state) {
  (void)state;
  dts_span whole = values_of(SPAN("retry-after: Sun, 06 Nov 1994 08:50:37 GMT\n" SENT
                                  "retry-after-ms: 15\netag: \"x\"\napim-request-id: y\n"));
  for (size_t len = 0; len <= whole.len; len++) {
    dts_span text = copy_of((dts_span){whole.ptr, len});
    double delay = dts_headers_read(text, NOW_MS).retry_after_ms;
    CHECK(text, delay == -1 || delay == 1 || delay == 15 || delay == 60000);
    release(text);
  }
}

static void all_headers_are_listed(void **state) {
  (void)state;
  dts_span names = SPAN(" " DTS_RESPONSE_HEADERS " ");
  static const char *const EACH[] = {" retry-after-ms ", " x-ms-retry-after-ms ", " retry-after ", " date ",
                                     " etag ",           " apim-request-id ",     " x-requestid "};
  for (size_t i = 0; i < COUNT(EACH); i++) CHECK(span_of(EACH[i]), contains(names, EACH[i]));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(headers_are_read),
      cmocka_unit_test(enormous_delays_are_large_or_ignored),
      cmocka_unit_test(truncated_headers_are_read_within_bounds),
      cmocka_unit_test(all_headers_are_listed),
  };
  return cmocka_run_group_tests_name("headers", tests, NULL, NULL);
}
