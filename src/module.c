// What JavaScript can call, and what it calls back. Text comes in through one scratch buffer; values go out as records
// through dts_host_deliver, whose arguments are valid during that call only.
#include "fetch.h"
#include "record.h"
#include "text.h"

#include "cJSON.h"

#include <emscripten.h>
#include <stdlib.h>

// token: the request's, or 0 in answer to a call that answers at once. outcome: DTS_OK for a value, an error's code, or
// RETRY with the time after which to try again. An error of no words is all in its code and its hint.
enum { RETRY = -1 };
__attribute__((import_module("env"), import_name("dts_host_deliver"))) void
dts_host_deliver(uint32_t token, int outcome, dts_hint hint, double delay_ms, const uint32_t *words, const char *text,
                 size_t len);

enum { SCRATCH_SIZE = 8192 };
static char scratch[SCRATCH_SIZE];
static char url[SCRATCH_SIZE + DTS_URL_MAX];

// Where things are: the scratch buffer and its size; the URL of the request that was just started; the names that
// records refer to by number, DTS_NAME_SIZE bytes each, padded with NULs, and their size; and the header names: those
// that may carry a credential (key, then token), then DTS_REPLY_HEADERS, NUL-terminated.
EMSCRIPTEN_KEEPALIVE const uintptr_t *dts_places(void) {
  static const char HEADERS[] = "Ocp-Apim-Subscription-Key Authorization " DTS_REPLY_HEADERS;
  static uintptr_t places[] = {(uintptr_t)scratch,   SCRATCH_SIZE,     (uintptr_t)url,
                               (uintptr_t)dts_names, sizeof dts_names, (uintptr_t)HEADERS};
  return places;
}

static void deliver(uint32_t token, int outcome, dts_hint hint, dts_record *record) {
  dts_host_deliver(token, outcome, hint, 0, record->words, record->text, record->len);
  dts_record_free(record);
}

// ---- Calls that answer at once

// Splits the scratch buffer at its line feeds; the last part takes the rest.
static void split(size_t len, dts_span *parts, size_t count) {
  dts_span text = {scratch, len};
  for (size_t i = 0, at = 0; i < count; i++) {
    size_t end = i + 1 < count ? dts_span_find(text, at, '\n') : len;
    parts[i] = dts_span_cut(text, at, end);
    at = end < len ? end + 1 : len;
  }
}

static void answer(dts_span endpoint, dts_name first, dts_span first_text, dts_name second, dts_span second_text,
                   dts_span document_id) {
  dts_record record;
  if (!dts_record_start(&record, 0, DTS_ENDPOINT_MAX + SCRATCH_SIZE)) {
    dts_host_deliver(0, DTS_ERROR_MEMORY, DTS_HINT_NONE, 0, NULL, NULL, 0);
    return;
  }
  size_t object = dts_record_open(&record);
  dts_record_member(&record, object, DTS_NAME_endpoint, endpoint);
  dts_record_member(&record, object, first, first_text);
  dts_record_member(&record, object, second, second_text);
  dts_record_member(&record, object, DTS_NAME_documentId, document_id);
  deliver(0, DTS_OK, DTS_HINT_NONE, &record);
}

static const dts_span ABSENT = {NULL, 0};

// Scratch: endpoint, apiVersion. Delivers { endpoint, scope }, or returns the error.
EMSCRIPTEN_KEEPALIVE dts_code dts_check(size_t len, bool with_credential) {
  dts_span parts[2];
  dts_endpoint endpoint;
  dts_version_family family;
  split(len, parts, 2);
  dts_code code = dts_endpoint_parse(parts[0], with_credential, &endpoint);
  if (code == DTS_OK) code = dts_version_parse(parts[1], &family);
  if (code != DTS_OK) return code;
  const char *scope = dts_endpoint_scope(&endpoint);
  answer((dts_span){endpoint.text, endpoint.len}, DTS_NAME_scope, (dts_span){scope, strlen(scope)}, DTS_NAME_NONE,
         ABSENT, ABSENT);
  return DTS_OK;
}

