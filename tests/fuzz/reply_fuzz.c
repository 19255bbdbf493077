// A reply's body, read as everything that it could be: a document, a job, a page, an error.
#include "fuzz.h"

#include "cJSON.h"

static bool is_count(dts_number number) {
  return !number.present ||
         (number.value >= 0 && number.value <= 9007199254740992.0 && number.value == (double)(uint64_t)number.value);
}

static bool is_moment(dts_span time) {
  int64_t ticks;
  return time.ptr && dts_time_parse(time, &ticks);
}

static void check_error(const struct cJSON *object) {
  char message[DTS_MESSAGE_MAX];
  HOLDS(dts_error_message(object, message) <= sizeof message);
  dts_error error;
  for (int depth = 0; object && depth < 100; depth++, object = error.inner) {
    dts_error_read(object, &error);
    HOLDS(error.code.len < DTS_BODY_MAX && error.message.len < DTS_BODY_MAX);
  }
}

static void check_document(const struct cJSON *object) {
  dts_document d;
  const char *member = NULL;
  dts_code code = dts_document_read(object, &d, &member);
  HOLDS(code == DTS_OK || member);
  if (code != DTS_OK) return;
  HOLDS(d.id.ptr && d.status.ptr && d.to.ptr && is_moment(d.created) && is_moment(d.last_action));
  HOLDS(!d.progress.present || (d.progress.value >= 0 && d.progress.value <= 1));
  HOLDS(is_count(d.character_charged) && is_count(d.image_charged) && is_count(d.image_character_detected));
  HOLDS(is_count(d.image_scans_succeeded) && is_count(d.image_scans_failed));
  HOLDS(!dts_status_is_terminal(DTS_STATUS_OTHER));
  dts_moment now = {d.last_action, d.status, d.progress.present ? d.progress.value : -1};
  dts_moment then = {d.created, {"Running", 7}, 0.5};
  HOLDS(!dts_moment_is_stale(&now, &now));
  HOLDS(!(dts_moment_is_stale(&now, &then) && dts_moment_is_stale(&then, &now)));
  if (d.error) check_error(d.error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dts_span text = {(const char *)data, size};
  dts_json json = {0};
  if (dts_json_parse(text, &json) == DTS_OK) {
    HOLDS(json.root);
    const char *member = NULL;
    dts_batch batch;
    dts_page page;
    check_document(json.root);
    if (dts_batch_read(json.root, &batch, &member) == DTS_OK)
      HOLDS(batch.id.ptr && is_count(batch.summary.total) && is_count(batch.summary.total_character_charged));
    if (dts_page_read(json.root, &page, &member) == DTS_OK)
      for (const cJSON *item = page.value->child; item; item = item->next) check_document(item);
    const struct cJSON *error = dts_error_find(json.root);
    if (error) check_error(error);
  }
  dts_json_free(&json);
  dts_json_free(&json);

  char *masked = malloc(size + 1);
  HOLDS(masked);
  memcpy(masked, data, size);
  dts_text_mask(masked, size);
  free(masked);
  return 0;
}
