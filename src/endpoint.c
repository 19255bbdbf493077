// Endpoints: validates the URL that a user gives, and normalizes it.
#include "endpoint.h"
#include "span.h"

// ---- Hosts

// As in browsers, a host whose last label is a number must be an IPv4 address. An empty last label counts as a number.
static bool ends_in_number(dts_span host) {
  size_t start = host.len;
  while (start && host.ptr[start - 1] != '.') start--;
  dts_span label = dts_span_slice(host, start, host.len);
  bool hex = label.len >= 2 && label.ptr[0] == '0' && label.ptr[1] == 'x';
  for (size_t i = hex ? 2 : 0; i < label.len; i++)
    if (hex ? dts_char_hex_value(label.ptr[i]) < 0 : !dts_char_is_digit(label.ptr[i])) return false;
  return true;
}

// Four decimal numbers. The other spellings that some programs accept (127.1, 0x7f.0.0.1, 0177.0.0.1) are rejected.
static bool is_ipv4(dts_span host) {
  int parts = 0;
  for (size_t at = 0; at <= host.len; parts++) {
    size_t end = dts_span_find_char(host, at, '.');
    if (end == at || end - at > 3 || (host.ptr[at] == '0' && end - at > 1)) return false;
    int value = 0;
    for (; at < end; at++) {
      if (!dts_char_is_digit(host.ptr[at])) return false;
      value = value * 10 + host.ptr[at] - '0';
    }
    if (value > 255) return false;
    at++;
  }
  return parts == 4;
}

