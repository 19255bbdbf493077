// The reply's headers, and the two forms of date and time that the service writes.
#include "text.h"

// ---- Dates

// Days from 1970-01-01 to a date of the proleptic Gregorian calendar (years from March, eras of 400 of them).
static int64_t days_since_epoch(int64_t year, int month, int day) {
  if (month <= 2) year--;
  int64_t era = (year >= 0 ? year : year - 399) / 400, year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
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
  *out = ((days_since_epoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  return true;
}

// The number that stands in text[from, from + count), all digits.
static int read_number(dts_span text, size_t from, size_t count) {
  int value = 0;
  for (size_t i = from; i < from + count; i++) value = value * 10 + text.ptr[i] - '0';
  return value;
}

// Whether text has the form of `pattern` as far as that goes: '0' stands for any digit.
static bool has_form(dts_span text, const char *pattern) {
  for (size_t i = 0; pattern[i]; i++)
    if (i >= text.len || (pattern[i] == '0' ? !dts_is_digit(text.ptr[i]) : dts_lower(text.ptr[i]) != pattern[i]))
      return false;
  return true;
}

bool dts_time_parse(dts_span text, int64_t *out_ticks) {
  int64_t seconds;
  if (!has_form(text, "0000-00-00t00:00:00")) return false;
  if (!seconds_since_epoch(read_number(text, 0, 4), read_number(text, 5, 2), read_number(text, 8, 2),
                           read_number(text, 11, 2), read_number(text, 14, 2), read_number(text, 17, 2), &seconds))
    return false;
  size_t at = 19;
  int64_t fraction = 0;
  if (at < text.len && text.ptr[at] == '.') {
    int64_t unit = 10000000;
    for (at++; at < text.len && dts_is_digit(text.ptr[at]); at++) fraction += (unit /= 10) * (text.ptr[at] - '0');
    if (at == 20) return false;
  }
  dts_span zone = dts_span_cut(text, at, text.len);
  if (zone.len == 6 && (has_form(zone, "+00:00") || has_form(zone, "-00:00"))) {
    int hours = read_number(zone, 1, 2), minutes = read_number(zone, 4, 2);
    if (hours > 23 || minutes > 59) return false;
    seconds += (zone.ptr[0] == '+' ? -60 : 60) * (int64_t)(hours * 60 + minutes);
  } else if (!dts_span_equals_any_case(zone, DTS_TEXT("Z"))) {
    return false;
  }
  *out_ticks = seconds * 10000000 + fraction;
  return true;
}

// Which of the three-letter names stands in text at `at`, or -1.
static int find_name(dts_span text, size_t at, const char *names) {
  for (size_t i = 0; names[i]; i += 3)
    if (has_form(dts_span_cut(text, at, at + 3), (char[]){names[i], names[i + 1], names[i + 2], 0})) return (int)i / 3;
  return -1;
}

bool dts_http_date_parse(dts_span text, int64_t *out_seconds) {
  return text.len == 29 && has_form(dts_span_cut(text, 3, 8), ", 00 ") &&
         has_form(dts_span_cut(text, 11, 29), " 0000 00:00:00 gmt") &&
         find_name(text, 0, "sunmontuewedthufrisat") >= 0 &&
         seconds_since_epoch(read_number(text, 12, 4), find_name(text, 8, "janfebmaraprmayjunjulaugsepoctnovdec") + 1,
                             read_number(text, 5, 2), read_number(text, 17, 2), read_number(text, 20, 2),
                             read_number(text, 23, 2), out_seconds);
}

// ---- Headers

static dts_span trim(dts_span text) {
  while (text.len && (*text.ptr == ' ' || *text.ptr == '\t')) text = dts_span_cut(text, 1, text.len);
  while (text.len && dts_is_one_of(text.ptr[text.len - 1], " \t\r")) text.len--;
  return text;
}

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

// In the order of DTS_REPLY_HEADERS.
enum { RETRY_AFTER_MS, X_MS_RETRY_AFTER_MS, RETRY_AFTER, DATE, ETAG, APIM_REQUEST_ID, X_REQUEST_ID, HEADER_COUNT };

static size_t header_index(dts_span name) {
  dts_span names = DTS_TEXT(DTS_REPLY_HEADERS);
  size_t index = 0;
  for (size_t at = 0; at < names.len; index++) {
    size_t end = dts_span_find(names, at, ' ');
    if (dts_span_equals_any_case(name, dts_span_cut(names, at, end))) break;
    at = end + 1;
  }
  return index;
}

dts_headers dts_headers_parse(dts_span text, double now_ms) {
  dts_span values[HEADER_COUNT] = {{0}};
  for (size_t at = 0; at < text.len;) {
    size_t end = dts_span_find(text, at, '\n');
    dts_span line = dts_span_cut(text, at, end);
    size_t colon = dts_span_find(line, 0, ':'), index = header_index(dts_span_cut(line, 0, colon));
    if (colon < line.len && index < HEADER_COUNT) values[index] = trim(dts_span_cut(line, colon + 1, line.len));
    at = end + 1;
  }
  double delay = read_delay(values[RETRY_AFTER_MS], 1);
  if (delay < 0) delay = read_delay(values[X_MS_RETRY_AFTER_MS], 1);
  if (delay < 0) delay = read_retry_after(values[RETRY_AFTER], values[DATE], now_ms);
  dts_span id = values[APIM_REQUEST_ID].len ? values[APIM_REQUEST_ID] : values[X_REQUEST_ID];
  return (dts_headers){delay, values[ETAG].len ? values[ETAG] : (dts_span){NULL, 0}, id.len ? id : (dts_span){NULL, 0}};
}
