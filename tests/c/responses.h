// Shared by the tests of responses: texts of responses, and functions that check a response and collect its members.
#pragma once

#include "member_checks.h"
#include "tests.h"

#include "cJSON.h"

#define ID_TEXT "273622bd-835c-4946-9798-fd8f19f6bbf2"
#define CREATED "\"createdDateTimeUtc\":\"2020-03-26T16:00:00Z\""
#define LAST "\"lastActionDateTimeUtc\":\"2020-03-26T16:01:00Z\""
#define STATUS "\"status\":\"Running\""
#define TO "\"to\":\"fr\""
#define ID "\"id\":\"" ID_TEXT "\""
// The required members; and a document with these, the usual ones and more.
#define REQUIRED LAST "," STATUS "," ID
#define WITH(more) "{" CREATED "," TO "," REQUIRED more "}"

static inline void parse(dts_span text, dts_json *json) {
  dts_span copy = copy_of(text);
  *json = (dts_json){0};
  dts_code code = dts_json_parse(copy, json);
  release(copy); // the tree must not point into the text
  CHECK(text, code == DTS_OK);
}

#define SUMMARY(total, failed, success, in_progress, not_yet_started, cancelled)                                       \
  "\"total\":" total ",\"failed\":" failed ",\"success\":" success ",\"inProgress\":" in_progress                      \
  ",\"notYetStarted\":" not_yet_started ",\"cancelled\":" cancelled
#define ZEROS SUMMARY("0", "0", "0", "0", "0", "0")
#define BATCH(summary) "{" ID "," CREATED "," LAST "," STATUS ",\"summary\":" summary "}"
// The same, with the members of its summary.
#define COUNTED(counts) BATCH("{" counts "}")

typedef struct {
  bool present;
  double value;
} number_view;

typedef struct {
  dts_span path, source_path, created, last_action, status, to, id, deployment_name;
  number_view progress, character_charged, image_scans_succeeded, image_scans_failed, image_charged,
      image_character_detected;
  const cJSON *error;
} document_view;

typedef struct {
  number_view total, failed, success, in_progress, not_yet_started, cancelled, total_character_charged;
  number_view image_scans_succeeded, image_scans_failed, image_charged, image_character_detected;
} summary_view;

typedef struct {
  dts_span id, created, last_action, status;
  const cJSON *error;
  summary_view summary;
} batch_view;

typedef struct {
  const cJSON *value;
  dts_span next_link;
} page_view;

static inline const cJSON *known(const cJSON *object, dts_name name) {
  const cJSON *found = NULL;
  for (const cJSON *value = object->child; value; value = value->next) {
    if (value->valueint != (int)name) continue;
    assert_null(found);
    found = value;
  }
  return found;
}

static inline dts_span text_at(const cJSON *object, dts_name name) {
  const cJSON *value = known(object, name);
  return span_of(value ? value->valuestring : NULL);
}

static inline number_view number_at(const cJSON *object, dts_name name) {
  const cJSON *value = known(object, name);
  return value ? (number_view){true, value->valuedouble} : (number_view){false, 0};
}

// These read a member of `object`.
#define TEXT(name) text_at(object, DTS_NAME_##name)
#define NUMBER(name) number_at(object, DTS_NAME_##name)

static inline dts_code read_document(cJSON *object, document_view *out_document, const char **out_member) {
  dts_code code = dts_document_check(object, out_member);
  if (code == DTS_OK)
    *out_document = (document_view){TEXT(path),
                                    TEXT(sourcePath),
                                    TEXT(createdDateTimeUtc),
                                    TEXT(lastActionDateTimeUtc),
                                    TEXT(status),
                                    TEXT(to),
                                    TEXT(id),
                                    TEXT(deploymentName),
                                    NUMBER(progress),
                                    NUMBER(characterCharged),
                                    NUMBER(totalImageScansSucceeded),
                                    NUMBER(totalImageScansFailed),
                                    NUMBER(imageCharged),
                                    NUMBER(imageCharacterDetected),
                                    known(object, DTS_NAME_error)};
  return code;
}

static inline summary_view summary_of(const cJSON *object) {
  return (summary_view){NUMBER(total),
                        NUMBER(failed),
                        NUMBER(success),
                        NUMBER(inProgress),
                        NUMBER(notYetStarted),
                        NUMBER(cancelled),
                        NUMBER(totalCharacterCharged),
                        NUMBER(totalImageScansSucceeded),
                        NUMBER(totalImageScansFailed),
                        NUMBER(totalImageCharged),
                        NUMBER(totalImageCharacterDetected)};
}

static inline dts_code read_batch(cJSON *object, batch_view *out_batch, const char **out_member) {
  dts_code code = dts_batch_check(object, out_member);
  if (code == DTS_OK)
    *out_batch = (batch_view){TEXT(id),     TEXT(createdDateTimeUtc),      TEXT(lastActionDateTimeUtc),
                              TEXT(status), known(object, DTS_NAME_error), summary_of(known(object, DTS_NAME_summary))};
  return code;
}

static inline dts_code read_page(dts_response_check *check, cJSON *object, page_view *out_page,
                                 const char **out_member) {
  dts_code code = check(object, out_member);
  if (code == DTS_OK) *out_page = (page_view){known(object, DTS_NAME_value), TEXT(nextLink)};
  return code;
}

static inline bool has(number_view number, double value) { return number.present && number.value == value; }
