// What JavaScript can call, and what it calls back. Text comes in through one scratch buffer; values go out as records
// through dts_host_deliver, whose arguments are valid during that call only.
#include "fetch.h"
#include "record.h"
#include "text.h"

#include "cJSON.h"

#include <emscripten.h>
#include <stdlib.h>

typedef enum { DELIVER_VALUE, DELIVER_ERROR, DELIVER_RETRY } delivery;

// token: the request's, or 0 in answer to a call that answers at once. delay_ms: with DELIVER_RETRY, when to try again.
__attribute__((import_module("env"), import_name("dts_host_deliver"))) void
dts_host_deliver(uint32_t token, delivery what, double delay_ms, const uint32_t *words, const char *text, size_t len);

enum { SCRATCH_SIZE = 8192 };
static char scratch[SCRATCH_SIZE];

EMSCRIPTEN_KEEPALIVE char *dts_scratch(void) { return scratch; }
EMSCRIPTEN_KEEPALIVE size_t dts_scratch_size(void) { return SCRATCH_SIZE; }

// The names that records refer to by number: DTS_NAME_COUNT of them, DTS_NAME_SIZE bytes each, padded with NULs.
EMSCRIPTEN_KEEPALIVE const char *dts_name_table(void) { return dts_names[0]; }
EMSCRIPTEN_KEEPALIVE size_t dts_name_table_size(void) { return sizeof dts_names; }

// The header names: those that may carry a credential (key, then token), then DTS_REPLY_HEADERS. NUL-terminated.
EMSCRIPTEN_KEEPALIVE const char *dts_header_names(void) {
  return "Ocp-Apim-Subscription-Key Authorization " DTS_REPLY_HEADERS;
}

// ---- Records
// ---------------------------------------------------------------------------------------------------------

static void deliver(uint32_t token, delivery what, dts_record *record) {
  static const uint32_t OUT_OF_MEMORY[] = {5 /* an empty array: JavaScript knows */};
  if (record->failed)
    dts_host_deliver(token, DELIVER_ERROR, 0, OUT_OF_MEMORY, "", 0);
  else
    dts_host_deliver(token, what, 0, record->words, record->text, record->len);
  dts_record_free(record);
}

// Opens an error's record with what is known from its code alone.
static size_t open_error(dts_record *record, dts_code code, const char *hint) {
  dts_code_info info = dts_code_describe(code);
  size_t object = dts_record_open(record);
  dts_record_key(record, object, DTS_NAME_kind);
  dts_record_string(record, dts_kind_name(info.kind));
  dts_record_key(record, object, DTS_NAME_code);
  dts_record_string(record, info.code);
  dts_record_key(record, object, DTS_NAME_message);
  dts_record_string(record, info.cause);
  dts_record_key(record, object, DTS_NAME_hint);
  dts_record_string(record, *hint ? hint : info.hint);
  return object;
}

// Answers with the error of a code; its target is the scratch buffer's first target_len bytes, if any.
EMSCRIPTEN_KEEPALIVE void dts_describe(dts_code code, size_t target_len) {
  dts_record record = {0};
  size_t object = open_error(&record, code, "");
  if (target_len) dts_record_member(&record, object, DTS_NAME_target, (dts_span){scratch, target_len});
  dts_record_key(&record, object, DTS_NAME_retryable);
  dts_record_bool(&record, dts_retry_is_worthwhile(code, 0));
  deliver(0, DELIVER_ERROR, &record);
}

// ---- Calls that answer at once
// ---------------------------------------------------------------------------------------

// Splits the scratch buffer at its line feeds; the last part takes the rest.
static void split(size_t len, dts_span *parts, size_t count) {
  dts_span text = {scratch, len};
  for (size_t i = 0, at = 0; i < count; i++) {
    size_t end = i + 1 < count ? dts_span_find(text, at, '\n') : len;
    parts[i] = dts_span_cut(text, at, end);
    at = end < len ? end + 1 : len;
  }
}

// Scratch: endpoint, apiVersion. Answers { endpoint, scope }, or with the error.
EMSCRIPTEN_KEEPALIVE void dts_check(size_t len, bool with_credential) {
  dts_span parts[2];
  dts_endpoint endpoint;
  dts_version_family family;
  split(len, parts, 2);
  dts_code code = dts_endpoint_parse(parts[0], with_credential, &endpoint);
  if (code == DTS_OK) code = dts_version_parse(parts[1], &family);
  if (code != DTS_OK) {
    dts_describe(code, 0);
    return;
  }
  dts_record record = {0};
  size_t object = dts_record_open(&record);
  dts_record_member(&record, object, DTS_NAME_endpoint, (dts_span){endpoint.text, endpoint.len});
  dts_record_key(&record, object, DTS_NAME_scope);
  dts_record_string(&record, dts_endpoint_scope(&endpoint));
  deliver(0, DELIVER_VALUE, &record);
}

