// Proves url.c: which endpoints, versions, ids and URLs are taken, what they come to, and the code of each refusal.
#include "tests.h"

static dts_span whole(const dts_endpoint *endpoint) { return (dts_span){endpoint->text, endpoint->len}; }

#define BATCH "727bf148-f327-47a0-9481-abae6362f11e"
#define DOCUMENT "0007aadd-0000-0000-0000-000000000000"
#define AZURE "https://my-resource.cognitiveservices.azure.com"

// ---- Endpoints
// -------------------------------------------------------------------------------------------------------

// The path prefix is what stands in `text` behind `origin`.
static const struct {
  dts_span endpoint, origin, prefix;
} TAKEN[] = {
    // As users paste it.
    {T(AZURE), T(AZURE), T("")},
    {T(AZURE "/"), T(AZURE), T("")},
    {T(AZURE "/translator"), T(AZURE), T("")},
    {T(AZURE "/translator/"), T(AZURE), T("")},
    {T("https://my-resource.cognitiveservices.azure.us/"), T("https://my-resource.cognitiveservices.azure.us"), T("")},
    {T("https://my-resource.cognitiveservices.azure.cn/"), T("https://my-resource.cognitiveservices.azure.cn"), T("")},
    {T("https://MY-Resource.CognitiveServices.Azure.COM/"), T(AZURE), T("")},
    {T("HTTPS://my-resource.cognitiveservices.azure.com"), T(AZURE), T("")},
    {T("hTtPs://my-resource.cognitiveservices.azure.com"), T(AZURE), T("")},
    // Ports.
    {T(AZURE ":443"), T(AZURE), T("")},
    {T(AZURE ":443/"), T(AZURE), T("")},
    {T(AZURE ":0443/translator"), T(AZURE), T("")},
    {T(AZURE ":8443"), T(AZURE ":8443"), T("")},
    {T(AZURE ":08443"), T(AZURE ":8443"), T("")},
    {T(AZURE ":80"), T(AZURE ":80"), T("")},
    {T(AZURE ":1"), T(AZURE ":1"), T("")},
    {T(AZURE ":65535/gw"), T(AZURE ":65535"), T("/gw")},
    {T("http://localhost:443"), T("http://localhost:443"), T("")},
    {T("http://localhost:80/"), T("http://localhost"), T("")},
    {T("http://localhost:3000"), T("http://localhost:3000"), T("")},
    // Gateways, with a path of their own; its case is kept.
    {T("https://gateway.example/azure"), T("https://gateway.example"), T("/azure")},
    {T("https://gateway.example/azure/"), T("https://gateway.example"), T("/azure")},
    {T("https://gateway.example/azure/translator"), T("https://gateway.example"), T("/azure")},
    {T("https://gateway.example/azure/translator/"), T("https://gateway.example"), T("/azure")},
    {T("https://gateway.example/Team-A/v2.1/Doc_s~"), T("https://gateway.example"), T("/Team-A/v2.1/Doc_s~")},
    {T("https://gateway.example/my%20team"), T("https://gateway.example"), T("/my%20team")},
    {T("https://gateway.example/a@b:c;d=e,f!g$h&i'j(k)l*m+n"), T("https://gateway.example"),
     T("/a@b:c;d=e,f!g$h&i'j(k)l*m+n")},
    {T("https://gateway.example/mytranslator"), T("https://gateway.example"), T("/mytranslator")},
    {T("https://gateway.example/translator2/x"), T("https://gateway.example"), T("/translator2/x")},
    {T("https://gateway.example/.well-known/..a/a.."), T("https://gateway.example"), T("/.well-known/..a/a..")},
    {T("https://gateway.example/.../x/..."), T("https://gateway.example"), T("/.../x/...")},
    {T("https://gateway"), T("https://gateway"), T("")},
    {T("https://translator"), T("https://translator"), T("")},
    {T("https://translator/translator/"), T("https://translator"), T("")},
    {T("https://gateway.0xyz"), T("https://gateway.0xyz"), T("")},
    {T("https://gateway.0xg"), T("https://gateway.0xg"), T("")},
    {T("https://my_gateway.example"), T("https://my_gateway.example"), T("")},
    {T("https://xn--bersetzer-55a.example"), T("https://xn--bersetzer-55a.example"), T("")},
    {T("https://1a.2b.example"), T("https://1a.2b.example"), T("")},
    // Addresses.
    {T("https://10.0.0.4"), T("https://10.0.0.4"), T("")},
    {T("https://255.255.255.255:8443/x"), T("https://255.255.255.255:8443"), T("/x")},
    {T("https://0.0.0.0"), T("https://0.0.0.0"), T("")},
    {T("https://[::1]"), T("https://[::1]"), T("")},
    {T("https://[::1]:8443/gw/"), T("https://[::1]:8443"), T("/gw")},
    {T("http://[::1]:80"), T("http://[::1]"), T("")},
    // Near misses of the hosts that are known to be wrong.
    {T("https://api-cognitive-microsofttranslator.com"), T("https://api-cognitive-microsofttranslator.com"), T("")},
    {T("https://notmicrosofttranslator.com"), T("https://notmicrosofttranslator.com"), T("")},
    {T("https://api.cognitive.microsofttranslator.com.example"),
     T("https://api.cognitive.microsofttranslator.com.example"), T("")},
    {T("https://westeurope.api.cognitive.microsoft.com.example"),
     T("https://westeurope.api.cognitive.microsoft.com.example"), T("")},
    {T("https://westeurope.api.cognitiveservices.azure.com"), T("https://westeurope.api.cognitiveservices.azure.com"),
     T("")},
    {T("https://westeurope.xapi.cognitive.microsoft.com"), T("https://westeurope.xapi.cognitive.microsoft.com"), T("")},
    {T("https://westeurope.cognitiveservices.azure.com"), T("https://westeurope.cognitiveservices.azure.com"), T("")},
    {T("https://my.api.translator.azure.cn.example"), T("https://my.api.translator.azure.cn.example"), T("")},
    {T("https://gateway.example/api.cognitive.microsofttranslator.com"), T("https://gateway.example"),
     T("/api.cognitive.microsofttranslator.com")},
};

