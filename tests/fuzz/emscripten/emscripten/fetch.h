// Stands in for Emscripten's header where the module is compiled natively: what the module uses of it.
#pragma once

#include <stdint.h>

typedef struct emscripten_fetch_t emscripten_fetch_t;

enum { EMSCRIPTEN_FETCH_LOAD_TO_MEMORY = 1, EMSCRIPTEN_FETCH_REPLACE = 16 };

typedef struct {
  char requestMethod[32];
  void *userData;
  void (*onsuccess)(emscripten_fetch_t *fetch);
  void (*onerror)(emscripten_fetch_t *fetch);
  uint32_t attributes;
} emscripten_fetch_attr_t;

struct emscripten_fetch_t {
  unsigned int id;
  void *userData;
  const char *url;
  const char *data;
  uint64_t numBytes;
  unsigned short readyState, status;
  emscripten_fetch_attr_t __attributes;
};

emscripten_fetch_t *emscripten_fetch(emscripten_fetch_attr_t *attributes, const char *url);
int emscripten_fetch_close(emscripten_fetch_t *fetch);
