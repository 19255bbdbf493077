// Spans: what the C standard library has only for NUL-terminated text. Internal.
#pragma once

#include "dts.h"

#include <string.h>

#define DTS_TEXT(literal) ((dts_span){"" literal, sizeof(literal) - 1})

// That byte eight times.
#define DTS_EACH(byte) ((byte)*0x0101010101010101u)

static inline char dts_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }
static inline bool dts_is_digit(char c) { return c >= '0' && c <= '9'; }

// strchr, but for the NUL, and without the library's fast one, which is large.
static inline bool dts_is_one_of(char c, const char *set) {
  while (*set)
    if (*set++ == c) return true;
  return false;
}

static inline int dts_hex_value(char c) {
  if (dts_is_digit(c)) return c - '0';
  c = dts_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline dts_span dts_span_cut(dts_span text, size_t from, size_t to) {
  return (dts_span){text.ptr + from, to - from};
}

static inline bool dts_span_starts(dts_span text, dts_span start) {
  return text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0;
}

static inline bool dts_span_ends(dts_span text, dts_span end) {
  return text.len >= end.len && memcmp(text.ptr + text.len - end.len, end.ptr, end.len) == 0;
}

static inline bool dts_span_equals(dts_span a, dts_span b) { return a.len == b.len && dts_span_starts(a, b); }

static inline bool dts_span_equals_any_case(dts_span a, dts_span b) {
  if (a.len != b.len) return false;
  for (size_t i = 0; i < a.len; i++)
    if (dts_lower(a.ptr[i]) != dts_lower(b.ptr[i])) return false;
  return true;
}

// Where c first stands in text from `from` on, or text.len.
static inline size_t dts_span_find(dts_span text, size_t from, char c) {
  while (from < text.len && text.ptr[from] != c) from++;
  return from;
}

// Where part first stands in text, or text.len.
static inline size_t dts_span_search(dts_span text, dts_span part) {
  for (size_t i = 0; i + part.len <= text.len; i++)
    if (memcmp(text.ptr + i, part.ptr, part.len) == 0) return i;
  return text.len;
}

// Whether text begins with form, and if so how long that is, else 0. In a form, 0 stands for a digit, 9 for one to four
// of them, x for a hex digit, + for a sign, @ for anything; of a capital letter, the small one is as good.
size_t dts_span_match(dts_span text, const char *form);

// Takes text apart at its line feeds; the last part takes the rest, and what is missing is empty.
void dts_span_split(dts_span text, dts_span *out_parts, size_t count);
