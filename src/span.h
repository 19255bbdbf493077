// Spans: the operations that the C standard library has only for NUL-terminated text. Internal.
#pragma once

#include "dts.h"

#include <string.h>

// A string literal as a span, without its NUL.
#define DTS_SPAN(literal) ((dts_span){"" literal, sizeof(literal) - 1})

// A 64-bit word in which each byte has this value, to test eight bytes at once.
#define DTS_REPEAT_BYTE(byte) ((byte)*0x0101010101010101u)

// ---- ASCII characters

static inline char dts_char_to_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }
static inline bool dts_char_is_digit(char c) { return c >= '0' && c <= '9'; }

// Replaces strchr, whose optimized version is large.
bool dts_char_is_one_of(char c, const char *set);

// The value of a hex digit, or -1.
int dts_char_hex_value(char c);

// ---- Spans

// text[start, end). Both must lie within the text.
static inline dts_span dts_span_slice(dts_span text, size_t start, size_t end) {
  return (dts_span){text.ptr + start, end - start};
}

bool dts_span_starts_with(dts_span text, dts_span prefix);
bool dts_span_ends_with(dts_span text, dts_span suffix);
bool dts_span_equals(dts_span a, dts_span b);

// Ignores the case of ASCII letters only.
bool dts_span_equals_ignoring_case(dts_span a, dts_span b);

// The index of the first c at or after start, or text.len.
size_t dts_span_find_char(dts_span text, size_t start, char c);

// The index of the first occurrence of part, or text.len.
size_t dts_span_find(dts_span text, dts_span part);

// The length of the prefix of text that matches the pattern, or 0. A pattern character matches itself, except:
//   0  one digit
//   9  one to four digits
//   x  a hex digit
//   +  '+' or '-'
//   @  any character
//   A capital letter also matches its lower-case form.
size_t dts_span_match_pattern(dts_span text, const char *pattern);

// Splits text at its line feeds into exactly count lines. The last line receives the rest of the text, line feeds
// included. Missing lines are empty.
void dts_span_split_lines(dts_span text, dts_span *out_lines, size_t count);
