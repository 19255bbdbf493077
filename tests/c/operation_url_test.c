// Tests operation_url.c: API versions, ids, and the URL of each operation.
#include "urls.h"

// ---- Versions
static void versions_belong_to_a_family(void **state) {
  (void)state;
  static const struct {
    dts_span version;
    dts_version_family family;
  } ROWS[] = {
      {T("v1.0-preview.1"), DTS_VERSION_IN_PATH},
      {T("v1.0"), DTS_VERSION_IN_PATH},
      {T("v1.1"), DTS_VERSION_IN_PATH},
      {T("2024-05-01"), DTS_VERSION_IN_QUERY},
      {T("2024-11-01-preview"), DTS_VERSION_IN_QUERY},
      {T("2025-12-01-preview"), DTS_VERSION_IN_QUERY},
      {T("2026-03-01"), DTS_VERSION_IN_QUERY},
      // Unknown versions of a valid form.
      {T("v1.0-preview.2"), DTS_VERSION_IN_PATH},
      {T("v1.0-preview.10"), DTS_VERSION_IN_PATH},
      {T("v2.0"), DTS_VERSION_IN_PATH},
      {T("v10.12"), DTS_VERSION_IN_PATH},
      {T("2031-01-31"), DTS_VERSION_IN_QUERY},
      {T("2031-12-01-preview"), DTS_VERSION_IN_QUERY},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_span text = copy_of(ROWS[i].version);
    dts_version_family family;
    CHECK(text, dts_version_parse(text, &family) == DTS_OK && family == ROWS[i].family);
    release(text);
  }
}

static const dts_span INVALID_VERSIONS[] = {T(""),
                                            T("v"),
                                            T("v1"),
                                            T("1.0"),
                                            T("V1.0"),
                                            T("v1."),
                                            T("v.1"),
                                            T("v.0"),
                                            T("v1.0."),
                                            T("v1.0.0"),
                                            T("v1,0"),
                                            T("v-1.0"),
                                            T("v1.-0"),
                                            T("v1.0-"),
                                            T("v1.0-preview"),
                                            T("v1.0-preview."),
                                            T("v1.0-preview.x"),
                                            T("v1.0-preview.1.2"),
                                            T("v1.0-preview.1x"),
                                            T("v1.0-Preview.1"),
                                            T("v1.0-preview1"),
                                            T("v1.0-beta.1"),
                                            T("v1.0preview.1"),
                                            T("v1.0 "),
                                            T("v12345.0"),
                                            T("v1.12345"),
                                            T("v1.0-preview.12345"),
                                            T(" v1.0"),
                                            T("v1.0\n"),
                                            T("v1.0\0"),
                                            T("v1.0/"),
                                            T("v1.0/../v1.1"),
                                            T("../v1.0"),
                                            T("v1.0%2f"),
                                            T("v1.0?x"),
                                            T("v1.0#"),
                                            T("vx.0"),
                                            T("v1.x"),
                                            T("vv1.0"),
                                            T("v\xd9\xa1.0"),
                                            T("latest"),
                                            T("preview"),
                                            T("2024"),
                                            T("2024-05"),
                                            T("2024-05-"),
                                            T("2024-05-1"),
                                            T("2024-5-01"),
                                            T("24-05-01"),
                                            T("20240501"),
                                            T("2024/05/01"),
                                            T("2024-05-01-"),
                                            T("2024-05-01-Preview"),
                                            T("2024-05-01-preview.1"),
                                            T("2024-05-01-previe"),
                                            T("2024-05-01preview"),
                                            T("2024-05-01-beta"),
                                            T("2024-05-011"),
                                            T("02024-05-01"),
                                            T("v2024-05-01"),
                                            T("2024-05-01 "),
                                            T(" 2024-05-01"),
                                            T("2024-05-01\r\n"),
                                            T("2024-05-01&x=1"),
                                            T("2024-05-01#"),
                                            T("2024-05-01\0"),
                                            T("202a-05-01"),
                                            T("2024-05-0a"),
                                            T("..........")};

static void malformed_versions_are_rejected(void **state) {
  (void)state;
  dts_endpoint endpoint;
  assert_int_equal(dts_endpoint_parse(SPAN(AZURE), true, &endpoint), DTS_OK);
  for (size_t i = 0; i < COUNT(INVALID_VERSIONS); i++) {
    dts_span text = copy_of(INVALID_VERSIONS[i]);
    dts_version_family family;
    char out[DTS_MAX_URL_LENGTH];
    size_t len;
    CHECK(text, dts_version_parse(text, &family) == DTS_ERROR_API_VERSION);
    CHECK(text, dts_url_write(text_of(&endpoint), DTS_GET_BATCH, text, SPAN(BATCH), SPAN(DOCUMENT), out, &len) ==
                    DTS_ERROR_API_VERSION);
    release(text);
  }
}

