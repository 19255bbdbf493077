// Tests operation_location.c: which URLs name a job or a document, their parts, and the error code of each other one.
#include "urls.h"

static const struct {
  dts_span text, endpoint, version, document;
} VALID[] = {
    // Operation-Location, as the service sends it.
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/text/batch/v1.0-preview.1/batches/" BATCH), T(AZURE), T("v1.0-preview.1"), NONE},
    {T(AZURE "/translator/text/batch/v1.1/batches/" BATCH), T(AZURE), T("v1.1"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2024-05-01"), T(AZURE), T("2024-05-01"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2024-11-01-preview"), T(AZURE),
     T("2024-11-01-preview"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2026-03-01"), T(AZURE), T("2026-03-01"), NONE},
    // The URLs of a document and of a list of documents.
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents/" DOCUMENT), T(AZURE), T("v1.0"), T(DOCUMENT)},
    {T(AZURE "/translator/document/batches/" BATCH "/documents/" DOCUMENT "?api-version=2025-12-01-preview"), T(AZURE),
     T("2025-12-01-preview"), T(DOCUMENT)},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "/documents?api-version=2024-05-01"), T(AZURE), T("2024-05-01"),
     NONE},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents?$top=5&$skip=10"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "/documents?api-version=2024-05-01&top=5&skip=10"), T(AZURE),
     T("2024-05-01"), NONE},
    // Ports, upper case, sovereign clouds, gateways, http:.
    {T(AZURE ":443/translator/text/batch/v1.0/batches/" BATCH), T(AZURE), T("v1.0"), NONE},
    {T(AZURE ":443/translator/document/batches/" BATCH "/documents/" DOCUMENT "?api-version=2024-05-01"), T(AZURE),
     T("2024-05-01"), T(DOCUMENT)},
    {T("HTTPS://MY-Resource.cognitiveservices.azure.com/translator/text/batch/v1.0/batches/" BATCH), T(AZURE),
     T("v1.0"), NONE},
    {T("https://my-resource.cognitiveservices.azure.us/translator/text/batch/v1.0/batches/" BATCH),
     T("https://my-resource.cognitiveservices.azure.us"), T("v1.0"), NONE},
    {T("https://gateway.example:8443/team%20a/azure/translator/text/batch/v1.0/batches/" BATCH "/documents/" DOCUMENT),
     T("https://gateway.example:8443/team%20a/azure"), T("v1.0"), T(DOCUMENT)},
    {T("https://gateway.example/azure/translator/document/batches/" BATCH "?api-version=2024-05-01"),
     T("https://gateway.example/azure"), T("2024-05-01"), NONE},
    {T("http://127.0.0.1:3000/translator/text/batch/v1.0/batches/" BATCH), T("http://127.0.0.1:3000"), T("v1.0"), NONE},
    {T("http://gateway.example/translator/text/batch/v1.0/batches/" BATCH), T("http://gateway.example"), T("v1.0"),
     NONE},
    // A trailing slash.
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents/" DOCUMENT "/"), T(AZURE), T("v1.0"),
     T(DOCUMENT)},
    {T(AZURE "/translator/document/batches/" BATCH "/documents/?api-version=2024-05-01"), T(AZURE), T("2024-05-01"),
     NONE},
    // Other query parameters.
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "?x=1"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "?api-version=2024-05-01"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "?x=/translator/document/batches/"), T(AZURE), T("v1.0"),
     NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?x=1&api-version=2024-05-01"), T(AZURE), T("2024-05-01"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?xapi-version=v1&api-version=2024-05-01&y"), T(AZURE),
     T("2024-05-01"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?x=/translator/text/batch/&api-version=2024-05-01"), T(AZURE),
     T("2024-05-01"), NONE},
};

static void locations_are_parsed(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(VALID); i++) {
    dts_span text = copy_of(VALID[i].text);
    dts_location location;
    memset(&location, 0xaa, sizeof location);
    CHECK(text, dts_location_parse(text, &location) == DTS_OK);
    CHECK(text, same(VALID[i].endpoint, (dts_span){location.endpoint.text, location.endpoint.len}));
    CHECK(text, same(VALID[i].version, location.api_version));
    CHECK(text, same(SPAN(BATCH), location.batch_id));
    CHECK(text, same(VALID[i].document, location.document_id));
    CHECK(text, location.batch_id.ptr > text.ptr && location.batch_id.ptr < text.ptr + text.len);
    release(text);
  }
}

#define IN_PATH AZURE "/translator/text/batch/"
#define IN_QUERY AZURE "/translator/document/batches/"

