// Proves headers.c: which headers are read and how, and both forms of time to their last digit.
#include "tests.h"

#define SENT "date: Sun, 06 Nov 1994 08:49:37 GMT\n"
static const double NOW_MS = 784111777000.0; // the same moment

// ---- Headers
// ---------------------------------------------------------------------------------------------------------

static size_t line_length(dts_span text, size_t from) {
  size_t len = 0;
  while (from + len < text.len && text.ptr[from + len] != '\n') len++;
  return len;
}

// Headers in lines, as a test writes them, in the form that dts_headers_read takes.
static dts_span in_order(dts_span text) {
  static char values[2048];
  size_t at = 0;
  for (const char *name = DTS_REPLY_HEADERS; *name;) {
    size_t len = strcspn(name, " ");
    for (size_t from = 0; from < text.len; from += line_length(text, from) + 1) {
      dts_span line = {text.ptr + from, line_length(text, from)};
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
} REPLIES[] = {
    {T(""), -1, NONE, NONE},
    // As the service sends them.
    {T("retry-after: 1\netag: \"5F8C\"\napim-request-id: 7a3f\nx-requestid: 7a3f\nx-ms-region: West Europe\n"), 1000,
     T("\"5F8C\""), T("7a3f")},
    {T("retry-after: 1\netag: W/\"x\"\nx-requestid: 7a3f\n"), 1000, T("W/\"x\""), T("7a3f")},
    {T("content-length: 12\ndate: Sun, 06 Nov 1994 08:49:37 GMT\n"), -1, NONE, NONE},
    {T("etag: a:b: c\n"), -1, T("a:b: c"), NONE},
    // The gateway's id before the service's.
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
    // Retry-After that says nothing.
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
    {T("retry-after: \xd9\xa3"), -1, NONE, NONE}, // an Arabic-Indic three
    {T("retry-after: 2024-05-01T00:00:00Z"), -1, NONE, NONE},
    {T("retry-after: Sun, 06 Nov 1994 25:49:37 GMT"), -1, NONE, NONE},
    // Retry-After as a date, counted from the reply's own Date, wherever that stands.
    {T(SENT "retry-after: Sun, 06 Nov 1994 08:49:38 GMT\n"), 1000, NONE, NONE},
    {T("retry-after: Sun, 06 Nov 1994 08:50:37 GMT\n" SENT), 60000, NONE, NONE},
    {T(SENT "retry-after: Mon, 07 Nov 1994 08:49:37 GMT\n"), 86400000, NONE, NONE},
    {T(SENT "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\n"), 0, NONE, NONE},
    {T(SENT "retry-after: Sun, 06 Nov 1994 08:49:36 GMT\n"), 0, NONE, NONE},
    {T(SENT "retry-after: Thu, 01 Jan 1970 00:00:00 GMT\n"), 0, NONE, NONE},
    {T("date: Wed, 01 May 2024 10:00:00 GMT\nretry-after: Wed, 01 May 2024 10:00:30 GMT\n"), 30000, NONE, NONE},
    // … or from now, where there is no Date or no good one.
    {T("retry-after: Sun, 06 Nov 1994 08:49:47 GMT\n"), 10000, NONE, NONE},
    {T("date: today\nretry-after: Sun, 06 Nov 1994 08:49:47 GMT\n"), 10000, NONE, NONE},
    {T("retry-after: Sun, 06 Nov 1994 08:00:00 GMT\n"), 0, NONE, NONE},
    // Milliseconds come first, x-ms- second, wherever they stand; nonsense is as good as absent.
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
  for (size_t i = 0; i < COUNT(REPLIES); i++) {
    dts_span text = copy_of(in_order(REPLIES[i].text));
    dts_headers headers = dts_headers_read(text, NOW_MS);
    CHECK(REPLIES[i].text, headers.retry_after_ms == REPLIES[i].retry_after_ms);
    CHECK(REPLIES[i].text, same_or_empty(headers.etag, REPLIES[i].etag));
    CHECK(REPLIES[i].text, same_or_empty(headers.request_id, REPLIES[i].request_id));
    CHECK(REPLIES[i].text,
          !headers.etag.len || (headers.etag.ptr >= text.ptr && headers.etag.ptr < text.ptr + text.len));
    release(text);
  }
}

static void a_delay_past_all_reckoning_is_huge_or_nothing(void **state) {
  (void)state;
  static const dts_span HUGE_DELAYS[] = {
      T("retry-after: 99999999999999999999"),
      T("retry-after: 18446744073709551617"), // 1 in 64 bits
      T("retry-after-ms: 18446744073709551617"),
      T("retry-after: 4294967297000000000000000000000000000000000000000000000000000000000000000000000000000000"),
  };
  for (size_t i = 0; i < COUNT(HUGE_DELAYS); i++) {
    double delay = dts_headers_read(in_order(HUGE_DELAYS[i]), NOW_MS).retry_after_ms;
    CHECK(HUGE_DELAYS[i], delay == -1 || (delay > 1e15 && delay <= 1e300));
  }
}

static void every_prefix_of_headers_is_read_within_its_bounds(void **state) {
  (void)state;
  dts_span whole = in_order(SPAN("retry-after: Sun, 06 Nov 1994 08:50:37 GMT\n" SENT
                                 "retry-after-ms: 15\netag: \"x\"\napim-request-id: y\n"));
  for (size_t len = 0; len <= whole.len; len++) {
    dts_span text = copy_of((dts_span){whole.ptr, len});
    double delay = dts_headers_read(text, NOW_MS).retry_after_ms;
    CHECK(text, delay == -1 || delay == 1 || delay == 15 || delay == 60000);
    release(text);
  }
}

static void the_names_of_the_headers_are_listed(void **state) {
  (void)state;
  dts_span names = SPAN(" " DTS_REPLY_HEADERS " ");
  static const char *const EACH[] = {" retry-after-ms ", " x-ms-retry-after-ms ", " retry-after ", " date ",
                                     " etag ",           " apim-request-id ",     " x-requestid "};
  for (size_t i = 0; i < COUNT(EACH); i++) CHECK(span_of(EACH[i]), contains(names, EACH[i]));
}

// ---- Times
// -----------------------------------------------------------------------------------------------------------

static const struct {
  dts_span text;
  int64_t ticks;
} TIMES[] = {
    {T("1970-01-01T00:00:00Z"), 0},
    {T("1970-01-01T00:00:00.0000001Z"), 1},
    {T("1969-12-31T23:59:59.9999999Z"), -1},
    {T("1969-12-31T23:59:59Z"), -10000000},
    {T("2001-09-09T01:46:40Z"), 10000000000000000},
    // No to seven digits of a fraction, as the service writes them.
    {T("2020-03-26T16:00:00Z"), 15852384000000000},
    {T("2020-03-26T16:00:00.1Z"), 15852384001000000},
    {T("2020-03-26T16:00:00.12Z"), 15852384001200000},
    {T("2020-03-26T16:00:00.123Z"), 15852384001230000},
    {T("2020-03-26T16:00:00.1234Z"), 15852384001234000},
    {T("2020-03-26T16:00:00.12345Z"), 15852384001234500},
    {T("2020-03-26T16:00:00.123456Z"), 15852384001234560},
    {T("2020-03-26T16:00:00.1234567Z"), 15852384001234567},
    {T("2020-03-26T16:00:00.0000000Z"), 15852384000000000},
    // Further digits are cut off, not rounded.
    {T("2020-03-26T16:00:00.12345678Z"), 15852384001234567},
    {T("2020-03-26T16:00:00.99999999Z"), 15852384009999999},
    {T("2020-03-26T16:00:00.123456799999999999999999999999999999999999Z"), 15852384001234567},
    // Offsets.
    {T("2020-03-26T16:00:00+00:00"), 15852384000000000},
    {T("2020-03-26T16:00:00-00:00"), 15852384000000000},
    {T("2020-03-26T18:00:00+02:00"), 15852384000000000},
    {T("2020-03-26T09:00:00-07:00"), 15852384000000000},
    {T("2020-03-26T21:30:00+05:30"), 15852384000000000},
    {T("2020-03-27T06:00:00.1234567+14:00"), 15852384001234567},
    {T("2020-03-25T16:01:00-23:59"), 15852384000000000},
    {T("1970-01-01T00:00:00+01:00"), -36000000000},
    // RFC 3339 lets letters be lower case.
    {T("2020-03-26t16:00:00z"), 15852384000000000},
    // Leap days, the ends of years and of centuries.
    {T("2020-02-29T00:00:00Z"), 15829344000000000},
    {T("2000-02-29T00:00:00Z"), 9517824000000000},
    {T("2000-03-01T00:00:00Z"), 9518688000000000},
    {T("2100-02-28T23:59:59Z"), 41075423990000000},
    {T("2100-03-01T00:00:00Z"), 41075424000000000},
    {T("2023-12-31T23:59:59.9999999Z"), 17040671999999999},
    {T("2024-12-31T00:00:00Z"), 17356032000000000},
    {T("2038-01-19T03:14:08Z"), 21474836480000000},
    {T("9999-12-31T23:59:59.9999999Z"), 2534023007999999999},
    {T("0001-01-01T00:00:00Z"), -621355968000000000},
    {T("0000-02-29T00:00:00Z"), -621621216000000000},
    {T("0000-01-01T00:00:00Z"), -621672192000000000},
    // A leap second is the second after it.
    {T("2016-12-31T23:59:60Z"), 14832288000000000},
    {T("2016-12-31T23:59:60.5Z"), 14832288005000000},
    {T("2017-01-01T00:00:00Z"), 14832288000000000},
    {T("2017-01-01T00:59:60+01:00"), 14832288000000000},
};

static void times_are_exact_to_a_tick(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(TIMES); i++) {
    dts_span text = copy_of(TIMES[i].text);
    int64_t ticks = 42;
    CHECK(text, dts_time_parse(text, &ticks));
    CHECK(text, ticks == TIMES[i].ticks);
    release(text);
  }
}

static void each_day_is_a_day_after_the_one_before(void **state) {
  (void)state;
  static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int64_t expected = 0, ticks;
  for (int year = 1970; year <= 2400; year++) {
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; month++) {
      int days = month == 2 && leap ? 29 : DAYS[month - 1];
      for (int day = 1; day <= 31; day++) {
        char text[64];
        snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
        CHECK(span_of(text), dts_time_parse(span_of(text), &ticks) == (day <= days));
        if (day > days) continue;
        CHECK(span_of(text), ticks == expected);
        expected += INT64_C(864000000000);
      }
    }
  }
}

