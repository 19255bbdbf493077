// The public interface of the core: pure functions that turn text into values. They do no I/O and keep no state between
// calls, so any thread may call any function at any time.
//
// Text is a span, never NUL-terminated. The pointer of an input span is never NULL. An output span with a NULL pointer
// means "absent". No function keeps a pointer to its input, except where its result is documented to point into it.
// Lengths and sizes are bytes, durations are milliseconds. Parameters named out_… are results: they are valid only if
// the function succeeds, unless stated otherwise.
//
// The facts come from the service's reference:
// https://learn.microsoft.com/azure/ai-services/translator/document-translation/reference/get-document-status
// https://learn.microsoft.com/azure/ai-services/translator/document-translation/reference/get-documents-status
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *ptr;
  size_t len;
} dts_span;

// ---- Error codes (error_codes.def)

// The product's own error codes. error_codes.def has the kind and the texts of each.
typedef enum {
  DTS_OK,
#define X(symbol, kind, code, cause, hint) DTS_ERROR_##symbol,
#include "error_codes.def"
#undef X
  DTS_ERROR_SERVICE, // the service responded with an error of its own
} dts_code;

// ---- Endpoints (endpoint.c)

enum { DTS_MAX_ENDPOINT_LENGTH = 1024 };

// A normalized endpoint: scheme, host, port and path prefix as a browser writes them, without a trailing '/'. One
// trailing "/translator" is removed, unless the path ends in two. Parsing the text again gives the same endpoint.
typedef struct {
  char text[DTS_MAX_ENDPOINT_LENGTH];
  size_t len;
  size_t origin_len; // length of scheme, host and port
} dts_endpoint;

// Parses an endpoint as users paste it: an absolute http(s) URL. Each reason for a rejection has a DTS_ERROR_ENDPOINT…
// code. With a credential, http: is allowed for loopback hosts only (localhost, 127.0.0.0/8, [::1]). Hosts with
// non-ASCII characters and IPv6 addresses other than [::1] are rejected.
dts_code dts_endpoint_parse(dts_span text, bool with_credential, dts_endpoint *out_endpoint);

// The OAuth scope of Microsoft Entra tokens for the endpoint's cloud (public, US Government, China). Static.
dts_span dts_endpoint_scope(const dts_endpoint *endpoint);

// ---- API versions, ids and the URLs of operations (operation_url.c)

enum {
  DTS_MAX_VERSION_LENGTH = 32,
  DTS_MAX_URL_LENGTH = DTS_MAX_ENDPOINT_LENGTH + 256,
};

// The service has two families of versions: v<major>.<minor>[-preview.N] stands in the URL's path, and
// YYYY-MM-DD[-preview] in its query.
typedef enum { DTS_VERSION_IN_PATH, DTS_VERSION_IN_QUERY } dts_version_family;

// Accepts any version that has the form of a family, so that new versions of the service work.
// Returns DTS_ERROR_API_VERSION for anything else.
dts_code dts_version_parse(dts_span text, dts_version_family *out_family);

// Whether text has 8-4-4-4-12 hex digits. Document ids do not follow RFC 4122, so version and variant are not checked.
bool dts_id_is_valid(dts_span text);

typedef enum { DTS_GET_DOCUMENT, DTS_GET_BATCH, DTS_LIST_DOCUMENTS, DTS_LIST_BATCHES } dts_operation;

// Writes the URL of an operation into out_url, which holds DTS_MAX_URL_LENGTH bytes. endpoint is the text of a
// dts_endpoint. document_id is used by DTS_GET_DOCUMENT only, batch_id by all operations but DTS_LIST_BATCHES.
// Returns DTS_ERROR_API_VERSION, …_BATCH_ID, …_DOCUMENT_ID, or …_ENDPOINT if the endpoint is too long.
dts_code dts_url_write(dts_span endpoint, dts_operation operation, dts_span api_version, dts_span batch_id,
                       dts_span document_id, char *out_url, size_t *out_len);

// ---- Operation locations (operation_location.c)

typedef struct {
  dts_endpoint endpoint;
  dts_span api_version, batch_id;
  dts_span document_id; // absent in the URL of a job
} dts_location;

// Parses an Operation-Location header, or the URL of a document or of a job's list of documents. The spans of the
// result point into text. Returns DTS_ERROR_OPERATION_LOCATION, or the error of dts_endpoint_parse for the part before
// "/translator".
dts_code dts_location_parse(dts_span text, dts_location *out_location);

// ---- List queries (list_query.c)

// The filters, order and page size of a list of documents or of jobs: list_options.def. The values are:
//   STATUSES, IDS               comma-separated
//   TOP, SKIP                   0 to 999999999
//   MAX_PAGE_SIZE               1 to 100
//   ORDER_BY                    createdDateTimeUtc or lastActionDateTimeUtc, a space, and asc or desc
//   CREATED_START, CREATED_END  RFC 3339
typedef enum {
#define X(symbol, option, parameter) DTS_LIST_##symbol,
#include "list_options.def"
#undef X
  DTS_LIST_OPTION_COUNT,
} dts_list_option;