static void a_too_long_endpoint_makes_no_url(void **state) {
  (void)state;
  static char text[DTS_MAX_URL_LENGTH + 1], out[DTS_MAX_URL_LENGTH];
  size_t len;
  memset(text, 'x', sizeof text);
  assert_int_equal(
      dts_url_write((dts_span){text, sizeof text}, DTS_GET_BATCH, SPAN("v1.0"), SPAN(BATCH), SPAN(""), out, &len),
      DTS_ERROR_ENDPOINT);
}

static void too_long_versions_are_rejected(void **state) {
  (void)state;
  char text[2000];
  dts_version_family family;
  memset(text, '1', sizeof text);
  memcpy(text, "v1.", 3);
  for (size_t len = DTS_MAX_VERSION_LENGTH + 1; len <= sizeof text; len += 97)
    assert_int_equal(dts_version_parse((dts_span){text, len}, &family), DTS_ERROR_API_VERSION);
  memcpy(text, "v1.0-preview.", 13);
  for (size_t len = DTS_MAX_VERSION_LENGTH + 1; len <= sizeof text; len += 97)
    assert_int_equal(dts_version_parse((dts_span){text, len}, &family), DTS_ERROR_API_VERSION);
}

// ---- Ids
static void ids_have_36_characters(void **state) {
  (void)state;
  static const dts_span IDS[] = {
      T(BATCH),
      T(DOCUMENT),
      T("273622bd-835c-4946-9798-fd8f19f6bbf2"),
      T("727BF148-F327-47A0-9481-ABAE6362F11E"),
      T("727bF148-f327-47A0-9481-aBae6362f11E"),
      T("00000000-0000-0000-0000-000000000000"),
      T("ffffffff-ffff-ffff-ffff-ffffffffffff"),
      T("01234567-89ab-cdef-0123-456789abcdef"),
  };
  for (size_t i = 0; i < COUNT(IDS); i++) {
    dts_span text = copy_of(IDS[i]);
    CHECK(text, dts_id_is_valid(text));
    release(text);
  }
}

static const dts_span INVALID_IDS[] = {
    T(""),
    T("."),
    T(".."),
    T("%2e%2e"),
    T("%2E%2E"),
    T("/"),
    T("id"),
    T("null"),
    T("undefined"),
    T("727bf148-f327-47a0-9481-abae6362f11"),   // one digit too few
    T("727bf148-f327-47a0-9481-abae6362f11e0"), // one digit too many
    T("727bf148-f327-47a0-9481-abae6362f11e/"),
    T("/727bf148-f327-47a0-9481-abae6362f11e"),
    T("727bf148-f327-47a0-9481-abae6362f11e "),
    T(" 727bf148-f327-47a0-9481-abae6362f11e"),
    T("727bf148-f327-47a0-9481-abae6362f11e\n"),
    T("727bf148-f327-47a0-9481-abae6362f11e\r\n"),
    T("727bf148-f327-47a0-9481-abae6362f1\r\n"),
    T("727bf148-f327-47a0-9481-abae6362f11\n"),
    T("727bf148-f327-47a0-9481-abae6362f11\0"),
    T("727bf148-f327-47a0-9481-abae6362f11e\0"),
    T("\0"
      "27bf148-f327-47a0-9481-abae6362f11e"),
    T("{727bf148-f327-47a0-9481-abae6362f11e}"),
    T("{27bf148-f327-47a0-9481-abae6362f11}"),
    T("727bf148f32747a09481abae6362f11e"),
    T("727bf148f327-47a0-9481-abae6362f11e00"),
    T("727bf148-f32747a0-9481-abae6362f11e-"),
    T("-727bf14-f327-47a0-9481-abae6362f11e"),
    T("727bf148_f327_47a0_9481_abae6362f11e"),
    T("727bf14-8f327-47a0-9481-abae6362f11e"),
    T("727bf148-f327-47a0-9481abae-6362f11e"),
    T("g27bf148-f327-47a0-9481-abae6362f11e"),
    T("727bf148-f327-47a0-9481-abae6362f11g"),
    T("727bf148-f327-47a0-9481-abae6362f11G"),
    T("727bf148-f327-47a0-9481-abae6362f11@"),
    T("727bf148-f327-47a0-9481-abae6362f11`"),
    T("727bf148-f327-47a0-9481-abae6362f11:"),
    T("727bf148-f327-47a0-9481-abae63../../"),
    T("727bf148-f327-47a0-9481-abae6362%2e%"),
    T("727bf148-f327-47a0-9481-abae6362f11?"),
    T("727bf148-f327-47a0-9481-abae6362f11#"),
    T("727bf148-f327-47a0-9481-abae6362f1\xc3\xa9"),
    T("727bf148-f327-47a0-9481-abae6362f\xef\xbd\x81"), // full-width a
    T("\xff\xff\xff\xff\xff\xff\xff\xff-f327-47a0-9481-abae6362f11e"),
    T("727bf148-f327-47a0-9481-abae6362f11e727bf148-f327-47a0-9481-abae6362f11e"),
};