static const dts_span BAD_TIMES[] = {
    T(""), T("now"), T("2020"), T("2020-03-26"), T("2020-03-26T16:00Z"), T("2020-03-26T16Z"), T("20200326T160000Z"),
    T("1585238400"), T("Thu, 26 Mar 2020 16:00:00 GMT"), T("03/26/2020 16:00:00"), T("2020-03-26 16:00:00Z"),
    T("2020-03-26T16:00:00"), T("2020-03-26T16:00:00.Z"), T("2020-03-26T16:00:00."), T("2020-03-26T16:00:00.1"),
    T("2020-03-26T16:00:00,1Z"), T("2020-03-26T16:00:00.1.2Z"), T("2020-03-26T16:00:00.-1Z"),
    T("2020-03-26T16:00:00.1eZ"), T("2020-03-26T16:00:00ZZ"), T("2020-03-26T16:00:00Z "), T(" 2020-03-26T16:00:00Z"),
    T("2020-03-26T16:00:00Z\n"), T("2020-03-26T16:00:00Z\0"), T("2020-03-26T16:00:00 Z"), T("2020-03-26T16:00:00UTC"),
    T("2020-03-26T16:00:00X"),
    // Offsets that are none.
    T("2020-03-26T16:00:00+"), T("2020-03-26T16:00:00+1"), T("2020-03-26T16:00:00+01"), T("2020-03-26T16:00:00+0100"),
    T("2020-03-26T16:00:00+01:0"), T("2020-03-26T16:00:00+01:000"), T("2020-03-26T16:00:00+1:00"),
    T("2020-03-26T16:00:00+24:00"), T("2020-03-26T16:00:00+01:60"), T("2020-03-26T16:00:00+99:99"),
    T("2020-03-26T16:00:00*01:00"), T("2020-03-26T16:00:00+01:00Z"), T("2020-03-26T16:00:00Z+01:00"),
    T("2020-03-26T16:00:00+aa:bb"),
    T("2020-03-26T16:00:00\xe2\x88\x92"
      "01:00"),
    // Dates and times that there aren't.
    T("2020-02-30T00:00:00Z"), T("2021-02-29T00:00:00Z"), T("1900-02-29T00:00:00Z"), T("2100-02-29T00:00:00Z"),
    T("2020-04-31T00:00:00Z"), T("2020-06-31T00:00:00Z"), T("2020-09-31T00:00:00Z"), T("2020-11-31T00:00:00Z"),
    T("2020-01-32T00:00:00Z"), T("2020-01-00T00:00:00Z"), T("2020-00-01T00:00:00Z"), T("2020-13-01T00:00:00Z"),
    T("2020-99-01T00:00:00Z"), T("2020-03-26T24:00:00Z"), T("2020-03-26T25:00:00Z"), T("2020-03-26T16:60:00Z"),
    T("2020-03-26T16:00:61Z"), T("2020-03-26T16:00:99Z"),
    // Digits that aren't there.
    T("020-03-26T16:00:00Z"), T("02020-03-26T16:00:00Z"), T("12020-03-26T16:00:00Z"), T("-2020-03-26T16:00:00Z"),
    T("+2020-03-26T16:00:00Z"), T("2020-3-26T16:00:00Z"), T("2020-03-6T16:00:00Z"), T("2020-03-26T6:00:00Z"),
    T("2020-03-26T16:0:00Z"), T("2020-03-26T16:00:0Z"), T("202x-03-26T16:00:00Z"), T("2020-0x-26T16:00:00Z"),
    T("2020-03-2xT16:00:00Z"), T("2020-03-26Tx6:00:00Z"), T("2020/03/26T16:00:00Z"), T("2020-03-26T16.00.00Z"),
    T("2020-03-26T16:00.00Z"), T("2020-03-26T-1:00:00Z"), T("2020-03-26T+1:00:00Z"), T("2020-03-26T16:00:00\xd9\xa1Z")};

