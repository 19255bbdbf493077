// The reply's headers, and the two forms of date and time that the service writes.
#include "text.h"

// ---- Dates

// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (years from March, eras of 400 of them).
static int days_since_epoch(int year, int month, int day) {
  if (month <= 2) year--;
  int era = (year >= 0 ? year : year - 399) / 400, year_of_era = year - era * 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static int days_in_month(int year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Seconds since the epoch; false unless the date exists. A leap second counts as the second after it.
static bool seconds_since_epoch(int year, int month, int day, int hour, int minute, int second, int64_t *out) {
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 60) return false;
  *out = (((int64_t)days_since_epoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  return true;
}

// The number that stands in text[from, from + count), all digits.
static int read_number(dts_span text, size_t from, size_t count) {
  int value = 0;
  for (size_t i = from; i < from + count; i++) value = value * 10 + text.ptr[i] - '0';
  return value;
}

bool dts_time_parse(dts_span text, int64_t *out_ticks) {
  int64_t seconds;
  size_t at = dts_span_match(text, "0000-00-00T00:00:00");
  if (!at) return false;
  if (!seconds_since_epoch(read_number(text, 0, 4), read_number(text, 5, 2), read_number(text, 8, 2),
                           read_number(text, 11, 2), read_number(text, 14, 2), read_number(text, 17, 2), &seconds))
    return false;
  int fraction = 0;
  if (at < text.len && text.ptr[at] == '.') {
    int unit = 10000000;
    for (at++; at < text.len && dts_is_digit(text.ptr[at]); at++) fraction += (unit /= 10) * (text.ptr[at] - '0');
    if (at == 20) return false;
  }
  dts_span zone = dts_span_cut(text, at, text.len);
  if (!zone.len) return false;
  if (dts_span_match(zone, "Z") != zone.len) {
    if (dts_span_match(zone, "+00:00") != zone.len) return false;
    int hours = read_number(zone, 1, 2), minutes = read_number(zone, 4, 2);
    if (hours > 23 || minutes > 59) return false;
    seconds += (zone.ptr[0] == '+' ? -60 : 60) * (int64_t)(hours * 60 + minutes);
  }
  *out_ticks = seconds * 10000000 + fraction;
  return true;
}

// Which of the three-letter names stands in text at `at`, or -1.
static int find_name(dts_span text, size_t at, const char *names) {
  for (size_t i = 0; names[i]; i += 3)
    if (dts_span_equals_any_case(dts_span_cut(text, at, at + 3), (dts_span){names + i, 3})) return (int)i / 3;
  return -1;
}

bool dts_http_date_parse(dts_span text, int64_t *out_seconds) {
  return text.len == 29 && dts_span_match(text, "@@@, 00 @@@ 0000 00:00:00 GMT") == 29 &&
         find_name(text, 0, "sunmontuewedthufrisat") >= 0 &&
         seconds_since_epoch(read_number(text, 12, 4), find_name(text, 8, "janfebmaraprmayjunjulaugsepoctnovdec") + 1,
                             read_number(text, 5, 2), read_number(text, 17, 2), read_number(text, 20, 2),
                             read_number(text, 23, 2), out_seconds);
}

// ---- Headers

// A count of `unit` milliseconds, or -1.
static double read_delay(dts_span value, double unit) {
  double number = 0;
  for (size_t i = 0; i < value.len; i++) {
    if (!dts_is_digit(value.ptr[i])) return -1;
    number = number * 10 + (value.ptr[i] - '0');
  }
  return value.len && value.len <= 15 ? number * unit : -1;
}

static double read_retry_after(dts_span value, dts_span date, double now_ms) {
  double delay = read_delay(value, 1000);
  int64_t at, sent;
  if (delay >= 0 || !dts_http_date_parse(value, &at)) return delay;
  delay = (double)at * 1000 - (dts_http_date_parse(date, &sent) ? (double)sent * 1000 : now_ms);
  return delay > 0 ? delay : 0;
}

dts_headers dts_headers_read(dts_span text, double now_ms) {
  // In the order of DTS_REPLY_HEADERS.
  enum { RETRY_AFTER_MS, X_MS_RETRY_AFTER_MS, RETRY_AFTER, DATE, ETAG, APIM_REQUEST_ID, X_REQUEST_ID, COUNT };
  dts_span values[COUNT + 1]; // the last: what is behind the last line feed
  dts_span_split(text, values, COUNT + 1);
  double delay = read_delay(values[RETRY_AFTER_MS], 1);
  if (delay < 0) delay = read_delay(values[X_MS_RETRY_AFTER_MS], 1);
  if (delay < 0) delay = read_retry_after(values[RETRY_AFTER], values[DATE], now_ms);
  return (dts_headers){delay, values[ETAG],
                       values[APIM_REQUEST_ID].len ? values[APIM_REQUEST_ID] : values[X_REQUEST_ID]};
}
