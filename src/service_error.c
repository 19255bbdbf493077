// Errors: the error objects that the service and the gateways in front of it send.
#include "span.h"

#include "cJSON.h"

static dts_span string_of(const cJSON *value) {
  if (!cJSON_IsString(value)) return (dts_span){NULL, 0};
  return (dts_span){value->valuestring, strlen(value->valuestring)};
}

static const cJSON *find_object(const cJSON *parent, const char *name) {
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(parent, name);
  return cJSON_IsObject(value) ? value : NULL;
}

// Writes a code that is a number, such as 401000, at the end of the buffer. Absent if it is no exact whole number.
static dts_span write_number(double value, char buffer[24]) {
  char *at = buffer + 24;
  if (!(value >= 0 && value <= 9007199254740991.0) || value != (double)(uint64_t)value) return (dts_span){NULL, 0};
  uint64_t rest = (uint64_t)value;
  do *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  return (dts_span){at, (size_t)(buffer + 24 - at)};
}

void dts_service_error_read(const cJSON *object, dts_service_error *out_error) {
  const cJSON *code = cJSON_GetObjectItemCaseSensitive(object, "code");
  if (!code) code = cJSON_GetObjectItemCaseSensitive(object, "statusCode");
  out_error->code = cJSON_IsNumber(code) ? write_number(code->valuedouble, out_error->number) : string_of(code);
  out_error->message = string_of(cJSON_GetObjectItemCaseSensitive(object, "message"));
  out_error->target = string_of(cJSON_GetObjectItemCaseSensitive(object, "target"));
  out_error->details = cJSON_GetObjectItemCaseSensitive(object, "details");
  if (!cJSON_IsObject(out_error->details) && !cJSON_IsArray(out_error->details)) out_error->details = NULL;
  out_error->inner = find_object(object, "innerError");
  if (!out_error->inner) out_error->inner = find_object(object, "innererror");
}

// root may be any value: cJSON finds no members in one that is not an object.
const cJSON *dts_service_error_find(const cJSON *root) {
  const cJSON *error = find_object(root, "error");
  if (error) return error;
  bool flat = cJSON_GetObjectItemCaseSensitive(root, "message") || cJSON_GetObjectItemCaseSensitive(root, "code");
  return flat ? root : NULL;
}

// Appends text to the message, truncated between characters. Returns the new length.
static size_t append(char *message, size_t at, dts_span text) {
  size_t len = text.len < DTS_MAX_MESSAGE_LENGTH - at ? text.len : DTS_MAX_MESSAGE_LENGTH - at;
  if (len < text.len)
    while (len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80) len--;
  memcpy(message + at, text.ptr, len);
  return at + len;
}

size_t dts_service_error_write_message(const cJSON *object, char *out_message) {
  dts_service_error error;
  dts_span outermost = {0}, innermost = {0};
  for (int depth = 0; object && depth <= DTS_MAX_ERROR_DEPTH; depth++, object = error.inner) {
    dts_service_error_read(object, &error);
    if (!error.message.len) continue;
    if (!outermost.len) outermost = error.message;
    innermost = error.message;
  }
  size_t len = outermost.len ? append(out_message, 0, outermost) : 0;
  if (innermost.len && dts_span_find(outermost, innermost) == outermost.len) {
    len = append(out_message, len, DTS_SPAN(" "));
    len = append(out_message, len, innermost);
  }
  dts_signature_mask(out_message, len);
  return len;
}

dts_hint dts_service_error_hint(int status, dts_span code, bool in_page) {
  if (in_page && status == 0) return DTS_HINT_PROXY;
  if (status == 401) return DTS_HINT_KEY;
  if (status == 403) return DTS_HINT_TIER;
  if (status == 404 && dts_span_equals(code, DTS_SPAN("ResourceNotFound"))) return DTS_HINT_IDS;
  if (status == 404 && dts_span_equals(code, DTS_SPAN("404"))) return DTS_HINT_PATH;
  return status == 429 ? DTS_HINT_RATE : DTS_HINT_NONE;
}
