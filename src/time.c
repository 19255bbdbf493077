// Times: RFC 3339 date-times in JSON, and HTTP dates in headers.
#include "span.h"

// Days from 1970-01-01 to a date of the proleptic Gregorian calendar. Counts years from March, so that the leap day is
// the last day of a year, in eras of 400 years, which have the same number of days.
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

// False if there is no such date. A leap second counts as the second after it.
static bool seconds_since_epoch(int year, int month, int day, int hour, int minute, int second, int64_t *out_seconds) {
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 60) return false;
  *out_seconds = (((int64_t)days_since_epoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  return true;
}

// The number in text[start, start + digits), which must consist of digits.
static int read_number(dts_span text, size_t start, size_t digits) {
  int value = 0;
  for (size_t i = start; i < start + digits; i++) value = value * 10 + text.ptr[i] - '0';
  return value;
}

bool dts_time_parse(dts_span text, int64_t *out_ticks) {
  int64_t seconds;
  size_t at = dts_span_match_pattern(text, "0000-00-00T00:00:00");
  if (!at) return false;
  if (!seconds_since_epoch(read_number(text, 0, 4), read_number(text, 5, 2), read_number(text, 8, 2),
                           read_number(text, 11, 2), read_number(text, 14, 2), read_number(text, 17, 2), &seconds))
    return false;
  int fraction = 0;
  if (at < text.len && text.ptr[at] == '.') {
    int unit = 10000000;
    for (at++; at < text.len && dts_char_is_digit(text.ptr[at]); at++) fraction += (unit /= 10) * (text.ptr[at] - '0');
    if (at == 20) return false; // a '.' without digits
  }
  dts_span zone = dts_span_slice(text, at, text.len);
  if (!zone.len) return false;
  if (dts_span_match_pattern(zone, "Z") != zone.len) {
    if (dts_span_match_pattern(zone, "+00:00") != zone.len) return false;
    int hours = read_number(zone, 1, 2), minutes = read_number(zone, 4, 2);
    if (hours > 23 || minutes > 59) return false;
    seconds += (zone.ptr[0] == '+' ? -60 : 60) * (int64_t)(hours * 60 + minutes);
  }
  *out_ticks = seconds * 10000000 + fraction;
  return true;
}

// The index of the three-letter name that starts at text[start], ignoring case, or -1.
static int find_name(dts_span text, size_t start, const char *names) {
  for (size_t i = 0; names[i]; i += 3)
    if (dts_span_equals_ignoring_case(dts_span_slice(text, start, start + 3), (dts_span){names + i, 3}))
      return (int)i / 3;
  return -1;
}

bool dts_http_date_parse(dts_span text, int64_t *out_seconds) {
  return text.len == 29 && dts_span_match_pattern(text, "@@@, 00 @@@ 0000 00:00:00 GMT") == 29 &&
         find_name(text, 0, "sunmontuewedthufrisat") >= 0 &&
         seconds_since_epoch(read_number(text, 12, 4), find_name(text, 8, "janfebmaraprmayjunjulaugsepoctnovdec") + 1,
                             read_number(text, 5, 2), read_number(text, 17, 2), read_number(text, 20, 2),
                             read_number(text, 23, 2), out_seconds);
}
