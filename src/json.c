// cJSON made strict. A scanner holds the text to RFC 8259 before cJSON builds the tree; the tree lives in chunks of
// memory that are freed as one; numbers are read without the C library's strtod.
#include "text.h"

#include "cJSON.h"

#include <stdlib.h>

// ---- Scanner
// ---------------------------------------------------------------------------------------------------------

typedef struct {
  const unsigned char *at, *end;
  uint32_t values;
} scanner;

static void skip_space(scanner *s) {
  while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r')) s->at++;
}

static bool take(scanner *s, char c) {
  if (s->at == s->end || *s->at != (unsigned char)c) return false;
  s->at++;
  return true;
}

static bool take_digits(scanner *s) {
  const unsigned char *from = s->at;
  while (s->at < s->end && dts_is_digit((char)*s->at)) s->at++;
  return s->at > from;
}

static bool take_word(scanner *s, const char *word) {
  while (*word)
    if (!take(s, *word++)) return false;
  return true;
}

static bool scan_number(scanner *s) {
  take(s, '-');
  if (!take(s, '0') && !take_digits(s)) return false;
  if (take(s, '.') && !take_digits(s)) return false;
  if (take(s, 'e') || take(s, 'E')) {
    if (!take(s, '+')) take(s, '-');
    return take_digits(s);
  }
  return true;
}

// One UTF-8 sequence of two to four bytes (RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF).
static bool scan_utf8(scanner *s) {
  unsigned lead = *s->at, low = 0x80, high = 0xbf;
  int rest = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4) return false;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (s->at++; rest--; s->at++, low = 0x80, high = 0xbf)
    if (s->at == s->end || *s->at < low || *s->at > high) return false;
  return true;
}

// The code unit of a \uXXXX escape whose backslash is next, or -1.
static int scan_unit(scanner *s) {
  int unit = 0;
  if (!take(s, '\\') || !take(s, 'u') || s->end - s->at < 4) return -1;
  for (int i = 0; i < 4; i++) {
    int digit = dts_hex_value((char)*s->at++);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

static bool scan_escape(scanner *s) {
  if (s->end - s->at < 2) return false;
  if (s->at[1] != 'u') {
    s->at += 2;
    return s->at[-1] && strchr("\"\\/bfnrt", s->at[-1]);
  }
  int unit = scan_unit(s);
  if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return false;
  if (unit < 0xd800 || unit > 0xdfff) return true;
  int low = scan_unit(s);
  return low >= 0xdc00 && low <= 0xdfff;
}

static bool scan_string(scanner *s) {
  if (!take(s, '"')) return false;
  while (s->at < s->end && *s->at != '"') {
    if (*s->at < 0x20) return false;
    if (*s->at == '\\') {
      if (!scan_escape(s)) return false;
    } else if (*s->at < 0x80) {
      s->at++;
    } else if (!scan_utf8(s)) {
      return false;
    }
  }
  return take(s, '"');
}

static bool scan_value(scanner *s, int depth) {
  if (s->at == s->end || ++s->values > DTS_JSON_VALUES) return false;
  char open = (char)*s->at, close = open == '{' ? '}' : ']';
  if (open == '"') return scan_string(s);
  if (open == 't') return take_word(s, "true");
  if (open == 'f') return take_word(s, "false");
  if (open == 'n') return take_word(s, "null");
  if (open != '{' && open != '[') return scan_number(s);
  if (depth == DTS_JSON_DEPTH) return false;
  s->at++;
  skip_space(s);
  if (take(s, close)) return true;
  do {
    skip_space(s);
    if (open == '{') {
      if (!scan_string(s)) return false;
      skip_space(s);
      if (!take(s, ':')) return false;
      skip_space(s);
    }
    if (!scan_value(s, depth + 1)) return false;
    skip_space(s);
  } while (take(s, ','));
  return take(s, close);
}

static bool is_json(dts_span text) {
  scanner s = {(const unsigned char *)text.ptr, (const unsigned char *)text.ptr + text.len, 0};
  skip_space(&s);
  if (!scan_value(&s, 0)) return false;
  skip_space(&s);
  return s.at == s.end;
}

// ---- Memory
// ----------------------------------------------------------------------------------------------------------

typedef struct dts_chunk {
  struct dts_chunk *next;
  size_t used, size;
  double data[]; // aligned for whatever cJSON puts there
} dts_chunk;

// cJSON's allocator has no context argument: this is where it finds the tree being built, during dts_json_parse only.
static _Thread_local dts_json *building;

static void *allocate(size_t size) {
  size = (size + 7) & ~(size_t)7;
  dts_chunk *chunk = building->memory;
  if (!chunk || chunk->size - chunk->used < size) {
    size_t room = chunk ? chunk->size * 2 : 2048;
    while (room < size) room *= 2;
    chunk = malloc(sizeof *chunk + room);
    if (!chunk) return NULL;
    *chunk = (dts_chunk){building->memory, 0, room};
    building->memory = chunk;
  }
  void *result = (char *)chunk->data + chunk->used;
  chunk->used += size;
  return result;
}

static void keep(void *pointer) { (void)pointer; }

void dts_json_free(dts_json *json) {
  for (dts_chunk *chunk = json->memory, *next; chunk; chunk = next) {
    next = chunk->next;
    free(chunk);
  }
  *json = (dts_json){0};
}

dts_code dts_json_parse(dts_span text, dts_json *out) {
  *out = (dts_json){0};
  if (text.len > DTS_BODY_MAX || !is_json(text)) return DTS_ERROR_JSON;
  cJSON_Hooks hooks = {allocate, keep};
  building = out;
  cJSON_InitHooks(&hooks);
  out->root = cJSON_ParseWithLength(text.ptr, text.len);
  cJSON_InitHooks(NULL);
  building = NULL;
  return out->root ? DTS_OK : DTS_ERROR_MEMORY;
}

// ---- Numbers: cJSON is compiled with strtod=dts_strtod
// ---------------------------------------------------------------

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

double dts_strtod(const char *text, char **out_end);

// Takes a JSON number. What fits in 53 bits with a power of ten up to 22 is exact after one multiplication or division;
// the host reads the rest.
double dts_strtod(const char *text, char **out_end) {
  static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const char *at = text;
  bool negative = *at == '-', simple = true;
  uint64_t digits = 0;
  int places = 0;
  if (negative) at++;
  for (bool point = false; dts_is_digit(*at) || *at == '.'; at++) {
    if (*at == '.') {
      point = true;
      continue;
    }
    places += point;
    if (digits > (UINT64_C(1) << 53) / 10 - 1) simple = false;
    if (simple) digits = digits * 10 + (uint64_t)(*at - '0');
  }
  if (*at == 'e' || *at == 'E') simple = false;
  while (*at && strchr("0123456789+-.eE", *at)) at++;
  *out_end = (char *)(uintptr_t)at;
  if (!simple || places > 22) return dts_host_number(text, (size_t)(at - text));
  double value = (double)digits / POWERS[places];
  return negative ? -value : value;
}