// Appends a query to the URL of a list, which dts_url_write wrote into url. values holds DTS_LIST_OPTION_COUNT spans;
// an empty span is omitted. *len is the URL's length before and after, capacity the size of url. "Canceled" is sent as
// "Cancelled". Returns DTS_LIST_OPTION_COUNT, or the option whose value is invalid or did not fit.
dts_list_option dts_list_query_append(const dts_span *values, dts_version_family family, char *url, size_t *len,
                                      size_t capacity);

// ---- Next links (next_link.c)

enum {
  DTS_MAX_LINK_LENGTH = 16384, // as the service sends it
  DTS_MAX_LINK_URL_LENGTH = DTS_MAX_LINK_LENGTH + 1024,
};

// Writes the URL of a list's next page into out_url, which holds DTS_MAX_LINK_URL_LENGTH bytes. link is the response's
// nextLink, operation and batch_id are those of the list, and endpoint is the text of a dts_endpoint. As in a URL
// parser, characters that a query cannot hold are percent-encoded.
// Returns a DTS_ERROR_NEXT_LINK… code unless the link has the endpoint's scheme, host, port and path prefix, and leads
// to the same operation of the same batch in any version.
dts_code dts_next_link_write(dts_span endpoint, dts_operation operation, dts_span batch_id, dts_span link,
                             char *out_url, size_t *out_len);

// ---- Times (time.c)

// Parses an RFC 3339 date-time to units of 100 ns since 1970 UTC. Further digits are truncated. False if malformed.
bool dts_time_parse(dts_span text, int64_t *out_ticks);

// Parses an IMF-fixdate ("Sun, 06 Nov 1994 08:49:37 GMT") to Unix seconds. False for any other form.
bool dts_http_date_parse(dts_span text, int64_t *out_seconds);

// ---- Response headers (response_headers.c)

// The names of the response headers that the caller passes to dts_headers_read.
#define DTS_RESPONSE_HEADERS "retry-after-ms x-ms-retry-after-ms retry-after date etag apim-request-id x-requestid"

typedef struct {
  double retry_after_ms;     // -1 if absent or malformed
  dts_span etag, request_id; // point into the text; empty if absent
} dts_headers;

// Reads the values of DTS_RESPONSE_HEADERS in that order, each followed by a line feed; a missing header is an empty
// line. The first valid one of retry-after-ms, x-ms-retry-after-ms and Retry-After counts. Retry-After is in seconds or
// an HTTP date, which is relative to the response's Date or, without one, to now_ms (Unix milliseconds); a date in the
// past gives 0. apim-request-id takes precedence over X-RequestId.
dts_headers dts_headers_read(dts_span text, double now_ms);

// ---- JSON (json.c)

enum {
  DTS_MAX_BODY_SIZE = 1048576, // of a response
  DTS_MAX_JSON_DEPTH = 32,     // nested arrays and objects
  DTS_MAX_JSON_VALUES = 100000,
};

struct cJSON;

// A parsed text and its memory. Initialize it with {0}.
typedef struct {
  struct cJSON *root;
  void *memory;
  size_t values; // number of values in the tree
} dts_json;

// Parses exactly one value as RFC 8259 defines it. Returns DTS_ERROR_JSON for anything else, and also for a NUL or a
// lone surrogate in a string, for invalid UTF-8 and beyond the limits above; DTS_ERROR_MEMORY if memory is out.
// Call dts_json_free in every case.
dts_code dts_json_parse(dts_span text, dts_json *out_json);

// May be called at any time, and more than once.
void dts_json_free(dts_json *json);

// ---- Signatures (mask.c)

// Overwrites the value of each "sig" query parameter, which is the signature of a SAS URL, with asterisks. Also finds
// it in a URL that is itself percent-encoded.
void dts_signature_mask(char *text, size_t len);

// ---- Errors of the service (service_error.c)

enum { DTS_MAX_ERROR_DEPTH = 8, DTS_MAX_MESSAGE_LENGTH = 4096 };

// One level of the service's error object. The spans point into the JSON tree, or into number.
typedef struct {
  dts_span code, message, target;
  const struct cJSON *details; // as the service sent it, or NULL
  const struct cJSON *inner;   // the innerError (or innererror) object, or NULL; read it with dts_service_error_read
  char number[24];             // holds a code that the service sent as a JSON number
} dts_service_error;

// Members of the wrong type count as absent; a code may be a string or a number. Do not copy *out_error: its spans may
// point into itself.
void dts_service_error_read(const struct cJSON *object, dts_service_error *out_error);

// Finds the error object in a response's body, in any form that the service and the gateways in front of it use.
// Returns NULL if there is none.
const struct cJSON *dts_service_error_find(const struct cJSON *root);

// Writes the message to show: the outermost one, and the innermost one (of DTS_MAX_ERROR_DEPTH levels) if it adds
// something. Signatures are masked. Writes at most DTS_MAX_MESSAGE_LENGTH bytes, truncated between characters, and
// returns their number; 0 if there is no message.
size_t dts_service_error_write_message(const struct cJSON *object, char *out_message);

