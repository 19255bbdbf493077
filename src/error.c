// Errors as the service and the gateways before it write them.
#include "text.h"

#include "cJSON.h"

static dts_span string_of(const cJSON *value) {
  if (!cJSON_IsString(value)) return (dts_span){NULL, 0};
  return (dts_span){value->valuestring, strlen(value->valuestring)};
}

static const cJSON *object_at(const cJSON *object, const char *name) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
  return cJSON_IsObject(value) ? value : NULL;
}

// A code that came as a number, as text: 401000.
static dts_span write_number(double value, char number[24]) {
  char *at = number + 24;
  if (!(value >= 0 && value <= 9007199254740991.0) || value != (double)(uint64_t)value) return (dts_span){NULL, 0};
  uint64_t rest = (uint64_t)value;
  do *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  return (dts_span){at, (size_t)(number + 24 - at)};
}

void dts_error_read(const cJSON *object, dts_error *out) {
  const cJSON *code = cJSON_GetObjectItemCaseSensitive(object, "code");
  if (!code) code = cJSON_GetObjectItemCaseSensitive(object, "statusCode");
  out->code = cJSON_IsNumber(code) ? write_number(code->valuedouble, out->number) : string_of(code);
  out->message = string_of(cJSON_GetObjectItemCaseSensitive(object, "message"));
  out->target = string_of(cJSON_GetObjectItemCaseSensitive(object, "target"));
  out->details = cJSON_GetObjectItemCaseSensitive(object, "details");
  if (!cJSON_IsObject(out->details) && !cJSON_IsArray(out->details)) out->details = NULL;
  out->inner = object_at(object, "innerError");
  if (!out->inner) out->inner = object_at(object, "innererror");
}

// What is no object has no members either.
const cJSON *dts_error_find(const cJSON *root) {
  const cJSON *error = object_at(root, "error");
  if (error) return error;
  bool flat = cJSON_GetObjectItemCaseSensitive(root, "message") || cJSON_GetObjectItemCaseSensitive(root, "code");
  return flat ? root : NULL;
}

static bool ends_parameter(char c) { return (unsigned char)c <= ' ' || dts_is_one_of(c, "&\"'<>)];,#"); }

// Whatever stands before "sig": a name that only ends so is better masked than a signature shown.
void dts_text_mask(char *text, size_t len) {
  for (size_t i = 0; i + 4 <= len; i++) {
    if (!dts_span_equals_any_case((dts_span){text + i, 3}, DTS_TEXT("sig"))) continue;
    if (text[i + 3] != '=' && text[i + 3] != '%') continue;
    for (i += 4; i < len && !ends_parameter(text[i]); i++) text[i] = '*';
  }
}

// Appends as much of text as fits, cut between characters.
static size_t append(char *out, size_t at, dts_span text) {
  size_t len = text.len < DTS_MESSAGE_MAX - at ? text.len : DTS_MESSAGE_MAX - at;
  if (len < text.len)
    while (len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80) len--;
  memcpy(out + at, text.ptr, len);
  return at + len;
}

size_t dts_error_message(const cJSON *object, char *out) {
  dts_error error;
  dts_span outer = {0}, deepest = {0};
  for (int depth = 0; object && depth <= DTS_ERROR_DEPTH; depth++, object = error.inner) {
    dts_error_read(object, &error);
    if (!error.message.len) continue;
    if (!outer.len) outer = error.message;
    deepest = error.message;
  }
  size_t len = outer.len ? append(out, 0, outer) : 0;
  if (deepest.len && dts_span_search(outer, deepest) == outer.len) {
    len = append(out, len, DTS_TEXT(" "));
    len = append(out, len, deepest);
  }
  dts_text_mask(out, len);
  return len;
}

dts_hint dts_error_hint(int status, dts_span code, bool in_page) {
  if (in_page && (status == 0 || status == 401)) return DTS_HINT_PROXY;
  if (status == 401) return DTS_HINT_KEY;
  if (status == 403) return DTS_HINT_TIER;
  if (status == 404 && dts_span_equals(code, DTS_TEXT("ResourceNotFound"))) return DTS_HINT_IDS;
  if (status == 404 && dts_span_equals(code, DTS_TEXT("404"))) return DTS_HINT_PATH;
  return status == 429 ? DTS_HINT_RATE : DTS_HINT_NONE;
}