static void malformed_ids_are_rejected(void **state) {
  (void)state;
  static const dts_span VERSIONS[] = {T("v1.0-preview.1"), T("2024-05-01")};
  static const dts_operation ALL[] = {DTS_GET_DOCUMENT, DTS_GET_BATCH, DTS_LIST_DOCUMENTS};
  dts_endpoint endpoint;
  assert_int_equal(dts_endpoint_parse(SPAN(AZURE), true, &endpoint), DTS_OK);
  for (size_t i = 0; i < COUNT(INVALID_IDS); i++) {
    dts_span text = copy_of(INVALID_IDS[i]);
    char out[DTS_MAX_URL_LENGTH];
    size_t len;
    CHECK(text, !dts_id_is_valid(text));
    for (size_t v = 0; v < COUNT(VERSIONS); v++) {
      for (size_t o = 0; o < COUNT(ALL); o++)
        CHECK(text, dts_url_write(text_of(&endpoint), ALL[o], VERSIONS[v], text, SPAN(DOCUMENT), out, &len) ==
                        DTS_ERROR_BATCH_ID);
      CHECK(text, dts_url_write(text_of(&endpoint), DTS_GET_DOCUMENT, VERSIONS[v], SPAN(BATCH), text, out, &len) ==
                      DTS_ERROR_DOCUMENT_ID);
      CHECK(text,
            dts_url_write(text_of(&endpoint), DTS_GET_BATCH, VERSIONS[v], SPAN(BATCH), text, out, &len) == DTS_OK);
      CHECK(text,
            dts_url_write(text_of(&endpoint), DTS_LIST_DOCUMENTS, VERSIONS[v], SPAN(BATCH), text, out, &len) == DTS_OK);
      CHECK(text, dts_url_write(text_of(&endpoint), DTS_LIST_BATCHES, VERSIONS[v], text, text, out, &len) == DTS_OK);
      CHECK(text, !contains((dts_span){out, len}, "batches/"));
    }
    release(text);
  }
}

// ---- URLs
#define PATH_ROWS(version)                                                                                             \
  {T(AZURE), T(version), DTS_GET_DOCUMENT,                                                                             \
   T(AZURE "/translator/text/batch/" version "/batches/" BATCH "/documents/" DOCUMENT)},                               \
      {T(AZURE), T(version), DTS_GET_BATCH, T(AZURE "/translator/text/batch/" version "/batches/" BATCH)},             \
      {T(AZURE), T(version), DTS_LIST_DOCUMENTS,                                                                       \
       T(AZURE "/translator/text/batch/" version "/batches/" BATCH "/documents")},                                     \
  {                                                                                                                    \
    T(AZURE), T(version), DTS_LIST_BATCHES, T(AZURE "/translator/text/batch/" version "/batches")                      \
  }

#define QUERY_ROWS(version)                                                                                            \
  {T(AZURE), T(version), DTS_GET_DOCUMENT,                                                                             \
   T(AZURE "/translator/document/batches/" BATCH "/documents/" DOCUMENT "?api-version=" version)},                     \
      {T(AZURE), T(version), DTS_GET_BATCH, T(AZURE "/translator/document/batches/" BATCH "?api-version=" version)},   \
      {T(AZURE), T(version), DTS_LIST_DOCUMENTS,                                                                       \
       T(AZURE "/translator/document/batches/" BATCH "/documents?api-version=" version)},                              \
  {                                                                                                                    \
    T(AZURE), T(version), DTS_LIST_BATCHES, T(AZURE "/translator/document/batches?api-version=" version)               \
  }

