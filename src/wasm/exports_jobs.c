// The functions that JavaScript calls for jobs, lists, operation locations and watches. The smaller module,
// status.wasm, is linked without this file. See exports.c for arguments and results.
#include "exports.h"
#include "span.h"

#include <emscripten.h>

// Argument: a URL. Results: endpoint, API version, batch id, and document id (empty in the URL of a job). Returns the
// length of the results, or a negative error code.
EMSCRIPTEN_KEEPALIVE int dts_parse_location(size_t len) {
  dts_location location;
  dts_code code = dts_location_parse((dts_span){dts_scratch, len}, &location);
  if (code != DTS_OK) return -(int)code;
  const dts_span lines[] = {
      {location.endpoint.text, location.endpoint.len}, location.api_version, location.batch_id, location.document_id};
  // The spans point into the scratch buffer, so the results are assembled elsewhere.
  char *at = dts_request_url;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if (i) *at++ = '\n';
    if (lines[i].len) memcpy(at, lines[i].ptr, lines[i].len);
    at += lines[i].len;
  }
  memcpy(dts_scratch, dts_request_url, (size_t)(at - dts_request_url));
  return (int)(at - dts_request_url);
}

// The arguments of the requests below. A job's status has only the first three. LINK is a next link, or empty; it
// replaces the query.
enum { ENDPOINT, API_VERSION, BATCH_ID, LINK, QUERY, LINE_COUNT = QUERY + DTS_LIST_OPTION_COUNT };

// Writes the URL of a request. Returns its length, or a negative error code. DTS_ERROR_OPTION is combined with the
// invalid dts_list_option, shifted left by 8 bits.
static int write_url(dts_operation operation, size_t len) {
  dts_span lines[LINE_COUNT];
  size_t url_len;
  dts_span_split_lines((dts_span){dts_scratch, len}, lines, LINE_COUNT);
  dts_code code = dts_url_write(lines[ENDPOINT], operation, lines[API_VERSION], lines[BATCH_ID], (dts_span){0},
                                dts_request_url, &url_len);
  if (code != DTS_OK) return -(int)code;
  if (operation == DTS_GET_BATCH) return (int)url_len;
  if (lines[LINK].len) {
    code = dts_next_link_write(lines[ENDPOINT], operation, lines[BATCH_ID], lines[LINK], dts_request_url, &url_len);
    return code == DTS_OK ? (int)url_len : -(int)code;
  }
  dts_version_family family;
  dts_version_parse(lines[API_VERSION], &family);
  dts_list_option invalid =
      dts_list_query_append(lines + QUERY, family, dts_request_url, &url_len, DTS_MAX_LINK_URL_LENGTH);
  return invalid == DTS_LIST_OPTION_COUNT ? (int)url_len : -(int)(DTS_ERROR_OPTION | invalid << 8);
}

// Checks the arguments of dts_request_batches (of_jobs) or dts_request_documents. Returns 0, or a negative error code
// as write_url does.
EMSCRIPTEN_KEEPALIVE int dts_check_list(size_t len, bool of_jobs) {
  int result = write_url(of_jobs ? DTS_LIST_BATCHES : DTS_LIST_DOCUMENTS, len);
  return result < 0 ? result : 0;
}

static int start_request(dts_operation operation, dts_response_check *check, size_t len, dts_attempt attempt) {
  int url_len = write_url(operation, len);
  return url_len < 0 ? url_len : dts_start_exported_request((size_t)url_len, check, attempt);
}

// These start attempts to get a job's status, a page of its list of documents, and a page of the list of all jobs, as
// dts_request_document does. The arguments of a list must have passed dts_check_list.
EMSCRIPTEN_KEEPALIVE int dts_request_batch(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                           double max_retry_delay_ms, double random, bool in_page) {
  return start_request(DTS_GET_BATCH, dts_batch_check, len,
                       (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

EMSCRIPTEN_KEEPALIVE int dts_request_documents(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                               double max_retry_delay_ms, double random, bool in_page) {
  return start_request(DTS_LIST_DOCUMENTS, dts_document_page_check, len,
                       (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

EMSCRIPTEN_KEEPALIVE int dts_request_batches(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                             double max_retry_delay_ms, double random, bool in_page) {
  return start_request(DTS_LIST_BATCHES, dts_batch_page_check, len,
                       (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}

// Arguments: two times. Returns -1, 0 or 1 if the first is before, equal to or after the second. An absent time is
// before all others.
EMSCRIPTEN_KEEPALIVE int dts_compare_times(size_t len) {
  dts_span lines[2];
  int64_t first = INT64_MIN, second = INT64_MIN;
  dts_span_split_lines((dts_span){dts_scratch, len}, lines, 2);
  dts_time_parse(lines[0], &first);
  dts_time_parse(lines[1], &second);
  return (first > second) - (first < second);
}

// Arguments: lastActionDateTimeUtc and status of the state that was shown, then those of the state that was received.
// See dts_state for the numbers.
EMSCRIPTEN_KEEPALIVE bool dts_is_stale(size_t len, double shown_progress, double progress, double shown_ended,
                                       double ended) {
  dts_span lines[4];
  dts_span_split_lines((dts_span){dts_scratch, len}, lines, 4);
  const dts_state shown = {lines[0], lines[1], shown_progress, shown_ended},
                  received = {lines[2], lines[3], progress, ended};
  return dts_state_is_stale(&shown, &received);
}

// See dts_policy_poll_delay.
EMSCRIPTEN_KEEPALIVE double dts_poll_delay(double min_ms, double max_ms, double max_retry_after_ms, uint32_t unchanged,
                                           uint32_t failures, double retry_after_ms, double random) {
  return dts_policy_poll_delay(min_ms, max_ms, max_retry_after_ms, unchanged, failures, retry_after_ms, random);
}

// See dts_policy_estimate_pace.
EMSCRIPTEN_KEEPALIVE double dts_estimate_pace(double from, double to, double elapsed_ms, double previous_ms) {
  return dts_policy_estimate_pace(from, to, elapsed_ms, previous_ms);
}

// See dts_policy_batch_progress.
EMSCRIPTEN_KEEPALIVE double dts_batch_progress(double total, double ended, double running, bool has_ended,
                                               double shown) {
  return dts_policy_batch_progress(total, ended, running, has_ended, shown);
}
