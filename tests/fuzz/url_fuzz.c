// Endpoints, versions, ids and URLs: each is refused, or comes to a URL that is taken apart into the same again.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dts_span whole = {(const char *)data, size}, text = whole;
  dts_location location;
  if (dts_location_parse(whole, &location) == DTS_OK) {
    HOLDS(is_within(location.api_version, whole) && is_within(location.batch_id, whole));
    HOLDS(is_within(location.document_id, whole) && dts_id_is_valid(location.batch_id));
  }

  dts_span first = next_line(&text), version = next_line(&text), batch = next_line(&text), document = next_line(&text);
  dts_endpoint endpoint, again;
  dts_version_family family;
  bool open = dts_endpoint_parse(first, false, &endpoint) == DTS_OK;
  if (dts_endpoint_parse(first, true, &again) == DTS_OK) HOLDS(open);
  if (!open) return 0;
  HOLDS(endpoint.len <= DTS_ENDPOINT_MAX && endpoint.origin_len <= endpoint.len);
  HOLDS(!memcmp(endpoint.text, "http://", 7) || !memcmp(endpoint.text, "https://", 8));
  for (size_t i = 0; i < endpoint.len; i++) HOLDS(endpoint.text[i] > ' ' && endpoint.text[i] < 0x7f);
  HOLDS(!memchr(endpoint.text, '?', endpoint.len) && !memchr(endpoint.text, '#', endpoint.len));
  HOLDS(dts_endpoint_scope(&endpoint).len > 8);
  HOLDS(dts_endpoint_parse((dts_span){endpoint.text, endpoint.len}, false, &again) == DTS_OK);
  HOLDS(is_same((dts_span){again.text, again.len}, (dts_span){endpoint.text, endpoint.len}));

  char url[DTS_URL_MAX + 4096];
  size_t len = 0;
  dts_span base = {endpoint.text, endpoint.len};
  for (dts_operation operation = DTS_GET_DOCUMENT; operation <= DTS_LIST_DOCUMENTS; operation++) {
    if (dts_url_write(base, operation, version, batch, document, url, &len) != DTS_OK) continue;
    dts_span written = {url, len};
    HOLDS(len <= DTS_URL_MAX && dts_next_link_is_safe(base, written));
    HOLDS(dts_location_parse(written, &location) == DTS_OK);
    HOLDS(is_same((dts_span){location.endpoint.text, location.endpoint.len}, base));
    HOLDS(is_same(location.api_version, version) && is_same(location.batch_id, batch));
    HOLDS(operation == DTS_GET_DOCUMENT ? is_same(location.document_id, document) : !location.document_id.ptr);
  }

  dts_span link = next_line(&text);
  if (dts_next_link_is_safe(base, link)) HOLDS(link.len >= endpoint.origin_len);
  if (len && dts_version_parse(version, &family) == DTS_OK) {
    dts_span query[DTS_LIST_QUERY_COUNT];
    for (int i = 0; i < DTS_LIST_QUERY_COUNT; i++) query[i] = next_line(&text);
    if (dts_list_query_write(query, family, url, &len, sizeof url)) {
      HOLDS(len <= sizeof url);
      for (size_t i = 0; i < len; i++) HOLDS(url[i] > ' ' && url[i] < 0x7f && url[i] != '#');
    }
  }
  return 0;
}
