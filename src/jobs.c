// What JavaScript can call beyond one document's status: whole jobs, the way back from a URL, and watching.
#include "module.h"
#include "text.h"

#include <emscripten.h>

// Scratch: a URL. Puts there: endpoint, apiVersion, batch id and document id, which is empty where the URL has none.
// Returns their length, or the error's code, negative.
EMSCRIPTEN_KEEPALIVE int dts_locate(size_t len) {
  dts_location location;
  dts_code code = dts_location_parse((dts_span){dts_scratch, len}, &location);
  if (code != DTS_OK) return -(int)code;
  const dts_span lines[] = {
      {location.endpoint.text, location.endpoint.len}, location.api_version, location.batch_id, location.document_id};
  char *at = dts_url; // the spans point into the scratch buffer
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if (i) *at++ = '\n';
    if (lines[i].len) memcpy(at, lines[i].ptr, lines[i].len);
    at += lines[i].len;
  }
  memcpy(dts_scratch, dts_url, (size_t)(at - dts_url));
  return (int)(at - dts_url);
}

enum { ENDPOINT, API_VERSION, BATCH_ID, LINK, QUERY, PART_COUNT = QUERY + DTS_LIST_QUERY_COUNT };

static dts_code write_url(dts_operation operation, const dts_span *parts, size_t *len) {
  if (parts[LINK].len) {
    if (!dts_next_link_is_safe(parts[ENDPOINT], parts[LINK])) return DTS_ERROR_NEXT_LINK;
    memcpy(dts_url, parts[LINK].ptr, *len = parts[LINK].len);
    return DTS_OK;
  }
  dts_version_family family;
  dts_code code =
      dts_url_write(parts[ENDPOINT], operation, parts[API_VERSION], parts[BATCH_ID], (dts_span){0}, dts_url, len);
  if (code != DTS_OK || operation == DTS_GET_BATCH) return code;
  dts_version_parse(parts[API_VERSION], &family);
  return dts_list_query_write(parts + QUERY, family, dts_url, len, sizeof dts_url - 1) ? DTS_OK : DTS_ERROR_OPTION;
}

static int request(dts_operation operation, dts_check_reply *check, size_t len, dts_attempt attempt) {
  dts_span parts[PART_COUNT];
  size_t url_len;
  dts_span_split((dts_span){dts_scratch, len}, parts, PART_COUNT);
  dts_code code = write_url(operation, parts, &url_len);
  return code == DTS_OK ? dts_request_start(check, parts[API_VERSION], url_len, attempt) : -(int)code;
}

// As dts_request_document, for a job's status and for a page of its list of documents. Scratch: the parts above; LINK,
// where not empty, is a next link.
EMSCRIPTEN_KEEPALIVE int dts_request_batch(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                           double max_retry_delay_ms, double random, bool in_page) {
  return request(DTS_GET_BATCH, dts_batch_check, len,
                 (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

EMSCRIPTEN_KEEPALIVE int dts_request_documents(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                               double max_retry_delay_ms, double random, bool in_page) {
  return request(DTS_LIST_DOCUMENTS, dts_page_check, len,
                 (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

// ---- Watching

// Scratch: lastActionDateTimeUtc and status of what was shown, then of what came. Progress is -1 where absent.
EMSCRIPTEN_KEEPALIVE bool dts_is_stale(size_t len, double shown_progress, double progress) {
  dts_span parts[4];
  dts_span_split((dts_span){dts_scratch, len}, parts, 4);
  const dts_moment shown = {parts[0], parts[1], shown_progress}, came = {parts[2], parts[3], progress};
  return dts_moment_is_stale(&shown, &came);
}

EMSCRIPTEN_KEEPALIVE double dts_next_poll(double min_ms, double max_ms, double max_retry_after_ms, uint32_t quiet,
                                          uint32_t failures, double retry_after_ms, double random) {
  return dts_poll_delay(min_ms, max_ms, max_retry_after_ms, quiet, failures, retry_after_ms, random);
}

EMSCRIPTEN_KEEPALIVE double dts_pace(double from, double to, double elapsed_ms, double previous_ms) {
  return dts_estimate_pace(from, to, elapsed_ms, previous_ms);
}
