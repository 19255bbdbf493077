// The whole module, called as JavaScript calls it: each request has exactly one outcome, whose record is valid. Any
// allocation may fail. An input has four bytes (operation, outcome, status, the number of the allocation that fails or
// 255), then three parts, separated by NULs: the lines of the arguments, the lines of the headers, and the body.
#include "fuzz.h"
#include "wasm/record.h"

#include <emscripten/fetch.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

// The number of allocations that succeed before one fails; negative if none fails.
static int until_failure = -1;

static bool must_fail(void) { return until_failure >= 0 && until_failure-- == 0; }
void *__wrap_malloc(size_t size) { return must_fail() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return must_fail() ? NULL : __real_calloc(count, size); }
void *__wrap_realloc(void *pointer, size_t size) { return must_fail() ? NULL : __real_realloc(pointer, size); }

// ---- The exported functions

const uintptr_t *dts_layout(void); // scratch buffer, its size, URL, names, their size, headers
int dts_check_endpoint(size_t len, bool with_credential);
int dts_parse_location(size_t len);
typedef int request_function(size_t len, uint32_t token, uint32_t attempt, uint32_t max_retries,
                             double max_retry_delay_ms, double random, bool in_page);
request_function dts_request_document, dts_request_batch, dts_request_documents, dts_request_batches;
int dts_check_list(size_t len, bool of_jobs);
int dts_compare_times(size_t len);
bool dts_is_stale(size_t len, double shown_progress, double progress, double shown_ended, double ended);
double dts_poll_delay(double min_ms, double max_ms, double max_retry_after_ms, uint32_t unchanged, uint32_t failures,
                      double retry_after_ms, double random);
double dts_estimate_pace(double from, double to, double elapsed_ms, double previous_ms);
double dts_batch_progress(double total, double ended, double running, bool has_ended, double shown);
void dts_fetch_settle(emscripten_fetch_t *fetch, dts_code failure, int status, char *data, size_t body_len,
                      size_t headers_len, double now_ms);
void dts_fetch_cancel(emscripten_fetch_t *fetch);
bool emscripten_is_main_browser_thread(void);
void emscripten_fetch_free(uint32_t id);

// ---- Emscripten's functions

static emscripten_fetch_t *started;

emscripten_fetch_t *emscripten_fetch(emscripten_fetch_attr_t *attributes, const char *url) {
  emscripten_fetch_t *fetch = calloc(1, sizeof *fetch);
  char *copy = malloc(strlen(url) + 1);
  if (emscripten_is_main_browser_thread() || !fetch || !copy) {
    free(fetch);
    free(copy);
    return NULL;
  }
  fetch->url = strcpy(copy, url);
  fetch->userData = attributes->userData;
  fetch->__attributes = *attributes;
  return started = fetch;
}

int emscripten_fetch_close(emscripten_fetch_t *fetch) {
  if (fetch->readyState != 4) {
    fetch->status = (unsigned short)-1;
    fetch->__attributes.onerror(fetch);
  }
  emscripten_fetch_free(fetch->id);
  free((char *)(uintptr_t)fetch->data);
  free((char *)(uintptr_t)fetch->url);
  free(fetch);
  return 0;
}

// ---- JavaScript's functions

static int delivered;

// Reads one value as web/module/record.js does. *at is the index of the next string in text.
static const uint32_t *read_value(const uint32_t *word, dts_span text, size_t *at, int depth) {
  uint32_t type = *word & 7, count = *word >> 3;
  word++;
  HOLDS(depth < 100);
  if (type == DTS_RECORD_DOUBLE) return word + 2;
  if (type == DTS_RECORD_STRING) {
    HOLDS(count <= text.len - *at);
    *at += count;
  }
  if (type == DTS_RECORD_ARRAY || type == DTS_RECORD_OBJECT)
    for (uint32_t i = 0; i < count * (type == DTS_RECORD_OBJECT ? 2 : 1); i++)
      word = read_value(word, text, at, depth + 1);
  return word;
}

void dts_host_deliver(uint32_t token, int outcome, dts_hint hint, double delay_ms, const uint32_t *words,
                      const char *text, size_t len);