// A hint for the user about an error response: error_hints.def.
typedef enum {
  DTS_HINT_NONE,
#define X(symbol, text) DTS_HINT_##symbol,
#include "error_hints.def"
#undef X
} dts_hint;

// status is the response's HTTP status, or 0 if there was no response. code is the code of the service's error: it
// distinguishes a 404 for an unknown job or document from a 404 for an unknown path or version. in_page tells whether a
// web page sent the request.
dts_hint dts_service_error_hint(int status, dts_span code, bool in_page);

// ---- Statuses (status.c)

typedef enum {
#define X(name, rank, terminal) DTS_STATUS_##name,
#include "statuses.def"
#undef X
  DTS_STATUS_OTHER, // not in the table; not terminal
} dts_status;

// Both spellings, Canceled and Cancelled, are DTS_STATUS_Canceled.
dts_status dts_status_parse(dts_span text);

// Whether the status is final.
bool dts_status_is_terminal(dts_status status);

// ---- Stale states (staleness.c)

// The members of a document's or a job's status that tell which of two is older.
typedef struct {
  dts_span last_action, status;
  double progress; // 0 to 1; -1 if absent, and for a job
  double ended;    // number of a job's documents that have ended; -1 for a document
} dts_state;

// Whether received is older than shown. The service's cache sometimes returns older states after newer ones. A terminal
// status is newer than any other, whatever the times say. Otherwise lastActionDateTimeUtc decides, to 100 ns. If the
// times are equal, the older one has fewer ended documents, or else a status of lower rank, or else less progress.
bool dts_state_is_stale(const dts_state *shown, const dts_state *received);

// ---- Responses (document.c, batch.c, list_page.c)

// Check the body of a response: a document's status, a job's status, or a page of a list of either with its items.
// Required are id, status and lastActionDateTimeUtc, a job's summary, and a page's value; null counts as absent.
// The check changes the tree:
//   - valueint of each known member becomes the number of its name in member_names.def; that of all others becomes -1
//   - a known status gets the product's spelling
//   - @nextLink and the alternative names of a summary's counts are renamed to those in member_names.def
// Returns DTS_ERROR_MEMBER_MISSING, …_INVALID or …_DUPLICATE. *out_member is then the member's name, static, or "" if
// the object itself is not an object.
dts_code dts_document_check(struct cJSON *object, const char **out_member);
dts_code dts_batch_check(struct cJSON *object, const char **out_member);
dts_code dts_document_page_check(struct cJSON *object, const char **out_member);
dts_code dts_batch_page_check(struct cJSON *object, const char **out_member);

// The type of the four checks.
typedef dts_code dts_response_check(struct cJSON *object, const char **out_member);

// ---- Retries (retry.c), polling (polling.c) and the progress of a job (batch_progress.c)

typedef struct {
  uint32_t max_retries;
  double max_retry_delay_ms;
} dts_retry_options;

// Whether the same request may succeed later: after a timeout, a network failure, or status 408, 429, 500, 502, 503 or
// 504. A host that was not found counts, because a computer without a network finds none. A rejected certificate does
// not.
bool dts_policy_is_retryable(dts_code code, int status);

// The time to wait before the next attempt, or -1 for no further attempt. attempt counts from 0, random is in [0, 1).
// The service's delay (retry_after_ms >= 0) is used as it is, but a delay longer than max_retry_delay_ms ends the
// retries. Without one, the delay is an exponential backoff with full jitter.
double dts_policy_retry_delay(const dts_retry_options *options, uint32_t attempt, double retry_after_ms, double random);

// The time that a watch waits before its next request. unchanged is the number of responses since the last change,
// failures the number of failures since the last response, random is in [0, 1).
// The watch's own interval starts at min_ms, grows by half with each unchanged response and doubles with each failure,
// up to max_ms. The service's delay (retry_after_ms; -1 for none) is used if it is longer, up to max_retry_after_ms:
// without this limit, one wrong header could stop a watch for days. Jitter spreads the requests of several watches:
//   - it lengthens the own interval by up to a fifth
//   - it lengthens the service's delay by up to a fifth, but not beyond max_retry_after_ms
//   - a service's delay above max_retry_after_ms becomes max_retry_after_ms, shortened by up to a fifth
double dts_policy_poll_delay(double min_ms, double max_ms, double max_retry_after_ms, uint32_t unchanged,
                             uint32_t failures, double retry_after_ms, double random);

// Estimates how long a whole document takes, from one that went from progress `from` to `to` (0 to 1) in elapsed_ms.
// Returns -1 if that is less than a twentieth. The result is one third of the new pace and two thirds of previous_ms
// (-1 for none), so that it does not jump.
double dts_policy_estimate_pace(double from, double to, double elapsed_ms, double previous_ms);

// The progress of a job, from 0 to 1: (ended + running) / total, and 1 once the job has a terminal status. -1 means
// unknown: total is 0 or less, and shown is -1.
//   - total and ended are the numbers of the job's documents and of those that have ended, however they ended
//   - running is the sum of the progress of the listed documents that have not ended. At most total - ended of it
//   counts
//   - shown is the value that was shown before, or -1. The result is never less
double dts_policy_batch_progress(double total, double ended, double running, bool has_ended, double shown);
