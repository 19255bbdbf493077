// Makes cJSON strict. What it accepts against the standard is looked for before it builds the tree. The tree lives in
// one piece of memory. Numbers are read without the C library's strtod.
#include "text.h"

#include "cJSON.h"

#include <stdlib.h>

// ---- What cJSON lets pass

// The number of four hex digits, or -1.
static int read_hex(const unsigned char *at, const unsigned char *end) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = at + i < end ? dts_hex_value((char)at[i]) : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Behind a UTF-8 sequence of two to four bytes (RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF), or
// NULL.
static const unsigned char *skip_utf8(const unsigned char *at, const unsigned char *end) {
  unsigned lead = *at++, low = 0x80, high = 0xbf;
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

// Behind a string's next bytes that are surely just characters, eight at a time: none ends or escapes, controls, or is
// beyond ASCII.
static const unsigned char *skip_plain(const unsigned char *at, const unsigned char *end) {
  for (uint64_t bytes; end - at >= 8; at += 8) {
    memcpy(&bytes, at, 8);
    uint64_t quotes = bytes ^ DTS_EACH('"'), escapes = bytes ^ DTS_EACH('\\');
    uint64_t others =
        (bytes | (bytes - DTS_EACH(' ')) | (quotes - DTS_EACH(1)) | (escapes - DTS_EACH(1))) & DTS_EACH(0x80);
    // A borrow makes only higher ones wrong.
    if (others) return at + (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) * __builtin_ctzll(others) / 8;
  }
  return at;
}

// Behind a string whose opening quote stands before `at`, or NULL. Which escapes there are is cJSON's to say, but for
// those of no digits or of a NUL.
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

// Counts the values. False for what cJSON would take, though RFC 8259 or the limits don't: other bytes outside of
// strings than ASCII's and the four that are white space, strings as above, and depth.
static bool look_through(dts_span text, size_t *out_values) {
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
      if (++depth > DTS_JSON_DEPTH) return false;
    }
    if (c == '}' || c == ']') {
      depth--;
      if (last == c - 2) --*out_values; // closes what was just opened: nothing in it
    }
    last = c;
  }
  return *out_values <= DTS_JSON_VALUES;
}

// ---- Memory

// The rest of the memory for the tree that this thread is building; NULL outside of dts_json_parse.
static _Thread_local char *room;

// cJSON is compiled with malloc=dts_cjson_malloc and so on: hooks set with cJSON_InitHooks hold for all threads. A
// caller's own use of cJSON gets the C library's functions, as does printing, which alone calls realloc.
void *dts_cjson_malloc(size_t size);
void *dts_cjson_realloc(void *pointer, size_t size);
void dts_cjson_free(void *pointer);

void *dts_cjson_malloc(size_t size) {
  char *result = room;
  if (!result) return malloc(size);
  room += (size + 7) & ~(size_t)7;
  return result;
}

void *dts_cjson_realloc(void *pointer, size_t size) { return realloc(pointer, size); }

void dts_cjson_free(void *pointer) {
  if (!room) free(pointer);
}

void dts_json_free(dts_json *json) {
  free(json->memory);
  *json = (dts_json){0};
}

dts_code dts_json_parse(dts_span text, dts_json *out) {
  *out = (dts_json){0};
  if (text.len > DTS_BODY_MAX || !look_through(text, &out->values)) return DTS_ERROR_JSON;
  // Enough in any case: for each value a node, a name and a text, whose lengths, closed by a NUL, are rounded up to 8.
  room = out->memory = malloc(text.len + out->values * (sizeof(cJSON) + 16));
  if (!room) return DTS_ERROR_MEMORY;
  const char *end;
  out->root = cJSON_ParseWithLengthOpts(text.ptr, text.len, &end, false);
  room = NULL;
  while (out->root && end < text.ptr + text.len)
    if (*end++ > ' ') out->root = NULL;
  return out->root ? DTS_OK : DTS_ERROR_JSON;
}

// ---- Numbers: cJSON is compiled with strtod=dts_strtod

#ifdef __EMSCRIPTEN__
// JavaScript's own number parser.
__attribute__((import_module("env"), import_name("dts_host_number"))) double dts_host_number(const char *text,
                                                                                             size_t len);
#else
static double dts_host_number(const char *text, size_t len) {
  (void)len;
  return strtod(text, NULL);
}
#endif

static const char *skip_digits(const char *at) {
  while (dts_is_digit(*at)) at++;
  return at;
}

double dts_strtod(const char *text, char **out_end);

// Takes a JSON number, or nothing. What fits in 53 bits with a power of ten up to 22 is exact after one division; the
// host reads the rest.
double dts_strtod(const char *text, char **out_end) {
  bool negative = *text == '-', simple = true;
  const char *from = text + negative, *at = skip_digits(from), *point = at;
  *out_end = (char *)(uintptr_t)text;
  if (at == from || (*from == '0' && at > from + 1)) return 0;
  if (*at == '.' && (at = skip_digits(point + 1)) == point + 1) return 0;
  double value = 0, unit = 1;
  for (const char *digit = from; digit < at; digit++) {
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