static void endpoints_come_to_an_origin_and_a_prefix(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(TAKEN); i++) {
    dts_span text = copy_of(TAKEN[i].endpoint), origin = TAKEN[i].origin, prefix = TAKEN[i].prefix;
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

static void what_an_endpoint_comes_to_comes_to_itself(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(TAKEN); i++) {
    dts_span text = TAKEN[i].endpoint;
    dts_endpoint once, twice;
    CHECK(text, dts_endpoint_parse(text, false, &once) == DTS_OK);
    dts_span written = {once.text, once.len};
    CHECK(written, dts_endpoint_parse(written, false, &twice) == DTS_OK);
    CHECK(written, same(written, (dts_span){twice.text, twice.len}) && once.origin_len == twice.origin_len);
  }
}

static void a_gateways_own_translator_is_kept_however_often_it_is_read(void **state) {
  (void)state;
  static const struct {
    dts_span text, expected, url;
  } ROWS[] = {
      {T("https://gateway.example/translator/translator/"), T("https://gateway.example/translator/translator"),
       T("https://gateway.example/translator/translator/document/batches/" BATCH "?api-version=2024-05-01")},
      {T("https://gateway.example/a/translator/translator"), T("https://gateway.example/a/translator/translator"),
       T("https://gateway.example/a/translator/translator/document/batches/" BATCH "?api-version=2024-05-01")},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_endpoint endpoint;
    dts_location location;
    dts_span text = ROWS[i].text;
    char out[DTS_URL_MAX];
    size_t len;
    for (int round = 0; round < 3; round++, text = ROWS[i].expected) {
      CHECK(text, dts_endpoint_parse(text, true, &endpoint) == DTS_OK);
      CHECK(text, same(ROWS[i].expected, whole(&endpoint)));
    }
    CHECK(text, dts_url_write(whole(&endpoint), DTS_GET_BATCH, SPAN("2024-05-01"), SPAN(BATCH), SPAN(""), out, &len) ==
                    DTS_OK);
    CHECK(ROWS[i].url, same(ROWS[i].url, (dts_span){out, len}));
    CHECK(ROWS[i].url, dts_location_parse(ROWS[i].url, &location) == DTS_OK);
    CHECK(ROWS[i].url, same(ROWS[i].expected, whole(&location.endpoint)));
  }
}

static const struct {
  dts_span endpoint;
  dts_code code;
} REFUSED[] = {
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
     DTS_ERROR_ENDPOINT}, // ideographic full stop, a dot to browsers
    {T("https://gateway.ex\xc2\xad"
       "ample"),
     DTS_ERROR_ENDPOINT}, // soft hyphen, nothing to browsers
    {T("https://\xef\xbd\x8d"
       "y.example"),
     DTS_ERROR_ENDPOINT}, // full-width m
    {T("https://gateway\xff.example"), DTS_ERROR_ENDPOINT},
    {T("https://.example"), DTS_ERROR_ENDPOINT},
    {T("https://gateway..example"), DTS_ERROR_ENDPOINT},
    {T("https://."), DTS_ERROR_ENDPOINT},
    {T("https://.."), DTS_ERROR_ENDPOINT},
    {T("https://a,b.example"), DTS_ERROR_ENDPOINT},
    // IPv4 addresses in the spellings that only some programs read.
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
    // IPv6 addresses other than [::1] in that spelling.
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
    {T(AZURE ":4294967739"), DTS_ERROR_ENDPOINT}, // 443 in 32 bits
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
    // A path that doesn't mean the same to everyone on the way.
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
    // Over plain HTTP, too: that the host is the wrong one is said first.
    {T("http://api.cognitive.microsofttranslator.com"), DTS_ERROR_ENDPOINT_GLOBAL},
    {T("http://westeurope.api.cognitive.microsoft.com"), DTS_ERROR_ENDPOINT_REGIONAL},
    // Leading zeros make no port longer than five digits.
    {T(AZURE ":065535"), DTS_ERROR_ENDPOINT},
};