// Scratch: a URL. Answers { endpoint, apiVersion, batchId, documentId? }, or with the error.
EMSCRIPTEN_KEEPALIVE void dts_locate(size_t len) {
  dts_location location;
  dts_code code = dts_location_parse((dts_span){scratch, len}, &location);
  if (code != DTS_OK) {
    dts_describe(code, 0);
    return;
  }
  dts_record record = {0};
  size_t object = dts_record_open(&record);
  dts_record_member(&record, object, DTS_NAME_endpoint, (dts_span){location.endpoint.text, location.endpoint.len});
  dts_record_member(&record, object, DTS_NAME_apiVersion, location.api_version);
  dts_record_member(&record, object, DTS_NAME_batchId, location.batch_id);
  dts_record_member(&record, object, DTS_NAME_documentId, location.document_id);
  deliver(0, DELIVER_VALUE, &record);
}

// ---- Requests
// --------------------------------------------------------------------------------------------------------

typedef struct {
  dts_operation operation;
  uint32_t token, attempt;
  dts_retry_options retry;
  double random;
  bool in_page;
  uint8_t version_len;
  char version[DTS_VERSION_MAX];
} request;

static void put_headers(dts_record *record, size_t object, const dts_headers *headers) {
  dts_record_count(record, object, DTS_NAME_retryAfterMs, headers->retry_after_ms);
  dts_record_member(record, object, DTS_NAME_etag, headers->etag);
  dts_record_member(record, object, DTS_NAME_requestId, headers->request_id);
}

static dts_code judge(const dts_reply *reply) {
  if (reply->failure != DTS_OK || reply->status == 200) return reply->failure;
  if (reply->status >= 400) return DTS_ERROR_SERVICE;
  bool redirect = (reply->status >= 301 && reply->status <= 303) || reply->status == 307 || reply->status == 308;
  return redirect ? DTS_ERROR_REDIRECT : DTS_ERROR_STATUS_CODE;
}

// Checks a reply's body and writes it down, as what the operation asks for.
static dts_code record_reply(const request *r, const struct cJSON *root, const dts_headers *headers, dts_record *record,
                             const char **member) {
  dts_code code;
  size_t object;
  if (r->operation == DTS_GET_DOCUMENT) {
    dts_document document;
    code = dts_document_read(root, &document, member);
    if (code != DTS_OK) return code;
    object = dts_record_shape(record, &dts_document_shape, &document);
  } else if (r->operation == DTS_GET_BATCH) {
    dts_batch batch;
    code = dts_batch_read(root, &batch, member);
    if (code != DTS_OK) return code;
    object = dts_record_shape(record, &dts_batch_shape, &batch);
  } else {
    dts_page page;
    code = dts_page_read(root, &page, member);
    if (code != DTS_OK) return code;
    object = dts_record_open(record);
    dts_record_member(record, object, DTS_NAME_nextLink, page.next_link);
    dts_record_key(record, object, DTS_NAME_value);
    dts_record_open_list(record, (size_t)cJSON_GetArraySize(page.value));
    for (const cJSON *item = page.value->child; item; item = item->next) {
      dts_document document;
      code = dts_document_read(item, &document, member);
      if (code != DTS_OK) return code;
      dts_record_shape(record, &dts_document_shape, &document);
    }
  }
  put_headers(record, object, headers);
  return DTS_OK;
}

// The service's error, in whatever form it came.
static size_t open_service_error(dts_record *record, const request *r, int status, const struct cJSON *error) {
  dts_error outer = {0};
  char digits[] = {(char)('0' + status / 100 % 10), (char)('0' + status / 10 % 10), (char)('0' + status % 10)};
  char message[DTS_MESSAGE_MAX];
  size_t len = error ? dts_error_message(error, message) : 0;
  size_t object = dts_record_open(record);
  if (error) dts_error_read(error, &outer);
  dts_record_key(record, object, DTS_NAME_kind);
  dts_record_string(record, dts_kind_name(DTS_KIND_SERVICE));
  dts_record_quoting(record, object, DTS_NAME_code, outer.code.len ? outer.code : (dts_span){digits, 3});
  dts_record_key(record, object, DTS_NAME_message);
  if (len) {
    dts_record_text(record, (dts_span){message, len});
  } else {
    char sentence[] = "The service answered 000 and didn't say why.";
    memcpy(sentence + 21, digits, 3);
    dts_record_string(record, sentence);
  }
  dts_record_key(record, object, DTS_NAME_hint);
  dts_record_string(record, dts_error_hint(status, (dts_span){r->version, r->version_len}, r->in_page));
  if (error) dts_record_error_inside(record, object, error);
  return object;
}

