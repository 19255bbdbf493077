// The core's whole public surface: types, functions, and what they promise. All of it is pure: text in, values out, no
// I/O, no state between calls, so any thread may call at any time. Text is a span, never NUL-terminated; the pointer of
// one that goes in is never NULL. Nothing here keeps a pointer to what it was given, except where a result is said to
// point into it. The facts are those of the service's reference, "Get document status":
// https://learn.microsoft.com/azure/ai-services/translator/document-translation/reference/get-document-status
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *ptr;
  size_t len;
} dts_span;

// ---- Errors (codes.def)

// The product's own codes, from codes.def, which also has their kinds and texts. DTS_OK is no error; DTS_ERROR_SERVICE
// stands for the service's own code.
typedef enum {
  DTS_OK,
#define X(symbol, kind, code, cause, hint) DTS_ERROR_##symbol,
#include "codes.def"
#undef X
  DTS_ERROR_SERVICE,
} dts_code;

// ---- URLs (url.c)

enum {
  DTS_ENDPOINT_MAX = 1024,                // bytes of an endpoint
  DTS_VERSION_MAX = 32,                   // bytes of an apiVersion
  DTS_URL_MAX = DTS_ENDPOINT_MAX + 256,   // bytes of a URL that dts_url_write makes
  DTS_LINK_MAX = 16384,                   // bytes of a next link, as it came
  DTS_LINK_URL_MAX = DTS_LINK_MAX + 1024, // and once its characters are encoded
};

// What an endpoint comes to: scheme, host, port and path prefix in the form that a browser gives them, without a
// trailing '/' and without one trailing "/translator", unless two are there. Parsed again, it is the same.
typedef struct {
  char text[DTS_ENDPOINT_MAX];
  size_t len;
  size_t origin_len; // how much of the text is scheme, host and port
} dts_endpoint;

// Reads an endpoint as users paste it. Every rejection has its own DTS_ERROR_ENDPOINT… code. With a credential, http:
// is refused but for loopback hosts (localhost, 127.0.0.0/8, [::1]). Non-ASCII hosts and IPv6 addresses but [::1] are
// not taken.
dts_code dts_endpoint_parse(dts_span text, bool with_credential, dts_endpoint *out);

// The scope to ask a Microsoft Entra token for: that of the endpoint's cloud. Static.
dts_span dts_endpoint_scope(const dts_endpoint *endpoint);

// How a version is put into the URL: in the path (v<major>.<minor>[-preview.N]) or in the query (YYYY-MM-DD[-preview]).
typedef enum { DTS_VERSION_IN_PATH, DTS_VERSION_IN_QUERY } dts_version_family;

// DTS_ERROR_API_VERSION unless well-formed; a well-formed version that nobody has heard of is let through by its
// family.
dts_code dts_version_parse(dts_span text, dts_version_family *out);

// 8-4-4-4-12 hex digits, either case. Document ids are not RFC 4122: version and variant bits mean nothing.
bool dts_id_is_valid(dts_span text);

typedef enum { DTS_GET_DOCUMENT, DTS_GET_BATCH, DTS_LIST_DOCUMENTS, DTS_LIST_BATCHES } dts_operation;

// Writes the operation's URL at endpoint (a dts_endpoint's text), with no terminator, into out (DTS_URL_MAX bytes) and
// its length into *out_len. document_id is read for DTS_GET_DOCUMENT only, batch_id for all but DTS_LIST_BATCHES.
// DTS_ERROR_API_VERSION, …_BATCH_ID, …_DOCUMENT_ID, or …_ENDPOINT for one that is too long to be a dts_endpoint's.
dts_code dts_url_write(dts_span endpoint, dts_operation operation, dts_span api_version, dts_span batch_id,
                       dts_span document_id, char *out, size_t *out_len);

// The filters, order and pages of a list of documents or of jobs: spans in this order. An empty span is left out of the
// URL.
typedef enum {
  DTS_LIST_STATUSES, // comma-separated, as are the ids
  DTS_LIST_IDS,
  DTS_LIST_TOP, // digits, as are the next two
  DTS_LIST_SKIP,
  DTS_LIST_MAXPAGESIZE,   // 1 to 100
  DTS_LIST_ORDER_BY,      // createdDateTimeUtc asc | desc, lastActionDateTimeUtc asc | desc
  DTS_LIST_CREATED_START, // RFC 3339
  DTS_LIST_CREATED_END,
  DTS_LIST_QUERY_COUNT,
} dts_list_query;

