// Headers and times: numbers are finite, and spans lie within the text.
#include "fuzz.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dts_span text = {(const char *)data, size}, rest = text;
  dts_headers headers = dts_headers_read(text, 1.7e12);
  HOLDS(isfinite(headers.retry_after_ms) && (headers.retry_after_ms >= 0 || headers.retry_after_ms == -1));
  HOLDS(is_within(headers.etag, text) && is_within(headers.request_id, text));
  HOLDS(!headers.etag.ptr || (!memchr(headers.etag.ptr, '\n', headers.etag.len)));
  while (rest.len) {
    dts_span line = next_line(&rest);
    int64_t ticks, seconds;
    // Years 0 to 9999, with a day more for the offset.
    if (dts_time_parse(line, &ticks)) HOLDS(ticks > -622000000000000000 && ticks < 2535000000000000000);
    if (dts_http_date_parse(line, &seconds)) HOLDS(seconds > -62200000000 && seconds < 253500000000);
  }
  return 0;
}