void dts_host_deliver(uint32_t token, int outcome, dts_hint hint, double delay_ms, const uint32_t *words,
                      const char *text, size_t len) {
  (void)token;
  delivered++;
  HOLDS(outcome >= 0 && outcome <= DTS_ERROR_SERVICE && hint >= DTS_HINT_NONE && delay_ms >= -1);
  if (!words) return;
  size_t at = 0;
  read_value(words, (dts_span){text, len}, &at, 0);
  HOLDS(at == len);
}

static size_t write_arguments(dts_span text) {
  const uintptr_t *layout = dts_layout();
  size_t len = text.len < layout[1] ? text.len : layout[1];
  memcpy((char *)layout[0], text.ptr, len);
  return len;
}

// Removes the text before the next NUL and returns it.
static dts_span next_part(dts_span *text) {
  const char *end = text->len ? memchr(text->ptr, 0, text->len) : NULL;
  size_t len = end ? (size_t)(end - text->ptr) : text->len, part_len = len + (end != NULL);
  dts_span part = {text->ptr, len};
  *text = (dts_span){text->ptr + part_len, text->len - part_len};
  return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 4) return 0;
  static const int STATUSES[] = {200, 200, 200, 400, 401, 404, 429, 503, 204, 302, 600, 0, 304, 307, 308};
  enum { STATUS_COUNT = sizeof STATUSES / sizeof *STATUSES };
  int status = STATUSES[data[2] % STATUS_COUNT];
  bool in_page = data[1] & 8;
  dts_span text = {(const char *)data + 4, size - 4};
  dts_span parts = next_part(&text), headers = next_part(&text);

  delivered = 0;
  until_failure = data[3] == 255 ? -1 : data[3];
  dts_span rest = parts, endpoint = next_line(&rest), version = next_line(&rest);
  size_t checked = write_arguments((dts_span){endpoint.ptr, (size_t)(version.ptr + version.len - endpoint.ptr)});
  HOLDS(dts_check_endpoint(checked, data[1] & 1) < (int)dts_layout()[1]);
  HOLDS(dts_parse_location(write_arguments(parts)) < (int)dts_layout()[1]);
  dts_is_stale(write_arguments(parts), 0.5, -1, -1, data[0]);
  HOLDS(dts_compare_times(write_arguments(parts)) >= -1 && dts_compare_times(write_arguments(parts)) <= 1);
  HOLDS(dts_poll_delay(1000, 30000, 300000, data[0], data[1], data[2], 0.5) >= 1000);
  HOLDS(dts_estimate_pace(0, data[0] / 255.0, 1000, data[1]) >= -1);
  HOLDS(dts_batch_progress(data[0], data[1], data[2] / 8.0, data[3] & 1, -1) <= 1);

  delivered = 0;
  started = NULL;
  until_failure = data[3] == 255 ? -1 : data[3];
  size_t len = write_arguments(parts);
  request_function *const requests[] = {dts_request_document, dts_request_batch, dts_request_documents,
                                        dts_request_batches};
  int operation = data[0] % 4, checked_list = operation >= 2 ? dts_check_list(len, operation == 3) : 0;
  int url_len = requests[operation](len, 1, data[0] >> 4, data[1] >> 6, 1000, 0.5, in_page);
  HOLDS(delivered == 0 && (url_len <= 0 || started));
  // The check of a list and its request return the same error, unless memory is out.
  if (operation >= 2 && url_len != -DTS_ERROR_MEMORY) HOLDS(url_len > 0 ? checked_list == 0 : checked_list == url_len);
  if (url_len > 0) {
    HOLDS(strlen((const char *)dts_layout()[2]) == (size_t)url_len);
    if ((data[1] & 6) == 6) {
      dts_fetch_cancel(started);
      HOLDS(delivered == 0);
    } else {
      static const dts_code FAILURES[] = {DTS_OK, DTS_ERROR_NETWORK, DTS_ERROR_TIMEOUT};
      dts_code failure = FAILURES[(data[1] & 6) / 2];
      char *response = malloc(text.len + headers.len + 1);
      if (response) {
        memcpy(response, text.ptr, text.len);
        memcpy(response + text.len, headers.ptr, headers.len);
        dts_fetch_settle(started, failure, status, response, text.len, headers.len, 1.7e12);
      } else {
        dts_fetch_settle(started, DTS_ERROR_MEMORY, 0, NULL, 0, 0, 0);
      }
      HOLDS(delivered == 1);
    }
  }
  until_failure = -1;
  return 0;
}
