// The functions that JavaScript calls for one document's status. Text arguments and results are lines in the scratch
// buffer; len is the length of the arguments. A negative result is a dts_code with its sign changed.
#include "exports.h"
#include "member_checks.h"
#include "span.h"

#include <emscripten.h>

char dts_scratch[DTS_SCRATCH_SIZE];
char dts_request_url[DTS_MAX_LINK_URL_LENGTH + 1];

// Returns the addresses and sizes of what JavaScript reads and writes directly: the scratch buffer and its size, the
// URL, the names of member_names.def (DTS_NAME_SIZE bytes each, padded with NULs) and their size, and the names of
// headers (NUL-terminated): the two that may hold a credential (key, token), then DTS_RESPONSE_HEADERS.
EMSCRIPTEN_KEEPALIVE const uintptr_t *dts_layout(void) {
  static const char HEADERS[] = "Ocp-Apim-Subscription-Key Authorization " DTS_RESPONSE_HEADERS;
  static uintptr_t layout[] = {(uintptr_t)dts_scratch, DTS_SCRATCH_SIZE, (uintptr_t)dts_request_url,
                               (uintptr_t)DTS_NAMES,   sizeof DTS_NAMES, (uintptr_t)HEADERS};
  return layout;
}

// Checks a client's endpoint and API version. Arguments: endpoint, API version. Results: the normalized endpoint, and
// the scope of its cloud's tokens. Returns the length of the results, or a negative error code.
EMSCRIPTEN_KEEPALIVE int dts_check_endpoint(size_t len, bool with_credential) {
  dts_span lines[2];
  dts_endpoint endpoint;
  dts_version_family family;
  dts_span_split_lines((dts_span){dts_scratch, len}, lines, 2);
  dts_code code = dts_endpoint_parse(lines[0], with_credential, &endpoint);
  if (code == DTS_OK) code = dts_version_parse(lines[1], &family);
  if (code != DTS_OK) return -(int)code;
  dts_span scope = dts_endpoint_scope(&endpoint);
  memcpy(dts_scratch, endpoint.text, endpoint.len);
  dts_scratch[endpoint.len] = '\n';
  memcpy(dts_scratch + endpoint.len + 1, scope.ptr, scope.len);
  return (int)(endpoint.len + 1 + scope.len);
}

int dts_start_exported_request(size_t url_len, dts_response_check *check, dts_attempt attempt) {
  dts_request_url[url_len] = 0;
  dts_code code = dts_request_start(dts_request_url, check, attempt);
  return code == DTS_OK ? (int)url_len : -(int)code;
}

// Starts an attempt to get a document's status. Arguments: endpoint (as dts_check_endpoint wrote it), API version,
// batch id, document id. The outcome is delivered later, under the token. Returns the length of the request's URL, or a
// negative error code.
EMSCRIPTEN_KEEPALIVE int dts_request_document(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                              double max_retry_delay_ms, double random, bool in_page) {
  enum { ENDPOINT, API_VERSION, BATCH_ID, DOCUMENT_ID, LINE_COUNT };
  dts_span lines[LINE_COUNT];
  size_t url_len;
  dts_span_split_lines((dts_span){dts_scratch, len}, lines, LINE_COUNT);
  dts_code code = dts_url_write(lines[ENDPOINT], DTS_GET_DOCUMENT, lines[API_VERSION], lines[BATCH_ID],
                                lines[DOCUMENT_ID], dts_request_url, &url_len);
  if (code != DTS_OK) return -(int)code;
  return dts_start_exported_request(url_len, dts_document_check,
                                    (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}