// host is in lower case. The only IPv6 address is the loopback address, as browsers write it.
static bool is_host(dts_span host) {
  if (dts_span_equals(host, DTS_SPAN("[::1]"))) return true;
  char before = '.';
  for (size_t i = 0; i < host.len; i++) {
    char c = host.ptr[i];
    if (c == '.' ? before == '.' : !(dts_char_is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_'))
      return false;
    before = c;
  }
  return !ends_in_number(host) || is_ipv4(host);
}

static bool is_loopback(dts_span host) {
  return dts_span_equals(host, DTS_SPAN("localhost")) || dts_span_equals(host, DTS_SPAN("[::1]")) ||
         (dts_span_starts_with(host, DTS_SPAN("127.")) && is_ipv4(host));
}

// Rejects Azure's shared hosts, in each of its clouds: they do not serve document translation.
static dts_code check_shared_host(dts_span host) {
  static const struct {
    dts_code code;
    dts_span suffix;
  } SHARED[] = {
      {DTS_ERROR_ENDPOINT_GLOBAL, DTS_SPAN(".microsofttranslator.com")},
      {DTS_ERROR_ENDPOINT_GLOBAL, DTS_SPAN(".microsofttranslator.us")},
      {DTS_ERROR_ENDPOINT_GLOBAL, DTS_SPAN("api.translator.azure.cn")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_SPAN(".api.cognitive.microsoft.com")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_SPAN(".api.cognitive.microsoft.us")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_SPAN(".api.cognitive.azure.us")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_SPAN(".api.cognitive.azure.cn")},
  };
  for (size_t i = 0; i < sizeof SHARED / sizeof *SHARED; i++)
    if (dts_span_ends_with(host, SHARED[i].suffix)) return SHARED[i].code;
  return DTS_OK;
}

// ---- Paths and ports

static bool is_path_char(char c) {
  return dts_char_hex_value(c) >= 0 || (dts_char_to_lower(c) >= 'g' && dts_char_to_lower(c) <= 'z') ||
         dts_char_is_one_of(c, "-._~!$&'()*+,;=:@");
}

// Accepts only segments that every URL parser and server reads the same way: no empty segments, no dot segments, and no
// encoded control characters, dots or slashes.
static bool is_path(dts_span path) {
  size_t segment = 0, dots = 0; // lengths so far
  for (size_t i = 0; i < path.len; i++) {
    char c = path.ptr[i];
    if (c == '/') {
      if (i && (segment == 0 || (segment == dots && dots <= 2))) return false;
      segment = dots = 0;
      continue;
    }
    segment++;
    if (c == '.') dots++;
    if (c != '%') {
      if (!is_path_char(c)) return false;
      continue;
    }
    if (i + 2 >= path.len) return false;
    int high = dts_char_hex_value(path.ptr[i + 1]), low = dts_char_hex_value(path.ptr[i + 2]), byte = high * 16 + low;
    if (high < 0 || low < 0 || byte < 0x20 || byte == 0x7f || byte == '.' || byte == '/' || byte == '\\') return false;
    i += 2;
  }
  return path.len == 0 || (segment && !(segment == dots && dots <= 2));
}

static bool contains_operation(dts_span path) {
  return dts_span_find(path, DTS_SPAN("/translator/text/batch")) < path.len ||
         dts_span_find(path, DTS_SPAN("/translator/document")) < path.len;
}

enum { DEFAULT_PORT = -1, INVALID_PORT = -2 };

// Parses ":port", or an empty text.
static int parse_port(dts_span text, bool https) {
  if (text.len == 0) return DEFAULT_PORT;
  if (text.len < 2 || text.len > 6) return INVALID_PORT;
  int port = 0;
  for (size_t i = 1; i < text.len; i++) {
    if (!dts_char_is_digit(text.ptr[i])) return INVALID_PORT;
    port = port * 10 + text.ptr[i] - '0';
  }
  if (port == 0 || port > 65535) return INVALID_PORT;
  return port == (https ? 443 : 80) ? DEFAULT_PORT : port;
}

// ---- Endpoints

static void append(dts_endpoint *endpoint, dts_span text) {
  memcpy(endpoint->text + endpoint->len, text.ptr, text.len);
  endpoint->len += text.len;
}

static void append_number(dts_endpoint *endpoint, int number) {
  if (number >= 10) append_number(endpoint, number / 10);
  endpoint->text[endpoint->len++] = (char)('0' + number % 10);
}

dts_code dts_endpoint_parse(dts_span text, bool with_credential, dts_endpoint *out_endpoint) {
  if (text.len > DTS_MAX_ENDPOINT_LENGTH) return DTS_ERROR_ENDPOINT;
  size_t colon = dts_span_find_char(text, 0, ':');
  dts_span scheme = dts_span_slice(text, 0, colon);
  bool https = dts_span_equals_ignoring_case(scheme, DTS_SPAN("https"));
  if (!https && !dts_span_equals_ignoring_case(scheme, DTS_SPAN("http"))) return DTS_ERROR_ENDPOINT;
  if (!dts_span_starts_with(dts_span_slice(text, colon, text.len), DTS_SPAN("://"))) return DTS_ERROR_ENDPOINT;

  size_t start = colon + 3, fragment = dts_span_find_char(text, 0, '#');
  size_t query = dts_span_find_char(dts_span_slice(text, 0, fragment), 0, '?');
  size_t slash = dts_span_find_char(dts_span_slice(text, 0, query), start, '/');
  dts_span authority = dts_span_slice(text, start, slash), path = dts_span_slice(text, slash, query);
  if (dts_span_find_char(authority, 0, '@') < authority.len) return DTS_ERROR_ENDPOINT_USER_INFO;
  if (contains_operation(path)) return DTS_ERROR_ENDPOINT_OPERATION;
  if (query < fragment) return DTS_ERROR_ENDPOINT_QUERY;
  if (fragment < text.len) return DTS_ERROR_ENDPOINT_FRAGMENT;

  bool bracket = authority.len && authority.ptr[0] == '[';
  size_t host_len = dts_span_find_char(authority, bracket ? dts_span_find_char(authority, 0, ']') : 0, ':');
  int port = parse_port(dts_span_slice(authority, host_len, authority.len), https);
  if (host_len == 0 || port == INVALID_PORT) return DTS_ERROR_ENDPOINT;

  out_endpoint->len = 0;
  append(out_endpoint, https ? DTS_SPAN("https://") : DTS_SPAN("http://"));
  dts_span host = {out_endpoint->text + out_endpoint->len, host_len};
  for (size_t i = 0; i < host_len; i++) out_endpoint->text[out_endpoint->len++] = dts_char_to_lower(authority.ptr[i]);
  if (!is_host(host)) return DTS_ERROR_ENDPOINT;
  dts_code shared = check_shared_host(host);
  if (shared != DTS_OK) return shared;
  if (with_credential && !https && !is_loopback(host)) return DTS_ERROR_ENDPOINT_INSECURE;
  if (port != DEFAULT_PORT) {
    out_endpoint->text[out_endpoint->len++] = ':';
    append_number(out_endpoint, port);
  }
  out_endpoint->origin_len = out_endpoint->len;

  if (dts_span_ends_with(path, DTS_SPAN("/"))) path.len--;
  // A gateway's own prefix may end in "/translator" as well. If there are two, both stay: with one removed, the result
  // would lose the other when it is parsed again.
  dts_span prefix = path;
  if (dts_span_ends_with(path, DTS_SPAN(DTS_TRANSLATOR_PATH))) prefix.len -= sizeof DTS_TRANSLATOR_PATH - 1;
  if (!dts_span_ends_with(prefix, DTS_SPAN(DTS_TRANSLATOR_PATH))) path = prefix;
  if (!is_path(path)) return DTS_ERROR_ENDPOINT_PATH;
  append(out_endpoint, path);
  return DTS_OK;
}

dts_span dts_endpoint_scope(const dts_endpoint *endpoint) {
  dts_span origin = {endpoint->text, endpoint->origin_len};
  dts_span host = dts_span_slice(origin, 0, dts_span_find_char(origin, sizeof("https:") - 1, ':'));
  if (dts_span_ends_with(host, DTS_SPAN(".azure.us"))) return DTS_SPAN("https://cognitiveservices.azure.us/.default");
  if (dts_span_ends_with(host, DTS_SPAN(".azure.cn"))) return DTS_SPAN("https://cognitiveservices.azure.cn/.default");
  return DTS_SPAN("https://cognitiveservices.azure.com/.default");
}

dts_span dts_endpoint_base(dts_span endpoint) {
  const dts_span translator = DTS_SPAN(DTS_TRANSLATOR_PATH);
  if (endpoint.len > sizeof("https:/") - 1 + translator.len && dts_span_ends_with(endpoint, translator))
    endpoint.len -= translator.len;
  return endpoint;
}
