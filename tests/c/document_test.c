// Tests document.c and member_checks.c: the members of a document's status.
#include "responses.h"

// ---- Whole responses

static void the_example_of_the_reference_is_read(void **state) {
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
  document_view document;
  const char *member;
  parse(text, &json);
  assert_int_equal(read_document(json.root, &document, &member), DTS_OK);
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

static void all_members_are_read(void **state) {
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
  document_view document;
  const char *member;
  parse(text, &json);
  assert_int_equal(read_document(json.root, &document, &member), DTS_OK);
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

static void a_failed_document_has_an_error(void **state) {
  (void)state;
  dts_span text =
      SPAN("{\"sourcePath\":\"https://my.blob.core.windows.net/source/a.txt\"," CREATED "," LAST ","
           "\"status\":\"Failed\",\"to\":\"fr\",\"error\":{\"code\":\"InvalidRequest\",\"message\":\"Outer.\","
           "\"target\":\"Document\",\"innerError\":{\"code\":\"WrongDocumentEncoding\",\"message\":\"Inner.\"}},"
           "\"progress\":0," ID ",\"characterCharged\":0}");
  dts_json json;
  document_view document;
  dts_service_error error, inner;
  const char *member;
  parse(text, &json);
  assert_int_equal(read_document(json.root, &document, &member), DTS_OK);
  CHECK(text, same(document.status, SPAN("Failed")) && !document.path.ptr && has(document.progress, 0));
  assert_non_null(document.error);
  dts_service_error_read(document.error, &error);
  CHECK(text, same(error.code, SPAN("InvalidRequest")) && same(error.target, SPAN("Document")) && error.inner);
  dts_service_error_read(error.inner, &inner);
  CHECK(text, same(inner.code, SPAN("WrongDocumentEncoding")));
  dts_json_free(&json);
}

static void a_document_that_failed_before_it_started_is_read(void **state) {
  (void)state;
  // A recorded response: it has no createdDateTimeUtc.
  dts_span text =
      SPAN("{\"sourcePath\":\"https://x/d.txt\",\"lastActionDateTimeUtc\":\"2022-12-17T00:42:36.846476Z\","
           "\"status\":\"Failed\",\"to\":\"es\",\"error\":{\"code\":\"InvalidRequest\",\"message\":\"Outer.\","
           "\"innerError\":{\"code\":\"TargetFileAlreadyExists\",\"message\":\"Inner.\"}},\"progress\":0,"
           "\"id\":\"005d3b72-0000-0000-0000-000000000000\",\"characterCharged\":0}");
  dts_json json;
  document_view document;
  dts_service_error error, inner;
  const char *member;
  parse(text, &json);
  assert_int_equal(read_document(json.root, &document, &member), DTS_OK);
  CHECK(text, !document.created.ptr && !document.path.ptr && same(document.source_path, SPAN("https://x/d.txt")));
  CHECK(text, same(document.last_action, SPAN("2022-12-17T00:42:36.846476Z")) && same(document.to, SPAN("es")));
  CHECK(text, same(document.status, SPAN("Failed")));
  CHECK(text, same(document.id, SPAN("005d3b72-0000-0000-0000-000000000000")));
  CHECK(text, has(document.progress, 0) && has(document.character_charged, 0));
  assert_non_null(document.error);
  dts_service_error_read(document.error, &error);
  CHECK(text, same(error.code, SPAN("InvalidRequest")) && error.inner);
  dts_service_error_read(error.inner, &inner);
  CHECK(text, same(inner.code, SPAN("TargetFileAlreadyExists")) && same(inner.message, SPAN("Inner.")));
  dts_json_free(&json);
}

static void required_members_are_sufficient(void **state) {
  (void)state;
  dts_json json;
  document_view document;
  const char *member;
  memset(&document, 0xaa, sizeof document);
  parse(SPAN("{" REQUIRED "}"), &json);
  assert_int_equal(read_document(json.root, &document, &member), DTS_OK);
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

// ---- Members

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
    // Required members: absent, null, or of the wrong type.
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
    // Names must match exactly.
    {T("{" CREATED "," LAST ",\"Status\":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"STATUS\":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"status \":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"statu\":\"Running\"," TO "," ID "}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" CREATED "," LAST ",\"st\\u0061tus\":\"Running\"," TO "," ID "}"), DTS_OK, NULL},
    {T("{\"value\":[" WITH("") "]}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc"},
    // Optional members: absent or null.
    {T("{" REQUIRED "}"), DTS_OK, NULL},
    {T("{" TO "," REQUIRED "}"), DTS_OK, NULL},
    {T("{" CREATED "," REQUIRED "}"), DTS_OK, NULL},
    {T("{\"createdDateTimeUtc\":null,\"to\":null," REQUIRED "}"), DTS_OK, NULL},
    {T(WITH(",\"path\":null,\"sourcePath\":null,\"error\":null,\"progress\":null,\"characterCharged\":null,"
            "\"totalImageScansSucceeded\":null,\"totalImageScansFailed\":null,\"imageCharged\":null,"
            "\"imageCharacterDetected\":null,\"deploymentName\":null")),
     DTS_OK, NULL},
    // Optional members of the wrong type.
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
    // Duplicate members.
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
    // Unknown members.
    {T(WITH(",\"x\":1")), DTS_OK, NULL},
    {T("{\"x\":1," CREATED "," LAST ",\"y\":{}," STATUS "," TO "," ID "}"), DTS_OK, NULL},
    {T(WITH(",\"x\":1,\"progress\":2")), DTS_ERROR_MEMBER_INVALID, "progress"},
    {T(WITH(",\"x\":1,\"x\":2,\"\":3,\"\":4")), DTS_OK, NULL},
    {T(WITH(",\"x\":{\"status\":\"Failed\",\"status\":1}")), DTS_OK, NULL},
    {T(WITH(",\"Status\":\"Failed\",\"STATUS\":1,\"statuses\":[],\"Progress\":7")), DTS_OK, NULL},
    {T(WITH(",\"retryAfterMs\":\"x\",\"etag\":1,\"requestId\":[],\"code\":0,\"kind\":1")), DTS_OK, NULL},
};

static void each_member_is_checked(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(DOCUMENTS); i++) {
    dts_json json;
    document_view document = {0};
    const char *member = NULL;
    parse(DOCUMENTS[i].text, &json);
    CHECK(DOCUMENTS[i].text, read_document(json.root, &document, &member) == DOCUMENTS[i].code);
    if (DOCUMENTS[i].code == DTS_OK)
      CHECK(DOCUMENTS[i].text, same(document.status, SPAN("Running")) && !document.progress.present);
    else
      CHECK(DOCUMENTS[i].text, member && strcmp(member, DOCUMENTS[i].member) == 0);
    dts_json_free(&json);
  }
}

static void an_error_response_is_not_a_document(void **state) {
  (void)state;
  static const dts_span RESPONSES[] = {T("{}"), T("{\"error\":{\"code\":\"401\",\"message\":\"Access denied.\"}}"),
                                       T("{\"statusCode\":401,\"message\":\"Access denied.\"}")};
  for (size_t i = 0; i < COUNT(RESPONSES); i++) {
    dts_json json;
    document_view document = {0};
    const char *member;
    parse(RESPONSES[i], &json);
    CHECK(RESPONSES[i], read_document(json.root, &document, &member) == DTS_ERROR_MEMBER_MISSING);
    dts_json_free(&json);
  }
}

static void members_may_be_in_any_order(void **state) {
  (void)state;
  dts_span text =
      SPAN("{\"characterCharged\":5," ID "," TO ",\"error\":null,\"progress\":0.5," STATUS "," LAST "," CREATED "}");
  dts_json json;
  document_view document;
  const char *member;
  parse(text, &json);
  CHECK(text, read_document(json.root, &document, &member) == DTS_OK);
  CHECK(text, has(document.progress, 0.5) && has(document.character_charged, 5) && !document.error);
  dts_json_free(&json);
}

// ---- Numbers

static const struct {
  const char *text;
  bool is_fraction, is_count; // whether it is valid as a progress, and as a count
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
    {"9007199254740992", false, false, 0}, // 2^53, which is also the double nearest to 2^53 + 1
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

static void numbers_are_exact_or_rejected(void **state) {
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
      document_view document;
      parse(text, &json);
      dts_code code = read_document(json.root, &document, &member);
      if (m < COUNT(COUNTS) ? NUMBERS[i].is_count : NUMBERS[i].is_fraction) {
        const number_view *fields[] = {&document.character_charged,        &document.image_scans_succeeded,
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_example_of_the_reference_is_read),
      cmocka_unit_test(all_members_are_read),
      cmocka_unit_test(a_failed_document_has_an_error),
      cmocka_unit_test(a_document_that_failed_before_it_started_is_read),
      cmocka_unit_test(required_members_are_sufficient),
      cmocka_unit_test(each_member_is_checked),
      cmocka_unit_test(an_error_response_is_not_a_document),
      cmocka_unit_test(members_may_be_in_any_order),
      cmocka_unit_test(numbers_are_exact_or_rejected),
  };
  return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
