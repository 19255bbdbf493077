// The transport: emscripten_fetch, and what its JavaScript half (web/module/instance.js) calls. The only file that
// knows emscripten/fetch.h.
#include "fetch.h"

#include <emscripten.h>
#include <emscripten/fetch.h>
#include <stdlib.h>
#include <string.h>

// Both of emscripten_fetch's callbacks, of which JavaScript's half calls one, once (Exchange.leave). Closing a fetch in
// flight calls it synchronously, and the close goes on afterwards; in every other case the closing is done here, after
// what the reply holds has been taken out.
static void finish(emscripten_fetch_t *fetch) {
  dts_transfer *transfer = fetch->userData;
  bool cancelled = fetch->readyState != 4;
  char *data = (char *)(uintptr_t)fetch->data;
  const char *bytes = data ? data : "";
  size_t len = (size_t)fetch->numBytes;
  dts_reply reply = {
      transfer->failure, fetch->status, {bytes, len}, {bytes + len, transfer->headers_len}, transfer->now_ms};
  fetch->data = NULL;
  if (!cancelled) emscripten_fetch_close(fetch);
  dts_transfer_end(transfer, cancelled ? NULL : &reply);
  free(data);
}

// What the library asks its host for beside that: it never waits, so what kind of thread this is doesn't matter; and a
// fetch's id, here its token, holds nothing that is to be freed.
bool emscripten_is_main_browser_thread(void) { return false; }
void emscripten_fetch_free(uint32_t id) { (void)id; }

bool dts_transfer_start(dts_transfer *transfer, const char *url, uint32_t id) {
  emscripten_fetch_attr_t attributes = {0};
  strcpy(attributes.requestMethod, "GET");
  attributes.attributes = EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_REPLACE;
  attributes.userData = transfer;
  attributes.onsuccess = attributes.onerror = finish;
  emscripten_fetch_t *fetch = emscripten_fetch(&attributes, url);
  if (!fetch) return false;
  fetch->id = id;
  fetch->readyState = 1;
  return true;
}

// It is over. data, from malloc, holds the body, then the headers, and is freed here. Not to be called from within
// emscripten_start_fetch.
EMSCRIPTEN_KEEPALIVE void dts_fetch_settle(emscripten_fetch_t *fetch, dts_code failure, int status, char *data,
                                           size_t body_len, size_t headers_len, double now_ms) {
  dts_transfer *transfer = fetch->userData;
  *transfer = (dts_transfer){failure, headers_len, now_ms};
  fetch->readyState = 4;
  fetch->status = (unsigned short)status;
  fetch->data = data;
  fetch->numBytes = body_len;
  if (failure == DTS_OK && status == 200)
    fetch->__attributes.onsuccess(fetch);
  else
    fetch->__attributes.onerror(fetch);
}

// Gives it up in flight; nothing is delivered.
EMSCRIPTEN_KEEPALIVE void dts_fetch_cancel(emscripten_fetch_t *fetch) { emscripten_fetch_close(fetch); }
