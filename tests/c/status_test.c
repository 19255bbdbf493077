// Proves status.c: what a document's status, a job's and a page of them must be, member by member, and what is older.
#include "members.h"
#include "tests.h"

#include "cJSON.h"

#define ID_TEXT "273622bd-835c-4946-9798-fd8f19f6bbf2"
#define CREATED "\"createdDateTimeUtc\":\"2020-03-26T16:00:00Z\""
#define LAST "\"lastActionDateTimeUtc\":\"2020-03-26T16:01:00Z\""
#define STATUS "\"status\":\"Running\""
#define TO "\"to\":\"fr\""
#define ID "\"id\":\"" ID_TEXT "\""
// The members that every document must have, those that nearly every one has, and then `more`.
#define REQUIRED LAST "," STATUS "," ID
#define WITH(more) "{" CREATED "," TO "," REQUIRED more "}"

static void parse(dts_span text, dts_json *json) {
  dts_span copy = copy_of(text);
  *json = (dts_json){0};
  dts_code code = dts_json_parse(copy, json);
  release(copy); // what is read points into the tree, not into the text
  CHECK(text, code == DTS_OK);
}

// ---- What a check leaves in the tree, read member by member
// ----------------------------------------------------------

typedef struct {
  bool present;
  double value;
} dts_number;

typedef struct {
  dts_span path, source_path, created, last_action, status, to, id, deployment_name;
  dts_number progress, character_charged, image_scans_succeeded, image_scans_failed, image_charged,
      image_character_detected;
  const cJSON *error;
} dts_document;

typedef struct {
  dts_number total, failed, success, in_progress, not_yet_started, cancelled, total_character_charged;
  dts_number image_scans_succeeded, image_scans_failed, image_charged, image_character_detected;
} dts_summary;

typedef struct {
  dts_span id, created, last_action, status;
  const cJSON *error;
  dts_summary summary;
} dts_batch;

typedef struct {
  const cJSON *value;
  dts_span next_link;
} dts_page;

static const cJSON *known(const cJSON *object, dts_name name) {
  const cJSON *found = NULL;
  for (const cJSON *value = object->child; value; value = value->next) {
    if (value->valueint != (int)name) continue;
    assert_null(found);
    found = value;
  }
  return found;
}

static dts_span text_at(const cJSON *object, dts_name name) {
  const cJSON *value = known(object, name);
  return span_of(value ? value->valuestring : NULL);
}

static dts_number number_at(const cJSON *object, dts_name name) {
  const cJSON *value = known(object, name);
  return value ? (dts_number){true, value->valuedouble} : (dts_number){false, 0};
}

#define TEXT(name) text_at(object, DTS_NAME_##name)
#define NUMBER(name) number_at(object, DTS_NAME_##name)