// Scratch: a URL. Delivers { endpoint, apiVersion, batchId, documentId? }, or returns the error.
EMSCRIPTEN_KEEPALIVE dts_code dts_locate(size_t len) {
  dts_location location;
  dts_code code = dts_location_parse((dts_span){scratch, len}, &location);
  if (code == DTS_OK)
    answer((dts_span){location.endpoint.text, location.endpoint.len}, DTS_NAME_apiVersion, location.api_version,
           DTS_NAME_batchId, location.batch_id, location.document_id);
  return code;
}

// ---- Requests

typedef struct {
  dts_transfer transfer; // first: what is given back for it
  dts_operation operation;
  uint32_t token, attempt;
  dts_retry_options retry;
  double random;
  bool in_page;
  uint8_t version_len;
  char version[DTS_VERSION_MAX];
} request;

static dts_code judge(const dts_reply *reply) {
  if (reply->failure != DTS_OK || reply->status == 200) return reply->failure;
  if (reply->status >= 400) return DTS_ERROR_SERVICE;
  bool redirect = (reply->status >= 301 && reply->status <= 303) || reply->status == 307 || reply->status == 308;
  return redirect ? DTS_ERROR_REDIRECT : DTS_ERROR_STATUS_CODE;
}

// Checks a reply, and the documents in a page.
static dts_code check_reply(dts_operation operation, cJSON *root, const char **member) {
  dts_code code = dts_reply_check(operation, root, member);
  if (operation != DTS_LIST_DOCUMENTS) return code;
  for (cJSON *value = root->child; code == DTS_OK && value; value = value->next)
    if (value->valueint == DTS_NAME_value)
      for (cJSON *item = value->child; code == DTS_OK && item; item = item->next)
        code = dts_reply_check(DTS_GET_DOCUMENT, item, member);
  return code;
}

// The service's error, in whatever form it came.
static void put_service_error(dts_record *record, size_t object, const cJSON *body) {
  dts_error outer;
  const cJSON *error = dts_error_find(body);
  if (!error) return;
  dts_error_read(error, &outer);
  if (outer.code.len) dts_record_quoting(record, object, DTS_NAME_code, outer.code);
  // Written where it is to stand, so that what it may quote is on no stack.
  char *message = record->text + record->len;
  size_t len = dts_error_message(error, message);
  if (len) dts_record_member(record, object, DTS_NAME_message, (dts_span){message, len});
  dts_record_error_inside(record, object, &outer);
}

static void take(request *r, const dts_reply *reply) {
  dts_headers headers = dts_headers_parse(reply->headers, reply->now_ms);
  dts_code code = judge(reply), parsed;
  dts_json json = {0};
  dts_record record;
  dts_hint hint = DTS_HINT_NONE;
  const char *member = "";
  size_t object;
  bool retryable = dts_retry_is_worthwhile(code, reply->status);
  double delay = retryable ? dts_retry_delay(&r->retry, r->attempt, headers.retry_after_ms, r->random) : -1;
  if (delay >= 0) {
    dts_host_deliver(r->token, RETRY, hint, delay, NULL, NULL, 0);
    return;
  }
  if (code == DTS_OK || code == DTS_ERROR_SERVICE) {
    parsed = dts_json_parse(reply->body, &json);
    if (code == DTS_OK || parsed == DTS_ERROR_MEMORY) code = parsed;
  }
  if (code == DTS_OK) code = check_reply(r->operation, json.root, &member);
  if (code == DTS_ERROR_MEMORY ||
      !dts_record_start(&record, json.root ? json.values : 0, DTS_MESSAGE_MAX + reply->body.len + reply->headers.len)) {
    dts_host_deliver(r->token, DTS_ERROR_MEMORY, hint, 0, NULL, NULL, 0);
  } else {
    if (code == DTS_OK) {
      object = dts_record_reply(&record, json.root);
    } else {
      object = dts_record_open(&record);
      if (code == DTS_ERROR_SERVICE || code == DTS_ERROR_NETWORK)
        hint = dts_error_hint(reply->status, (dts_span){r->version, r->version_len}, r->in_page);
      if (code == DTS_ERROR_SERVICE) put_service_error(&record, object, json.root);
      if (*member) dts_record_member(&record, object, DTS_NAME_target, (dts_span){member, strlen(member)});
      dts_record_count(&record, object, DTS_NAME_statusCode, reply->status ? reply->status : -1);
      dts_record_key(&record, object, DTS_NAME_retryable);
      dts_record_bool(&record, retryable);
    }
    dts_record_count(&record, object, DTS_NAME_retryAfterMs, headers.retry_after_ms);
    dts_record_member(&record, object, DTS_NAME_etag, headers.etag);
    dts_record_member(&record, object, DTS_NAME_requestId, headers.request_id);
    deliver(r->token, (int)code, hint, &record);
  }
  dts_json_free(&json);
}

