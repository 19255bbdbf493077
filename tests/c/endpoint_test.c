// Tests endpoint.c: which endpoints are valid, how they are normalized, and the error code of each invalid one.
#include "urls.h"

static void endpoints_are_normalized(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(ENDPOINTS); i++) {
    dts_span text = copy_of(ENDPOINTS[i].endpoint), origin = ENDPOINTS[i].origin, prefix = ENDPOINTS[i].prefix;
    for (int with_credential = 0; with_credential < 2; with_credential++) {
      dts_endpoint *endpoint = malloc(sizeof *endpoint);
      memset(endpoint, 0xaa, sizeof *endpoint);
      CHECK(text, dts_endpoint_parse(text, with_credential, endpoint) == DTS_OK);
      CHECK(text, endpoint->origin_len == origin.len && endpoint->len == origin.len + prefix.len);
      CHECK(text, memcmp(endpoint->text, origin.ptr, origin.len) == 0);
      CHECK(text, memcmp(endpoint->text + origin.len, prefix.ptr, prefix.len) == 0);
      free(endpoint);
    }
    release(text);
  }
}

static void normalized_endpoints_stay_the_same(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(ENDPOINTS); i++) {
    dts_span text = ENDPOINTS[i].endpoint;
    dts_endpoint once, twice;
    CHECK(text, dts_endpoint_parse(text, false, &once) == DTS_OK);
    dts_span written = {once.text, once.len};
    CHECK(written, dts_endpoint_parse(written, false, &twice) == DTS_OK);
    CHECK(written, same(written, (dts_span){twice.text, twice.len}) && once.origin_len == twice.origin_len);
  }
}

static void a_second_translator_segment_and_a_host_of_that_name_are_kept(void **state) {
  (void)state;
  static const struct {
    dts_span text, expected, url;
  } ROWS[] = {
      {T("https://gateway.example/translator/translator/"), T("https://gateway.example/translator/translator"),
       T("https://gateway.example/translator/translator/document/batches/" BATCH "?api-version=2024-05-01")},
      {T("https://gateway.example/a/translator/translator"), T("https://gateway.example/a/translator/translator"),
       T("https://gateway.example/a/translator/translator/document/batches/" BATCH "?api-version=2024-05-01")},
      {T("https://translator"), T("https://translator"),
       T("https://translator/translator/document/batches/" BATCH "?api-version=2024-05-01")},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_endpoint endpoint;
    dts_location location;
    dts_span text = ROWS[i].text;
    char out[DTS_MAX_URL_LENGTH];
    size_t len;
    for (int round = 0; round < 3; round++, text = ROWS[i].expected) {
      CHECK(text, dts_endpoint_parse(text, true, &endpoint) == DTS_OK);
      CHECK(text, same(ROWS[i].expected, text_of(&endpoint)));
    }
    CHECK(text, dts_url_write(text_of(&endpoint), DTS_GET_BATCH, SPAN("2024-05-01"), SPAN(BATCH), SPAN(""), out,
                              &len) == DTS_OK);
    CHECK(ROWS[i].url, same(ROWS[i].url, (dts_span){out, len}));
    CHECK(ROWS[i].url, dts_location_parse(ROWS[i].url, &location) == DTS_OK);
    CHECK(ROWS[i].url, same(ROWS[i].expected, text_of(&location.endpoint)));
  }
}