static void every_rejection_has_its_own_code(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(REFUSED); i++) {
    dts_span text = copy_of(REFUSED[i].endpoint);
    dts_endpoint endpoint;
    CHECK(text, dts_endpoint_parse(text, true, &endpoint) == REFUSED[i].code);
    CHECK(text, dts_endpoint_parse(text, false, &endpoint) == REFUSED[i].code);
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

static void a_credential_goes_over_plain_http_to_loopback_hosts_only(void **state) {
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

static void an_endpoint_has_a_longest_length(void **state) {
  (void)state;
  char text[DTS_ENDPOINT_MAX + 1];
  memset(text, 'a', sizeof text);
  memcpy(text, "https://gateway.example/", 24);
  dts_endpoint endpoint;
  dts_span longest = copy_of((dts_span){text, DTS_ENDPOINT_MAX}),
           longer = copy_of((dts_span){text, DTS_ENDPOINT_MAX + 1});
  assert_int_equal(dts_endpoint_parse(longest, true, &endpoint), DTS_OK);
  assert_int_equal(endpoint.len, DTS_ENDPOINT_MAX);
  assert_int_equal(dts_endpoint_parse(longer, true, &endpoint), DTS_ERROR_ENDPOINT);

  char *out = malloc(DTS_URL_MAX);
  size_t len;
  assert_int_equal(dts_endpoint_parse(longest, true, &endpoint), DTS_OK);
  assert_int_equal(
      dts_url_write(whole(&endpoint), DTS_GET_DOCUMENT, SPAN("v1.0-preview.1"), SPAN(BATCH), SPAN(DOCUMENT), out, &len),
      DTS_OK);
  assert_int_equal(len, DTS_ENDPOINT_MAX + strlen("/translator/text/batch/v1.0-preview.1/batches/") + 36 +
                            strlen("/documents/") + 36);
  free(out);
  release(longest);
  release(longer);
}

static void every_prefix_of_an_endpoint_is_read_within_its_bounds(void **state) {
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

static void the_scope_is_that_of_the_cloud(void **state) {
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

// ---- Versions
// --------------------------------------------------------------------------------------------------------

static void versions_are_of_one_of_two_families(void **state) {
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
      // Well-formed, and not heard of.
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

static const dts_span BAD_VERSIONS[] = {T(""),
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

static void malformed_versions_are_refused(void **state) {
  (void)state;
  dts_endpoint endpoint;
  assert_int_equal(dts_endpoint_parse(SPAN(AZURE), true, &endpoint), DTS_OK);
  for (size_t i = 0; i < COUNT(BAD_VERSIONS); i++) {
    dts_span text = copy_of(BAD_VERSIONS[i]);
    dts_version_family family;
    char out[DTS_URL_MAX];
    size_t len;
    CHECK(text, dts_version_parse(text, &family) == DTS_ERROR_API_VERSION);
    CHECK(text, dts_url_write(whole(&endpoint), DTS_GET_BATCH, text, SPAN(BATCH), SPAN(DOCUMENT), out, &len) ==
                    DTS_ERROR_API_VERSION);
    release(text);
  }
}

static void what_is_too_long_to_be_an_endpoint_makes_no_url(void **state) {
  (void)state;
  static char text[DTS_URL_MAX + 1], out[DTS_URL_MAX];
  size_t len;
  memset(text, 'x', sizeof text);
  assert_int_equal(
      dts_url_write((dts_span){text, sizeof text}, DTS_GET_BATCH, SPAN("v1.0"), SPAN(BATCH), SPAN(""), out, &len),
      DTS_ERROR_ENDPOINT);
}

static void a_version_longer_than_its_limit_is_refused(void **state) {
  (void)state;
  char text[2000];
  dts_version_family family;
  memset(text, '1', sizeof text);
  memcpy(text, "v1.", 3);
  for (size_t len = DTS_VERSION_MAX + 1; len <= sizeof text; len += 97)
    assert_int_equal(dts_version_parse((dts_span){text, len}, &family), DTS_ERROR_API_VERSION);
  memcpy(text, "v1.0-preview.", 13);
  for (size_t len = DTS_VERSION_MAX + 1; len <= sizeof text; len += 97)
    assert_int_equal(dts_version_parse((dts_span){text, len}, &family), DTS_ERROR_API_VERSION);
}

// ---- Ids
// -------------------------------------------------------------------------------------------------------------

static void ids_are_guids_of_any_kind(void **state) {
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

static const dts_span BAD_IDS[] = {
    T(""),
    T("."),
    T(".."),
    T("%2e%2e"),
    T("%2E%2E"),
    T("/"),
    T("id"),
    T("null"),
    T("undefined"),
    T("727bf148-f327-47a0-9481-abae6362f11"),   // one short
    T("727bf148-f327-47a0-9481-abae6362f11e0"), // one long
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

static void anything_else_is_no_id(void **state) {
  (void)state;
  static const dts_span VERSIONS[] = {T("v1.0-preview.1"), T("2024-05-01")};
  static const dts_operation ALL[] = {DTS_GET_DOCUMENT, DTS_GET_BATCH, DTS_LIST_DOCUMENTS};
  dts_endpoint endpoint;
  assert_int_equal(dts_endpoint_parse(SPAN(AZURE), true, &endpoint), DTS_OK);
  for (size_t i = 0; i < COUNT(BAD_IDS); i++) {
    dts_span text = copy_of(BAD_IDS[i]);
    char out[DTS_URL_MAX];
    size_t len;
    CHECK(text, !dts_id_is_valid(text));
    for (size_t v = 0; v < COUNT(VERSIONS); v++) {
      for (size_t o = 0; o < COUNT(ALL); o++)
        CHECK(text, dts_url_write(whole(&endpoint), ALL[o], VERSIONS[v], text, SPAN(DOCUMENT), out, &len) ==
                        DTS_ERROR_BATCH_ID);
      CHECK(text, dts_url_write(whole(&endpoint), DTS_GET_DOCUMENT, VERSIONS[v], SPAN(BATCH), text, out, &len) ==
                      DTS_ERROR_DOCUMENT_ID);
      CHECK(text, dts_url_write(whole(&endpoint), DTS_GET_BATCH, VERSIONS[v], SPAN(BATCH), text, out, &len) == DTS_OK);
      CHECK(text,
            dts_url_write(whole(&endpoint), DTS_LIST_DOCUMENTS, VERSIONS[v], SPAN(BATCH), text, out, &len) == DTS_OK);
      CHECK(text, dts_url_write(whole(&endpoint), DTS_LIST_BATCHES, VERSIONS[v], text, text, out, &len) == DTS_OK);
      CHECK(text, !contains((dts_span){out, len}, "batches/"));
    }
    release(text);
  }
}

// ---- Operations' URLs
// ------------------------------------------------------------------------------------------------

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
    // The reference's own, spelled out.
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

static void urls_are_written_to_the_letter(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(URLS); i++) {
    dts_span url = URLS[i].url, batch = copy_of(SPAN(BATCH)), document = copy_of(SPAN(DOCUMENT));
    dts_span version = copy_of(URLS[i].version);
    dts_endpoint endpoint;
    char *out = malloc(DTS_URL_MAX);
    size_t len = 0;
    CHECK(url, dts_endpoint_parse(URLS[i].endpoint, true, &endpoint) == DTS_OK);
    CHECK(url, dts_url_write(whole(&endpoint), URLS[i].operation, version, batch, document, out, &len) == DTS_OK);
    CHECK(url, same(url, (dts_span){out, len}));
    free(out);
    release(version);
    release(document);
    release(batch);
  }
}

static void ids_are_written_as_they_came(void **state) {
  (void)state;
  dts_endpoint endpoint;
  char out[DTS_URL_MAX];
  size_t len;
  assert_int_equal(dts_endpoint_parse(SPAN(AZURE), true, &endpoint), DTS_OK);
  assert_int_equal(dts_url_write(whole(&endpoint), DTS_GET_DOCUMENT, SPAN("v1.0"),
                                 SPAN("727BF148-f327-47a0-9481-ABAE6362F11E"),
                                 SPAN("0007AAdd-0000-0000-0000-00000000000F"), out, &len),
                   DTS_OK);
  dts_span expected = SPAN(AZURE "/translator/text/batch/v1.0/batches/727BF148-f327-47a0-9481-ABAE6362F11E/documents/"
                                 "0007AAdd-0000-0000-0000-00000000000F");
  CHECK(expected, same(expected, (dts_span){out, len}));
}

// ---- Locations
// -------------------------------------------------------------------------------------------------------

static const struct {
  dts_span text, endpoint, version, document;
} LOCATIONS[] = {
    // Operation-Location, as it comes from the service.
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/text/batch/v1.0-preview.1/batches/" BATCH), T(AZURE), T("v1.0-preview.1"), NONE},
    {T(AZURE "/translator/text/batch/v1.1/batches/" BATCH), T(AZURE), T("v1.1"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2024-05-01"), T(AZURE), T("2024-05-01"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2024-11-01-preview"), T(AZURE),
     T("2024-11-01-preview"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "?api-version=2026-03-01"), T(AZURE), T("2026-03-01"), NONE},
    // A document, a list of documents.
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents/" DOCUMENT), T(AZURE), T("v1.0"), T(DOCUMENT)},
    {T(AZURE "/translator/document/batches/" BATCH "/documents/" DOCUMENT "?api-version=2025-12-01-preview"), T(AZURE),
     T("2025-12-01-preview"), T(DOCUMENT)},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "/documents?api-version=2024-05-01"), T(AZURE), T("2024-05-01"),
     NONE},
    {T(AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents?$top=5&$skip=10"), T(AZURE), T("v1.0"), NONE},
    {T(AZURE "/translator/document/batches/" BATCH "/documents?api-version=2024-05-01&top=5&skip=10"), T(AZURE),
     T("2024-05-01"), NONE},
    // Ports, upper case, sovereign clouds, gateways, plain hosts.
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

static void locations_come_apart(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(LOCATIONS); i++) {
    dts_span text = copy_of(LOCATIONS[i].text);
    dts_location location;
    memset(&location, 0xaa, sizeof location);
    CHECK(text, dts_location_parse(text, &location) == DTS_OK);
    CHECK(text, same(LOCATIONS[i].endpoint, (dts_span){location.endpoint.text, location.endpoint.len}));
    CHECK(text, same(LOCATIONS[i].version, location.api_version));
    CHECK(text, same(SPAN(BATCH), location.batch_id));
    CHECK(text, same(LOCATIONS[i].document, location.document_id));
    CHECK(text, location.batch_id.ptr > text.ptr && location.batch_id.ptr < text.ptr + text.len);
    release(text);
  }
}

#define IN_PATH AZURE "/translator/text/batch/"
#define IN_QUERY AZURE "/translator/document/batches/"

static const struct {
  dts_span text;
  dts_code code;
} BAD_LOCATIONS[] = {
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
    {T(IN_PATH "v1.0/batches/" BATCH "?x=1#y"), DTS_ERROR_OPERATION_LOCATION},
    {T(IN_PATH "v1.0/batches/" BATCH "/x"), DTS_ERROR_OPERATION_LOCATION},
    // The host is called as the path would be.
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
    // What an endpoint may not be, a location's may not be either.
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

static void junk_is_no_location(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(BAD_LOCATIONS); i++) {
    dts_span text = copy_of(BAD_LOCATIONS[i].text);
    dts_location location;
    CHECK(text, dts_location_parse(text, &location) == BAD_LOCATIONS[i].code);
    release(text);
  }
}

static void a_host_is_not_taken_for_a_part_of_the_path(void **state) {
  (void)state;
  dts_location location;
  dts_span text = SPAN("https://translator/text/batch/x/translator/text/batch/v1.0/batches/" BATCH);
  CHECK(text, dts_location_parse(text, &location) == DTS_OK);
  CHECK(text, same(SPAN("https://translator/text/batch/x"), (dts_span){location.endpoint.text, location.endpoint.len}));
}

static void every_prefix_of_a_location_is_refused_or_a_batch(void **state) {
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

static void what_is_written_comes_apart_again(void **state) {
  (void)state;
  static const dts_operation ALL[] = {DTS_GET_DOCUMENT, DTS_GET_BATCH, DTS_LIST_DOCUMENTS};
  static const dts_span VERSIONS[] = {
      T("v1.0-preview.1"),     T("v1.0"),      T("v1.1"), T("2024-05-01"), T("2024-11-01-preview"),
      T("2025-12-01-preview"), T("2026-03-01")};
  size_t rounds = 0;
  for (size_t i = 0; i < COUNT(TAKEN); i++) {
    for (size_t v = 0; v < COUNT(VERSIONS); v++) {
      for (size_t o = 0; o < COUNT(ALL); o++, rounds++) {
        dts_endpoint endpoint;
        char out[DTS_URL_MAX];
        size_t len;
        CHECK(TAKEN[i].endpoint, dts_endpoint_parse(TAKEN[i].endpoint, true, &endpoint) == DTS_OK);
        assert_int_equal(dts_url_write(whole(&endpoint), ALL[o], VERSIONS[v], SPAN(BATCH), SPAN(DOCUMENT), out, &len),
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
  assert_int_equal(rounds, COUNT(TAKEN) * 21);
}

// ---- Lists
// -----------------------------------------------------------------------------------------------------------

#define PATH_LIST AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents"
#define QUERY_LIST AZURE "/translator/document/batches/" BATCH "/documents?api-version=2024-05-01"

static const struct {
  dts_span query[DTS_LIST_QUERY_COUNT];
  dts_span in_path, in_query; // what is added; ptr NULL where the query is refused
} QUERIES[] = {
    {{[DTS_LIST_TOP] = NONE}, T(""), T("")},
    {{[DTS_LIST_TOP] = T("5")}, T("?$top=5"), T("&top=5")},
    {{[DTS_LIST_SKIP] = T("10")}, T("?$skip=10"), T("&skip=10")},
    {{[DTS_LIST_MAXPAGESIZE] = T("100")}, T("?$maxpagesize=100"), T("&maxpagesize=100")},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc asc")},
     T("?$orderBy=createdDateTimeUtc%20asc"),
     T("&orderby=createdDateTimeUtc%20asc")},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc desc")},
     T("?$orderBy=createdDateTimeUtc%20desc"),
     T("&orderby=createdDateTimeUtc%20desc")},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc asc")},
     T("?$orderBy=lastActionDateTimeUtc%20asc"),
     T("&orderby=lastActionDateTimeUtc%20asc")},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc desc")},
     T("?$orderBy=lastActionDateTimeUtc%20desc"),
     T("&orderby=lastActionDateTimeUtc%20desc")},
    {{[DTS_LIST_MAXPAGESIZE] = T("1")}, T("?$maxpagesize=1"), T("&maxpagesize=1")},
    {{[DTS_LIST_MAXPAGESIZE] = T("99")}, T("?$maxpagesize=99"), T("&maxpagesize=99")},
    {{[DTS_LIST_TOP] = T("999999999")}, T("?$top=999999999"), T("&top=999999999")},
    {{[DTS_LIST_SKIP] = T("0")}, T("?$skip=0"), T("&skip=0")},
    {{[DTS_LIST_IDS] = T(DOCUMENT)}, T("?ids=" DOCUMENT), T("&ids=" DOCUMENT)},
    {{[DTS_LIST_IDS] = T(DOCUMENT "," BATCH)}, T("?ids=" DOCUMENT "," BATCH), T("&ids=" DOCUMENT "," BATCH)},
    {{[DTS_LIST_STATUSES] = T("Running")}, T("?statuses=Running"), T("&statuses=Running")},
    {{[DTS_LIST_STATUSES] = T("Frozen")}, T("?statuses=Frozen"), T("&statuses=Frozen")},
    {{[DTS_LIST_STATUSES] = T("Canceled")}, T("?statuses=Cancelled"), T("&statuses=Cancelled")},
    {{[DTS_LIST_STATUSES] = T("Cancelled")}, T("?statuses=Cancelled"), T("&statuses=Cancelled")},
    {{[DTS_LIST_STATUSES] = T("Succeeded,Canceled,Failed")},
     T("?statuses=Succeeded,Cancelled,Failed"),
     T("&statuses=Succeeded,Cancelled,Failed")},
    {{[DTS_LIST_CREATED_START] = T("2024-05-01T10:00:00Z")},
     T("?createdDateTimeUtcStart=2024-05-01T10:00:00Z"),
     T("&createdDateTimeUtcStart=2024-05-01T10:00:00Z")},
    {{[DTS_LIST_CREATED_END] = T("2024-05-01T10:00:00.5+02:00")},
     T("?createdDateTimeUtcEnd=2024-05-01T10:00:00.5%2B02:00"),
     T("&createdDateTimeUtcEnd=2024-05-01T10:00:00.5%2B02:00")},
    // Nothing but its own form gets into the URL.
    {{[DTS_LIST_TOP] = T("-1")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T("1.5")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T("5&x=1")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T(" 5")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T("1234567890")}, NONE, NONE},
    {{[DTS_LIST_SKIP] = T("x")}, NONE, NONE},
    {{[DTS_LIST_SKIP] = T("5#")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("1\n")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("0x10")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("0")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("000")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("101")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("999")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("1000")}, NONE, NONE},
    {{[DTS_LIST_MAXPAGESIZE] = T("-1")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc up")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc  asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc asc desc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc ASC")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastactiondatetimeutc asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("status asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T(" asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc up")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc asc&x=1")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T("x")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(",")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(DOCUMENT ",")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T("," DOCUMENT)}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(DOCUMENT ", " DOCUMENT)}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(DOCUMENT "&x=1")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running,")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running&x=1")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("{Running}")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running Failed")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running%2CFailed")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running\0")}, NONE, NONE},
    {{[DTS_LIST_CREATED_START] = T("yesterday")}, NONE, NONE},
    {{[DTS_LIST_CREATED_START] = T("2024-05-01")}, NONE, NONE},
    {{[DTS_LIST_CREATED_END] = T("2024-05-01T10:00:00Z&x=1")}, NONE, NONE},
    {{[DTS_LIST_CREATED_END] = T("2024-02-30T10:00:00Z")}, NONE, NONE},
};

static void a_list_is_narrowed_under_the_names_of_its_family(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(QUERIES); i++) {
    for (int in_query = 0; in_query < 2; in_query++) {
      dts_span url = in_query ? SPAN(QUERY_LIST) : SPAN(PATH_LIST);
      dts_span added = in_query ? QUERIES[i].in_query : QUERIES[i].in_path;
      dts_version_family family = in_query ? DTS_VERSION_IN_QUERY : DTS_VERSION_IN_PATH;
      char out[2048];
      size_t len = url.len;
      memcpy(out, url.ptr, url.len);
      dts_list_query wrong = DTS_LIST_QUERY_COUNT, given = 0;
      while (given < DTS_LIST_QUERY_COUNT && !QUERIES[i].query[given].len) given++;
      wrong = dts_list_query_write(QUERIES[i].query, family, out, &len, sizeof out);
      dts_span written = {out, len};
      CHECK(written, wrong == (added.ptr ? DTS_LIST_QUERY_COUNT : given));
      if (added.ptr) CHECK(written, same(added, (dts_span){out + url.len, len - url.len}));
    }
  }
}

static void a_list_query_takes_all_its_parts_and_the_room_it_has(void **state) {
  (void)state;
  const dts_span query[DTS_LIST_QUERY_COUNT] = {[DTS_LIST_STATUSES] = T("Canceled,Failed"),
                                                [DTS_LIST_IDS] = T(DOCUMENT),
                                                [DTS_LIST_TOP] = T("5"),
                                                [DTS_LIST_SKIP] = T("10"),
                                                [DTS_LIST_MAXPAGESIZE] = T("2"),
                                                [DTS_LIST_ORDER_BY] = T("createdDateTimeUtc desc"),
                                                [DTS_LIST_CREATED_START] = T("2024-05-01T10:00:00+01:00"),
                                                [DTS_LIST_CREATED_END] = T("2024-05-02T10:00:00Z")};
  static const char *const PARTS[] = {"statuses=Cancelled,Failed",
                                      "ids=0007aadd-0000-0000-0000-000000000000",
                                      "$top=5",
                                      "$skip=10",
                                      "$maxpagesize=2",
                                      "$orderBy=createdDateTimeUtc%20desc",
                                      "createdDateTimeUtcStart=2024-05-01T10:00:00%2B01:00",
                                      "createdDateTimeUtcEnd=2024-05-02T10:00:00Z"};
  char whole[1024];
  size_t whole_len = 0, ends[COUNT(PARTS)], parts_len = 0;
  assert_int_equal(dts_list_query_write(query, DTS_VERSION_IN_PATH, whole, &whole_len, sizeof whole),
                   DTS_LIST_QUERY_COUNT);
  dts_span text = {whole, whole_len};
  CHECK(text, whole[0] == '?' && !memchr(whole + 1, '?', whole_len - 1));
  for (size_t i = 0; i < COUNT(PARTS); i++) {
    CHECK(text, contains(text, PARTS[i]));
    parts_len += 1 + strlen(PARTS[i]); // and its '?' or '&'
    ends[i] = parts_len;
  }
  CHECK(text, parts_len == whole_len);

  // With less room, the first that does not fit is the one that is wrong.
  for (size_t room = 0; room <= whole_len; room++) {
    dts_list_query expected = 0;
    while (expected < DTS_LIST_QUERY_COUNT && ends[expected] <= room) expected++;
    char *out = malloc(room ? room : 1);
    size_t len = 0;
    CHECK(text, dts_list_query_write(query, DTS_VERSION_IN_PATH, out, &len, room) == expected);
    CHECK(text, len <= room);
    free(out);
  }
}

static void the_first_value_that_is_wrong_is_told(void **state) {
  (void)state;
  static const dts_span FINE[DTS_LIST_QUERY_COUNT] = {[DTS_LIST_STATUSES] = T("Failed"),
                                                      [DTS_LIST_IDS] = T(DOCUMENT),
                                                      [DTS_LIST_TOP] = T("5"),
                                                      [DTS_LIST_SKIP] = T("10"),
                                                      [DTS_LIST_MAXPAGESIZE] = T("2"),
                                                      [DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc desc"),
                                                      [DTS_LIST_CREATED_START] = T("2024-05-01T10:00:00Z"),
                                                      [DTS_LIST_CREATED_END] = T("2024-05-02T10:00:00Z")};
  for (dts_list_query first = 0; first <= DTS_LIST_QUERY_COUNT; first++) {
    dts_span query[DTS_LIST_QUERY_COUNT];
    char out[1024];
    size_t len = 0;
    memcpy(query, FINE, sizeof query);
    for (dts_list_query i = first; i < DTS_LIST_QUERY_COUNT; i++) query[i] = SPAN("\x7f");
    assert_int_equal(dts_list_query_write(query, DTS_VERSION_IN_QUERY, out, &len, sizeof out), first);
  }
}

// ---- Next links
// ------------------------------------------------------------------------------------------------------

#define UPPER_BATCH "727BF148-F327-47A0-9481-ABAE6362F11E"
#define OTHER "00000000-0000-0000-0000-000000000000"
#define GATEWAY "https://gateway.example:8443/team%20a"
#define PATH_JOBS "/translator/text/batch/v1.1/batches"
#define QUERY_JOBS "/translator/document/batches"

// Writes the link into memory that ends where its room ends.
static dts_code write_link(dts_span endpoint_text, dts_operation operation, dts_span link, char *out, size_t *len) {
  dts_endpoint endpoint;
  CHECK(endpoint_text, dts_endpoint_parse(endpoint_text, true, &endpoint) == DTS_OK);
  dts_span base = copy_of(whole(&endpoint)), batch = copy_of(SPAN(BATCH)), copy = copy_of(link);
  dts_code code = dts_next_link_write(base, operation, batch, copy, out, len);
  release(copy);
  release(batch);
  release(base);
  return code;
}

static const struct {
  dts_span endpoint;
  dts_operation operation;
  dts_span link, url; // what is written; ptr NULL where that is the link as it came
} LINKS[] = {
    // As the service writes them.
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
    // Encodes only characters that a query may not hold; an encoded character is not encoded again.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a= b  c "), T(PATH_LIST "?a=%20b%20%20c%20")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=\"'<>"), T(PATH_LIST "?a=%22%27%3C%3E")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=\xc3\xbc\xe6\x96\xb0\xf0\x9f\x98\x80"),
     T(PATH_LIST "?a=%C3%BC%E6%96%B0%F0%9F%98%80")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=\x80\xff"), T(PATH_LIST "?a=%80%FF")},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=%20%zz%&b=+&sig=a%2Fb%3D"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?!$%&()*+,-./09:;=?@AZ[\\]^_`az{|}~"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "?a=https://evil.example/x@y://z"), NONE},
    // The origin is that of the endpoint, in its spelling.
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
    // The same batch, whatever the case of its hex digits, in any version of either family.
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE PATH_JOBS "/" UPPER_BATCH "/documents"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE QUERY_JOBS "/" UPPER_BATCH "/documents"), NONE},
    {T(AZURE), DTS_LIST_DOCUMENTS, T(AZURE "/translator/text/batch/v9.9-preview.9/batches/" BATCH "/documents"), NONE},
};

static void a_next_link_is_written_as_a_url(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(LINKS); i++) {
    dts_span link = LINKS[i].link;
    char *out = malloc(DTS_LINK_URL_MAX);
    size_t len = 0;
    CHECK(link, write_link(LINKS[i].endpoint, LINKS[i].operation, link, out, &len) == DTS_OK);
    dts_span url = copy_of((dts_span){out, len});
    CHECK(url, same(url, LINKS[i].url.ptr ? LINKS[i].url : link));
    // A URL that was written is accepted as a link again.
    CHECK(url, write_link(LINKS[i].endpoint, LINKS[i].operation, url, out, &len) == DTS_OK);
    CHECK(url, same(url, (dts_span){out, len}));
    release(url);
    free(out);
  }
}

// In a query, but for the fragment's sign: every byte is refused, encoded, or written as it is.
static void every_byte_of_a_query_is_refused_or_encoded_or_kept(void **state) {
  (void)state;
  char link[] = PATH_LIST "?a=xb", expected[sizeof link + 2], *out = malloc(DTS_LINK_URL_MAX);
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
} BAD_LINKS[] = {
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
    // Control characters, or a fragment, wherever they stand.
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
    {T(AZURE), DTS_LIST_DOCUMENTS, T(PATH_LIST "/" DOCUMENT), DTS_ERROR_NEXT_LINK_OPERATION}, // one document's
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

static void a_next_link_that_leads_elsewhere_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(BAD_LINKS); i++) {
    char *out = malloc(DTS_LINK_URL_MAX);
    size_t len;
    CHECK(BAD_LINKS[i].link,
          write_link(BAD_LINKS[i].endpoint, BAD_LINKS[i].operation, BAD_LINKS[i].link, out, &len) == BAD_LINKS[i].code);
    free(out);
  }
}

static void a_next_link_has_a_longest_length(void **state) {
  (void)state;
  enum { BASE = sizeof PATH_LIST "?" - 1, GROWTH = (DTS_LINK_URL_MAX - DTS_LINK_MAX) / 2 };
  static const struct {
    size_t len;     // of the link
    size_t encoded; // how many of its characters become three
    dts_code code;
  } ROWS[] = {
      {DTS_LINK_MAX - 1, 0, DTS_OK},
      {DTS_LINK_MAX, 0, DTS_OK},
      {DTS_LINK_MAX, GROWTH, DTS_OK},
      {DTS_LINK_MAX, GROWTH + 1, DTS_ERROR_NEXT_LINK_SIZE},
      {DTS_LINK_MAX - 1, GROWTH + 1, DTS_ERROR_NEXT_LINK_SIZE},
      {DTS_LINK_MAX - 2, GROWTH + 1, DTS_OK},
      {DTS_LINK_MAX, DTS_LINK_MAX - BASE, DTS_ERROR_NEXT_LINK_SIZE},
      {DTS_LINK_MAX + 1, 0, DTS_ERROR_NEXT_LINK_SIZE},
      {3 * DTS_LINK_MAX, 0, DTS_ERROR_NEXT_LINK_SIZE},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    size_t link_len = ROWS[i].len, len = 0;
    char *link = malloc(link_len), *out = malloc(DTS_LINK_URL_MAX);
    memcpy(link, PATH_LIST "?", BASE);
    memset(link + BASE, 'x', link_len - BASE);
    memset(link + link_len - ROWS[i].encoded, ' ', ROWS[i].encoded);
    assert_int_equal(write_link(SPAN(AZURE), DTS_LIST_DOCUMENTS, (dts_span){link, link_len}, out, &len), ROWS[i].code);
    if (ROWS[i].code == DTS_OK) assert_int_equal(len, link_len + 2 * ROWS[i].encoded);
    assert_true(len <= DTS_LINK_URL_MAX);
    free(out);
    free(link);
  }
}

static void every_prefix_of_a_next_link_is_read_within_its_bounds(void **state) {
  (void)state;
  dts_span link = SPAN(PATH_LIST "?$skip=5&x=\xc3\xbc");
  char *out = malloc(DTS_LINK_URL_MAX);
  for (size_t len = 0, url_len; len < link.len; len++) {
    dts_span text = {link.ptr, len};
    dts_code code = write_link(SPAN(AZURE), DTS_LIST_DOCUMENTS, text, out, &url_len);
    CHECK(text, code == (len >= sizeof PATH_LIST - 1 ? DTS_OK
                         : len >= sizeof AZURE - 1   ? DTS_ERROR_NEXT_LINK_OPERATION
                                                     : DTS_ERROR_NEXT_LINK));
  }
  free(out);
}

static void what_is_written_is_a_next_link_of_its_own_list(void **state) {
  (void)state;
  static const dts_operation LISTS[] = {DTS_LIST_DOCUMENTS, DTS_LIST_BATCHES};
  static const dts_span VERSIONS[] = {T("v1.0-preview.1"), T("v1.1"), T("2024-05-01"), T("2024-11-01-preview")};
  for (size_t i = 0; i < COUNT(TAKEN); i++) {
    for (size_t v = 0; v < COUNT(VERSIONS); v++) {
      for (size_t o = 0; o < COUNT(LISTS); o++) {
        dts_endpoint endpoint;
        char url[DTS_URL_MAX], *out = malloc(DTS_LINK_URL_MAX);
        size_t url_len, len;
        CHECK(TAKEN[i].endpoint, dts_endpoint_parse(TAKEN[i].endpoint, true, &endpoint) == DTS_OK);
        assert_int_equal(dts_url_write(whole(&endpoint), LISTS[o], VERSIONS[v], SPAN(BATCH), SPAN(""), url, &url_len),
                         DTS_OK);
        dts_span text = {url, url_len};
        CHECK(text, write_link(TAKEN[i].endpoint, LISTS[o], text, out, &len) == DTS_OK);
        CHECK(text, same(text, (dts_span){out, len}));
        CHECK(text, write_link(TAKEN[i].endpoint, LISTS[!o], text, out, &len) == DTS_ERROR_NEXT_LINK_OPERATION);
        free(out);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(endpoints_come_to_an_origin_and_a_prefix),
      cmocka_unit_test(what_an_endpoint_comes_to_comes_to_itself),
      cmocka_unit_test(a_gateways_own_translator_is_kept_however_often_it_is_read),
      cmocka_unit_test(every_rejection_has_its_own_code),
      cmocka_unit_test(a_credential_goes_over_plain_http_to_loopback_hosts_only),
      cmocka_unit_test(an_endpoint_has_a_longest_length),
      cmocka_unit_test(every_prefix_of_an_endpoint_is_read_within_its_bounds),
      cmocka_unit_test(the_scope_is_that_of_the_cloud),
      cmocka_unit_test(versions_are_of_one_of_two_families),
      cmocka_unit_test(malformed_versions_are_refused),
      cmocka_unit_test(what_is_too_long_to_be_an_endpoint_makes_no_url),
      cmocka_unit_test(a_version_longer_than_its_limit_is_refused),
      cmocka_unit_test(ids_are_guids_of_any_kind),
      cmocka_unit_test(anything_else_is_no_id),
      cmocka_unit_test(urls_are_written_to_the_letter),
      cmocka_unit_test(ids_are_written_as_they_came),
      cmocka_unit_test(locations_come_apart),
      cmocka_unit_test(junk_is_no_location),
      cmocka_unit_test(a_host_is_not_taken_for_a_part_of_the_path),
      cmocka_unit_test(every_prefix_of_a_location_is_refused_or_a_batch),
      cmocka_unit_test(what_is_written_comes_apart_again),
      cmocka_unit_test(a_list_is_narrowed_under_the_names_of_its_family),
      cmocka_unit_test(a_list_query_takes_all_its_parts_and_the_room_it_has),
      cmocka_unit_test(the_first_value_that_is_wrong_is_told),
      cmocka_unit_test(a_next_link_is_written_as_a_url),
      cmocka_unit_test(every_byte_of_a_query_is_refused_or_encoded_or_kept),
      cmocka_unit_test(a_next_link_that_leads_elsewhere_is_refused),
      cmocka_unit_test(a_next_link_has_a_longest_length),
      cmocka_unit_test(every_prefix_of_a_next_link_is_read_within_its_bounds),
      cmocka_unit_test(what_is_written_is_a_next_link_of_its_own_list),
  };
  return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