void dts_transfer_end(dts_transfer *transfer, const dts_reply *reply) {
  if (reply) take((request *)transfer, reply);
  free(transfer);
}

enum { ENDPOINT, API_VERSION, BATCH_ID, DOCUMENT_ID, LINK, QUERY, PART_COUNT = QUERY + DTS_LIST_QUERY_COUNT };

static dts_code write_url(dts_operation operation, const dts_span *parts, size_t *len) {
  if (parts[LINK].len) {
    if (!dts_next_link_is_safe(parts[ENDPOINT], parts[LINK])) return DTS_ERROR_NEXT_LINK;
    memcpy(url, parts[LINK].ptr, *len = parts[LINK].len);
    return DTS_OK;
  }
  dts_version_family family;
  dts_code code =
      dts_url_write(parts[ENDPOINT], operation, parts[API_VERSION], parts[BATCH_ID], parts[DOCUMENT_ID], url, len);
  if (code != DTS_OK || operation != DTS_LIST_DOCUMENTS) return code;
  dts_version_parse(parts[API_VERSION], &family);
  return dts_list_query_write(parts + QUERY, family, url, len, sizeof url - 1) ? DTS_OK : DTS_ERROR_OPTION;
}

// Scratch: the parts above; ENDPOINT as dts_check gave it out; LINK, where not empty, is a next link. One attempt; what
// becomes of it is delivered under the token, which is not 0. Returns the length of the URL; or, for an argument that
// won't do, its code, negative.
EMSCRIPTEN_KEEPALIVE int dts_request(size_t len, dts_operation operation, uint32_t token, uint32_t attempt,
                                     uint32_t max_retries, double max_retry_delay_ms, double random, bool in_page) {
  dts_span parts[PART_COUNT];
  size_t url_len;
  split(len, parts, PART_COUNT);
  dts_code code = write_url(operation, parts, &url_len);
  if (code != DTS_OK) return -(int)code;
  request *r = malloc(sizeof *r);
  if (!r) return -DTS_ERROR_MEMORY;
  url[url_len] = 0;
  r->operation = operation;
  r->token = token;
  r->attempt = attempt;
  r->retry = (dts_retry_options){max_retries, max_retry_delay_ms};
  r->random = random;
  r->in_page = in_page;
  r->version_len = (uint8_t)(parts[API_VERSION].len < DTS_VERSION_MAX ? parts[API_VERSION].len : 0);
  memcpy(r->version, parts[API_VERSION].ptr, r->version_len);
  if (dts_transfer_start(&r->transfer, url, token)) return (int)url_len;
  free(r);
  return -DTS_ERROR_MEMORY;
}

// ---- Watching

// Scratch: lastActionDateTimeUtc and status of what was shown, then of what came. Progress is -1 where absent.
EMSCRIPTEN_KEEPALIVE bool dts_is_stale(size_t len, double shown_progress, double progress) {
  dts_span parts[4];
  split(len, parts, 4);
  const dts_moment shown = {parts[0], parts[1], shown_progress}, came = {parts[2], parts[3], progress};
  return dts_moment_is_stale(&shown, &came);
}

EMSCRIPTEN_KEEPALIVE double dts_next_poll(double min_ms, double max_ms, uint32_t quiet, uint32_t failures,
                                          double retry_after_ms, double random) {
  return dts_poll_delay(min_ms, max_ms, quiet, failures, retry_after_ms, random);
}

EMSCRIPTEN_KEEPALIVE double dts_pace(double from, double to, double elapsed_ms, double previous_ms) {
  return dts_estimate_pace(from, to, elapsed_ms, previous_ms);
}
