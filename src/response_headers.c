// Response headers: the service's delay, the ETag and the request id.
#include "span.h"

// The milliseconds of a whole number of units, or -1.
static double read_delay(dts_span value, double unit_ms) {
  double number = 0;
  for (size_t i = 0; i < value.len; i++) {
    if (!dts_char_is_digit(value.ptr[i])) return -1;
    number = number * 10 + (value.ptr[i] - '0');
  }
  return value.len && value.len <= 15 ? number * unit_ms : -1;
}

static double read_retry_after(dts_span value, dts_span date, double now_ms) {
  double delay = read_delay(value, 1000);
  int64_t at, sent;
  if (delay >= 0 || !dts_http_date_parse(value, &at)) return delay;
  delay = (double)at * 1000 - (dts_http_date_parse(date, &sent) ? (double)sent * 1000 : now_ms);
  return delay > 0 ? delay : 0;
}

dts_headers dts_headers_read(dts_span text, double now_ms) {
  // In the order of DTS_RESPONSE_HEADERS. REST receives the text after the last header.
  enum { RETRY_AFTER_MS, X_MS_RETRY_AFTER_MS, RETRY_AFTER, DATE, ETAG, APIM_REQUEST_ID, X_REQUEST_ID, REST, COUNT };
  dts_span values[COUNT];
  dts_span_split_lines(text, values, COUNT);
  double delay = read_delay(values[RETRY_AFTER_MS], 1);
  if (delay < 0) delay = read_delay(values[X_MS_RETRY_AFTER_MS], 1);
  if (delay < 0) delay = read_retry_after(values[RETRY_AFTER], values[DATE], now_ms);
  return (dts_headers){delay, values[ETAG],
                       values[APIM_REQUEST_ID].len ? values[APIM_REQUEST_ID] : values[X_REQUEST_ID]};
}
