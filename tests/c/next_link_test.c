// Tests next_link.c: which links are followed, the URL that is written, and the error code of each other one.
#include "urls.h"

#define UPPER_BATCH "727BF148-F327-47A0-9481-ABAE6362F11E"
#define OTHER "00000000-0000-0000-0000-000000000000"
#define GATEWAY "https://gateway.example:8443/team%20a"
#define PATH_JOBS "/translator/text/batch/v1.1/batches"
#define QUERY_JOBS "/translator/document/batches"

// Calls dts_next_link_write with inputs whose ends the sanitizers check.
static dts_code write_link(dts_span endpoint_text, dts_operation operation, dts_span link, char *out, size_t *len) {
  dts_endpoint endpoint;
  CHECK(endpoint_text, dts_endpoint_parse(endpoint_text, true, &endpoint) == DTS_OK);
  dts_span base = copy_of(text_of(&endpoint)), batch = copy_of(SPAN(BATCH)), copy = copy_of(link);
  dts_code code = dts_next_link_write(base, operation, batch, copy, out, len);
  release(copy);
  release(batch);
  release(base);
  return code;
}

static const struct {
  dts_span endpoint;
  dts_operation operation;
  dts_span link, url; // the URL that is written; absent if it is the link itself
} VALID[] = {
    // As the service sends them.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?$top=5&$skip=5"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(QUERY_LIST "&skip=50&maxpagesize=50"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS,
     T(PATH_LIST "?$skip=50&$top=1213&$maxpagesize=50&ids=" BATCH "," DOCUMENT
                 "&statuses=Succeeded&$orderBy=createdDateTimeUtc asc"),
     T(PATH_LIST "?$skip=50&$top=1213&$maxpagesize=50&ids=" BATCH "," DOCUMENT
                 "&statuses=Succeeded&$orderBy=createdDateTimeUtc%20asc")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "//translator/document/batches/" BATCH "/documents?skip=1"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/" PATH_JOBS "/" BATCH "/documents?$skip=1"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?"), NONE},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE PATH_JOBS "?$skip=50&$orderBy=createdDateTimeUtc desc"),
     T(AZURE PATH_JOBS "?$skip=50&$orderBy=createdDateTimeUtc%20desc")},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE QUERY_JOBS "?api-version=2024-05-01&skip=50"), NONE},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE "/" QUERY_JOBS "?skip=50"), NONE},
    // Only characters that a query cannot hold are encoded. Encoded characters are not encoded again.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a= b  c "), T(PATH_LIST "?a=%20b%20%20c%20")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=\"'<>"), T(PATH_LIST "?a=%22%27%3C%3E")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=\xc3\xbc\xe6\x96\xb0\xf0\x9f\x98\x80"),
     T(PATH_LIST "?a=%C3%BC%E6%96%B0%F0%9F%98%80")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=\x80\xff"), T(PATH_LIST "?a=%80%FF")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=%20%zz%&b=+&sig=a%2Fb%3D"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?!$%&()*+,-./09:;=?@AZ[\\]^_`az{|}~"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=https://evil.example/x@y://z"), NONE},
    // The origin is normalized.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE ":443/translator/document/batches/" BATCH "/documents?skip=50"),
     T(AZURE "/translator/document/batches/" BATCH "/documents?skip=50")},
    {T(AZURE), DTS_LIST_BATCHES, T("HTTPS://MY-resource.CognitiveServices.azure.com" PATH_JOBS), T(AZURE PATH_JOBS)},
    {T("http://127.0.0.1:3000"), DTS_LIST_BATCHES, T("http://127.0.0.1:3000" QUERY_JOBS "?skip=1"), NONE},
    {T("http://localhost"), DTS_LIST_BATCHES, T("http://LOCALHOST:80" QUERY_JOBS), T("http://localhost" QUERY_JOBS)},
    {T("https://[::1]:3000"), DTS_LIST_BATCHES, T("https://[::1]:3000" QUERY_JOBS), NONE},
    {T("https://translator"), DTS_LIST_BATCHES, T("https://translator" QUERY_JOBS), NONE},
    // Endpoints with a prefix.
    {T(GATEWAY), DTS_LIST_DOCUMENTS, T(GATEWAY PATH_JOBS "/" BATCH "/documents?$skip=1"), NONE},
    {T(GATEWAY "/"), DTS_LIST_BATCHES, T(GATEWAY QUERY_JOBS "?skip=1 2"), T(GATEWAY QUERY_JOBS "?skip=1%202")},
    {T(GATEWAY), DTS_LIST_BATCHES, T(GATEWAY "/" QUERY_JOBS), NONE},
    {T("https://gateway.example/o'neil"), DTS_LIST_BATCHES, T("https://GATEWAY.example/o'neil" QUERY_JOBS "?x='"),
     T("https://gateway.example/o'neil" QUERY_JOBS "?x=%27")},
    {T("https://gateway.example/translator/translator"), DTS_LIST_BATCHES,
     T("https://gateway.example/translator" QUERY_JOBS), NONE},
    {T("https://gateway.example/a/translator"), DTS_LIST_BATCHES, T("https://gateway.example/a" QUERY_JOBS), NONE},
    // The same batch in upper case, and in any version of either family.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE PATH_JOBS "/" UPPER_BATCH "/documents"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "/" UPPER_BATCH "/documents"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/translator/text/batch/v9.9-preview.9/batches/" BATCH "/documents"), NONE},
};

static void links_are_written_as_urls(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(VALID); i++) {
    dts_span link = VALID[i].link;
    char *out = malloc(DTS_MAX_LINK_URL_LENGTH);
    size_t len = 0;
    CHECK(link, write_link(VALID[i].endpoint, VALID[i].operation, link, out, &len) == DTS_OK);
    dts_span url = copy_of((dts_span){out, len});
    CHECK(url, same(url, VALID[i].url.ptr ? VALID[i].url : link));
    // The URL is a valid link again, and does not change.
    CHECK(url, write_link(VALID[i].endpoint, VALID[i].operation, url, out, &len) == DTS_OK);
    CHECK(url, same(url, (dts_span){out, len}));
    release(url);
    free(out);
  }
}

static void each_byte_of_a_query_is_rejected_encoded_or_kept(void **state) {
  (void)state;
  char link[] = PATH_LIST "?a=xb", expected[sizeof link + 2], *out = malloc(DTS_MAX_LINK_URL_LENGTH);
  size_t at = sizeof link - 3, len;
  for (int byte = 0; byte < 256; byte++) {
    dts_span text = {link, sizeof link - 1};
    link[at] = (char)byte;
    dts_code code = write_link(SPAN(AZURE), DTS_LIST_DOCUMENTS, text, out, &len);
    if (byte < ' ' || byte == 0x7f || byte == '#') {
      CHECK(text, code == DTS_ERROR_NEXT_LINK_CHARACTERS);
      continue;
    }
    bool encoded = byte > 0x7f || byte == ' ' || byte == '"' || byte == '\'' || byte == '<' || byte == '>';
    memcpy(expected, link, at);
    snprintf(expected + at, sizeof expected - at, encoded ? "%%%02Xb" : "%cb", byte);
    CHECK(text, code == DTS_OK && same(span_of(expected), (dts_span){out, len}));
  }
  free(out);
}

static const struct {
  dts_span endpoint;
  dts_operation operation;
  dts_span link;
  dts_code code;
} INVALID[] = {
    // Another host, port or scheme, or none.
    {T(AZURE), DTS_LIST_DOCUMENTS, T("https://evil.example" QUERY_JOBS "/" BATCH "/documents"), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://evil.example" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE ".evil.example" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE "." QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://my-resource.cognitiveservices.azure.co" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://api.cognitive.microsofttranslator.com" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://westus.api.cognitive.microsoft.com" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("http://my-resource.cognitiveservices.azure.com" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE ":8443" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE ":80" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE ":x" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE ":8443"), DTS_LIST_BATCHES, T(AZURE QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T("http://localhost:3000"), DTS_LIST_BATCHES, T("http://127.0.0.1:3000" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T("http://localhost:3000"), DTS_LIST_BATCHES, T("http://localhost:30001" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T("http://localhost:3000"), DTS_LIST_BATCHES, T("http://localhost:300" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T("http://localhost:3000"), DTS_LIST_BATCHES, T("http://localhost" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("javascript://my-resource.cognitiveservices.azure.com" QUERY_JOBS),
     DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("//my-resource.cognitiveservices.azure.com" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("?skip=1"), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("x"), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(""), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("://"), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://"), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https:///"), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https:" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(" " AZURE QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T(QUERY_JOBS "?x=" AZURE QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://evil.example?" AZURE QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://my-resource.cognitiveservices.azure.com\\.evil.example" QUERY_JOBS),
     DTS_ERROR_NEXT_LINK},
    {T(AZURE), DTS_LIST_BATCHES, T("https://my-\xc3\xbc.example" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    // Another prefix.
    {T(GATEWAY), DTS_LIST_BATCHES, T("https://gateway.example:8443" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(GATEWAY), DTS_LIST_BATCHES, T("https://gateway.example:8443/team%20b" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(GATEWAY), DTS_LIST_BATCHES, T("https://gateway.example:8443/Team%20a" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(GATEWAY), DTS_LIST_BATCHES, T("https://gateway.example:8443//team%20a" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(GATEWAY), DTS_LIST_BATCHES, T("https://gateway.example:8443/x/../team%20a" QUERY_JOBS), DTS_ERROR_NEXT_LINK},
    {T(GATEWAY), DTS_LIST_BATCHES, T("https://gateway.example:8443"), DTS_ERROR_NEXT_LINK},
    // A user name or a password.
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE "@evil.example" QUERY_JOBS), DTS_ERROR_NEXT_LINK_USER_INFO},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE ":443@evil.example" QUERY_JOBS), DTS_ERROR_NEXT_LINK_USER_INFO},
    {T(AZURE), DTS_LIST_BATCHES, T("https://user@my-resource.cognitiveservices.azure.com" QUERY_JOBS),
     DTS_ERROR_NEXT_LINK_USER_INFO},
    {T(AZURE), DTS_LIST_BATCHES, T("https://user:pw@my-resource.cognitiveservices.azure.com" QUERY_JOBS),
     DTS_ERROR_NEXT_LINK_USER_INFO},
    {T(AZURE), DTS_LIST_BATCHES, T("https://@my-resource.cognitiveservices.azure.com" QUERY_JOBS),
     DTS_ERROR_NEXT_LINK_USER_INFO},
    {T(AZURE), DTS_LIST_BATCHES, T("https://evil.example\\@my-resource.cognitiveservices.azure.com" QUERY_JOBS),
     DTS_ERROR_NEXT_LINK_USER_INFO},
    // Control characters or a fragment in any place.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?x\r\nHost: evil.example"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?x\ty"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?x\0y"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?x\x7fy"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?x#y"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "#"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "\n"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T("\n" PATH_LIST), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T("ht\ntps://my-resource.cognitiveservices.azure.com/x"),
     DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T("https://evil.example#" PATH_LIST), DTS_ERROR_NEXT_LINK_CHARACTERS},
    {T(AZURE), DTS_LIST_DOCUMENTS, T("\x7f"), DTS_ERROR_NEXT_LINK_CHARACTERS},
    // Another operation.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "?x=1"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/x?y=1"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/x?" PATH_LIST), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE PATH_JOBS), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "?skip=1"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE PATH_JOBS "/" BATCH), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "/" DOCUMENT), DTS_ERROR_NEXT_LINK_OPERATION}, // the URL of a document
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "/" BATCH "/documents/" DOCUMENT "?api-version=2024-05-01"),
     DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "/"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "x"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST " "), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "\\x"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "/.."), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "\xc3\xbc"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "//" PATH_JOBS "/" BATCH "/documents"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/gw" PATH_JOBS "/" BATCH "/documents"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE PATH_JOBS "//" BATCH "/documents"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/translator/text/batch/latest/batches/" BATCH "/documents"),
     DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/translator/text/batch/2024-05-01/batches/" BATCH "/documents"),
     DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/translator/text/batch/../batches/" BATCH "/documents"),
     DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/translator/document:translate"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(GATEWAY), DTS_LIST_BATCHES, T(GATEWAY), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(GATEWAY), DTS_LIST_BATCHES, T(GATEWAY "b" QUERY_JOBS), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE QUERY_JOBS "/" BATCH), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE QUERY_JOBS "/"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_BATCHES, T(AZURE "/translator/text/batch/v1/batches"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_BATCHES, T(PATH_LIST), DTS_ERROR_NEXT_LINK_OPERATION},
    // Another batch.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE PATH_JOBS "/" OTHER "/documents"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "/" OTHER "/documents?x=" BATCH), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "/" BATCH "0/documents"), DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS,
     T(AZURE QUERY_JOBS "/%37"
                        "27bf148-f327-47a0-9481-abae6362f11e/documents"),
     DTS_ERROR_NEXT_LINK_OPERATION},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "/../documents"), DTS_ERROR_NEXT_LINK_OPERATION},
};

static void links_to_other_resources_are_rejected(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(INVALID); i++) {
    char *out = malloc(DTS_MAX_LINK_URL_LENGTH);
    size_t len;
    CHECK(INVALID[i].link,
          write_link(INVALID[i].endpoint, INVALID[i].operation, INVALID[i].link, out, &len) == INVALID[i].code);
    free(out);
  }
}

static void the_length_of_a_link_is_limited(void **state) {
  (void)state;
  enum { BASE = sizeof PATH_LIST "?" - 1, GROWTH = (DTS_MAX_LINK_URL_LENGTH - DTS_MAX_LINK_LENGTH) / 2 };
  static const struct {
    size_t len;     // of the link
    size_t encoded; // number of characters that are encoded to three
    dts_code code;
  } ROWS[] = {
      {DTS_MAX_LINK_LENGTH - 1, 0, DTS_OK},
      {DTS_MAX_LINK_LENGTH, 0, DTS_OK},
      {DTS_MAX_LINK_LENGTH, GROWTH, DTS_OK},
      {DTS_MAX_LINK_LENGTH, GROWTH + 1, DTS_ERROR_NEXT_LINK_SIZE},
      {DTS_MAX_LINK_LENGTH - 1, GROWTH + 1, DTS_ERROR_NEXT_LINK_SIZE},
      {DTS_MAX_LINK_LENGTH - 2, GROWTH + 1, DTS_OK},
      {DTS_MAX_LINK_LENGTH, DTS_MAX_LINK_LENGTH - BASE, DTS_ERROR_NEXT_LINK_SIZE},
      {DTS_MAX_LINK_LENGTH + 1, 0, DTS_ERROR_NEXT_LINK_SIZE},
      {3 * DTS_MAX_LINK_LENGTH, 0, DTS_ERROR_NEXT_LINK_SIZE},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    size_t link_len = ROWS[i].len, len = 0;
    char *link = malloc(link_len), *out = malloc(DTS_MAX_LINK_URL_LENGTH);
    memcpy(link, PATH_LIST "?", BASE);
    memset(link + BASE, 'x', link_len - BASE);
    memset(link + link_len - ROWS[i].encoded, ' ', ROWS[i].encoded);
    assert_int_equal(write_link(SPAN(AZURE), DTS_LIST_DOCUMENTS, (dts_span){link, link_len}, out, &len), ROWS[i].code);
    if (ROWS[i].code == DTS_OK) assert_int_equal(len, link_len + 2 * ROWS[i].encoded);
    assert_true(len <= DTS_MAX_LINK_URL_LENGTH);
    free(out);
    free(link);
  }
}

static void truncated_links_are_read_within_bounds(void **state) {
  (void)state;
  dts_span link = SPAN(PATH_LIST "?$skip=5&x=\xc3\xbc");
  char *out = malloc(DTS_MAX_LINK_URL_LENGTH);
  for (size_t len = 0, url_len; len < link.len; len++) {
    dts_span text = {link.ptr, len};
    dts_code code = write_link(SPAN(AZURE), DTS_LIST_DOCUMENTS, text, out, &url_len);
    CHECK(text, code == (len >= sizeof PATH_LIST - 1 ? DTS_OK
                         : len >= sizeof AZURE - 1   ? DTS_ERROR_NEXT_LINK_OPERATION
                                                     : DTS_ERROR_NEXT_LINK));
  }
  free(out);
}

static void written_urls_are_valid_links_of_their_list(void **state) {
  (void)state;
  static const dts_operation LISTS[] = {DTS_LIST_DOCUMENTS, DTS_LIST_BATCHES};
  static const dts_span VERSIONS[] = {T("v1.0-preview.1"), T("v1.1"), T("2024-05-01"), T("2024-11-01-preview")};
  for (size_t i = 0; i < COUNT(ENDPOINTS); i++) {
    for (size_t v = 0; v < COUNT(VERSIONS); v++) {
      for (size_t o = 0; o < COUNT(LISTS); o++) {
        dts_endpoint endpoint;
        char url[DTS_MAX_URL_LENGTH], *out = malloc(DTS_MAX_LINK_URL_LENGTH);
        size_t url_len, len;
        CHECK(ENDPOINTS[i].endpoint, dts_endpoint_parse(ENDPOINTS[i].endpoint, true, &endpoint) == DTS_OK);
        assert_int_equal(dts_url_write(text_of(&endpoint), LISTS[o], VERSIONS[v], SPAN(BATCH), SPAN(""), url, &url_len),
                         DTS_OK);
        dts_span text = {url, url_len};
        CHECK(text, write_link(ENDPOINTS[i].endpoint, LISTS[o], text, out, &len) == DTS_OK);
        CHECK(text, same(text, (dts_span){out, len}));
        CHECK(text, write_link(ENDPOINTS[i].endpoint, LISTS[!o], text, out, &len) == DTS_ERROR_NEXT_LINK_OPERATION);
        free(out);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(links_are_written_as_urls),
      cmocka_unit_test(each_byte_of_a_query_is_rejected_encoded_or_kept),
      cmocka_unit_test(links_to_other_resources_are_rejected),
      cmocka_unit_test(the_length_of_a_link_is_limited),
      cmocka_unit_test(truncated_links_are_read_within_bounds),
      cmocka_unit_test(written_urls_are_valid_links_of_their_list),
  };
  return cmocka_run_group_tests_name("next_link", tests, NULL, NULL);
}
