// What JavaScript can call about one document, and what it calls back. Text comes in through one scratch buffer; values
// go out as records through dts_host_deliver, whose arguments are valid during that call only.
#include "module.h"
#include "fetch.h"
#include "record.h"
#include "text.h"

#include "cJSON.h"

#include <emscripten.h>
#include <stdlib.h>

// What became of the request of that token. outcome: DTS_OK for a value, an error's code, or RETRY with the time after
// which to try again. An error of no words is all in its code and its hint.
enum { RETRY = -1 };
__attribute__((import_module("env"), import_name("dts_host_deliver"))) void
dts_host_deliver(uint32_t token, int outcome, dts_hint hint, double delay_ms, const uint32_t *words, const char *text,
                 size_t len);

char dts_scratch[DTS_SCRATCH_SIZE];
char dts_url[DTS_LINK_URL_MAX + 1];

// Where things are: the scratch buffer and its size; the URL of the request that was just started; the names that
// records refer to by number, DTS_NAME_SIZE bytes each, padded with NULs, and their size; and the header names: those
// that may carry a credential (key, then token), then DTS_REPLY_HEADERS, NUL-terminated.
EMSCRIPTEN_KEEPALIVE const uintptr_t *dts_places(void) {
  static const char HEADERS[] = "Ocp-Apim-Subscription-Key Authorization " DTS_REPLY_HEADERS;
  static uintptr_t places[] = {(uintptr_t)dts_scratch, DTS_SCRATCH_SIZE, (uintptr_t)dts_url,
                               (uintptr_t)dts_names,   sizeof dts_names, (uintptr_t)HEADERS};
  return places;
}

// Scratch: endpoint, apiVersion. Puts there: the endpoint as it is used, and the scope of its cloud's tokens. Returns
// their length, or the error's code, negative.
EMSCRIPTEN_KEEPALIVE int dts_check(size_t len, bool with_credential) {
  dts_span parts[2];
  dts_endpoint endpoint;
  dts_version_family family;
  dts_span_split((dts_span){dts_scratch, len}, parts, 2);
  dts_code code = dts_endpoint_parse(parts[0], with_credential, &endpoint);
  if (code == DTS_OK) code = dts_version_parse(parts[1], &family);
  if (code != DTS_OK) return -(int)code;
  dts_span scope = dts_endpoint_scope(&endpoint);
  memcpy(dts_scratch, endpoint.text, endpoint.len);
  dts_scratch[endpoint.len] = '\n';
  memcpy(dts_scratch + endpoint.len + 1, scope.ptr, scope.len);
  return (int)(endpoint.len + 1 + scope.len);
}

// ---- Requests

typedef struct {
  dts_transfer transfer; // first: what is given back for it
  dts_check_reply *check;
  dts_attempt attempt;
} request;

static dts_code judge(const dts_reply *reply) {
  if (reply->failure != DTS_OK || reply->status == 200) return reply->failure;
  if (reply->status >= 400) return DTS_ERROR_SERVICE;
  bool redirect = (reply->status >= 301 && reply->status <= 303) || reply->status == 307 || reply->status == 308;
  return redirect ? DTS_ERROR_REDIRECT : DTS_ERROR_STATUS_CODE;
}

// The service's error, in whatever form it came, and what to do about it.
static dts_hint put_service_error(dts_record *record, size_t object, const cJSON *body, int status, bool in_page) {
  dts_error outer;
  const cJSON *error = dts_error_find(body);
  if (!error) return dts_error_hint(status, DTS_TEXT(""), in_page);
  dts_error_read(error, &outer);
  dts_hint hint = dts_error_hint(status, outer.code, in_page);
  if (outer.code.len) dts_record_quoting(record, object, DTS_NAME_code, outer.code);
  // Written where it is to stand, so that what it may quote is on no stack.
  char *message = record->text + record->len;
  size_t len = dts_error_message(error, message);
  dts_record_member(record, object, DTS_NAME_message, (dts_span){message, len});
  dts_record_error_inside(record, object, &outer);
  return hint;
}