static const struct {
  dts_span endpoint, version;
  dts_operation operation;
  dts_span url;
} URLS[] = {
    // The examples of the reference.
    {T("https://my-resource.cognitiveservices.azure.com/"), T("v1.0-preview.1"), DTS_GET_DOCUMENT,
     T("https://my-resource.cognitiveservices.azure.com/translator/text/batch/v1.0-preview.1/batches/"
       "727bf148-f327-47a0-9481-abae6362f11e/documents/0007aadd-0000-0000-0000-000000000000")},
    {T("https://my-resource.cognitiveservices.azure.com/translator"), T("2024-05-01"), DTS_GET_DOCUMENT,
     T("https://my-resource.cognitiveservices.azure.com/translator/document/batches/"
       "727bf148-f327-47a0-9481-abae6362f11e/documents/0007aadd-0000-0000-0000-000000000000?api-version=2024-05-01")},
    PATH_ROWS("v1.0-preview.1"),
    PATH_ROWS("v1.0"),
    PATH_ROWS("v1.1"),
    PATH_ROWS("v3.14-preview.15"),
    QUERY_ROWS("2024-05-01"),
    QUERY_ROWS("2024-11-01-preview"),
    QUERY_ROWS("2025-12-01-preview"),
    QUERY_ROWS("2026-03-01"),
    QUERY_ROWS("2031-01-31-preview"),
    {T("http://127.0.0.1:3000/translator/"), T("v1.0"), DTS_GET_DOCUMENT,
     T("http://127.0.0.1:3000/translator/text/batch/v1.0/batches/" BATCH "/documents/" DOCUMENT)},
    {T("https://gateway.example:8443/team%20a/azure/"), T("v1.1"), DTS_GET_BATCH,
     T("https://gateway.example:8443/team%20a/azure/translator/text/batch/v1.1/batches/" BATCH)},
    {T("https://gateway.example/azure/translator/"), T("2026-03-01"), DTS_LIST_DOCUMENTS,
     T("https://gateway.example/azure/translator/document/batches/" BATCH "/documents?api-version=2026-03-01")},
    {T("https://gateway.example/azure/"), T("v1.0"), DTS_LIST_BATCHES,
     T("https://gateway.example/azure/translator/text/batch/v1.0/batches")},
    {T("https://gateway.example/azure/"), T("2026-03-01"), DTS_LIST_BATCHES,
     T("https://gateway.example/azure/translator/document/batches?api-version=2026-03-01")},
    {T("HTTPS://[::1]:443/"), T("2026-03-01"), DTS_GET_BATCH,
     T("https://[::1]/translator/document/batches/" BATCH "?api-version=2026-03-01")},
};

static void urls_are_written_exactly(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(URLS); i++) {
    dts_span url = URLS[i].url, batch = copy_of(SPAN(BATCH)), document = copy_of(SPAN(DOCUMENT));
    dts_span version = copy_of(URLS[i].version);
    dts_endpoint endpoint;
    char *out = malloc(DTS_MAX_URL_LENGTH);
    size_t len = 0;
    CHECK(url, dts_endpoint_parse(URLS[i].endpoint, true, &endpoint) == DTS_OK);
    CHECK(url, dts_url_write(text_of(&endpoint), URLS[i].operation, version, batch, document, out, &len) == DTS_OK);
    CHECK(url, same(url, (dts_span){out, len}));
    free(out);
    release(version);
    release(document);
    release(batch);
  }
}

static void the_case_of_ids_is_kept(void **state) {
  (void)state;
  dts_endpoint endpoint;
  char out[DTS_MAX_URL_LENGTH];
  size_t len;
  assert_int_equal(dts_endpoint_parse(SPAN(AZURE), true, &endpoint), DTS_OK);
  assert_int_equal(dts_url_write(text_of(&endpoint), DTS_GET_DOCUMENT, SPAN("v1.0"),
                                 SPAN("727BF148-f327-47a0-9481-ABAE6362F11E"),
                                 SPAN("0007AAdd-0000-0000-0000-00000000000F"), out, &len),
                   DTS_OK);
  dts_span expected = SPAN(AZURE "/translator/text/batch/v1.0/batches/727BF148-f327-47a0-9481-ABAE6362F11E/documents/"
                                 "0007AAdd-0000-0000-0000-00000000000F");
  CHECK(expected, same(expected, (dts_span){out, len}));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(versions_belong_to_a_family),      cmocka_unit_test(malformed_versions_are_rejected),
      cmocka_unit_test(a_too_long_endpoint_makes_no_url), cmocka_unit_test(too_long_versions_are_rejected),
      cmocka_unit_test(ids_have_36_characters),           cmocka_unit_test(malformed_ids_are_rejected),
      cmocka_unit_test(urls_are_written_exactly),         cmocka_unit_test(the_case_of_ids_is_kept),
  };
  return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
