// JSON: makes cJSON strict. A scan before the parse rejects what cJSON accepts beyond RFC 8259. The tree lives in one
// allocation. Numbers are parsed without the C library's strtod, which is large.
#include "span.h"

#include "cJSON.h"

#include <stdlib.h>

// ---- The scan

// The value of four hex digits, or -1.
static int read_hex(const unsigned char *at, const unsigned char *end) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = at + i < end ? dts_char_hex_value((char)at[i]) : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Skips a UTF-8 sequence of two to four bytes. Returns NULL for what RFC 3629 excludes: overlong forms, surrogates, and
// code points above U+10FFFF.
static const unsigned char *skip_utf8(const unsigned char *at, const unsigned char *end) {
  unsigned lead = *at++, low = 0x80, high = 0xbf; // the range of the second byte
  if (lead < 0xc2 || lead > 0xf4) return NULL;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (int rest = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1; rest--; low = 0x80, high = 0xbf) {
    if (at == end || *at < low || *at > high) return NULL;
    at++;
  }
  return at;
}

// Skips characters that stand for themselves, eight at a time: printable ASCII other than '"' and '\\'. May stop early.
static const unsigned char *skip_plain(const unsigned char *at, const unsigned char *end) {
  for (uint64_t bytes; end - at >= 8; at += 8) {
    memcpy(&bytes, at, 8);
    uint64_t quotes = bytes ^ DTS_REPEAT_BYTE('"'), escapes = bytes ^ DTS_REPEAT_BYTE('\\');
    uint64_t others =
        (bytes | (bytes - DTS_REPEAT_BYTE(' ')) | (quotes - DTS_REPEAT_BYTE(1)) | (escapes - DTS_REPEAT_BYTE(1))) &
        DTS_REPEAT_BYTE(0x80);
    // A borrow can mark later bytes by mistake, never earlier ones.
    if (others) return at + (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) * __builtin_ctzll(others) / 8;
  }
  return at;
}

// Skips a string, after its opening quote. Returns NULL if it is invalid. cJSON itself rejects unknown escapes and lone
// surrogates, but not a \u without digits or with the value 0.
static const unsigned char *skip_string(const unsigned char *at, const unsigned char *end) {
  while (at && (at = skip_plain(at, end)) < end && *at >= ' ') {
    if (*at == '"') return at + 1;
    if (*at >= 0x80) {
      at = skip_utf8(at, end);
    } else if (*at++ == '\\' && at < end && *at++ == 'u' && read_hex(at, end) <= 0) {
      return NULL;
    }
  }
  return NULL;
}

// Counts the values. False if the text exceeds a limit, or if RFC 8259 forbids something that cJSON would accept: an
// invalid string, or outside of strings a byte that is not ASCII or a control character that is not white space.
static bool scan(dts_span text, size_t *out_values) {
  const unsigned char *at = (const unsigned char *)text.ptr, *end = at + text.len;
  unsigned char last = 0;
  int depth = 0;
  *out_values = 1;
  while (at < end) {
    unsigned char c = *at++;
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c < ' ' || c >= 0x80) return false;
    if (c == '"' && !(at = skip_string(at, end))) return false;
    if (c == ',') ++*out_values;
    if (c == '{' || c == '[') {
      ++*out_values;
      if (++depth > DTS_MAX_JSON_DEPTH) return false;
    }
    if (c == '}' || c == ']') {
      depth--;
      if (last == c - 2) --*out_values; // empty: ']' is '[' + 2, and '}' is '{' + 2
    }
    last = c;
  }
  return *out_values <= DTS_MAX_JSON_VALUES;
}

// ---- Memory

// The free part of the memory for the tree that this thread is parsing; NULL outside of dts_json_parse.
static _Thread_local char *arena;

// cJSON is compiled with malloc=dts_cjson_malloc etc., because hooks set with cJSON_InitHooks would apply to all
// threads. Outside of dts_json_parse, these are the C library's functions, so that the caller can use cJSON as well.
// Only cJSON's printing calls realloc.
void *dts_cjson_malloc(size_t size);
void *dts_cjson_realloc(void *pointer, size_t size);
void dts_cjson_free(void *pointer);

void *dts_cjson_malloc(size_t size) {
  char *block = arena;
  if (!block) return malloc(size);
  arena += (size + 7) & ~(size_t)7;
  return block;
}

void *dts_cjson_realloc(void *pointer, size_t size) { return realloc(pointer, size); }

void dts_cjson_free(void *pointer) {
  if (!arena) free(pointer);
}

void dts_json_free(dts_json *json) {
  free(json->memory);
  *json = (dts_json){0};
}

dts_code dts_json_parse(dts_span text, dts_json *out_json) {
  *out_json = (dts_json){0};
  if (text.len > DTS_MAX_BODY_SIZE || !scan(text, &out_json->values)) return DTS_ERROR_JSON;
  // Always enough: each value needs a node, and at most a name and a string. Both end in a NUL and are rounded up to a
  // multiple of 8 bytes.
  arena = out_json->memory = malloc(text.len + out_json->values * (sizeof(cJSON) + 16));
  if (!arena) return DTS_ERROR_MEMORY;
  const char *end;
  out_json->root = cJSON_ParseWithLengthOpts(text.ptr, text.len, &end, false);
  arena = NULL;
  while (out_json->root && end < text.ptr + text.len)
    if (*end++ > ' ') out_json->root = NULL;
  return out_json->root ? DTS_OK : DTS_ERROR_JSON;
}

// ---- Numbers: cJSON is compiled with strtod=dts_strtod

#ifdef __EMSCRIPTEN__
// Implemented in JavaScript: parses a number.
__attribute__((import_module("env"), import_name("dts_host_number"))) double dts_host_number(const char *text,
                                                                                             size_t len);
#else
static double dts_host_number(const char *text, size_t len) {
  (void)len;
  return strtod(text, NULL);
}
#endif

static const char *skip_digits(const char *at) {
  while (dts_char_is_digit(*at)) at++;
  return at;
}

double dts_strtod(const char *text, char **out_end);

// Parses a JSON number; *out_end is text if there is none. Digits that fit in 53 bits, divided by a power of ten up to
// 10^22, give the exact result. The host parses all other numbers.
double dts_strtod(const char *text, char **out_end) {
  bool negative = *text == '-', simple = true;
  const char *start = text + negative, *at = skip_digits(start), *point = at;
  *out_end = (char *)(uintptr_t)text;
  if (at == start || (*start == '0' && at > start + 1)) return 0;
  if (*at == '.' && (at = skip_digits(point + 1)) == point + 1) return 0;
  double value = 0, unit = 1;
  for (const char *digit = start; digit < at; digit++) {
    if (digit == point) continue;
    value = value * 10 + (*digit - '0');
    if (digit > point) unit *= 10;
  }
  if (value > 9007199254740991.0 || unit > 1e22) simple = false;
  if (*at == 'e' || *at == 'E') {
    simple = false;
    at++;
    if (*at == '+' || *at == '-') at++;
    const char *exponent = at;
    if ((at = skip_digits(at)) == exponent) return 0;
  }
  *out_end = (char *)(uintptr_t)at;
  if (!simple) return dts_host_number(text, (size_t)(at - text));
  return (negative ? -value : value) / unit;
}