// Adds the query (DTS_LIST_QUERY_COUNT spans) to the URL of a list in out, which holds *len of room bytes, under the
// names of the version's family; Canceled goes out as Cancelled. Returns which value is not of its form or did not fit,
// or DTS_LIST_QUERY_COUNT.
dts_list_query dts_list_query_write(const dts_span *query, dts_version_family family, char *out, size_t *len,
                                    size_t room);

// Writes link, as it stands in a page of the list that operation and batch_id name, into out (DTS_LINK_URL_MAX bytes)
// as a URL parser would: it begins as endpoint (a dts_endpoint's text) does, and what no query may hold is
// percent-encoded. DTS_ERROR_NEXT_LINK… unless it has the endpoint's scheme, host, port and path prefix and leads to
// the same operation of the same batch, in any version.
dts_code dts_next_link_write(dts_span endpoint, dts_operation operation, dts_span batch_id, dts_span link, char *out,
                             size_t *out_len);

typedef struct {
  dts_endpoint endpoint;
  dts_span api_version, batch_id;
  dts_span document_id; // ptr NULL where the URL is a batch's
} dts_location;

// Takes an Operation-Location, or the URL of a document or of a job's list of documents, apart. The spans point into
// text. DTS_ERROR_OPERATION_LOCATION, or what dts_endpoint_parse has against the part before "/translator".
dts_code dts_location_parse(dts_span text, dts_location *out);

// ---- Headers and times (headers.c)

// The reply's headers that the product reads, for whoever fetches them.
#define DTS_REPLY_HEADERS "retry-after-ms x-ms-retry-after-ms retry-after date etag apim-request-id x-requestid"

typedef struct {
  double retry_after_ms;     // ≥ 0; -1 where the reply doesn't say, or says nonsense
  dts_span etag, request_id; // point into the text; empty where absent
} dts_headers;

// Reads the values of DTS_REPLY_HEADERS, in that order, each closed by a line feed; an empty line where there is none.
// retry-after-ms comes before x-ms-retry-after-ms before Retry-After, which is seconds or an HTTP-date; a date counts
// from the reply's own Date, or from now_ms (Unix milliseconds) where there is none, and one in the past is 0.
// apim-request-id comes before X-RequestId.
dts_headers dts_headers_read(dts_span text, double now_ms);

// RFC 3339 date-time to units of 100 ns since 1970 UTC, further digits cut off. False unless well-formed.
bool dts_time_parse(dts_span text, int64_t *out_ticks);

// IMF-fixdate ("Sun, 06 Nov 1994 08:49:37 GMT") to Unix seconds. False for anything else.
bool dts_http_date_parse(dts_span text, int64_t *out_seconds);

// ---- JSON (json.c): cJSON, made strict

enum {
  DTS_BODY_MAX = 1 << 20,   // bytes of a reply
  DTS_JSON_DEPTH = 32,      // arrays and objects inside one another
  DTS_JSON_VALUES = 100000, // values in one reply
};

struct cJSON;

// A parsed text and the memory it lives in. Starts as {0}; dts_json_free may be called at any time, more than once.
typedef struct {
  struct cJSON *root;
  void *memory;
  size_t values; // how many there are
} dts_json;

// Reads exactly one RFC 8259 value. DTS_ERROR_JSON: any deviation from the grammar, bytes after the value, invalid
// UTF-8, a NUL or a lone surrogate in a string, more than the limits above. DTS_ERROR_MEMORY. *out needs dts_json_free
// in every case.
dts_code dts_json_parse(dts_span text, dts_json *out);
void dts_json_free(dts_json *json);

// ---- Errors of the service (error.c)

enum { DTS_ERROR_DEPTH = 8, DTS_MESSAGE_MAX = 4096 };

// One level of an error object of the service. Spans point into the JSON it was read from, or into number; ptr NULL
// where absent.
typedef struct {
  dts_span code, message, target;
  const struct cJSON *details; // as it came, or NULL
  const struct cJSON *inner;   // the next innerError / innererror, or NULL: read it with dts_error_read
  char number[24];             // holds a code that came as a JSON number
} dts_error;

// Members of another type than they should have are as good as absent; a number is fine for code. *out must not be
// copied.
void dts_error_read(const struct cJSON *object, dts_error *out);

// The error object in a reply's body, in any of the forms that the service and the gateways before it use, or NULL.
const struct cJSON *dts_error_find(const struct cJSON *root);

// The message to show: the outermost, and the deepest inner one (DTS_ERROR_DEPTH at most) where that says more.
// Signatures of SAS URLs are masked. Writes at most DTS_MESSAGE_MAX bytes into out, cut between characters, and returns
// how many; 0 where there is none.
size_t dts_error_message(const struct cJSON *object, char *out);

