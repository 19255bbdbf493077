// Spans: what is too large to stand in the header.
#include "text.h"

static bool is_like(char c, char form) {
  switch (form) {
  case '9':
  case '0': return dts_is_digit(c);
  case 'x': return dts_hex_value(c) >= 0;
  case '+': return c == '+' || c == '-';
  case '@': return true;
  default: return c == form || (form >= 'A' && form <= 'Z' && c == (form | 32));
  }
}

size_t dts_span_match(dts_span text, const char *form) {
  size_t at = 0;
  for (; *form; form++) {
    if (at == text.len || !is_like(text.ptr[at++], *form)) return 0;
    if (*form == '9')
      for (size_t most = at + 3; at < most && at < text.len && dts_is_digit(text.ptr[at]);) at++;
  }
  return at;
}

void dts_span_split(dts_span text, dts_span *out_parts, size_t count) {
  for (size_t i = 0, at = 0; i < count; i++) {
    size_t end = i + 1 < count ? dts_span_find(text, at, '\n') : text.len;
    out_parts[i] = dts_span_cut(text, at, end);
    at = end < text.len ? end + 1 : text.len;
  }
}
