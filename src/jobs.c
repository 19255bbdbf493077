// What JavaScript can call beyond one document's status: whole jobs, lists, the way back from a URL, and watching.
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

// The parts of a list's request, of which that of a job's status has the first three. A LINK that is not empty is a
// next link, and is asked for in place of QUERY.
enum { ENDPOINT, API_VERSION, BATCH_ID, LINK, QUERY, PART_COUNT = QUERY + DTS_LIST_QUERY_COUNT };

// Returns the length of the URL, or what is wrong, negative: a code, and for DTS_ERROR_OPTION which one times 256.
static int write_url(dts_operation operation, size_t scratch_len) {
  dts_span parts[PART_COUNT];
  size_t len;
  dts_span_split((dts_span){dts_scratch, scratch_len}, parts, PART_COUNT);
  dts_code code =
      dts_url_write(parts[ENDPOINT], operation, parts[API_VERSION], parts[BATCH_ID], (dts_span){0}, dts_url, &len);
  if (code != DTS_OK) return -(int)code;
  if (operation == DTS_GET_BATCH) return (int)len;
  if (parts[LINK].len) {
    code = dts_next_link_write(parts[ENDPOINT], operation, parts[BATCH_ID], parts[LINK], dts_url, &len);
    return code == DTS_OK ? (int)len : -(int)code;
  }
  dts_version_family family;
  dts_version_parse(parts[API_VERSION], &family);
  dts_list_query wrong = dts_list_query_write(parts + QUERY, family, dts_url, &len, DTS_LINK_URL_MAX);
  return wrong == DTS_LIST_QUERY_COUNT ? (int)len : -(int)(DTS_ERROR_OPTION | wrong << 8);
}

// Scratch: the parts above. Checks them, for a page of the list of jobs or of a job's documents. Returns 0, or what is
// wrong, as write_url does.
EMSCRIPTEN_KEEPALIVE int dts_check_list(size_t len, bool of_jobs) {
  int result = write_url(of_jobs ? DTS_LIST_BATCHES : DTS_LIST_DOCUMENTS, len);
  return result < 0 ? result : 0;
}

static int request(dts_operation operation, dts_check_reply *check, size_t len, dts_attempt attempt) {
  int url_len = write_url(operation, len);
  return url_len < 0 ? url_len : dts_request_start(check, (size_t)url_len, attempt);
}

// As dts_request_document, for a job's status, a page of its list of documents, and a page of the list of jobs.
// Scratch: the parts above. Those of a list must have passed dts_check_list.
EMSCRIPTEN_KEEPALIVE int dts_request_batch(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                           double max_retry_delay_ms, double random, bool in_page) {
  return request(DTS_GET_BATCH, dts_batch_check, len,
                 (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

EMSCRIPTEN_KEEPALIVE int dts_request_documents(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                               double max_retry_delay_ms, double random, bool in_page) {
  return request(DTS_LIST_DOCUMENTS, dts_document_page_check, len,
                 (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

EMSCRIPTEN_KEEPALIVE int dts_request_batches(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                             double max_retry_delay_ms, double random, bool in_page) {
  return request(DTS_LIST_BATCHES, dts_batch_page_check, len,
                 (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

// Scratch: two times. Negative, 0 or positive as the first is before, equal to or after the second; one that is absent
// is before all others.
EMSCRIPTEN_KEEPALIVE int dts_compare_times(size_t len) {
  dts_span parts[2];
  int64_t a = INT64_MIN, b = INT64_MIN;
  dts_span_split((dts_span){dts_scratch, len}, parts, 2);
  dts_time_parse(parts[0], &a);
  dts_time_parse(parts[1], &b);
  return (a > b) - (a < b);
}

// ---- Watching

// Scratch: lastActionDateTimeUtc and status of what was shown, then of what came. Progress, and the count of a job's
// ended documents, are -1 where there are none.
EMSCRIPTEN_KEEPALIVE bool dts_is_stale(size_t len, double shown_progress, double progress, double shown_ended,
                                       double ended) {
  dts_span parts[4];
  dts_span_split((dts_span){dts_scratch, len}, parts, 4);
  const dts_moment shown = {parts[0], parts[1], shown_progress, shown_ended},
                   came = {parts[2], parts[3], progress, ended};
  return dts_moment_is_stale(&shown, &came);
}

EMSCRIPTEN_KEEPALIVE double dts_next_poll(double min_ms, double max_ms, double max_retry_after_ms, uint32_t quiet,
                                          uint32_t failures, double retry_after_ms, double random) {
  return dts_poll_delay(min_ms, max_ms, max_retry_after_ms, quiet, failures, retry_after_ms, random);
}

EMSCRIPTEN_KEEPALIVE double dts_pace(double from, double to, double elapsed_ms, double previous_ms) {
  return dts_estimate_pace(from, to, elapsed_ms, previous_ms);
}
