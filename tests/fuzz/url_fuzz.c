// Endpoints, versions, ids and URLs: each input is rejected, or gives a URL that is parsed to the same parts. Next
// links: each is rejected, or gives a URL of the same list at the same endpoint.
#include "fuzz.h"

static bool is_url_text(dts_span text) {
  for (size_t i = 0; i < text.len; i++)
    if (text.ptr[i] <= ' ' || text.ptr[i] >= 0x7f || text.ptr[i] == '#') return false;
  return true;
}

static void check_link(const dts_endpoint *endpoint, dts_operation operation, dts_span batch, dts_span link) {
  dts_span base = {endpoint->text, endpoint->len};
  char *url = malloc(DTS_MAX_LINK_URL_LENGTH), *again = malloc(DTS_MAX_LINK_URL_LENGTH);
  size_t len, again_len;
  HOLDS(url && again);
  dts_code code = dts_next_link_write(base, operation, batch, link, url, &len);
  if (code == DTS_OK) {
    dts_span written = {url, len};
    HOLDS(len <= DTS_MAX_LINK_URL_LENGTH && is_url_text(written));
    HOLDS(len > endpoint->origin_len && !memcmp(url, endpoint->text, endpoint->origin_len));
    HOLDS(url[endpoint->origin_len] == '/');
    if (len <= DTS_MAX_LINK_LENGTH) {
      HOLDS(dts_next_link_write(base, operation, batch, written, again, &again_len) == DTS_OK);
      HOLDS(is_same(written, (dts_span){again, again_len}));
      dts_operation other = operation == DTS_LIST_BATCHES ? DTS_LIST_DOCUMENTS : DTS_LIST_BATCHES;
      HOLDS(dts_next_link_write(base, other, batch, written, again, &again_len) == DTS_ERROR_NEXT_LINK_OPERATION);
    }
  } else {
    HOLDS(code == DTS_ERROR_NEXT_LINK ||
          (code >= DTS_ERROR_NEXT_LINK_USER_INFO && code < DTS_ERROR_NEXT_LINK_REPEATED));
  }
  free(again);
  free(url);
}

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
  bool valid = dts_endpoint_parse(first, false, &endpoint) == DTS_OK;
  if (dts_endpoint_parse(first, true, &again) == DTS_OK) HOLDS(valid);
  if (!valid) return 0;
  HOLDS(endpoint.len <= DTS_MAX_ENDPOINT_LENGTH && endpoint.origin_len <= endpoint.len);
  HOLDS(!memcmp(endpoint.text, "http://", 7) || !memcmp(endpoint.text, "https://", 8));
  for (size_t i = 0; i < endpoint.len; i++) HOLDS(endpoint.text[i] > ' ' && endpoint.text[i] < 0x7f);
  HOLDS(!memchr(endpoint.text, '?', endpoint.len) && !memchr(endpoint.text, '#', endpoint.len));
  HOLDS(dts_endpoint_scope(&endpoint).len > 8);
  HOLDS(dts_endpoint_parse((dts_span){endpoint.text, endpoint.len}, false, &again) == DTS_OK);
  HOLDS(is_same((dts_span){again.text, again.len}, (dts_span){endpoint.text, endpoint.len}));

  char url[DTS_MAX_URL_LENGTH + 4096], link_url[DTS_MAX_LINK_URL_LENGTH];
  size_t len = 0;
  dts_span base = {endpoint.text, endpoint.len};
  for (dts_operation operation = DTS_GET_DOCUMENT; operation <= DTS_LIST_BATCHES; operation++) {
    if (dts_url_write(base, operation, version, batch, document, url, &len) != DTS_OK) continue;
    dts_span written = {url, len};
    HOLDS(len <= DTS_MAX_URL_LENGTH && is_url_text(written));
    if (operation >= DTS_LIST_DOCUMENTS) {
      size_t link_len;
      HOLDS(dts_next_link_write(base, operation, batch, written, link_url, &link_len) == DTS_OK);
      HOLDS(is_same(written, (dts_span){link_url, link_len}));
    }
    if (operation == DTS_LIST_BATCHES) continue; // names no batch
    HOLDS(dts_location_parse(written, &location) == DTS_OK);
    HOLDS(is_same((dts_span){location.endpoint.text, location.endpoint.len}, base));
    HOLDS(is_same(location.api_version, version) && is_same(location.batch_id, batch));
    HOLDS(operation == DTS_GET_DOCUMENT ? is_same(location.document_id, document) : !location.document_id.ptr);
  }

  dts_span link = next_line(&text);
  if (dts_id_is_valid(batch)) {
    check_link(&endpoint, DTS_LIST_DOCUMENTS, batch, link);
    check_link(&endpoint, DTS_LIST_BATCHES, batch, link);
  }
  if (len && dts_version_parse(version, &family) == DTS_OK) {
    dts_span query[DTS_LIST_OPTION_COUNT];
    for (int i = 0; i < DTS_LIST_OPTION_COUNT; i++) query[i] = next_line(&text);
    dts_list_option invalid = dts_list_query_append(query, family, url, &len, sizeof url);
    HOLDS(invalid <= DTS_LIST_OPTION_COUNT && len <= sizeof url);
    if (invalid == DTS_LIST_OPTION_COUNT)
      HOLDS(is_url_text((dts_span){url, len}));
    else
      HOLDS(query[invalid].len);
  }
  return 0;
}
