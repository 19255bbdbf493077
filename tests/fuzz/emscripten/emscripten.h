// Stands in for Emscripten's header where the module is compiled natively.
#pragma once

#define EMSCRIPTEN_KEEPALIVE __attribute__((used))
