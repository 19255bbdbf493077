// Tests time.c: RFC 3339 date-times and HTTP dates.
#include "tests.h"

// ---- RFC 3339

static const struct {
  dts_span text;
  int64_t ticks;
} TIMES[] = {
    {T("1970-01-01T00:00:00Z"), 0},
    {T("1970-01-01T00:00:00.0000001Z"), 1},
    {T("1969-12-31T23:59:59.9999999Z"), -1},
    {T("1969-12-31T23:59:59Z"), -10000000},
    {T("2001-09-09T01:46:40Z"), 10000000000000000},
    // Fractions of zero to seven digits, as the service sends them.
    {T("2020-03-26T16:00:00Z"), 15852384000000000},
    {T("2020-03-26T16:00:00.1Z"), 15852384001000000},
    {T("2020-03-26T16:00:00.12Z"), 15852384001200000},
    {T("2020-03-26T16:00:00.123Z"), 15852384001230000},
    {T("2020-03-26T16:00:00.1234Z"), 15852384001234000},
    {T("2020-03-26T16:00:00.12345Z"), 15852384001234500},
    {T("2020-03-26T16:00:00.123456Z"), 15852384001234560},
    {T("2020-03-26T16:00:00.1234567Z"), 15852384001234567},
    {T("2020-03-26T16:00:00.0000000Z"), 15852384000000000},
    // Further digits are truncated, not rounded.
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
    // RFC 3339 allows lower-case letters.
    {T("2020-03-26t16:00:00z"), 15852384000000000},
    // Leap days, and the ends of years and centuries.
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
    // A leap second counts as the second after it.
    {T("2016-12-31T23:59:60Z"), 14832288000000000},
    {T("2016-12-31T23:59:60.5Z"), 14832288005000000},
    {T("2017-01-01T00:00:00Z"), 14832288000000000},
    {T("2017-01-01T00:59:60+01:00"), 14832288000000000},
};

static void times_are_exact_to_100_ns(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(TIMES); i++) {
    dts_span text = copy_of(TIMES[i].text);
    int64_t ticks = 42;
    CHECK(text, dts_time_parse(text, &ticks));
    CHECK(text, ticks == TIMES[i].ticks);
    release(text);
  }
}

static void consecutive_days_are_one_day_apart(void **state) {
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

static const dts_span INVALID_TIMES[] = {
    T(""), T("now"), T("2020"), T("2020-03-26"), T("2020-03-26T16:00Z"), T("2020-03-26T16Z"), T("20200326T160000Z"),
    T("1585238400"), T("Thu, 26 Mar 2020 16:00:00 GMT"), T("03/26/2020 16:00:00"), T("2020-03-26 16:00:00Z"),
    T("2020-03-26T16:00:00"), T("2020-03-26T16:00:00.Z"), T("2020-03-26T16:00:00."), T("2020-03-26T16:00:00.1"),
    T("2020-03-26T16:00:00,1Z"), T("2020-03-26T16:00:00.1.2Z"), T("2020-03-26T16:00:00.-1Z"),
    T("2020-03-26T16:00:00.1eZ"), T("2020-03-26T16:00:00ZZ"), T("2020-03-26T16:00:00Z "), T(" 2020-03-26T16:00:00Z"),
    T("2020-03-26T16:00:00Z\n"), T("2020-03-26T16:00:00Z\0"), T("2020-03-26T16:00:00 Z"), T("2020-03-26T16:00:00UTC"),
    T("2020-03-26T16:00:00X"),
    // Malformed offsets.
    T("2020-03-26T16:00:00+"), T("2020-03-26T16:00:00+1"), T("2020-03-26T16:00:00+01"), T("2020-03-26T16:00:00+0100"),
    T("2020-03-26T16:00:00+01:0"), T("2020-03-26T16:00:00+01:000"), T("2020-03-26T16:00:00+1:00"),
    T("2020-03-26T16:00:00+24:00"), T("2020-03-26T16:00:00+01:60"), T("2020-03-26T16:00:00+99:99"),
    T("2020-03-26T16:00:00*01:00"), T("2020-03-26T16:00:00+01:00Z"), T("2020-03-26T16:00:00Z+01:00"),
    T("2020-03-26T16:00:00+aa:bb"),
    T("2020-03-26T16:00:00\xe2\x88\x92"
      "01:00"),
    // Dates and times that do not exist.
    T("2020-02-30T00:00:00Z"), T("2021-02-29T00:00:00Z"), T("1900-02-29T00:00:00Z"), T("2100-02-29T00:00:00Z"),
    T("2020-04-31T00:00:00Z"), T("2020-06-31T00:00:00Z"), T("2020-09-31T00:00:00Z"), T("2020-11-31T00:00:00Z"),
    T("2020-01-32T00:00:00Z"), T("2020-01-00T00:00:00Z"), T("2020-00-01T00:00:00Z"), T("2020-13-01T00:00:00Z"),
    T("2020-99-01T00:00:00Z"), T("2020-03-26T24:00:00Z"), T("2020-03-26T25:00:00Z"), T("2020-03-26T16:60:00Z"),
    T("2020-03-26T16:00:61Z"), T("2020-03-26T16:00:99Z"),
    // Too few or too many digits, and other characters in their place.
    T("020-03-26T16:00:00Z"), T("02020-03-26T16:00:00Z"), T("12020-03-26T16:00:00Z"), T("-2020-03-26T16:00:00Z"),
    T("+2020-03-26T16:00:00Z"), T("2020-3-26T16:00:00Z"), T("2020-03-6T16:00:00Z"), T("2020-03-26T6:00:00Z"),
    T("2020-03-26T16:0:00Z"), T("2020-03-26T16:00:0Z"), T("202x-03-26T16:00:00Z"), T("2020-0x-26T16:00:00Z"),
    T("2020-03-2xT16:00:00Z"), T("2020-03-26Tx6:00:00Z"), T("2020/03/26T16:00:00Z"), T("2020-03-26T16.00.00Z"),
    T("2020-03-26T16:00.00Z"), T("2020-03-26T-1:00:00Z"), T("2020-03-26T+1:00:00Z"), T("2020-03-26T16:00:00\xd9\xa1Z")};

static void malformed_times_are_rejected(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(INVALID_TIMES); i++) {
    dts_span text = copy_of(INVALID_TIMES[i]);
    int64_t ticks;
    CHECK(text, !dts_time_parse(text, &ticks));
    release(text);
  }
}

static void truncated_times_are_rejected(void **state) {
  (void)state;
  dts_span whole = SPAN("2020-03-26T16:00:00.1234567+02:00");
  for (size_t len = 0; len < whole.len; len++) {
    dts_span text = copy_of((dts_span){whole.ptr, len});
    int64_t ticks;
    CHECK(text, !dts_time_parse(text, &ticks));
    release(text);
  }
}

// ---- HTTP dates

static void imf_fixdates_are_parsed(void **state) {
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

static const dts_span INVALID_HTTP_DATES[] = {T(""),
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

static void other_http_dates_are_rejected(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(INVALID_HTTP_DATES); i++) {
    dts_span text = copy_of(INVALID_HTTP_DATES[i]);
    int64_t seconds;
    CHECK(text, !dts_http_date_parse(text, &seconds));
    release(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_are_exact_to_100_ns),    cmocka_unit_test(consecutive_days_are_one_day_apart),
      cmocka_unit_test(malformed_times_are_rejected), cmocka_unit_test(truncated_times_are_rejected),
      cmocka_unit_test(imf_fixdates_are_parsed),      cmocka_unit_test(other_http_dates_are_rejected),
  };
  return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
