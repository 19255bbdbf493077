// Operation locations: takes the URL of a job or of one of its documents apart.
#include "endpoint.h"
#include "operation_url.h"
#include "span.h"

// The value of the query's api-version, or an empty text.
static dts_span find_version(dts_span query) {
  for (size_t at = 0; at < query.len;) {
    size_t end = dts_span_find_char(query, at, '&');
    dts_span pair = dts_span_slice(query, at, end), name = DTS_SPAN("api-version=");
    if (dts_span_starts_with(pair, name)) return dts_span_slice(pair, name.len, pair.len);
    at = end + 1;
  }
  return DTS_SPAN("");
}

dts_code dts_location_parse(dts_span text, dts_location *out_location) {
  size_t query = dts_span_find_char(text, 0, '?'), end = 0;
  dts_span path = dts_span_slice(text, 0, query), parts[DTS_URL_PART_COUNT] = {{0}};
  // The search for the operation's path starts after the host, which may be called "translator" as well.
  size_t scheme = dts_span_find(path, DTS_SPAN("://"));
  size_t base = scheme < path.len ? dts_span_find_char(path, scheme + 3, '/') : 0;
  if (dts_span_ends_with(path, DTS_SPAN("/"))) path.len--;
  dts_version_family family, expected = DTS_VERSION_IN_PATH;
  for (; base < path.len; base++) {
    if ((end = dts_url_match(path, base, DTS_URL_IN_PATH "/B", parts))) break;
    if ((end = dts_url_match(path, base, DTS_URL_IN_QUERY "/B", parts))) {
      expected = DTS_VERSION_IN_QUERY;
      if (query < text.len) parts[DTS_URL_VERSION] = find_version(dts_span_slice(text, query + 1, text.len));
      break;
    }
  }
  if (!end || dts_version_parse(parts[DTS_URL_VERSION], &family) != DTS_OK || family != expected ||
      !dts_id_is_valid(parts[DTS_URL_BATCH_ID]) || dts_span_find_char(text, 0, '#') < text.len)
    return DTS_ERROR_OPERATION_LOCATION;
  if (end < path.len) {
    size_t documents_end = dts_url_match(path, end, "/documents/C", parts);
    if (documents_end ? !dts_id_is_valid(parts[DTS_URL_DOCUMENT_ID])
                      : !(documents_end = dts_url_match(path, end, "/documents", parts)))
      return DTS_ERROR_OPERATION_LOCATION;
    if (documents_end < path.len) return DTS_ERROR_OPERATION_LOCATION;
  }
  out_location->api_version = parts[DTS_URL_VERSION];
  out_location->batch_id = parts[DTS_URL_BATCH_ID];
  out_location->document_id = parts[DTS_URL_DOCUMENT_ID];
  // Includes the "/translator" of the operation's path: dts_endpoint_parse removes one, so a gateway's own one stays.
  dts_span endpoint = dts_span_slice(text, 0, base + sizeof DTS_TRANSLATOR_PATH - 1);
  return dts_endpoint_parse(endpoint, false, &out_location->endpoint);
}