static void take(request *r, const dts_reply *reply) {
  dts_headers headers = dts_headers_read(reply->headers, reply->now_ms);
  dts_code code = judge(reply), parsed;
  const dts_attempt *attempt = &r->attempt;
  dts_json json = {0};
  dts_record record;
  dts_hint hint = DTS_HINT_NONE;
  const char *member = "";
  size_t object;
  bool retryable = dts_retry_is_worthwhile(code, reply->status);
  double delay =
      retryable ? dts_retry_delay(&attempt->retry, attempt->attempt, headers.retry_after_ms, attempt->random) : -1;
  if (delay >= 0) {
    dts_host_deliver(attempt->token, RETRY, hint, delay, NULL, NULL, 0);
    return;
  }
  if (code == DTS_OK || code == DTS_ERROR_SERVICE) {
    parsed = dts_json_parse(reply->body, &json);
    if (code == DTS_OK || parsed == DTS_ERROR_MEMORY) code = parsed;
  }
  if (code == DTS_OK) code = r->check(json.root, &member);
  if (code == DTS_ERROR_MEMORY ||
      !dts_record_start(&record, json.root ? json.values : 0, DTS_MESSAGE_MAX + reply->body.len + reply->headers.len)) {
    dts_host_deliver(attempt->token, DTS_ERROR_MEMORY, hint, 0, NULL, NULL, 0);
  } else {
    if (code == DTS_OK) {
      object = dts_record_reply(&record, json.root);
    } else {
      object = dts_record_open(&record);
      if (code == DTS_ERROR_NETWORK) hint = dts_error_hint(0, DTS_TEXT(""), attempt->in_page);
      if (code == DTS_ERROR_SERVICE)
        hint = put_service_error(&record, object, json.root, reply->status, attempt->in_page);
      dts_record_member(&record, object, DTS_NAME_target, (dts_span){member, strlen(member)});
      dts_record_count(&record, object, DTS_NAME_statusCode, reply->status ? reply->status : -1);
      dts_record_key(&record, object, DTS_NAME_retryable);
      dts_record_bool(&record, retryable);
    }
    dts_record_count(&record, object, DTS_NAME_retryAfterMs, headers.retry_after_ms);
    dts_record_member(&record, object, DTS_NAME_etag, headers.etag);
    dts_record_member(&record, object, DTS_NAME_requestId, headers.request_id);
    dts_host_deliver(attempt->token, (int)code, hint, 0, record.words, record.text, record.len);
    dts_record_free(&record);
  }
  dts_json_free(&json);
}

void dts_transfer_end(dts_transfer *transfer, const dts_reply *reply) {
  if (reply) take((request *)transfer, reply);
  free(transfer);
}

int dts_request_start(dts_check_reply *check, size_t url_len, dts_attempt attempt) {
  request *r = malloc(sizeof *r);
  if (!r) return -DTS_ERROR_MEMORY;
  dts_url[url_len] = 0;
  r->check = check;
  r->attempt = attempt;
  if (dts_transfer_start(&r->transfer, dts_url, attempt.token)) return (int)url_len;
  free(r);
  return -DTS_ERROR_MEMORY;
}

enum { ENDPOINT, API_VERSION, BATCH_ID, DOCUMENT_ID, PART_COUNT };

// Scratch: the parts above; ENDPOINT as dts_check gave it out. One attempt at a document's status; what becomes of it
// is delivered under the token, which is not 0. Returns the length of the URL; or, for an argument that won't do, its
// code, negative.
EMSCRIPTEN_KEEPALIVE int dts_request_document(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                                              double max_retry_delay_ms, double random, bool in_page) {
  dts_span parts[PART_COUNT];
  size_t url_len;
  dts_span_split((dts_span){dts_scratch, len}, parts, PART_COUNT);
  dts_code code = dts_url_write(parts[ENDPOINT], DTS_GET_DOCUMENT, parts[API_VERSION], parts[BATCH_ID],
                                parts[DOCUMENT_ID], dts_url, &url_len);
  if (code != DTS_OK) return -(int)code;
  return dts_request_start(dts_document_check, url_len,
                           (dts_attempt){token, attempt, {max_retries, max_retry_delay_ms}, random, in_page});
}