// Overwrites the value of each "sig" parameter in text with asterisks, also where the URL is itself encoded.
void dts_text_mask(char *text, size_t len);

// What to do about a status ≥ 400 (or, for 0, about no reply at all), beyond what the service says: hints.def.
typedef enum {
  DTS_HINT_NONE, // nothing to add
#define X(symbol, text) DTS_HINT_##symbol,
#include "hints.def"
#undef X
} dts_hint;

// code is that of the service's error. A 404 is told apart by it: DTS_HINT_IDS where the service knows no such job or
// document, DTS_HINT_PATH where it has no such path or version.
dts_hint dts_error_hint(int status, dts_span code, bool in_page);

// ---- Statuses (status.c), and what replies must be (document.c, batch.c)

typedef enum {
#define X(name, rank, terminal) DTS_STATUS_##name,
#include "statuses.def"
#undef X
  DTS_STATUS_OTHER, // not in the table: given out as it came, not terminal
} dts_status;

// Either spelling of Canceled is DTS_STATUS_Canceled.
dts_status dts_status_parse(dts_span text);
bool dts_status_is_terminal(dts_status status);

// Checks a reply: a document's status, a job's, or a page of a list of documents or of jobs with what is in it. In the
// members that the product knows, valueint becomes the number of the name they are given out under (names.def), and in
// all others, and where null stands for absent, -1; a status is put into the product's spelling; @nextLink becomes
// nextLink, and the counts of a summary that go by two names get the names of names.def. Required are only id, status
// and lastActionDateTimeUtc, a job's summary, and a page's value. On failure *out_member is the member's name, static;
// "" if the whole is not an object. DTS_ERROR_MEMBER_MISSING, …_INVALID, …_DUPLICATE.
dts_code dts_document_check(struct cJSON *object, const char **out_member);
dts_code dts_batch_check(struct cJSON *object, const char **out_member);
dts_code dts_document_page_check(struct cJSON *object, const char **out_member);
dts_code dts_batch_page_check(struct cJSON *object, const char **out_member);

// One of the four.
typedef dts_code dts_check_reply(struct cJSON *object, const char **out_member);

// What tells an older state of a document, or of a job, from a newer one.
typedef struct {
  dts_span last_action, status;
  double progress; // -1 where absent, and for a job
  double ended;    // how many documents of a job have ended; -1 for a document
} dts_moment;

// Whether b is older than a. A terminal status is final: it is newer than any other, whatever the times say. Otherwise
// lastActionDateTimeUtc decides, to 100 ns; on a tie, fewer ended documents, an earlier status, or less progress.
bool dts_moment_is_stale(const dts_moment *a, const dts_moment *b);

// ---- Policy (policy.c)

typedef struct {
  uint32_t max_retries;
  double max_retry_delay_ms;
} dts_retry_options;

// Whether the failure may be gone next time: timeout, network failure, 408, 429, 500, 502, 503, 504.
bool dts_retry_is_worthwhile(dts_code code, int status);

// How long to wait before the next attempt, in ms; -1: no further attempt. attempt counts from 0; random is in [0, 1).
// The service's word (retry_after_ms ≥ 0) comes first, and one longer than max_retry_delay_ms is not slept through.
// Without it, exponential backoff with full jitter.
double dts_retry_delay(const dts_retry_options *options, uint32_t attempt, double retry_after_ms, double random);

// How long a watcher waits before it asks again, in ms. quiet counts the replies since the last change, failures the
// failures since the last reply. The watcher's own interval is min_ms at first; it grows by half with each quiet reply
// and doubles with each failure, up to max_ms. The service's word (retry_after_ms, -1 for none) counts where it is
// longer, up to max_retry_after_ms: without that limit, one wrong header would stop the watcher for days. Both are
// lengthened at random by up to a fifth, so that watchers don't ask in step; the service's word not past its limit. Of
// a word past the limit, the limit counts, shortened at random by up to a fifth. random is in [0, 1).
double dts_poll_delay(double min_ms, double max_ms, double max_retry_after_ms, uint32_t quiet, uint32_t failures,
                      double retry_after_ms, double random);

// How long a whole document would take at the pace of one that went from progress `from` to `to` in elapsed_ms, in ms,
// or -1 while there is too little to tell (a twentieth). A third of it is mixed with two thirds of the previous one (-1
// for none), so that it doesn't jump.
double dts_estimate_pace(double from, double to, double elapsed_ms, double previous_ms);
