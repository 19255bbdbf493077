// The transport: emscripten_fetch, and what its JavaScript half (web/core.js) calls. The only file that knows
// emscripten/fetch.h.
#include "fetch.h"

#include <emscripten.h>
#include <emscripten/fetch.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  void *context;
  dts_on_reply *on_reply;
  dts_code failure;
  size_t headers_len; // they stand behind the body, in the same allocation
  double now_ms;
} transfer;

// Both of emscripten_fetch's callbacks, of which JavaScript's half calls one, once (Exchange.leave). Closing a fetch in
// flight calls it synchronously, and the close goes on afterwards; in every other case the closing is done here, after
// what the reply holds has been taken out.
static void finish(emscripten_fetch_t *fetch) {
  transfer *t = fetch->userData;
  bool cancelled = fetch->readyState != 4;
  char *data = (char *)(uintptr_t)fetch->data;
  size_t len = (size_t)fetch->numBytes;
  dts_reply reply = {t->failure, fetch->status, {data, len}, {data + len, t->headers_len}, t->now_ms};
  fetch->data = NULL;
  if (!cancelled) emscripten_fetch_close(fetch);
  t->on_reply(t->context, cancelled ? NULL : &reply);
  free(data);
  free(t);
}

bool dts_fetch_start(const char *url, void *context, dts_on_reply *on_reply) {
  transfer *t = calloc(1, sizeof *t);
  if (!t) return false;
  t->context = context;
  t->on_reply = on_reply;
  emscripten_fetch_attr_t attributes = {0};
  strcpy(attributes.requestMethod, "GET");
  attributes.attributes = EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_REPLACE;
  attributes.userData = t;
  attributes.onsuccess = attributes.onerror = finish;
  if (emscripten_fetch(&attributes, url)) return true;
  free(t);
  return false;
}

// JavaScript has taken the fetch on, under an id that is never used again. Returns its URL, NUL-terminated.
EMSCRIPTEN_KEEPALIVE const char *dts_fetch_open(emscripten_fetch_t *fetch, uint32_t id) {
  fetch->id = id;
  fetch->readyState = 1;
  return fetch->url;
}

// It is over. data, from malloc, holds body and headers and is freed here. Not to be called from within
// emscripten_start_fetch.
EMSCRIPTEN_KEEPALIVE void dts_fetch_settle(emscripten_fetch_t *fetch, dts_code failure, int status, char *data,
                                           size_t body_len, size_t headers_len, double now_ms) {
  transfer *t = fetch->userData;
  t->failure = failure;
  t->headers_len = headers_len;
  t->now_ms = now_ms;
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
