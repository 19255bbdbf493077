// Shared by the tests of URLs: ids, URLs, and a table of valid endpoints.
#pragma once

#include "tests.h"

#define BATCH "727bf148-f327-47a0-9481-abae6362f11e"
#define DOCUMENT "0007aadd-0000-0000-0000-000000000000"
#define AZURE "https://my-resource.cognitiveservices.azure.com"
#define PATH_LIST AZURE "/translator/text/batch/v1.0/batches/" BATCH "/documents"
#define QUERY_LIST AZURE "/translator/document/batches/" BATCH "/documents?api-version=2024-05-01"

static inline dts_span text_of(const dts_endpoint *endpoint) { return (dts_span){endpoint->text, endpoint->len}; }

// An endpoint, and the two parts of its normalized form.
static const struct {
  dts_span endpoint, origin, prefix;
} ENDPOINTS[] = {
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
    {T("http://localhost:3000/translator"), T("http://localhost:3000"), T("")},
    // Gateways with a path; its case is kept.
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
    // Hosts that resemble Azure's shared hosts.
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
