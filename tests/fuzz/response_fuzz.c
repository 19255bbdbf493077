// The body of a response, read as a document, a job, a page of either, and an error.
#include "fuzz.h"
#include "member_checks.h"

#include "cJSON.h"

static void check_error(const struct cJSON *object) {
  char message[DTS_MAX_MESSAGE_LENGTH];
  HOLDS(dts_service_error_write_message(object, message) <= sizeof message);
  dts_service_error error;
  for (int depth = 0; object && depth < 100; depth++, object = error.inner) {
    dts_service_error_read(object, &error);
    HOLDS(error.code.len < DTS_MAX_BODY_SIZE && error.message.len < DTS_MAX_BODY_SIZE);
  }
}

// The known members of a document that passed its check are valid.
static void check_document(const cJSON *object) {
  dts_state state = {{0}, {0}, -1, -1};
  for (const cJSON *value = object->child; value; value = value->next) {
    if (value->valueint == DTS_NAME_NONE) continue;
    double number = value->valuedouble;
    if (cJSON_IsString(value)) {
      dts_span text = {value->valuestring, strlen(value->valuestring)};
      int64_t ticks;
      if (value->valueint == DTS_NAME_status) state.status = text;
      if (value->valueint == DTS_NAME_lastActionDateTimeUtc) state.last_action = text;
      if (value->valueint == DTS_NAME_createdDateTimeUtc || value->valueint == DTS_NAME_lastActionDateTimeUtc)
        HOLDS(dts_time_parse(text, &ticks));
    } else if (value->valueint == DTS_NAME_progress) {
      HOLDS(cJSON_IsNumber(value) && number >= 0 && number <= 1);
      state.progress = number;
    } else if (value->valueint == DTS_NAME_error) {
      HOLDS(cJSON_IsObject(value));
      check_error(value);
    } else {
      HOLDS(cJSON_IsNumber(value) && number >= 0 && number <= 9007199254740992.0 && number == (double)(uint64_t)number);
    }
  }
  HOLDS(state.status.ptr && state.last_action.ptr);
  dts_state other = {{"2021-03-23T09:28:01Z", 20}, {"Running", 7}, 0.5, -1};
  HOLDS(!dts_state_is_stale(&state, &state));
  HOLDS(!(dts_state_is_stale(&state, &other) && dts_state_is_stale(&other, &state)));
}

// The counts of a summary that passed its check are exact and unique.
static void check_job(const cJSON *object) {
  uint64_t seen = 0;
  for (const cJSON *value = dts_member_find(object, DTS_NAME_summary)->child; value; value = value->next) {
    if (value->valueint == DTS_NAME_NONE) continue;
    double number = value->valuedouble;
    HOLDS(!strcmp(value->string, DTS_NAMES[value->valueint]) && !(seen & (uint64_t)1 << value->valueint));
    HOLDS(cJSON_IsNumber(value) && number >= 0 && number <= 9007199254740991.0 && number == (double)(uint64_t)number);
    seen |= (uint64_t)1 << value->valueint;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dts_span text = {(const char *)data, size};
  // A check changes the tree, so each has a tree of its own.
  dts_response_check *const checks[] = {dts_document_check, dts_batch_check, dts_document_page_check,
                                        dts_batch_page_check};
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    dts_json json = {0};
    const char *member = NULL;
    if (dts_json_parse(text, &json) == DTS_OK) {
      HOLDS(json.root && json.values <= DTS_MAX_JSON_VALUES);
      const struct cJSON *error = dts_service_error_find(json.root);
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
  dts_signature_mask(masked, size);
  free(masked);
  return 0;
}