static void deliver_error(const request *r, const dts_reply *reply, dts_code code, const char *member,
                          const struct cJSON *error, const dts_headers *headers) {
  dts_record record = {0};
  size_t object;
  if (code == DTS_ERROR_SERVICE) {
    object = open_service_error(&record, r, reply->status, error);
  } else {
    const char *hint = code == DTS_ERROR_NETWORK ? dts_error_hint(0, DTS_TEXT(""), r->in_page) : "";
    object = open_error(&record, code, hint);
    if (*member) dts_record_member(&record, object, DTS_NAME_target, (dts_span){member, strlen(member)});
  }
  dts_record_count(&record, object, DTS_NAME_statusCode, reply->status ? reply->status : -1);
  put_headers(&record, object, headers);
  dts_record_key(&record, object, DTS_NAME_retryable);
  dts_record_bool(&record, dts_retry_is_worthwhile(code, reply->status));
  deliver(r->token, DELIVER_ERROR, &record);
}

static void on_reply(void *context, const dts_reply *reply) {
  request *r = context;
  if (reply) {
    dts_headers headers = dts_headers_parse(reply->headers, reply->now_ms);
    dts_code code = judge(reply);
    double delay = dts_retry_is_worthwhile(code, reply->status)
                       ? dts_retry_delay(&r->retry, r->attempt, headers.retry_after_ms, r->random)
                       : -1;
    if (delay >= 0) {
      dts_host_deliver(r->token, DELIVER_RETRY, delay, NULL, NULL, 0);
    } else {
      dts_json json = {0};
      dts_record record = {0};
      const char *member = "";
      if (code == DTS_OK) {
        code = dts_json_parse(reply->body, &json);
        if (code == DTS_OK) code = record_reply(r, json.root, &headers, &record, &member);
      } else if (code == DTS_ERROR_SERVICE && dts_json_parse(reply->body, &json) == DTS_ERROR_MEMORY) {
        code = DTS_ERROR_MEMORY;
      }
      if (code == DTS_OK) {
        deliver(r->token, DELIVER_VALUE, &record);
      } else {
        dts_record_free(&record);
        deliver_error(r, reply, code, member, dts_error_find(json.root), &headers);
      }
      dts_json_free(&json);
    }
  }
  free(r);
}

enum { ENDPOINT, API_VERSION, BATCH_ID, DOCUMENT_ID, LINK, QUERY, PART_COUNT = QUERY + 8 };

static char url[SCRATCH_SIZE + DTS_URL_MAX];

static dts_code write_url(dts_operation operation, const dts_span *parts, size_t *len) {
  dts_endpoint endpoint;
  dts_version_family family;
  dts_code code = dts_endpoint_parse(parts[ENDPOINT], false, &endpoint);
  if (code != DTS_OK) return code;
  if (parts[LINK].len) {
    if (!dts_next_link_is_safe(&endpoint, parts[LINK])) return DTS_ERROR_NEXT_LINK;
    memcpy(url, parts[LINK].ptr, *len = parts[LINK].len);
    return DTS_OK;
  }
  code = dts_url_write(&endpoint, operation, parts[API_VERSION], parts[BATCH_ID], parts[DOCUMENT_ID], url, len);
  if (code != DTS_OK || operation != DTS_LIST_DOCUMENTS) return code;
  const dts_span *q = parts + QUERY;
  const dts_list_query query = {q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7]};
  dts_version_parse(parts[API_VERSION], &family);
  return dts_list_query_write(&query, family, url, len, sizeof url - 1) ? DTS_OK : DTS_ERROR_OPTION;
}

// Scratch: the parts above; LINK, where not empty, is a next link, and the eight from QUERY on are dts_list_query's
// fields. One attempt; what becomes of it is delivered under the token, which is not 0. An argument that won't do is
// answered at once, with token 0.
EMSCRIPTEN_KEEPALIVE bool dts_request(size_t len, dts_operation operation, uint32_t token, uint32_t attempt,
                                      uint32_t max_retries, double max_retry_delay_ms, double random, bool in_page) {
  dts_span parts[PART_COUNT];
  size_t url_len;
  split(len, parts, PART_COUNT);
  dts_code code = write_url(operation, parts, &url_len);
  if (code == DTS_OK) {
    url[url_len] = 0;
    request *r = malloc(sizeof *r);
    if (r) {
      size_t version_len = parts[API_VERSION].len < DTS_VERSION_MAX ? parts[API_VERSION].len : 0;
      *r = (request){
          operation, token, attempt, {max_retries, max_retry_delay_ms}, random, in_page, (uint8_t)version_len, {0}};
      memcpy(r->version, parts[API_VERSION].ptr, version_len);
      if (dts_fetch_start(url, r, on_reply)) return true;
      free(r);
    }
    code = DTS_ERROR_MEMORY;
  }
  dts_describe(code, 0);
  return false;
}

// ---- Watching
// --------------------------------------------------------------------------------------------------------

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