static dts_code dts_document_read(cJSON *object, dts_document *out, const char **out_member) {
  dts_code code = dts_document_check(object, out_member);
  if (code == DTS_OK)
    *out = (dts_document){TEXT(path),
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

static dts_summary summary_of(const cJSON *object) {
  return (dts_summary){NUMBER(total),
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

static dts_code dts_batch_read(cJSON *object, dts_batch *out, const char **out_member) {
  dts_code code = dts_batch_check(object, out_member);
  if (code == DTS_OK)
    *out = (dts_batch){TEXT(id),     TEXT(createdDateTimeUtc),      TEXT(lastActionDateTimeUtc),
                       TEXT(status), known(object, DTS_NAME_error), summary_of(known(object, DTS_NAME_summary))};
  return code;
}

static dts_code dts_page_read(dts_check_reply *check, cJSON *object, dts_page *out, const char **out_member) {
  dts_code code = check(object, out_member);
  if (code == DTS_OK) *out = (dts_page){known(object, DTS_NAME_value), TEXT(nextLink)};
  return code;
}

static bool has(dts_number number, double value) { return number.present && number.value == value; }

// ---- Whole replies
// ---------------------------------------------------------------------------------------------------

static void the_references_example_is_read(void **state) {
  (void)state;
  dts_span text = SPAN("{\n"
                       "  \"path\": \"https://myblob.blob.core.windows.net/destinationContainer/fr/mydoc.txt\",\n"
                       "  \"createdDateTimeUtc\": \"2020-03-26T16:00:00Z\",\n"
                       "  \"lastActionDateTimeUtc\": \"2020-03-26T16:01:00Z\",\n"
                       "  \"status\": \"Running\",\n"
                       "  \"to\": \"fr\",\n"
                       "  \"progress\": 0.1,\n"
                       "  \"id\": \"273622bd-835c-4946-9798-fd8f19f6bbf2\",\n"
                       "  \"characterCharged\": 0\n"
                       "}");
  dts_json json;
  dts_document document;
  const char *member;
  parse(text, &json);
  assert_int_equal(dts_document_read(json.root, &document, &member), DTS_OK);
  CHECK(text, same(document.path, SPAN("https://myblob.blob.core.windows.net/destinationContainer/fr/mydoc.txt")));
  CHECK(text, same(document.created, SPAN("2020-03-26T16:00:00Z")));
  CHECK(text, same(document.last_action, SPAN("2020-03-26T16:01:00Z")));
  CHECK(text, same(document.status, SPAN("Running")));
  CHECK(text, same(document.to, SPAN("fr")));
  CHECK(text, same(document.id, SPAN("273622bd-835c-4946-9798-fd8f19f6bbf2")));
  CHECK(text, has(document.progress, 0.1) && has(document.character_charged, 0));
  CHECK(text, !document.source_path.ptr && !document.deployment_name.ptr && !document.error);
  CHECK(text, !document.image_scans_succeeded.present && !document.image_scans_failed.present);
  CHECK(text, !document.image_charged.present && !document.image_character_detected.present);
  dts_json_free(&json);
}

static void every_member_of_the_newest_version_is_read(void **state) {
  (void)state;
  dts_span text =
      SPAN("{\"path\":\"https://my.blob.core.windows.net:443/target/\\u65b0.docx\","
           "\"sourcePath\":\"https://my.blob.core.windows.net/source/new.docx\","
           "\"createdDateTimeUtc\":\"2026-03-26T16:00:00.1234567Z\","
           "\"lastActionDateTimeUtc\":\"2026-03-26T16:01:00.1234+00:00\",\"status\":\"Succeeded\",\"to\":\"zh-Hans\","
           "\"progress\":1,\"id\":\"0007aadd-0000-0000-0000-000000000000\",\"characterCharged\":2190,"
           "\"totalImageScansSucceeded\":1,\"totalImageScansFailed\":2,\"imageCharged\":3,"
           "\"imageCharacterDetected\":4,\"deploymentName\":\"gpt-4o\"}");
  dts_json json;
  dts_document document;
  const char *member;
  parse(text, &json);
  assert_int_equal(dts_document_read(json.root, &document, &member), DTS_OK);
  CHECK(text, same(document.path, SPAN("https://my.blob.core.windows.net:443/target/\xe6\x96\xb0.docx")));
  CHECK(text, same(document.source_path, SPAN("https://my.blob.core.windows.net/source/new.docx")));
  CHECK(text, same(document.created, SPAN("2026-03-26T16:00:00.1234567Z")));
  CHECK(text, same(document.last_action, SPAN("2026-03-26T16:01:00.1234+00:00")));
  CHECK(text, same(document.status, SPAN("Succeeded")));
  CHECK(text, same(document.to, SPAN("zh-Hans")));
  CHECK(text, same(document.id, SPAN("0007aadd-0000-0000-0000-000000000000")));
  CHECK(text, same(document.deployment_name, SPAN("gpt-4o")));
  CHECK(text, has(document.progress, 1) && has(document.character_charged, 2190));
  CHECK(text, has(document.image_scans_succeeded, 1) && has(document.image_scans_failed, 2));
  CHECK(text, has(document.image_charged, 3) && has(document.image_character_detected, 4));
  CHECK(text, !document.error);
  dts_json_free(&json);
}

static void a_failed_document_has_its_error_in_the_200(void **state) {
  (void)state;
  dts_span text =
      SPAN("{\"sourcePath\":\"https://my.blob.core.windows.net/source/a.txt\"," CREATED "," LAST ","
           "\"status\":\"Failed\",\"to\":\"fr\",\"error\":{\"code\":\"InvalidRequest\",\"message\":\"Outer.\","
           "\"target\":\"Document\",\"innerError\":{\"code\":\"WrongDocumentEncoding\",\"message\":\"Inner.\"}},"
           "\"progress\":0," ID ",\"characterCharged\":0}");
  dts_json json;
  dts_document document;
  dts_error error, inner;
  const char *member;
  parse(text, &json);
  assert_int_equal(dts_document_read(json.root, &document, &member), DTS_OK);
  CHECK(text, same(document.status, SPAN("Failed")) && !document.path.ptr && has(document.progress, 0));
  assert_non_null(document.error);
  dts_error_read(document.error, &error);
  CHECK(text, same(error.code, SPAN("InvalidRequest")) && same(error.target, SPAN("Document")) && error.inner);
  dts_error_read(error.inner, &inner);
  CHECK(text, same(inner.code, SPAN("WrongDocumentEncoding")));
  dts_json_free(&json);
}

static void a_document_that_failed_before_it_started_is_read(void **state) {
  (void)state;
  // As the live service sent it: it has no createdDateTimeUtc.
  dts_span text =
      SPAN("{\"sourcePath\":\"https://x/d.txt\",\"lastActionDateTimeUtc\":\"2022-12-17T00:42:36.846476Z\","
           "\"status\":\"Failed\",\"to\":\"es\",\"error\":{\"code\":\"InvalidRequest\",\"message\":\"Outer.\","
           "\"innerError\":{\"code\":\"TargetFileAlreadyExists\",\"message\":\"Inner.\"}},\"progress\":0,"
           "\"id\":\"005d3b72-0000-0000-0000-000000000000\",\"characterCharged\":0}");
  dts_json json;
  dts_document document;
  dts_error error, inner;
  const char *member;
  parse(text, &json);
  assert_int_equal(dts_document_read(json.root, &document, &member), DTS_OK);
  CHECK(text, !document.created.ptr && !document.path.ptr && same(document.source_path, SPAN("https://x/d.txt")));
  CHECK(text, same(document.last_action, SPAN("2022-12-17T00:42:36.846476Z")) && same(document.to, SPAN("es")));
  CHECK(text, same(document.status, SPAN("Failed")));
  CHECK(text, same(document.id, SPAN("005d3b72-0000-0000-0000-000000000000")));
  CHECK(text, has(document.progress, 0) && has(document.character_charged, 0));
  assert_non_null(document.error);
  dts_error_read(document.error, &error);
  CHECK(text, same(error.code, SPAN("InvalidRequest")) && error.inner);
  dts_error_read(error.inner, &inner);
  CHECK(text, same(inner.code, SPAN("TargetFileAlreadyExists")) && same(inner.message, SPAN("Inner.")));
  dts_json_free(&json);
}

static void what_must_be_there_is_enough(void **state) {
  (void)state;
  dts_json json;
  dts_document document;
  const char *member;
  memset(&document, 0xaa, sizeof document);
  parse(SPAN("{" REQUIRED "}"), &json);
  assert_int_equal(dts_document_read(json.root, &document, &member), DTS_OK);
  assert_true(same(document.id, SPAN(ID_TEXT)) && same(document.status, SPAN("Running")));
  assert_true(same(document.last_action, SPAN("2020-03-26T16:01:00Z")));
  assert_null(document.created.ptr);
  assert_null(document.to.ptr);
  assert_null(document.path.ptr);
  assert_null(document.source_path.ptr);
  assert_null(document.deployment_name.ptr);
  assert_null(document.error);
  assert_false(document.progress.present || document.character_charged.present || document.image_charged.present);
  assert_false(document.image_scans_succeeded.present || document.image_scans_failed.present);
  assert_false(document.image_character_detected.present);
  dts_json_free(&json);
}

// ---- Documents, member by member
// -------------------------------------------------------------------------------------

static const struct {
  dts_span text;
  dts_code code;
  const char *member; // on failure
} DOCUMENTS[] = {
    // Not an object.
    {T("null"), DTS_ERROR_MEMBER_INVALID, ""},
    {T("true"), DTS_ERROR_MEMBER_INVALID, ""},
    {T("1"), DTS_ERROR_MEMBER_INVALID, ""},
    {T("\"Running\""), DTS_ERROR_MEMBER_INVALID, ""},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, ""},
    {T("[" WITH("") "]"), DTS_ERROR_MEMBER_INVALID, ""},
    // What must be there, absent, null, of a wrong type.
    {T("{" CREATED "," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc"},
    {T("{" CREATED "," LAST "," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST "," STATUS "," TO "}"), DTS_ERROR_MEMBER_MISSING, "id"},
    {T("{" CREATED ",\"lastActionDateTimeUtc\":null," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING,
     "lastActionDateTimeUtc"},
    {T("{" CREATED "," LAST ",\"status\":null," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST "," STATUS "," TO ",\"id\":null}"), DTS_ERROR_MEMBER_MISSING, "id"},
    {T("{\"createdDateTimeUtc\":1585238400," LAST "," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID,
     "createdDateTimeUtc"},
    {T("{\"createdDateTimeUtc\":\"yesterday\"," LAST "," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID,
     "createdDateTimeUtc"},
    {T("{\"createdDateTimeUtc\":\"2020-02-30T16:00:00Z\"," LAST "," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID,
     "createdDateTimeUtc"},
    {T("{\"createdDateTimeUtc\":\"\"," LAST "," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID,
     "createdDateTimeUtc"},
    {T("{" CREATED ",\"lastActionDateTimeUtc\":\"2020-03-26T16:01:00\"," STATUS "," TO "," ID "}"),
     DTS_ERROR_MEMBER_INVALID, "lastActionDateTimeUtc"},
    {T("{" CREATED ",\"lastActionDateTimeUtc\":{}," STATUS "," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID,
     "lastActionDateTimeUtc"},
    {T("{" CREATED "," LAST ",\"status\":1," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID, "status"},
    {T("{" CREATED "," LAST ",\"status\":true," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID, "status"},
    {T("{" CREATED "," LAST ",\"status\":[\"Running\"]," TO "," ID "}"), DTS_ERROR_MEMBER_INVALID, "status"},
    {T("{" CREATED "," LAST "," STATUS ",\"to\":1," ID "}"), DTS_ERROR_MEMBER_INVALID, "to"},
    {T("{" CREATED "," LAST "," STATUS ",\"to\":[\"fr\"]," ID "}"), DTS_ERROR_MEMBER_INVALID, "to"},
    {T("{" CREATED "," LAST "," STATUS "," TO ",\"id\":7}"), DTS_ERROR_MEMBER_INVALID, "id"},
    {T("{" CREATED "," LAST "," STATUS "," TO ",\"id\":false}"), DTS_ERROR_MEMBER_INVALID, "id"},
    // Names count to the letter.
    {T("{" CREATED "," LAST ",\"Status\":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"STATUS\":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"status \":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"statu\":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"st\\u0061tus\":\"Running\"," TO "," ID "}"), DTS_OK, NULL},
    {T("{\"value\":[" WITH("") "]}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc"},
    // Optional members, absent or null.
    {T("{" REQUIRED "}"), DTS_OK, NULL},
    {T("{" TO "," REQUIRED "}"), DTS_OK, NULL},
    {T("{" CREATED "," REQUIRED "}"), DTS_OK, NULL},
    {T("{\"createdDateTimeUtc\":null,\"to\":null," REQUIRED "}"), DTS_OK, NULL},
    {T(WITH(",\"path\":null,\"sourcePath\":null,\"error\":null,\"progress\":null,\"characterCharged\":null,"
            "\"totalImageScansSucceeded\":null,\"totalImageScansFailed\":null,\"imageCharged\":null,"
            "\"imageCharacterDetected\":null,\"deploymentName\":null")),
     DTS_OK, NULL},
    // … and of a wrong type.
    {T(WITH(",\"path\":1")), DTS_ERROR_MEMBER_INVALID, "path"},
    {T(WITH(",\"path\":{}")), DTS_ERROR_MEMBER_INVALID, "path"},
    {T(WITH(",\"path\":false")), DTS_ERROR_MEMBER_INVALID, "path"},
    {T(WITH(",\"sourcePath\":[]")), DTS_ERROR_MEMBER_INVALID, "sourcePath"},
    {T(WITH(",\"deploymentName\":4")), DTS_ERROR_MEMBER_INVALID, "deploymentName"},
    {T(WITH(",\"error\":\"failed\"")), DTS_ERROR_MEMBER_INVALID, "error"},
    {T(WITH(",\"error\":[]")), DTS_ERROR_MEMBER_INVALID, "error"},
    {T(WITH(",\"error\":false")), DTS_ERROR_MEMBER_INVALID, "error"},
    {T(WITH(",\"error\":1")), DTS_ERROR_MEMBER_INVALID, "error"},
    {T(WITH(",\"error\":{}")), DTS_OK, NULL},
    {T(WITH(",\"progress\":\"0.5\"")), DTS_ERROR_MEMBER_INVALID, "progress"},
    {T(WITH(",\"progress\":true")), DTS_ERROR_MEMBER_INVALID, "progress"},
    {T(WITH(",\"progress\":{}")), DTS_ERROR_MEMBER_INVALID, "progress"},
    {T(WITH(",\"characterCharged\":\"10\"")), DTS_ERROR_MEMBER_INVALID, "characterCharged"},
    {T(WITH(",\"characterCharged\":true")), DTS_ERROR_MEMBER_INVALID, "characterCharged"},
    {T(WITH(",\"characterCharged\":[1]")), DTS_ERROR_MEMBER_INVALID, "characterCharged"},
    {T(WITH(",\"totalImageScansSucceeded\":\"1\"")), DTS_ERROR_MEMBER_INVALID, "totalImageScansSucceeded"},
    {T(WITH(",\"totalImageScansFailed\":-1")), DTS_ERROR_MEMBER_INVALID, "totalImageScansFailed"},
    {T(WITH(",\"imageCharged\":0.5")), DTS_ERROR_MEMBER_INVALID, "imageCharged"},
    {T(WITH(",\"imageCharacterDetected\":1e400")), DTS_ERROR_MEMBER_INVALID, "imageCharacterDetected"},
    // Twice.
    {T(WITH("," STATUS)), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(WITH(",\"status\":\"Succeeded\"")), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(WITH(",\"st\\u0061tus\":\"Succeeded\"")), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(WITH(",\"\\u0073\\u0074\\u0061\\u0074\\u0075\\u0073\":\"Succeeded\"")), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(WITH(",\"status\":null")), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(WITH("," CREATED)), DTS_ERROR_MEMBER_DUPLICATE, "createdDateTimeUtc"},
    {T(WITH("," LAST)), DTS_ERROR_MEMBER_DUPLICATE, "lastActionDateTimeUtc"},
    {T(WITH("," TO)), DTS_ERROR_MEMBER_DUPLICATE, "to"},
    {T(WITH("," ID)), DTS_ERROR_MEMBER_DUPLICATE, "id"},
    {T(WITH(",\"path\":\"a\",\"path\":\"a\"")), DTS_ERROR_MEMBER_DUPLICATE, "path"},
    {T(WITH(",\"sourcePath\":\"a\",\"sourcePath\":\"b\"")), DTS_ERROR_MEMBER_DUPLICATE, "sourcePath"},
    {T(WITH(",\"progress\":null,\"progress\":1")), DTS_ERROR_MEMBER_DUPLICATE, "progress"},
    {T("{\"to\":null," TO "," REQUIRED "}"), DTS_ERROR_MEMBER_DUPLICATE, "to"},
    {T(WITH(",\"progress\":0,\"pro\\u0067ress\":0")), DTS_ERROR_MEMBER_DUPLICATE, "progress"},
    {T(WITH(",\"error\":{},\"error\":{}")), DTS_ERROR_MEMBER_DUPLICATE, "error"},
    {T(WITH(",\"characterCharged\":1,\"characterCharged\":1")), DTS_ERROR_MEMBER_DUPLICATE, "characterCharged"},
    {T(WITH(",\"totalImageScansSucceeded\":1,\"totalImageScansSucceeded\":1")), DTS_ERROR_MEMBER_DUPLICATE,
     "totalImageScansSucceeded"},
    {T(WITH(",\"totalImageScansFailed\":1,\"totalImageScansFailed\":1")), DTS_ERROR_MEMBER_DUPLICATE,
     "totalImageScansFailed"},
    {T(WITH(",\"imageCharged\":1,\"imageCharged\":1")), DTS_ERROR_MEMBER_DUPLICATE, "imageCharged"},
    {T(WITH(",\"imageCharacterDetected\":1,\"imageCharacterDetected\":1")), DTS_ERROR_MEMBER_DUPLICATE,
     "imageCharacterDetected"},
    {T(WITH(",\"deploymentName\":\"a\",\"deploymentName\":\"a\"")), DTS_ERROR_MEMBER_DUPLICATE, "deploymentName"},
    // Members that nobody knows.
    {T(WITH(",\"x\":1")), DTS_OK, NULL},
    {T("{\"x\":1," CREATED "," LAST ",\"y\":{}," STATUS "," TO "," ID "}"), DTS_OK, NULL},
    {T(WITH(",\"x\":1,\"progress\":2")), DTS_ERROR_MEMBER_INVALID, "progress"},
    {T(WITH(",\"x\":1,\"x\":2,\"\":3,\"\":4")), DTS_OK, NULL},
    {T(WITH(",\"x\":{\"status\":\"Failed\",\"status\":1}")), DTS_OK, NULL},
    {T(WITH(",\"Status\":\"Failed\",\"STATUS\":1,\"statuses\":[],\"Progress\":7")), DTS_OK, NULL},
    {T(WITH(",\"retryAfterMs\":\"x\",\"etag\":1,\"requestId\":[],\"code\":0,\"kind\":1")), DTS_OK, NULL},
};

static void a_document_is_checked_member_by_member(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(DOCUMENTS); i++) {
    dts_json json;
    dts_document document;
    const char *member = NULL;
    parse(DOCUMENTS[i].text, &json);
    CHECK(DOCUMENTS[i].text, dts_document_read(json.root, &document, &member) == DOCUMENTS[i].code);
    if (DOCUMENTS[i].code == DTS_OK)
      CHECK(DOCUMENTS[i].text, same(document.status, SPAN("Running")) && !document.progress.present);
    else
      CHECK(DOCUMENTS[i].text, member && strcmp(member, DOCUMENTS[i].member) == 0);
    dts_json_free(&json);
  }
}

static void an_error_reply_is_no_document(void **state) {
  (void)state;
  static const dts_span REPLIES[] = {T("{}"), T("{\"error\":{\"code\":\"401\",\"message\":\"Access denied.\"}}"),
                                     T("{\"statusCode\":401,\"message\":\"Access denied.\"}")};
  for (size_t i = 0; i < COUNT(REPLIES); i++) {
    dts_json json;
    dts_document document;
    const char *member;
    parse(REPLIES[i], &json);
    CHECK(REPLIES[i], dts_document_read(json.root, &document, &member) == DTS_ERROR_MEMBER_MISSING);
    dts_json_free(&json);
  }
}

static void the_order_of_members_means_nothing(void **state) {
  (void)state;
  dts_span text =
      SPAN("{\"characterCharged\":5," ID "," TO ",\"error\":null,\"progress\":0.5," STATUS "," LAST "," CREATED "}");
  dts_json json;
  dts_document document;
  const char *member;
  parse(text, &json);
  CHECK(text, dts_document_read(json.root, &document, &member) == DTS_OK);
  CHECK(text, has(document.progress, 0.5) && has(document.character_charged, 5) && !document.error);
  dts_json_free(&json);
}

// ---- Numbers
// ---------------------------------------------------------------------------------------------------------

static const struct {
  const char *text;
  bool is_fraction, is_count; // whether it is a progress, whether it is a number of things
  double value;
} NUMBERS[] = {
    {"0", true, true, 0},
    {"1", true, true, 1},
    {"0.0", true, true, 0},
    {"1.0", true, true, 1},
    {"-0", true, true, 0},
    {"-0.0", true, true, 0},
    {"1e0", true, true, 1},
    {"10e-1", true, true, 1},
    {"0.1", true, false, 0.1},
    {"0.5", true, false, 0.5},
    {"0.99", true, false, 0.99},
    {"0.9999999999999999", true, false, 0.9999999999999999},
    {"5e-324", true, false, 5e-324},
    {"1e-5", true, false, 0.00001},
    {"1e-400", true, true, 0},
    {"1.0000000000000002", false, false, 0},
    {"1.5", false, false, 0},
    {"-0.5", false, false, 0},
    {"-5e-324", false, false, 0},
    {"-1", false, false, 0},
    {"2", false, true, 2},
    {"1e2", false, true, 100},
    {"1E2", false, true, 100},
    {"1.5e1", false, true, 15},
    {"100.0", false, true, 100},
    {"100.5", false, false, 0},
    {"2147483647", false, true, 2147483647},
    {"2147483648", false, true, 2147483648},
    {"4294967296", false, true, 4294967296},
    {"9007199254740990", false, true, 9007199254740990},
    {"9007199254740991", false, true, 9007199254740991},
    {"9007199254740992", false, false, 0}, // 2^53: so is 2^53 + 1, once it is a double
    {"9007199254740993", false, false, 0},
    {"9007199254740994", false, false, 0},
    {"-9007199254740991", false, false, 0},
    {"9223372036854775807", false, false, 0},
    {"18446744073709551616", false, false, 0},
    {"1e15", false, true, 1e15},
    {"1e16", false, false, 0},
    {"1e308", false, false, 0},
    {"1e400", false, false, 0},
    {"-1e400", false, false, 0},
};

static void numbers_are_exact_or_refused(void **state) {
  (void)state;
  static const char *const COUNTS[] = {"characterCharged", "totalImageScansSucceeded", "totalImageScansFailed",
                                       "imageCharged", "imageCharacterDetected"};
  for (size_t i = 0; i < COUNT(NUMBERS); i++) {
    for (size_t m = 0; m <= COUNT(COUNTS); m++) {
      const char *name = m < COUNT(COUNTS) ? COUNTS[m] : "progress", *member;
      char body[512];
      int len = snprintf(body, sizeof body, WITH(",\"%s\":%s"), name, NUMBERS[i].text);
      dts_span text = {body, (size_t)len};
      dts_json json;
      dts_document document;
      parse(text, &json);
      dts_code code = dts_document_read(json.root, &document, &member);
      if (m < COUNT(COUNTS) ? NUMBERS[i].is_count : NUMBERS[i].is_fraction) {
        const dts_number *fields[] = {&document.character_charged,        &document.image_scans_succeeded,
                                      &document.image_scans_failed,       &document.image_charged,
                                      &document.image_character_detected, &document.progress};
        CHECK(text, code == DTS_OK);
        for (size_t f = 0; f < COUNT(fields); f++)
          CHECK(text, f == m ? has(*fields[f], NUMBERS[i].value) : !fields[f]->present);
      } else {
        CHECK(text, code == DTS_ERROR_MEMBER_INVALID && strcmp(member, name) == 0);
      }
      dts_json_free(&json);
    }
  }
}

// ---- Statuses
// --------------------------------------------------------------------------------------------------------

static const struct {
  dts_span wire, given; // as the service spells it, as the product does
  dts_status status;
  bool terminal;
} STATUSES[] = {
    {T("NotStarted"), T("NotStarted"), DTS_STATUS_NotStarted, false},
    {T("Running"), T("Running"), DTS_STATUS_Running, false},
    {T("Succeeded"), T("Succeeded"), DTS_STATUS_Succeeded, true},
    {T("Failed"), T("Failed"), DTS_STATUS_Failed, true},
    {T("Canceled"), T("Canceled"), DTS_STATUS_Canceled, true},
    {T("Cancelled"), T("Canceled"), DTS_STATUS_Canceled, true},
    {T("Cancelling"), T("Cancelling"), DTS_STATUS_Cancelling, false},
    {T("ValidationFailed"), T("ValidationFailed"), DTS_STATUS_ValidationFailed, true},
    // An open set: given out as it came, and not the end.
    {T(""), T(""), DTS_STATUS_OTHER, false},
    {T("Queued"), T("Queued"), DTS_STATUS_OTHER, false},
    {T("Canceling"), T("Canceling"), DTS_STATUS_OTHER, false},
    {T("Cancelle"), T("Cancelle"), DTS_STATUS_OTHER, false},
    {T("Cancelledd"), T("Cancelledd"), DTS_STATUS_OTHER, false},
    {T("cancelled"), T("cancelled"), DTS_STATUS_OTHER, false},
    {T("succeeded"), T("succeeded"), DTS_STATUS_OTHER, false},
    {T("SUCCEEDED"), T("SUCCEEDED"), DTS_STATUS_OTHER, false},
    {T("Succeeded "), T("Succeeded "), DTS_STATUS_OTHER, false},
    {T("Succeede"), T("Succeede"), DTS_STATUS_OTHER, false},
    {T("PartiallySucceeded"), T("PartiallySucceeded"), DTS_STATUS_OTHER, false},
    {T("\xe6\x96\xb0"), T("\xe6\x96\xb0"), DTS_STATUS_OTHER, false},
};

static void statuses_have_one_spelling(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(STATUSES); i++) {
    dts_span wire = copy_of(STATUSES[i].wire);
    CHECK(wire, dts_status_parse(wire) == STATUSES[i].status);
    CHECK(wire, dts_status_is_terminal(dts_status_parse(wire)) == STATUSES[i].terminal);

    char body[512];
    int len = snprintf(body, sizeof body, "{" CREATED "," LAST ",\"status\":\"%.*s\"," TO "," ID "}", (int)wire.len,
                       wire.ptr);
    dts_span text = {body, (size_t)len};
    dts_json json;
    dts_document document;
    const char *member;
    parse(text, &json);
    CHECK(text, dts_document_read(json.root, &document, &member) == DTS_OK);
    CHECK(text, same(document.status, STATUSES[i].given));
    dts_json_free(&json);
    release(wire);
  }
}

// ---- Jobs
// ------------------------------------------------------------------------------------------------------------

#define SUMMARY(total, failed, success, in_progress, not_yet_started, cancelled)                                       \
  "\"total\":" total ",\"failed\":" failed ",\"success\":" success ",\"inProgress\":" in_progress                      \
  ",\"notYetStarted\":" not_yet_started ",\"cancelled\":" cancelled
#define ZEROS SUMMARY("0", "0", "0", "0", "0", "0")
#define BATCH(summary) "{" ID "," CREATED "," LAST "," STATUS ",\"summary\":" summary "}"
// The same, of the members of its summary.
#define COUNTED(counts) BATCH("{" counts "}")

static void a_job_is_read(void **state) {
  (void)state;
  dts_span text =
      SPAN("{" ID "," CREATED "," LAST ",\"status\":\"Cancelled\",\"error\":{\"code\":\"x\"},\"summary\":{" SUMMARY(
          "15", "1", "2", "3", "4",
          "5") ",\"totalCharacterCharged\":6,\"totalImageScansSucceeded\":7,\"totalImageScansFailed\":8}}");
  dts_json json;
  dts_batch batch;
  const char *member;
  memset(&batch, 0xaa, sizeof batch);
  parse(text, &json);
  CHECK(text, dts_batch_read(json.root, &batch, &member) == DTS_OK);
  CHECK(text, same(batch.id, SPAN(ID_TEXT)) && same(batch.status, SPAN("Canceled")) && batch.error);
  CHECK(text,
        same(batch.created, SPAN("2020-03-26T16:00:00Z")) && same(batch.last_action, SPAN("2020-03-26T16:01:00Z")));
  const dts_summary *summary = &batch.summary;
  CHECK(text, has(summary->total, 15) && has(summary->failed, 1) && has(summary->success, 2));
  CHECK(text, has(summary->in_progress, 3) && has(summary->not_yet_started, 4) && has(summary->cancelled, 5));
  CHECK(text, has(summary->total_character_charged, 6));
  CHECK(text, has(summary->image_scans_succeeded, 7) && has(summary->image_scans_failed, 8));
  CHECK(text, !summary->image_charged.present && !summary->image_character_detected.present);
  dts_json_free(&json);
}

static const struct {
  dts_span text;
  dts_code code;
  const char *member;
} BATCHES[] = {
    {T(BATCH("{" ZEROS "}")), DTS_OK, NULL},
    {T(BATCH("{" ZEROS ",\"totalCharacterCharged\":null,\"x\":1,\"x\":2}")), DTS_OK, NULL},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, ""},
    {T("{" CREATED "," LAST "," STATUS ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING, "id"},
    {T("{" REQUIRED ",\"summary\":{" ZEROS "}}"), DTS_OK, NULL},
    {T("{\"createdDateTimeUtc\":null," REQUIRED ",\"summary\":{" ZEROS "}}"), DTS_OK, NULL},
    {T("{\"createdDateTimeUtc\":0," REQUIRED ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_INVALID,
     "createdDateTimeUtc"},
    {T("{" ID "," CREATED "," STATUS ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc"},
    {T("{" ID ",\"lastActionDateTimeUtc\":null," STATUS ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING,
     "lastActionDateTimeUtc"},
    {T("{" ID "," CREATED "," LAST ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" ID "," CREATED "," LAST "," STATUS "}"), DTS_ERROR_MEMBER_MISSING, "summary"},
    {T(BATCH("null")), DTS_ERROR_MEMBER_MISSING, "summary"},
    {T(BATCH("[]")), DTS_ERROR_MEMBER_INVALID, "summary"},
    {T(BATCH("0")), DTS_ERROR_MEMBER_INVALID, "summary"},
    {T(BATCH("{" SUMMARY("-1", "0", "0", "0", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "total"},
    {T(BATCH("{" SUMMARY("0", "0.5", "0", "0", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "failed"},
    {T(BATCH("{" SUMMARY("0", "0", "\"1\"", "0", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "success"},
    {T(BATCH("{" SUMMARY("0", "0", "0", "9007199254740993", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "inProgress"},
    {T(BATCH("{" SUMMARY("0", "0", "0", "0", "1e400", "0") "}")), DTS_ERROR_MEMBER_INVALID, "notYetStarted"},
    {T(BATCH("{" SUMMARY("0", "0", "0", "0", "0", "true") "}")), DTS_ERROR_MEMBER_INVALID, "cancelled"},
    {T(BATCH("{" ZEROS ",\"totalCharacterCharged\":\"0\"}")), DTS_ERROR_MEMBER_INVALID, "totalCharacterCharged"},
    {T(BATCH("{" ZEROS ",\"total\":0}")), DTS_ERROR_MEMBER_DUPLICATE, "total"},
    {T(BATCH("{" ZEROS ",\"t\\u006ftal\":0}")), DTS_ERROR_MEMBER_DUPLICATE, "total"},
    {T(BATCH("{" ZEROS "},\"summary\":{" ZEROS "}")), DTS_ERROR_MEMBER_DUPLICATE, "summary"},
    {T(BATCH("{" ZEROS "}," STATUS)), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(BATCH("{" ZEROS "},\"error\":\"x\"")), DTS_ERROR_MEMBER_INVALID, "error"},
};

// The counts of a summary go by two sets of names. They are given out under those of the typed reference.
static const struct {
  dts_span text;
  dts_code code;
  const char *member;                                // on failure
  double success, not_yet_started, cancelled, total; // -1 where absent
} COUNTS_OF_JOBS[] = {
    // One set, the other, and some of each.
    {T(COUNTED("\"success\":1,\"notYetStarted\":2,\"cancelled\":3,\"total\":6")), DTS_OK, NULL, 1, 2, 3, 6},
    {T(COUNTED("\"succeeded\":1,\"notStarted\":2,\"canceled\":3,\"total\":6")), DTS_OK, NULL, 1, 2, 3, 6},
    {T(COUNTED("\"succeeded\":1,\"notYetStarted\":2,\"canceled\":3")), DTS_OK, NULL, 1, 2, 3, -1},
    {T(COUNTED("\"succ\\u0065eded\":1,\"c\\u0061nceled\":3")), DTS_OK, NULL, 1, -1, 3, -1},
    // Absent, or null, under either name or both.
    {T(COUNTED("")), DTS_OK, NULL, -1, -1, -1, -1},
    {T(COUNTED("\"total\":0")), DTS_OK, NULL, -1, -1, -1, 0},
    {T(COUNTED("\"total\":null,\"success\":null,\"notYetStarted\":null,\"cancelled\":null")), DTS_OK, NULL, -1, -1, -1,
     -1},
    {T(COUNTED("\"failed\":null,\"inProgress\":null,\"succeeded\":null,\"notStarted\":null,\"canceled\":null")), DTS_OK,
     NULL, -1, -1, -1, -1},
    {T(COUNTED("\"success\":null,\"succeeded\":null")), DTS_OK, NULL, -1, -1, -1, -1},
    // Both names, where one of them is null.
    {T(COUNTED("\"success\":null,\"succeeded\":1")), DTS_OK, NULL, 1, -1, -1, -1},
    {T(COUNTED("\"success\":1,\"succeeded\":null")), DTS_OK, NULL, 1, -1, -1, -1},
    {T(COUNTED("\"notStarted\":2,\"notYetStarted\":null")), DTS_OK, NULL, -1, 2, -1, -1},
    {T(COUNTED("\"notStarted\":null,\"notYetStarted\":2")), DTS_OK, NULL, -1, 2, -1, -1},
    {T(COUNTED("\"canceled\":3,\"cancelled\":null")), DTS_OK, NULL, -1, -1, 3, -1},
    {T(COUNTED("\"canceled\":null,\"cancelled\":3")), DTS_OK, NULL, -1, -1, 3, -1},
    // Both names, and both have a value.
    {T(COUNTED("\"success\":1,\"succeeded\":1")), DTS_ERROR_MEMBER_DUPLICATE, "success", 0, 0, 0, 0},
    {T(COUNTED("\"succeeded\":0,\"success\":1")), DTS_ERROR_MEMBER_DUPLICATE, "success", 0, 0, 0, 0},
    {T(COUNTED("\"succeeded\":1,\"succeeded\":1")), DTS_ERROR_MEMBER_DUPLICATE, "success", 0, 0, 0, 0},
    {T(COUNTED("\"notYetStarted\":2,\"notStarted\":2")), DTS_ERROR_MEMBER_DUPLICATE, "notYetStarted", 0, 0, 0, 0},
    {T(COUNTED("\"canceled\":3,\"cancelled\":3")), DTS_ERROR_MEMBER_DUPLICATE, "cancelled", 0, 0, 0, 0},
    {T(COUNTED("\"canceled\":3,\"x\":0,\"c\\u0061ncelled\":3")), DTS_ERROR_MEMBER_DUPLICATE, "cancelled", 0, 0, 0, 0},
    // The other names are checked as well.
    {T(COUNTED("\"succeeded\":\"1\"")), DTS_ERROR_MEMBER_INVALID, "success", 0, 0, 0, 0},
    {T(COUNTED("\"notStarted\":-1")), DTS_ERROR_MEMBER_INVALID, "notYetStarted", 0, 0, 0, 0},
    {T(COUNTED("\"canceled\":0.5")), DTS_ERROR_MEMBER_INVALID, "cancelled", 0, 0, 0, 0},
    // Names count to the letter.
    {T(COUNTED("\"Succeeded\":1,\"success \":1,\"notstarted\":2,\"cancele\":3,\"\":4,\"\":5")), DTS_OK, NULL, -1, -1,
     -1, -1},
};

static bool is_count(dts_number number, double expected) {
  return expected < 0 ? !number.present : has(number, expected);
}

static void counts_are_read_under_both_sets_of_names(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(COUNTS_OF_JOBS); i++) {
    dts_span text = COUNTS_OF_JOBS[i].text;
    dts_json json;
    dts_batch batch;
    const char *member = NULL;
    parse(text, &json);
    CHECK(text, dts_batch_read(json.root, &batch, &member) == COUNTS_OF_JOBS[i].code);
    if (COUNTS_OF_JOBS[i].code == DTS_OK) {
      const dts_summary *summary = &batch.summary;
      CHECK(text, is_count(summary->success, COUNTS_OF_JOBS[i].success));
      CHECK(text, is_count(summary->not_yet_started, COUNTS_OF_JOBS[i].not_yet_started));
      CHECK(text, is_count(summary->cancelled, COUNTS_OF_JOBS[i].cancelled));
      CHECK(text, is_count(summary->total, COUNTS_OF_JOBS[i].total));
      CHECK(text, !summary->failed.present && !summary->in_progress.present);
      CHECK(text, !summary->total_character_charged.present);
    } else {
      CHECK(text, member && strcmp(member, COUNTS_OF_JOBS[i].member) == 0);
    }
    dts_json_free(&json);
  }
}

static void counts_are_renamed_in_a_summary_only(void **state) {
  (void)state;
  dts_span text = SPAN("{\"succeeded\":\"x\",\"canceled\":[]," REQUIRED ",\"summary\":{\"success\":1}}");
  dts_json json;
  dts_batch batch;
  const char *member;
  parse(text, &json);
  CHECK(text, dts_batch_read(json.root, &batch, &member) == DTS_OK);
  CHECK(text, has(batch.summary.success, 1) && !batch.summary.cancelled.present);
  dts_json_free(&json);
}

static void a_job_is_checked_member_by_member(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(BATCHES); i++) {
    dts_json json;
    dts_batch batch;
    const char *member = NULL;
    parse(BATCHES[i].text, &json);
    CHECK(BATCHES[i].text, dts_batch_read(json.root, &batch, &member) == BATCHES[i].code);
    if (BATCHES[i].code == DTS_OK)
      CHECK(BATCHES[i].text,
            has(batch.summary.total, 0) && !batch.summary.total_character_charged.present && !batch.error);
    else
      CHECK(BATCHES[i].text, member && strcmp(member, BATCHES[i].member) == 0);
    dts_json_free(&json);
  }
}

// ---- Pages
// -----------------------------------------------------------------------------------------------------------

typedef struct {
  dts_span text;
  dts_code code;
  const char *member; // on failure
  dts_span next_link;
  int count;
} page_row;

static const page_row PAGES[] = {
    {T("{\"value\":[]}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[" WITH("") "," WITH("") "]}"), DTS_OK, NULL, NONE, 2},
    {T("{\"value\":[" WITH("") "],\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[" WITH("") "],\"@nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"nextLink\":\"https://a/b\",\"value\":[" WITH("") "]}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[],\"nextLink\":null}"), DTS_OK, NULL, NONE, 0},
    {T("{\"@value\":5,\"value\":[" WITH("") "]}"), DTS_OK, NULL, NONE, 1},
    {T("{\"value\":[],\"@nextLink\":null}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[],\"@nextLink\":null,\"nextLink\":null}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[],\"@nextLink\":\"https://a/b\",\"nextLink\":null}"), DTS_OK, NULL, T("https://a/b"), 0},
    {T("{\"value\":[],\"@nextLink\":null,\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 0},
    {T("{\"value\":[{" REQUIRED "}]}"), DTS_OK, NULL, NONE, 1},
    {T("{\"x\":1,\"value\":[" WITH("") "],\"y\":2,\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[],\"NextLink\":1,\"nextlink\":2,\"x\":3}"), DTS_OK, NULL, NONE, 0},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("[1]"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("null"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"Value\":[]}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"@value\":[]}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"value\":{}}"), DTS_ERROR_MEMBER_INVALID, "value", NONE, 0},
    {T("{\"value\":[" WITH("") ",1]}"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{\"value\":[" WITH("") ",{}]}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc", NONE, 0},
    {T("{\"value\":null}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"value\":\"x\"}"), DTS_ERROR_MEMBER_INVALID, "value", NONE, 0},
    {T("{\"value\":[],\"value\":[]}"), DTS_ERROR_MEMBER_DUPLICATE, "value", NONE, 0},
    {T("{\"value\":[],\"nextLink\":1}"), DTS_ERROR_MEMBER_INVALID, "nextLink", NONE, 0},
    {T("{\"value\":[],\"nextLink\":{}}"), DTS_ERROR_MEMBER_INVALID, "nextLink", NONE, 0},
    {T("{\"value\":[],\"nextLink\":\"a\",\"nextLink\":\"b\"}"), DTS_ERROR_MEMBER_DUPLICATE, "nextLink", NONE, 0},
    {T("{\"value\":[],\"@nextLink\":\"a\",\"@nextLink\":\"a\"}"), DTS_ERROR_MEMBER_DUPLICATE, "nextLink", NONE, 0},
    {T("{\"value\":[],\"@nextLink\":\"a\",\"nextLink\":\"a\"}"), DTS_ERROR_MEMBER_DUPLICATE, "nextLink", NONE, 0},
    {T("{\"value\":[],\"@nextLink\":1}"), DTS_ERROR_MEMBER_INVALID, "nextLink", NONE, 0},
};

static const page_row PAGES_OF_JOBS[] = {
    {T("{\"value\":[]}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) "," COUNTED("\"succeeded\":1") "]}"), DTS_OK, NULL, NONE, 2},
    {T("{\"value\":[{" REQUIRED ",\"summary\":{}}],\"@nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[" COUNTED(ZEROS) "],\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) ",[]]}"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) ",{}]}"), DTS_ERROR_MEMBER_MISSING, "id", NONE, 0},
    {T("{\"value\":[" WITH("") "]}"), DTS_ERROR_MEMBER_MISSING, "summary", NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) "," COUNTED("\"canceled\":\"x\"") "]}"), DTS_ERROR_MEMBER_INVALID, "cancelled",
     NONE, 0},
    {T("{\"value\":[" COUNTED("\"success\":1,\"succeeded\":1") "]}"), DTS_ERROR_MEMBER_DUPLICATE, "success", NONE, 0},
};

static void a_page_has_documents_or_jobs_and_perhaps_a_next_link(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(PAGES) + COUNT(PAGES_OF_JOBS); i++) {
    bool of_jobs = i >= COUNT(PAGES);
    const page_row *row = of_jobs ? PAGES_OF_JOBS + (i - COUNT(PAGES)) : PAGES + i;
    dts_json json;
    dts_page page = {0};
    const char *member = NULL;
    parse(row->text, &json);
    dts_check_reply *check = of_jobs ? dts_batch_page_check : dts_document_page_check;
    CHECK(row->text, dts_page_read(check, json.root, &page, &member) == row->code);
    if (row->code == DTS_OK)
      CHECK(row->text, same(page.next_link, row->next_link) && cJSON_GetArraySize(page.value) == row->count);
    else
      CHECK(row->text, member && strcmp(member, row->member) == 0);
    dts_json_free(&json);
  }
}

static void every_job_of_a_page_is_given_out_as_one_alone_is(void **state) {
  (void)state;
  dts_span text = SPAN("{\"value\":[{" REQUIRED ",\"summary\":{\"succeeded\":1,\"notStarted\":2}},"
                       "{" ID "," LAST ",\"status\":\"Cancelled\",\"summary\":{\"canceled\":3}}]}");
  dts_json json;
  dts_page page = {0};
  const char *member;
  parse(text, &json);
  CHECK(text, dts_page_read(dts_batch_page_check, json.root, &page, &member) == DTS_OK);
  assert_non_null(page.value);
  const cJSON *first = page.value->child, *second = first->next;
  dts_summary counts = summary_of(known(first, DTS_NAME_summary)), others = summary_of(known(second, DTS_NAME_summary));
  CHECK(text, has(counts.success, 1) && has(counts.not_yet_started, 2) && !counts.cancelled.present);
  CHECK(text, has(others.cancelled, 3) && same(text_at(second, DTS_NAME_status), SPAN("Canceled")));
  dts_json_free(&json);
}

// ---- Older and newer
// -------------------------------------------------------------------------------------------------

#define AT(seconds) T("2024-05-01T10:00:" seconds "Z")
// The moment of a document, and that of a job.
#define DOC(seconds, status, progress)                                                                                 \
  { AT(seconds), T(status), progress, -1 }
#define JOB(seconds, status, ended)                                                                                    \
  { AT(seconds), T(status), -1, ended }

static const struct {
  dts_moment a, b;
  bool stale; // b, after a
} MOMENTS[] = {
    // By time, to 100 ns, whatever else it says,
    {DOC("01", "Running", 0.5), DOC("02", "Running", 0.6), false},
    {DOC("02", "Running", 0.5), DOC("01", "Running", 0.6), true},
    {DOC("01", "Running", 0.5), DOC("02", "NotStarted", 0), false},
    {DOC("01.0000001", "Running", 0.5), DOC("01", "Running", 0.5), true},
    {DOC("01.1234567", "Running", -1), DOC("01.1234566", "Running", -1), true},
    {DOC("01.1234567", "Running", -1), DOC("01.1234568", "Running", -1), false},
    {DOC("01.5", "Running", -1), DOC("01.4999999", "Running", -1), true},
    {DOC("09", "Running", -1), DOC("10.1", "Running", -1), false},
    {DOC("02", "Running", 0.9), DOC("01", "Queued", 0.1), true},
    {JOB("01", "Running", 5), JOB("02", "Running", 4), false},
    {JOB("02", "Running", 4), JOB("01", "Running", 5), true},
    // Offsets are the same moment.
    {{T("2024-05-01T12:00:00+02:00"), T("Running"), 0.5, -1}, DOC("00", "Running", 0.5), false},
    {{T("2024-05-01T12:00:00+02:00"), T("Running"), 0.5, -1}, DOC("00", "Running", 0.4), true},
    {{T("2024-05-01T09:59:59-00:01"), T("Running"), 0.5, -1}, DOC("58", "Running", 0.5), true},
    {{T("2024-05-01T11:00:00+02:00"), T("Running"), 0.5, -1}, DOC("00", "Running", 0.5), false},
    // … but a terminal status is final.
    {DOC("02", "Running", 0.5), DOC("01", "Succeeded", 1), false},
    {DOC("01", "Succeeded", 1), DOC("02", "Running", 0.5), true},
    {DOC("01", "Failed", 0), DOC("59", "NotStarted", 0), true},
    {DOC("59", "NotStarted", 0), DOC("01", "Failed", 0), false},
    {DOC("01", "Canceled", 0), DOC("02", "Cancelling", 0), true},
    {DOC("01", "Cancelled", 0), DOC("02", "Cancelling", 0), true},
    {DOC("01", "ValidationFailed", 0), DOC("02", "Running", 0), true},
    {DOC("01", "Succeeded", 1), DOC("02", "Queued", 0), true},
    {DOC("02", "Queued", 0), DOC("01", "Succeeded", 1), false},
    {JOB("01", "Succeeded", 3), JOB("02", "Running", 9), true},
    {JOB("02", "Running", 9), JOB("01", "Succeeded", 3), false},
    // The time decides between two terminal statuses.
    {DOC("02", "Failed", 0), DOC("01", "Succeeded", 1), true},
    {DOC("01", "Failed", 0), DOC("02", "Succeeded", 1), false},
    // A job's time can stand still: on a tie, the count of its ended documents decides, …
    {JOB("01", "Running", 3), JOB("01", "Running", 2), true},
    {JOB("01", "Running", 2), JOB("01", "Running", 3), false},
    {JOB("01", "Running", 3), JOB("01", "Running", 3), false},
    {JOB("01", "Running", 1), JOB("01", "Running", 0), true},
    {JOB("01", "Cancelling", 2), JOB("01", "Running", 3), false},
    {JOB("01", "Running", 3), JOB("01", "Cancelling", 2), true},
    {JOB("01", "Succeeded", 3), JOB("01", "Failed", 2), true},
    {JOB("01", "Queued", 3), JOB("01", "Running", 2), true},
    {JOB("01", "Cancelling", 3), JOB("01", "Running", 3), true},
    // … then the status,
    {DOC("01", "Running", 0.5), DOC("01", "NotStarted", 0.9), true},
    {DOC("01", "NotStarted", 0.9), DOC("01", "Running", 0.5), false},
    {DOC("01", "Succeeded", 1), DOC("01", "Running", 1), true},
    {DOC("01", "Failed", 0), DOC("01", "Running", 0.5), true},
    {DOC("01", "Running", 0.5), DOC("01", "Failed", 0), false},
    {DOC("01", "Cancelling", 0.5), DOC("01", "Running", 0.5), true},
    {DOC("01", "Running", 0.5), DOC("01", "Cancelling", 0.5), false},
    {DOC("01", "Cancelling", 0.5), DOC("01", "Canceled", 0.5), false},
    {DOC("01", "Canceled", 0.5), DOC("01", "Cancelling", 0.5), true},
    {DOC("01", "ValidationFailed", 0), DOC("01", "Running", 0), true},
    {DOC("01", "Failed", -1), DOC("01", "Succeeded", -1), false},
    {DOC("01", "Succeeded", -1), DOC("01", "ValidationFailed", -1), false},
    // … then the progress.
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0.5), false},
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0.6), false},
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0.4), true},
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0), true},
    {DOC("01", "Running", -1), DOC("01", "Running", 0), false},
    {DOC("01", "Running", 0.5), DOC("01", "Running", -1), false},
    {DOC("01", "Running", -1), DOC("01", "Running", -1), false},
    // A status that nobody knows is neither earlier nor later than another that is not terminal.
    {DOC("01", "Queued", 0.5), DOC("01", "NotStarted", 0.5), false},
    {DOC("01", "NotStarted", 0.5), DOC("01", "Queued", 0.5), false},
    {DOC("01", "Queued", 0.5), DOC("01", "NotStarted", 0.4), true},
    {DOC("01", "Running", 0.5), DOC("01", "Queued", 0.4), true},
};

static void an_older_state_is_told_from_a_newer_one(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(MOMENTS); i++) {
    CHECK(MOMENTS[i].b.last_action, dts_moment_is_stale(&MOMENTS[i].a, &MOMENTS[i].b) == MOMENTS[i].stale);
    if (MOMENTS[i].stale) CHECK(MOMENTS[i].b.last_action, !dts_moment_is_stale(&MOMENTS[i].b, &MOMENTS[i].a));
  }
}

static void of_two_states_one_at_most_is_older(void **state) {
  (void)state;
  static const dts_span TIMES[] = {AT("01"), AT("01.0000001"), AT("02"), T("2024-05-01T12:00:01+02:00")};
  static const dts_span OF_EACH_KIND[] = {T("NotStarted"), T("Running"),   T("Cancelling"),       T("Succeeded"),
                                          T("Failed"),     T("Cancelled"), T("ValidationFailed"), T("Queued")};
  static const double PROGRESS[] = {-1, 0, 0.5}, ENDED[] = {-1, 0, 7};
  enum { MOST = COUNT(TIMES) * COUNT(OF_EACH_KIND) * COUNT(PROGRESS) * COUNT(ENDED) };
  dts_moment *all = calloc(MOST, sizeof *all);
  if (!all) abort();
  size_t count = 0;
  for (size_t t = 0; t < COUNT(TIMES); t++)
    for (size_t s = 0; s < COUNT(OF_EACH_KIND); s++)
      for (size_t p = 0; p < COUNT(PROGRESS); p++)
        for (size_t e = 0; e < COUNT(ENDED); e++)
          all[count++] = (dts_moment){TIMES[t], OF_EACH_KIND[s], PROGRESS[p], ENDED[e]};
  assert_int_equal(count, MOST);
  for (size_t i = 0; i < count; i++) {
    CHECK(all[i].status, !dts_moment_is_stale(&all[i], &all[i]));
    for (size_t k = 0; k < i; k++) {
      bool first = dts_moment_is_stale(&all[i], &all[k]), second = dts_moment_is_stale(&all[k], &all[i]);
      CHECK(all[i].status, !(first && second));
      bool ended = dts_status_is_terminal(dts_status_parse(all[i].status));
      if (ended != dts_status_is_terminal(dts_status_parse(all[k].status)))
        CHECK(all[i].status, first == ended && second == !ended);
    }
  }
  free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_references_example_is_read),
      cmocka_unit_test(every_member_of_the_newest_version_is_read),
      cmocka_unit_test(a_failed_document_has_its_error_in_the_200),
      cmocka_unit_test(a_document_that_failed_before_it_started_is_read),
      cmocka_unit_test(what_must_be_there_is_enough),
      cmocka_unit_test(a_document_is_checked_member_by_member),
      cmocka_unit_test(an_error_reply_is_no_document),
      cmocka_unit_test(the_order_of_members_means_nothing),
      cmocka_unit_test(numbers_are_exact_or_refused),
      cmocka_unit_test(statuses_have_one_spelling),
      cmocka_unit_test(a_job_is_read),
      cmocka_unit_test(a_job_is_checked_member_by_member),
      cmocka_unit_test(counts_are_read_under_both_sets_of_names),
      cmocka_unit_test(counts_are_renamed_in_a_summary_only),
      cmocka_unit_test(a_page_has_documents_or_jobs_and_perhaps_a_next_link),
      cmocka_unit_test(every_job_of_a_page_is_given_out_as_one_alone_is),
      cmocka_unit_test(an_older_state_is_told_from_a_newer_one),
      cmocka_unit_test(of_two_states_one_at_most_is_older),
  };
  return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
