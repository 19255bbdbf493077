// Masks the signatures of SAS URLs in texts that the service sends.
#include "span.h"

static bool ends_parameter(char c) { return (unsigned char)c <= ' ' || dts_char_is_one_of(c, "&\"'<>)];,#"); }

// Ignores the characters before "sig": a parameter whose name only ends in it is masked as well, which does no harm.
void dts_signature_mask(char *text, size_t len) {
  for (size_t i = 0; i + 4 <= len; i++) {
    if (!dts_span_equals_ignoring_case((dts_span){text + i, 3}, DTS_SPAN("sig"))) continue;
    if (text[i + 3] != '=' && text[i + 3] != '%') continue;
    for (i += 4; i < len && !ends_parameter(text[i]); i++) text[i] = '*';
  }
}