static const struct {
  dts_span endpoint;
  dts_code code;
} INVALID[] = {
    // Not an absolute http(s) URL with a plain host.
    {T(""), DTS_ERROR_ENDPOINT},
    {T("my-resource"), DTS_ERROR_ENDPOINT},
    {T("my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("my-resource.cognitiveservices.azure.com:443"), DTS_ERROR_ENDPOINT},
    {T("//my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("/status"), DTS_ERROR_ENDPOINT},
    {T("ftp://my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("wss://my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("httpss://my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("javascript:alert(1)"), DTS_ERROR_ENDPOINT},
    {T("data:,x"), DTS_ERROR_ENDPOINT},
    {T("https"), DTS_ERROR_ENDPOINT},
    {T("https:"), DTS_ERROR_ENDPOINT},
    {T("https:/"), DTS_ERROR_ENDPOINT},
    {T("https://"), DTS_ERROR_ENDPOINT},
    {T("https:///"), DTS_ERROR_ENDPOINT},
    {T("https:///translator"), DTS_ERROR_ENDPOINT},
    {T("https:my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https:/my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https:\\\\my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https:/\\my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T(" " AZURE), DTS_ERROR_ENDPOINT},
    {T("\t" AZURE), DTS_ERROR_ENDPOINT},
    {T("\n" AZURE), DTS_ERROR_ENDPOINT},
    {T("\0" AZURE), DTS_ERROR_ENDPOINT},
    {T("\xef\xbb\xbf" AZURE), DTS_ERROR_ENDPOINT},
    {T("ht\ntps://my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https ://my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("\"" AZURE "\""), DTS_ERROR_ENDPOINT},
    {T("<" AZURE ">"), DTS_ERROR_ENDPOINT},
    {T("https://my-resource\\.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https://gateway.example\\x"), DTS_ERROR_ENDPOINT},
    {T(AZURE " "), DTS_ERROR_ENDPOINT},
    {T(AZURE "\n"), DTS_ERROR_ENDPOINT},
    {T(AZURE "\r\n"), DTS_ERROR_ENDPOINT},
    {T(AZURE "\0"), DTS_ERROR_ENDPOINT},
    {T("https://my resource.example"), DTS_ERROR_ENDPOINT},
    {T("https://my\0resource.example"), DTS_ERROR_ENDPOINT},
    {T("https://my\x7fresource.example"), DTS_ERROR_ENDPOINT},
    {T("https://%6dy-resource.example"), DTS_ERROR_ENDPOINT},
    {T("https://<name>.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https://{name}.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT},
    {T("https://\xc3\xbc"
       "bersetzer.example"),
     DTS_ERROR_ENDPOINT},
    {T("https://gateway\xe3\x80\x82"
       "example"),
     DTS_ERROR_ENDPOINT}, // ideographic full stop, which browsers treat as a dot
    {T("https://gateway.ex\xc2\xad"
       "ample"),
     DTS_ERROR_ENDPOINT}, // soft hyphen, which browsers remove
    {T("https://\xef\xbd\x8d"
       "y.example"),
     DTS_ERROR_ENDPOINT}, // full-width m
    {T("https://gateway\xff.example"), DTS_ERROR_ENDPOINT},
    {T("https://.example"), DTS_ERROR_ENDPOINT},
    {T("https://gateway..example"), DTS_ERROR_ENDPOINT},
    {T("https://."), DTS_ERROR_ENDPOINT},
    {T("https://.."), DTS_ERROR_ENDPOINT},
    {T("https://a,b.example"), DTS_ERROR_ENDPOINT},
    // IPv4 addresses in spellings that only some programs accept.
    {T("https://127.1"), DTS_ERROR_ENDPOINT},
    {T("https://127.0.1"), DTS_ERROR_ENDPOINT},
    {T("https://0x7f.1"), DTS_ERROR_ENDPOINT},
    {T("https://0x7f.0.0.1"), DTS_ERROR_ENDPOINT},
    {T("https://0X7F000001"), DTS_ERROR_ENDPOINT},
    {T("https://gateway.0x"), DTS_ERROR_ENDPOINT},
    {T("https://2130706433"), DTS_ERROR_ENDPOINT},
    {T("https://0177.0.0.1"), DTS_ERROR_ENDPOINT},
    {T("https://127.0.0.01"), DTS_ERROR_ENDPOINT},
    {T("https://127.0.0.1."), DTS_ERROR_ENDPOINT},
    {T("https://00.0.0.0"), DTS_ERROR_ENDPOINT},
    {T("https://256.0.0.1"), DTS_ERROR_ENDPOINT},
    {T("https://1.2.3.256"), DTS_ERROR_ENDPOINT},
    {T("https://1.a.3.4"), DTS_ERROR_ENDPOINT},
    {T("https://1.2.3."), DTS_ERROR_ENDPOINT},
    {T("https://1.2.3.4294967297"), DTS_ERROR_ENDPOINT},
    {T("https://1.2.3.4.5"), DTS_ERROR_ENDPOINT},
    {T("https://1.2.3"), DTS_ERROR_ENDPOINT},
    {T("https://gateway.example.7"), DTS_ERROR_ENDPOINT},
    {T("https://0"), DTS_ERROR_ENDPOINT},
    // IPv6 addresses other than [::1], and other spellings of it.
    {T("https://[::1"), DTS_ERROR_ENDPOINT},
    {T("https://::1"), DTS_ERROR_ENDPOINT},
    {T("https://[]"), DTS_ERROR_ENDPOINT},
    {T("https://[::1]x"), DTS_ERROR_ENDPOINT},
    {T("https://[::1]8443"), DTS_ERROR_ENDPOINT},
    {T("https://x[::1]"), DTS_ERROR_ENDPOINT},
    {T("https://[::1%25lo]"), DTS_ERROR_ENDPOINT},
    {T("https://[0:0:0:0:0:0:0:1]"), DTS_ERROR_ENDPOINT},
    {T("https://[::ffff:127.0.0.1]"), DTS_ERROR_ENDPOINT},
    {T("https://[2001:db8::1]"), DTS_ERROR_ENDPOINT},
    {T("https://[::]"), DTS_ERROR_ENDPOINT},
    // Ports.
    {T(AZURE ":0"), DTS_ERROR_ENDPOINT},
    {T(AZURE ":65536"), DTS_ERROR_ENDPOINT},
    {T(AZURE ":99999"), DTS_ERROR_ENDPOINT},
    {T(AZURE ":4294967739"), DTS_ERROR_ENDPOINT}, // 443, if truncated to 32 bits
    {T(AZURE ":-1"), DTS_ERROR_ENDPOINT},
    {T(AZURE ":+443"), DTS_ERROR_ENDPOINT},
    {T(AZURE ":44a"), DTS_ERROR_ENDPOINT},
    {T(AZURE ": 443"), DTS_ERROR_ENDPOINT},
    {T(AZURE ":443:443"), DTS_ERROR_ENDPOINT},
    {T("https://:443"), DTS_ERROR_ENDPOINT},
    {T("https://[::1]:x"), DTS_ERROR_ENDPOINT},
    // A user name or a password.
    {T("https://user@my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://user:secret@my-resource.cognitiveservices.azure.com"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://:secret@my-resource.cognitiveservices.azure.com/"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://@my-resource.cognitiveservices.azure.com/"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://a@b@my-resource.cognitiveservices.azure.com/"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://my-resource.cognitiveservices.azure.com@evil.example"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("https://my-resource.cognitiveservices.azure.com:443@evil.example"), DTS_ERROR_ENDPOINT_USER_INFO},
    {T("http://localhost@evil.example"), DTS_ERROR_ENDPOINT_USER_INFO},
    // A query.
    {T(AZURE "?"), DTS_ERROR_ENDPOINT_QUERY},
    {T(AZURE "/?"), DTS_ERROR_ENDPOINT_QUERY},
    {T(AZURE "?api-version=2024-05-01"), DTS_ERROR_ENDPOINT_QUERY},
    {T(AZURE "/gw?key=a#b"), DTS_ERROR_ENDPOINT_QUERY},
    {T(AZURE "?a=https://user@evil.example/"), DTS_ERROR_ENDPOINT_QUERY},
    {T(AZURE "/translator?x"), DTS_ERROR_ENDPOINT_QUERY},
    // A fragment.
    {T(AZURE "#"), DTS_ERROR_ENDPOINT_FRAGMENT},
    {T(AZURE "/#"), DTS_ERROR_ENDPOINT_FRAGMENT},
    {T(AZURE "/gw#a?b"), DTS_ERROR_ENDPOINT_FRAGMENT},
    {T(AZURE "#@evil.example"), DTS_ERROR_ENDPOINT_FRAGMENT},
    // Paths that URL parsers and servers read differently.
    {T(AZURE "/.."), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/../"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/."), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/./"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/../x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/./x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/.."), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/../translator"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/%2e%2e/x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/%2E%2E/x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/%2e"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/%2E/"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/.%2e/x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw/%2E./x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%2fx"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%2F..%2Fx"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%5cx"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%5C..%5Cx"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\\x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/\\..\\x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "//"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "//gw"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw//x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw//"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/translator//"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "//translator"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%20 x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/ "), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/\n"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\tx"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\r\nHost: evil.example"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\0x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\x01"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\x7f"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%00"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%0d%0ax"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%0D%0Ax"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%1f"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%7F"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%4"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%4g"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%g4"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw%%41"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/%c3%bc\xc3\xbc"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw\"x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/<gw>"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/{gw}"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw|x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/gw^`x"), DTS_ERROR_ENDPOINT_PATH},
    {T(AZURE "/[gw]"), DTS_ERROR_ENDPOINT_PATH},
    // The URL of an operation.
    {T(AZURE "/translator/text/batch/v1.0-preview.1"), DTS_ERROR_ENDPOINT_OPERATION},
    {T(AZURE "/translator/text/batch/v1.0/"), DTS_ERROR_ENDPOINT_OPERATION},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH), DTS_ERROR_ENDPOINT_OPERATION},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents/" DOCUMENT), DTS_ERROR_ENDPOINT_OPERATION},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2024-05-01"), DTS_ERROR_ENDPOINT_OPERATION},
    {T(AZURE "/translator/document/batches/" BATCH "/documents/" DOCUMENT "?api-version=2024-05-01"),
     DTS_ERROR_ENDPOINT_OPERATION},
    {T(AZURE "/translator/document/batches?api-version=2024-05-01"), DTS_ERROR_ENDPOINT_OPERATION},
    {T("https://gateway.example/azure/translator/document/batches/" BATCH "?api-version=2024-05-01"),
     DTS_ERROR_ENDPOINT_OPERATION},
    // The global endpoint, in every cloud and geography.
    {T("https://api.cognitive.microsofttranslator.com"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api.cognitive.microsofttranslator.com/"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://API.Cognitive.MicrosoftTranslator.com:443/translator"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api.cognitive.microsofttranslator.com:8443"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api-nam.cognitive.microsofttranslator.com"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api-eur.cognitive.microsofttranslator.com"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api-apc.cognitive.microsofttranslator.com"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api.cognitive.microsofttranslator.us"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("https://api.translator.azure.cn"), DTS_ERROR_ENDPOINT_GLOBAL},
    // Regional endpoints, in every cloud.
    {T("https://westeurope.api.cognitive.microsoft.com"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://westeurope.api.cognitive.microsoft.com/"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://WestEurope.API.Cognitive.Microsoft.Com/translator/"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://eastus2.api.cognitive.microsoft.com:443"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://usgovvirginia.api.cognitive.microsoft.us"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://usgovvirginia.api.cognitive.azure.us"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://chinanorth.api.cognitive.azure.cn"), DTS_ERROR_ENDPOINT_REGIONAL},
    {T("https://usgovarizona.api.cognitive.azure.us"), DTS_ERROR_ENDPOINT_REGIONAL},
    // The wrong host is reported before the insecure scheme.
    {T("http://api.cognitive.microsofttranslator.com"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("http://westeurope.api.cognitive.microsoft.com"), DTS_ERROR_ENDPOINT_REGIONAL},
    // A port has at most five digits, with leading zeros.
    {T(AZURE ":065535"), DTS_ERROR_ENDPOINT},
};

static void invalid_endpoints_are_rejected_with_a_code(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(INVALID); i++) {
    dts_span text = copy_of(INVALID[i].endpoint);
    dts_endpoint endpoint;
    CHECK(text, dts_endpoint_parse(text, true, &endpoint) == INVALID[i].code);
    CHECK(text, dts_endpoint_parse(text, false, &endpoint) == INVALID[i].code);
    release(text);
  }
}

static const struct {
  dts_span endpoint;
  bool loopback;
} PLAIN_HTTP[] = {
    {T("http://localhost"), true},
    {T("http://LOCALHOST:3000/"), true},
    {T("http://localhost/gw/translator"), true},
    {T("http://127.0.0.1"), true},
    {T("http://127.0.0.1:3000"), true},
    {T("http://127.0.0.0"), true},
    {T("http://127.255.255.255:1"), true},
    {T("http://127.1.2.3"), true},
    {T("http://[::1]"), true},
    {T("http://[::1]:3000/x"), true},
    {T("HTTP://127.0.0.1"), true},
    {T("http://my-resource.cognitiveservices.azure.com"), false},
    {T("HTTP://my-resource.cognitiveservices.azure.com:443"), false},
    {T("http://127.0.0.1.evil.com"), false},
    {T("http://127.evil.com"), false},
    {T("http://localhost.evil.com"), false},
    {T("http://localhost.localdomain"), false},
    {T("http://localhost-x"), false},
    {T("http://xlocalhost"), false},
    {T("http://evil.com/localhost"), false},
    {T("http://128.0.0.1"), false},
    {T("http://126.255.255.255"), false},
    {T("http://12.7.0.1"), false},
    {T("http://1.127.0.0"), false},
    {T("http://0.0.0.0"), false},
    {T("http://10.0.0.4"), false},
    {T("http://192.168.127.1"), false},
};

static void with_a_credential_http_is_allowed_for_loopback_hosts_only(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(PLAIN_HTTP); i++) {
    dts_span text = copy_of(PLAIN_HTTP[i].endpoint);
    dts_endpoint endpoint;
    CHECK(text, dts_endpoint_parse(text, false, &endpoint) == DTS_OK);
    CHECK(text, endpoint.len > 7 && memcmp(endpoint.text, "http://", 7) == 0);
    dts_code expected = PLAIN_HTTP[i].loopback ? DTS_OK : DTS_ERROR_ENDPOINT_INSECURE;
    CHECK(text, dts_endpoint_parse(text, true, &endpoint) == expected);
    release(text);
  }
}

static void the_length_of_an_endpoint_is_limited(void **state) {
  (void)state;
  char text[DTS_MAX_ENDPOINT_LENGTH + 1];
  memset(text, 'a', sizeof text);
  memcpy(text, "https://gateway.example/", 24);
  dts_endpoint endpoint;
  dts_span longest = copy_of((dts_span){text, DTS_MAX_ENDPOINT_LENGTH}),
           longer = copy_of((dts_span){text, DTS_MAX_ENDPOINT_LENGTH + 1});
  assert_int_equal(dts_endpoint_parse(longest, true, &endpoint), DTS_OK);
  assert_int_equal(endpoint.len, DTS_MAX_ENDPOINT_LENGTH);
  assert_int_equal(dts_endpoint_parse(longer, true, &endpoint), DTS_ERROR_ENDPOINT);

  char *out = malloc(DTS_MAX_URL_LENGTH);
  size_t len;
  assert_int_equal(dts_endpoint_parse(longest, true, &endpoint), DTS_OK);
  assert_int_equal(dts_url_write(text_of(&endpoint), DTS_GET_DOCUMENT, SPAN("v1.0-preview.1"), SPAN(BATCH),
                                 SPAN(DOCUMENT), out, &len),
                   DTS_OK);
  assert_int_equal(len, DTS_MAX_ENDPOINT_LENGTH + strlen("/translator/text/batch/v1.0-preview.1/batches/") + 36 +
                            strlen("/documents/") + 36);
  free(out);
  release(longest);
  release(longer);
}

static void truncated_endpoints_are_read_within_bounds(void **state) {
  (void)state;
  dts_span whole = SPAN("https://[::1]:8443/gw%20x/../translator/");
  dts_endpoint endpoint;
  for (size_t len = 0; len <= whole.len; len++) {
    dts_span text = copy_of((dts_span){whole.ptr, len});
    CHECK(text, (dts_endpoint_parse(text, true, &endpoint) == DTS_OK) ==
                    ((len >= 13 && len < 14) || (len >= 15 && len < 22) || (len >= 24 && len <= 26)));
    release(text);
  }
}

static void the_scope_depends_on_the_cloud(void **state) {
  (void)state;
  static const struct {
    dts_span endpoint;
    const char *scope;
  } ROWS[] = {
      {T(AZURE), "https://cognitiveservices.azure.com/.default"},
      {T(AZURE "/gw.azure.us"), "https://cognitiveservices.azure.com/.default"},
      {T("https://my-resource.cognitiveservices.azure.us"), "https://cognitiveservices.azure.us/.default"},
      {T("https://MY.cognitiveservices.AZURE.US/gw"), "https://cognitiveservices.azure.us/.default"},
      {T("https://my-resource.cognitiveservices.azure.cn/"), "https://cognitiveservices.azure.cn/.default"},
      {T("https://my-resource.cognitiveservices.azure.cn:443/"), "https://cognitiveservices.azure.cn/.default"},
      {T("https://my-resource.cognitiveservices.azure.us:8443"), "https://cognitiveservices.azure.us/.default"},
      {T("https://my-resource.cognitiveservices.azure.cn:8443/gw"), "https://cognitiveservices.azure.cn/.default"},
      {T("https://notazure.us"), "https://cognitiveservices.azure.com/.default"},
      {T("https://my.azure.us.example"), "https://cognitiveservices.azure.com/.default"},
      {T("http://localhost:3000"), "https://cognitiveservices.azure.com/.default"},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_endpoint endpoint;
    CHECK(ROWS[i].endpoint, dts_endpoint_parse(ROWS[i].endpoint, true, &endpoint) == DTS_OK);
    CHECK(ROWS[i].endpoint, same(dts_endpoint_scope(&endpoint), span_of(ROWS[i].scope)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(endpoints_are_normalized),
      cmocka_unit_test(normalized_endpoints_stay_the_same),
      cmocka_unit_test(a_second_translator_segment_and_a_host_of_that_name_are_kept),
      cmocka_unit_test(invalid_endpoints_are_rejected_with_a_code),
      cmocka_unit_test(with_a_credential_http_is_allowed_for_loopback_hosts_only),
      cmocka_unit_test(the_length_of_an_endpoint_is_limited),
      cmocka_unit_test(truncated_endpoints_are_read_within_bounds),
      cmocka_unit_test(the_scope_depends_on_the_cloud),
  };
  return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
