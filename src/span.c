// Spans: the operations that the C standard library has only for NUL-terminated text.
#include "span.h"

bool dts_char_is_one_of(char c, const char *set) {
  while (*set)
    if (*set++ == c) return true;
  return false;
}

int dts_char_hex_value(char c) {
  if (dts_char_is_digit(c)) return c - '0';
  c = dts_char_to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool dts_span_starts_with(dts_span text, dts_span prefix) {
  return text.len >= prefix.len && memcmp(text.ptr, prefix.ptr, prefix.len) == 0;
}

bool dts_span_ends_with(dts_span text, dts_span suffix) {
  return text.len >= suffix.len && memcmp(text.ptr + text.len - suffix.len, suffix.ptr, suffix.len) == 0;
}

bool dts_span_equals(dts_span a, dts_span b) { return a.len == b.len && dts_span_starts_with(a, b); }

bool dts_span_equals_ignoring_case(dts_span a, dts_span b) {
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++)
    if (dts_char_to_lower(a.ptr[i]) != dts_char_to_lower(b.ptr[i])) return false;
  return true;
}

size_t dts_span_find_char(dts_span text, size_t start, char c) {
  while (start < text.len && text.ptr[start] != c) start++;
  return start;
}

size_t dts_span_find(dts_span text, dts_span part) {
  for (size_t i = 0; i + part.len <= text.len; i++)
    if (memcmp(text.ptr + i, part.ptr, part.len) == 0) return i;
  return text.len;
}

static bool matches_character(char c, char pattern) {
  switch (pattern) {
  case '9':
  case '0': return dts_char_is_digit(c);
  case 'x': return dts_char_hex_value(c) >= 0;
  case '+': return c == '+' || c == '-';
  case '@': return true;
  default: return c == pattern || (pattern >= 'A' && pattern <= 'Z' && c == (pattern | 32));
  }
}

size_t dts_span_match_pattern(dts_span text, const char *pattern) {
  size_t at = 0;
  for (; *pattern; pattern++) {
    if (at == text.len || !matches_character(text.ptr[at++], *pattern)) return 0;
    if (*pattern == '9')
      for (size_t limit = at + 3; at < limit && at < text.len && dts_char_is_digit(text.ptr[at]);) at++;
  }
  return at;
}

void dts_span_split_lines(dts_span text, dts_span *out_lines, size_t count) {
  for (size_t i = 0, at = 0; i < count; i++) {
    size_t end = i + 1 < count ? dts_span_find_char(text, at, '\n') : text.len;
    out_lines[i] = dts_span_slice(text, at, end);
    at = end < text.len ? end + 1 : text.len;
  }
}
