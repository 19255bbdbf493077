// One attempt of a request, from its URL to the outcome that is delivered to JavaScript.
#include "request.h"
#include "record.h"
#include "span.h"
#include "transport.h"

#include "cJSON.h"

#include <stdlib.h>

// Implemented in JavaScript: receives the outcome of the attempt with this token. outcome is DTS_OK for a value, or an
// error code. After an error, another attempt starts after delay_ms; -1 is none. words and text are a record, valid
// during the call. Without a record, an error consists of its code and hint only.
__attribute__((import_module("env"), import_name("dts_host_deliver"))) void
dts_host_deliver(uint32_t token, int outcome, dts_hint hint, double delay_ms, const uint32_t *words, const char *text,
                 size_t len);

typedef struct {
  dts_transfer transfer; // must be first: end_request casts it back to the request
  dts_response_check *check;
  dts_attempt attempt;
} request;

static dts_code classify_response(const dts_response *response) {
  int status = response->status;
  if (response->failure != DTS_OK || status == 200) return response->failure;
  if (status >= 400) return DTS_ERROR_SERVICE;
  bool redirect = (status >= 301 && status <= 303) || status == 307 || status == 308;
  return redirect ? DTS_ERROR_REDIRECT : DTS_ERROR_STATUS_CODE;
}

// Adds the members of the service's error to the object. Returns the hint.
static dts_hint add_service_error(dts_record *record, size_t object, const cJSON *body, int status, bool in_page) {
  dts_service_error outermost;
  const cJSON *error = dts_service_error_find(body);
  if (!error) return dts_service_error_hint(status, DTS_SPAN(""), in_page);
  dts_service_error_read(error, &outermost);
  dts_hint hint = dts_service_error_hint(status, outermost.code, in_page);
  if (outermost.code.len) dts_record_add_masked_text(record, object, DTS_NAME_code, outermost.code);
  // Written directly into the record: a buffer on the stack would keep signatures that the message quotes.
  char *message = record->text + record->len;
  size_t len = dts_service_error_write_message(error, message);
  dts_record_add_text(record, object, DTS_NAME_message, (dts_span){message, len});
  dts_record_add_error_details(record, object, &outermost);
  return hint;
}

static void deliver_outcome(const request *r, const dts_response *response) {
  const dts_attempt *attempt = &r->attempt;
  dts_headers headers = dts_headers_read(response->headers, response->now_ms);
  dts_code code = classify_response(response), parsed;
  dts_json json = {0};
  dts_record record;
  dts_hint hint = DTS_HINT_NONE;
  const char *member = "";
  size_t object;
  bool retryable = dts_policy_is_retryable(code, response->status);
  double delay =
      retryable ? dts_policy_retry_delay(&attempt->retry, attempt->attempt, headers.retry_after_ms, attempt->random)
                : -1;
  if (code == DTS_OK || code == DTS_ERROR_SERVICE) {
    parsed = dts_json_parse(response->body, &json);
    // The body of an error response may be of any form, such as HTML.
    if (code == DTS_OK || parsed == DTS_ERROR_MEMORY) code = parsed;
  }
  if (code == DTS_OK) code = r->check(json.root, &member);
  if (code == DTS_ERROR_MEMORY ||
      !dts_record_init(&record, json.root ? json.values : 0,
                       DTS_MAX_MESSAGE_LENGTH + response->body.len + response->headers.len)) {
    dts_host_deliver(attempt->token, DTS_ERROR_MEMORY, hint, -1, NULL, NULL, 0);
  } else {
    if (code == DTS_OK) {
      object = dts_record_add_response(&record, json.root);
    } else {
      object = dts_record_add_object(&record);
      if (code == DTS_ERROR_NETWORK) hint = dts_service_error_hint(0, DTS_SPAN(""), attempt->in_page);
      if (code == DTS_ERROR_SERVICE)
        hint = add_service_error(&record, object, json.root, response->status, attempt->in_page);
      dts_record_add_text(&record, object, DTS_NAME_target, (dts_span){member, strlen(member)});
      dts_record_add_number(&record, object, DTS_NAME_statusCode, response->status ? response->status : -1);
      dts_record_add_bool(&record, object, DTS_NAME_retryable, retryable);
    }
    dts_record_add_number(&record, object, DTS_NAME_retryAfterMs, headers.retry_after_ms);
    dts_record_add_text(&record, object, DTS_NAME_etag, headers.etag);
    dts_record_add_text(&record, object, DTS_NAME_requestId, headers.request_id);
    dts_host_deliver(attempt->token, (int)code, hint, delay, record.words, record.text, record.len);
    dts_record_free(&record);
  }
  dts_json_free(&json);
}

static void end_request(dts_transfer *transfer, const dts_response *response) {
  if (response) deliver_outcome((const request *)transfer, response);
  free(transfer);
}

dts_code dts_request_start(const char *url, dts_response_check *check, dts_attempt attempt) {
  request *r = malloc(sizeof *r);
  if (!r) return DTS_ERROR_MEMORY;
  r->transfer.on_end = end_request;
  r->check = check;
  r->attempt = attempt;
  if (dts_transfer_start(&r->transfer, url, attempt.token)) return DTS_OK;
  free(r);
  return DTS_ERROR_MEMORY;
}