static const struct {
  dts_span text;
  dts_code code;
} INVALID[] = {
    {T(""), DTS_ERROR_OPERATION_LOCATION},
    {T("junk"), DTS_ERROR_OPERATION_LOCATION},
    {T(BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T("?"), DTS_ERROR_OPERATION_LOCATION},
    {T(AZURE), DTS_ERROR_OPERATION_LOCATION},
    {T(AZURE "/"), DTS_ERROR_OPERATION_LOCATION},
    {T(AZURE "/translator"), DTS_ERROR_OPERATION_LOCATION},
    {T(AZURE "/translator/text/batch"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/"), DTS_ERROR_OPERATION_LOCATION},
    {T("https://host//translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT_PATH},
    {T(IN_PATH "v1.0/batches/" BATCH "0"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/.."), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "\n"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "\0"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH " "), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "#x"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/x"), DTS_ERROR_OPERATION_LOCATION},
    // The host is called "translator".
    {T("https://translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/documentsx"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/documents/x"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/documents/.."), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/documents/" DOCUMENT "x"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/documents/" DOCUMENT "/x"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "//documents/" DOCUMENT), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0//batches/" BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "/batches/" BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "1.0/batches/" BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "2024-05-01/batches/" BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "batches/" BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY "?api-version=2024-05-01"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?api-version"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?api-version="), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?api-version=v1.0"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?api-version=latest"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?api-version=2024-05-01\r\n"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?x=api-version=2024-05-01"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "?api-version=2024-05-01#x"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "?x=1#y"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "/documents/?x=1"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY BATCH "/documents/" DOCUMENT), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_QUERY "..?api-version=2024-05-01"), DTS_ERROR_OPERATION_LOCATION},
    {T(AZURE "/translator/document/batches?api-version=2024-05-01"), DTS_ERROR_OPERATION_LOCATION},
    {T(AZURE "/translator/document:translate?api-version=2024-05-01"), DTS_ERROR_OPERATION_LOCATION},
    // The errors of an endpoint apply to a location as well.
    {T("/translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT},
    {T("https:///translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT},
    {T(" " IN_PATH "v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT},
    {T("ftp://my.example/translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT},
    {T("https://user:pw@my.example/translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://my.example/../translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT_PATH},
    {T("https://my.example/%2e/translator/document/batches/" BATCH "?api-version=2024-05-01"), DTS_ERROR_ENDPOINT_PATH},
    {T("https://my.example//gw/translator/document/batches/" BATCH "?api-version=2024-05-01"), DTS_ERROR_ENDPOINT_PATH},
    {T("https://api.cognitive.microsofttranslator.com/translator/text/batch/v1.0/batches/" BATCH),
     DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://westus.api.cognitive.microsoft.com/translator/text/batch/v1.0/batches/" BATCH),
     DTS_ERROR_ENDPOINT_REGIONAL},
};

static void invalid_locations_are_rejected(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(INVALID); i++) {
    dts_span text = copy_of(INVALID[i].text);
    dts_location location;
    CHECK(text, dts_location_parse(text, &location) == INVALID[i].code);
    release(text);
  }
}

static void a_host_called_translator_is_not_part_of_the_path(void **state) {
  (void)state;
  dts_location location;
  dts_span text = SPAN("https://translator/text/batch/x/translator/text/batch/v1.0/batches/" BATCH);
  CHECK(text, dts_location_parse(text, &location) == DTS_OK);
  CHECK(text, same(SPAN("https://translator/text/batch/x"), (dts_span){location.endpoint.text, location.endpoint.len}));
}

static void truncated_locations_are_rejected_or_name_the_batch(void **state) {
  (void)state;
  static const dts_span WHOLE[] = {
      T(IN_PATH "v1.0-preview.1/batches/" BATCH "/documents/" DOCUMENT),
      T(IN_QUERY BATCH "/documents/" DOCUMENT "?api-version=2024-05-01"),
  };
  for (size_t i = 0; i < COUNT(WHOLE); i++) {
    for (size_t len = 0; len < WHOLE[i].len; len++) {
      dts_span text = copy_of((dts_span){WHOLE[i].ptr, len});
      dts_location location;
      dts_code code = dts_location_parse(text, &location);
      CHECK(text, code == DTS_OK ? i == 0 && same(location.batch_id, SPAN(BATCH)) && !location.document_id.ptr
                                 : code == DTS_ERROR_OPERATION_LOCATION);
      release(text);
    }
  }
}

static void written_urls_are_parsed_to_the_same_parts(void **state) {
  (void)state;
  static const dts_operation ALL[] = {DTS_GET_DOCUMENT, DTS_GET_BATCH, DTS_LIST_DOCUMENTS};
  static const dts_span VERSIONS[] = {
      T("v1.0-preview.1"),     T("v1.0"),      T("v1.1"), T("2024-05-01"), T("2024-11-01-preview"),
      T("2025-12-01-preview"), T("2026-03-01")};
  size_t rounds = 0;
  for (size_t i = 0; i < COUNT(ENDPOINTS); i++) {
    for (size_t v = 0; v < COUNT(VERSIONS); v++) {
      for (size_t o = 0; o < COUNT(ALL); o++, rounds++) {
        dts_endpoint endpoint;
        char out[DTS_MAX_URL_LENGTH];
        size_t len;
        CHECK(ENDPOINTS[i].endpoint, dts_endpoint_parse(ENDPOINTS[i].endpoint, true, &endpoint) == DTS_OK);
        assert_int_equal(dts_url_write(text_of(&endpoint), ALL[o], VERSIONS[v], SPAN(BATCH), SPAN(DOCUMENT), out, &len),
                         DTS_OK);
        dts_span url = copy_of((dts_span){out, len});
        dts_location location;
        CHECK(url, dts_location_parse(url, &location) == DTS_OK);
        CHECK(url,
              same((dts_span){endpoint.text, endpoint.len}, (dts_span){location.endpoint.text, location.endpoint.len}));
        CHECK(url, endpoint.origin_len == location.endpoint.origin_len);
        CHECK(url, same(location.api_version, VERSIONS[v]) && same(location.batch_id, SPAN(BATCH)));
        CHECK(url, ALL[o] == DTS_GET_DOCUMENT ? same(location.document_id, SPAN(DOCUMENT)) : !location.document_id.ptr);
        CHECK(url, dts_endpoint_parse(url, true, &endpoint) == DTS_ERROR_ENDPOINT_OPERATION);
        release(url);
      }
    }
  }
  assert_int_equal(rounds, COUNT(ENDPOINTS) * 21);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(locations_are_parsed),
      cmocka_unit_test(invalid_locations_are_rejected),
      cmocka_unit_test(a_host_called_translator_is_not_part_of_the_path),
      cmocka_unit_test(truncated_locations_are_rejected_or_name_the_batch),
      cmocka_unit_test(written_urls_are_parsed_to_the_same_parts),
  };
  return cmocka_run_group_tests_name("location", tests, NULL, NULL);
}
