// A reply's body, read as everything that it could be: a document, a job, a page of either, an error.
#include "fuzz.h"
#include "members.h"

#include "cJSON.h"

static void check_error(const struct cJSON *object) {
  char message[DTS_MESSAGE_MAX];
  HOLDS(dts_error_message(object, message) <= sizeof message);
  dts_error error;
  for (int depth = 0; object && depth < 100; depth++, object = error.inner) {
    dts_error_read(object, &error);
    HOLDS(error.code.len < DTS_BODY_MAX && error.message.len < DTS_BODY_MAX);
  }
}

// The members that a document is given out with are what the service's reference says.
static void check_document(const cJSON *object) {
  dts_moment now = {{0}, {0}, -1, -1};
  for (const cJSON *value = object->child; value; value = value->next) {
    if (value->valueint == DTS_NAME_NONE) continue;
    double number = value->valuedouble;
    if (cJSON_IsString(value)) {
      dts_span text = {value->valuestring, strlen(value->valuestring)};
      int64_t ticks;
      if (value->valueint == DTS_NAME_status) now.status = text;
      if (value->valueint == DTS_NAME_lastActionDateTimeUtc) now.last_action = text;
      if (value->valueint == DTS_NAME_createdDateTimeUtc || value->valueint == DTS_NAME_lastActionDateTimeUtc)
        HOLDS(dts_time_parse(text, &ticks));
    } else if (value->valueint == DTS_NAME_progress) {
      HOLDS(cJSON_IsNumber(value) && number >= 0 && number <= 1);
      now.progress = number;
    } else if (value->valueint == DTS_NAME_error) {
      HOLDS(cJSON_IsObject(value));
      check_error(value);
    } else {
      HOLDS(cJSON_IsNumber(value) && number >= 0 && number <= 9007199254740992.0 && number == (double)(uint64_t)number);
    }
  }
  HOLDS(now.status.ptr && now.last_action.ptr);
  dts_moment then = {{"2021-03-23T09:28:01Z", 20}, {"Running", 7}, 0.5, -1};
  HOLDS(!dts_moment_is_stale(&now, &now));
  HOLDS(!(dts_moment_is_stale(&now, &then) && dts_moment_is_stale(&then, &now)));
}

// Each count of a summary that is given out is exact, and is there once.
static void check_job(const cJSON *object) {
  uint64_t seen = 0;
  for (const cJSON *value = dts_member_find(object, DTS_NAME_summary)->child; value; value = value->next) {
    if (value->valueint == DTS_NAME_NONE) continue;
    double number = value->valuedouble;
    HOLDS(!strcmp(value->string, dts_names[value->valueint]) && !(seen & (uint64_t)1 << value->valueint));
    HOLDS(cJSON_IsNumber(value) && number >= 0 && number <= 9007199254740991.0 && number == (double)(uint64_t)number);
    seen |= (uint64_t)1 << value->valueint;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dts_span text = {(const char *)data, size};
  // Checking writes into the tree: one for each check.
  dts_check_reply *const checks[] = {dts_document_check, dts_batch_check, dts_document_page_check,
                                     dts_batch_page_check};
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    dts_json json = {0};
    const char *member = NULL;
    if (dts_json_parse(text, &json) == DTS_OK) {
      HOLDS(json.root && json.values <= DTS_JSON_VALUES);
      const struct cJSON *error = dts_error_find(json.root);
      if (error) check_error(error);
      dts_code code = checks[i](json.root, &member);
      HOLDS(code == DTS_OK || member);
      if (code == DTS_OK && i == 0) check_document(json.root);
      if (code == DTS_OK && i == 1) check_job(json.root);
    }
    dts_json_free(&json);
    dts_json_free(&json);
  }

  char *masked = malloc(size + 1);
  HOLDS(masked);
  memcpy(masked, data, size);
  dts_text_mask(masked, size);
  free(masked);
  return 0;
}
