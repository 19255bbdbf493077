// The transport: emscripten_fetch. JavaScript makes the request and reports its result to dts_fetch_settle. This is the
// only file that includes emscripten/fetch.h.
#include "transport.h"

#include <emscripten.h>
#include <emscripten/fetch.h>
#include <stdlib.h>
#include <string.h>

// emscripten_fetch_close calls onerror if the fetch is still in flight, and then frees it. In all other cases, this
// function has to close the fetch. It takes the data out first, because the close would free it.
static void end_transfer(emscripten_fetch_t *fetch) {
  dts_transfer *transfer = fetch->userData;
  bool cancelled = fetch->readyState != 4;
  char *data = (char *)(uintptr_t)fetch->data;
  const char *bytes = data ? data : "";
  size_t len = (size_t)fetch->numBytes;
  dts_response response = {
      transfer->failure, fetch->status, {bytes, len}, {bytes + len, transfer->headers_len}, transfer->now_ms};
  fetch->data = NULL;
  if (!cancelled) emscripten_fetch_close(fetch);
  transfer->on_end(transfer, cancelled ? NULL : &response);
  free(data);
}

// emscripten_fetch calls these two. The module never blocks, so the kind of its thread does not matter; and the id of a
// fetch is not a handle that must be freed.
bool emscripten_is_main_browser_thread(void) { return false; }
void emscripten_fetch_free(uint32_t id) { (void)id; }

bool dts_transfer_start(dts_transfer *transfer, const char *url, uint32_t id) {
  emscripten_fetch_attr_t attributes = {0};
  strcpy(attributes.requestMethod, "GET");
  attributes.attributes = EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_REPLACE;
  attributes.userData = transfer;
  attributes.onsuccess = attributes.onerror = end_transfer;
  emscripten_fetch_t *fetch = emscripten_fetch(&attributes, url);
  if (!fetch) return false;
  fetch->id = id;
  fetch->readyState = 1;
  return true;
}

// Called by JavaScript when the request has ended. data (allocated with malloc, or NULL) holds the body, followed by
// the headers; it is freed here. Must not be called while emscripten_fetch runs.
EMSCRIPTEN_KEEPALIVE void dts_fetch_settle(emscripten_fetch_t *fetch, dts_code failure, int status, char *data,
                                           size_t body_len, size_t headers_len, double now_ms) {
  dts_transfer *transfer = fetch->userData;
  transfer->failure = failure;
  transfer->headers_len = headers_len;
  transfer->now_ms = now_ms;
  fetch->readyState = 4;
  fetch->status = (unsigned short)status;
  fetch->data = data;
  fetch->numBytes = body_len;
  if (failure == DTS_OK && status == 200)
    fetch->__attributes.onsuccess(fetch);
  else
    fetch->__attributes.onerror(fetch);
}

// Called by JavaScript to cancel a request in flight. Its outcome is not delivered.
EMSCRIPTEN_KEEPALIVE void dts_fetch_cancel(emscripten_fetch_t *fetch) { emscripten_fetch_close(fetch); }