static void anything_else_is_no_time(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(BAD_TIMES); i++) {
    dts_span text = copy_of(BAD_TIMES[i]);
    int64_t ticks;
    CHECK(text, !dts_time_parse(text, &ticks));
    release(text);
  }
}

static void no_prefix_of_a_time_is_one(void **state) {
  (void)state;
  dts_span whole = SPAN("2020-03-26T16:00:00.1234567+02:00");
  for (size_t len = 0; len < whole.len; len++) {
    dts_span text = copy_of((dts_span){whole.ptr, len});
    int64_t ticks;
    CHECK(text, !dts_time_parse(text, &ticks));
    release(text);
  }
}

// ---- HTTP-dates
// ------------------------------------------------------------------------------------------------------

static void http_dates_are_imf_fixdates(void **state) {
  (void)state;
  static const struct {
    dts_span text;
    int64_t seconds;
  } ROWS[] = {
      {T("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777},  {T("Thu, 01 Jan 1970 00:00:00 GMT"), 0},
      {T("Wed, 31 Dec 1969 23:59:59 GMT"), -1},         {T("Tue, 29 Feb 2000 00:00:00 GMT"), 951782400},
      {T("Tue, 30 Jan 2024 12:00:00 GMT"), 1706616000}, {T("Thu, 29 Feb 2024 12:00:00 GMT"), 1709208000},
      {T("Sun, 31 Mar 2024 12:00:00 GMT"), 1711886400}, {T("Mon, 01 Apr 2024 12:00:00 GMT"), 1711972800},
      {T("Wed, 01 May 2024 10:00:30 GMT"), 1714557630}, {T("Sat, 01 Jun 2024 10:00:30 GMT"), 1717236030},
      {T("Mon, 01 Jul 2024 10:00:30 GMT"), 1719828030}, {T("Thu, 01 Aug 2024 10:00:30 GMT"), 1722506430},
      {T("Sun, 01 Sep 2024 10:00:30 GMT"), 1725184830}, {T("Tue, 01 Oct 2024 10:00:30 GMT"), 1727776830},
      {T("Tue, 31 Dec 2024 23:59:59 GMT"), 1735689599}, {T("Fri, 31 Dec 9999 23:59:59 GMT"), 253402300799},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_span text = copy_of(ROWS[i].text);
    int64_t seconds = 42;
    CHECK(text, dts_http_date_parse(text, &seconds));
    CHECK(text, seconds == ROWS[i].seconds);
    release(text);
  }
}

static const dts_span BAD_HTTP_DATES[] = {T(""),
                                          T("0"),
                                          T("Sunday, 06-Nov-94 08:49:37 GMT"),
                                          T("Sun Nov  6 08:49:37 1994"),
                                          T("1994-11-06T08:49:37Z"),
                                          T("06 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 6 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 06 Nov 94 08:49:37 GMT"),
                                          T("Sun, 06 Nov 1994 08:49:37"),
                                          T("Sun, 06 Nov 1994 08:49:37 UTC"),
                                          T("Sun, 06 Nov 1994 08:49:37 EST"),
                                          T("Sun, 06 Nov 1994 08:49:37 +00"),
                                          T("Sun, 06 Nov 1994 08:49:37 GMT "),
                                          T(" Sun, 06 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 06 Nov 1994 08:49:37 GMT\0"),
                                          T("Sun  06 Nov 1994 08:49:37 GMT"),
                                          T("Sun,  6 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 06-Nov-1994 08:49:37 GMT"),
                                          T("Sun, 06 Nov 1994 08.49.37 GMT"),
                                          T("Sun, 06 Nov 1994T08:49:37 GMT"),
                                          T("Xxx, 06 Nov 1994 08:49:37 GMT"),
                                          T("un,, 06 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 06 Nox 1994 08:49:37 GMT"),
                                          T("Sun, 06 ovd 1994 08:49:37 GMT"),
                                          T("Sun, 06 11  1994 08:49:37 GMT"),
                                          T("Sun, 00 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 31 Nov 1994 08:49:37 GMT"),
                                          T("Fri, 30 Feb 2024 08:49:37 GMT"),
                                          T("Wed, 29 Feb 2023 08:49:37 GMT"),
                                          T("Sun, 06 Nov 1994 24:00:00 GMT"),
                                          T("Sun, 06 Nov 1994 08:60:37 GMT"),
                                          T("Sun, 06 Nov 1994 08:49:61 GMT"),
                                          T("Sun, x6 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 06 Nov 199x 08:49:37 GMT"),
                                          T("Sun, 06 Nov 1994 0x:49:37 GMT"),
                                          T("Sun, -6 Nov 1994 08:49:37 GMT"),
                                          T("Sun, 06 Nov 1994 08:49:-1 GMT")};

static void anything_else_is_no_http_date(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(BAD_HTTP_DATES); i++) {
    dts_span text = copy_of(BAD_HTTP_DATES[i]);
    int64_t seconds;
    CHECK(text, !dts_http_date_parse(text, &seconds));
    release(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(headers_are_read),
      cmocka_unit_test(a_delay_past_all_reckoning_is_huge_or_nothing),
      cmocka_unit_test(every_prefix_of_headers_is_read_within_its_bounds),
      cmocka_unit_test(the_names_of_the_headers_are_listed),
      cmocka_unit_test(times_are_exact_to_a_tick),
      cmocka_unit_test(each_day_is_a_day_after_the_one_before),
      cmocka_unit_test(anything_else_is_no_time),
      cmocka_unit_test(no_prefix_of_a_time_is_one),
      cmocka_unit_test(http_dates_are_imf_fixdates),
      cmocka_unit_test(anything_else_is_no_http_date),
  };
  return cmocka_run_group_tests_name("headers", tests, NULL, NULL);
}
