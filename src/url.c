// URLs: endpoints as users paste them, versions, ids, the operations' URLs, and the way back from a URL to its parts.
#include "text.h"

// ---- Hosts

// The browsers' rule: a host whose last label is a number is an IPv4 address.
static bool ends_in_number(dts_span host) {
  size_t from = host.len;
  while (from && host.ptr[from - 1] != '.') from--;
  dts_span label = dts_span_cut(host, from, host.len);
  bool hex = label.len >= 2 && label.ptr[0] == '0' && label.ptr[1] == 'x';
  for (size_t i = hex ? 2 : 0; i < label.len; i++)
    if (hex ? dts_hex_value(label.ptr[i]) < 0 : !dts_is_digit(label.ptr[i])) return false;
  return true;
}

static bool is_ipv4(dts_span host) {
  int parts = 0;
  for (size_t at = 0; at <= host.len; parts++) {
    size_t end = dts_span_find(host, at, '.');
    if (end == at || end - at > 3 || (host.ptr[at] == '0' && end - at > 1)) return false;
    int value = 0;
    for (; at < end; at++) {
      if (!dts_is_digit(host.ptr[at])) return false;
      value = value * 10 + host.ptr[at] - '0';
    }
    if (value > 255) return false;
    at++;
  }
  return parts == 4;
}

// Of IPv6 addresses only the loopback one is taken, in the one spelling that browsers give it.
static bool is_host(dts_span host) {
  if (dts_span_equals(host, DTS_TEXT("[::1]"))) return true;
  char before = '.';
  for (size_t i = 0; i < host.len; i++) {
    char c = host.ptr[i];
    if (c == '.' ? before == '.' : !(dts_is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_')) return false;
    before = c;
  }
  return !ends_in_number(host) || is_ipv4(host); // nothing behind the last dot is as bad as a number
}

static bool is_loopback(dts_span host) {
  return dts_span_equals(host, DTS_TEXT("localhost")) || dts_span_equals(host, DTS_TEXT("[::1]")) ||
         (dts_span_starts(host, DTS_TEXT("127.")) && is_ipv4(host));
}

// Hosts that are Azure's, but nobody's own resource.
static dts_code check_azure(dts_span host) {
  static const struct {
    dts_code code;
    dts_span end;
  } SHARED[] = {
      {DTS_ERROR_ENDPOINT_GLOBAL, DTS_TEXT(".microsofttranslator.com")},
      {DTS_ERROR_ENDPOINT_GLOBAL, DTS_TEXT(".microsofttranslator.us")},
      {DTS_ERROR_ENDPOINT_GLOBAL, DTS_TEXT("api.translator.azure.cn")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_TEXT(".api.cognitive.microsoft.com")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_TEXT(".api.cognitive.microsoft.us")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_TEXT(".api.cognitive.azure.us")},
      {DTS_ERROR_ENDPOINT_REGIONAL, DTS_TEXT(".api.cognitive.azure.cn")},
  };
  for (size_t i = 0; i < sizeof SHARED / sizeof *SHARED; i++)
    if (dts_span_ends(host, SHARED[i].end)) return SHARED[i].code;
  return DTS_OK;
}

// ---- Endpoints

static bool is_path_char(char c) {
  return dts_hex_value(c) >= 0 || (dts_lower(c) >= 'g' && dts_lower(c) <= 'z') || dts_is_one_of(c, "-._~!$&'()*+,;=:@");
}

// Only segments that mean the same to every URL parser and server on the way: no empty ones, no dots, nothing encoded
// that has a meaning of its own.
static bool is_path(dts_span path) {
  size_t segment = 0, dots = 0;
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
    int high = dts_hex_value(path.ptr[i + 1]), low = dts_hex_value(path.ptr[i + 2]), byte = high * 16 + low;
    if (high < 0 || low < 0 || byte < 0x20 || byte == 0x7f || byte == '.' || byte == '/' || byte == '\\') return false;
    i += 2;
  }
  return path.len == 0 || (segment && !(segment == dots && dots <= 2));
}

static bool is_operation(dts_span path) {
  return dts_span_search(path, DTS_TEXT("/translator/text/batch")) < path.len ||
         dts_span_search(path, DTS_TEXT("/translator/document")) < path.len;
}

// Reads ":port"; -1 where there is none or where it's the scheme's own, -2 where it isn't a port.
static int read_port(dts_span text, bool https) {
  if (text.len == 0) return -1;
  if (text.len < 2 || text.len > 6) return -2;
  int port = 0;
  for (size_t i = 1; i < text.len; i++) {
    if (!dts_is_digit(text.ptr[i])) return -2;
    port = port * 10 + text.ptr[i] - '0';
  }
  if (port == 0 || port > 65535) return -2;
  return port == (https ? 443 : 80) ? -1 : port;
}

static const dts_span TRANSLATOR = {"/translator", sizeof("/translator") - 1};

static void put(dts_endpoint *out, dts_span text) {
  memcpy(out->text + out->len, text.ptr, text.len);
  out->len += text.len;
}

static void put_number(dts_endpoint *out, int number) {
  if (number >= 10) put_number(out, number / 10);
  out->text[out->len++] = (char)('0' + number % 10);
}

dts_code dts_endpoint_parse(dts_span text, bool with_credential, dts_endpoint *out) {
  if (text.len > DTS_ENDPOINT_MAX) return DTS_ERROR_ENDPOINT;
  size_t colon = dts_span_find(text, 0, ':');
  dts_span scheme = dts_span_cut(text, 0, colon);
  bool https = dts_span_equals_any_case(scheme, DTS_TEXT("https"));
  if (!https && !dts_span_equals_any_case(scheme, DTS_TEXT("http"))) return DTS_ERROR_ENDPOINT;
  if (!dts_span_starts(dts_span_cut(text, colon, text.len), DTS_TEXT("://"))) return DTS_ERROR_ENDPOINT;

  size_t from = colon + 3, fragment = dts_span_find(text, 0, '#');
  size_t query = dts_span_find(dts_span_cut(text, 0, fragment), 0, '?');
  size_t slash = dts_span_find(dts_span_cut(text, 0, query), from, '/');
  dts_span authority = dts_span_cut(text, from, slash), path = dts_span_cut(text, slash, query);
  if (dts_span_find(authority, 0, '@') < authority.len) return DTS_ERROR_ENDPOINT_USER_INFO;
  if (is_operation(path)) return DTS_ERROR_ENDPOINT_OPERATION;
  if (query < fragment) return DTS_ERROR_ENDPOINT_QUERY;
  if (fragment < text.len) return DTS_ERROR_ENDPOINT_FRAGMENT;

  bool bracket = authority.len && authority.ptr[0] == '[';
  size_t host_end = dts_span_find(authority, bracket ? dts_span_find(authority, 0, ']') : 0, ':');
  int port = read_port(dts_span_cut(authority, host_end, authority.len), https);
  if (host_end == 0 || port == -2) return DTS_ERROR_ENDPOINT;

  out->len = 0;
  put(out, https ? DTS_TEXT("https://") : DTS_TEXT("http://"));
  size_t host_from = out->len;
  for (size_t i = 0; i < host_end; i++) out->text[out->len++] = dts_lower(authority.ptr[i]);
  dts_span host = {out->text + host_from, host_end};
  if (!is_host(host)) return DTS_ERROR_ENDPOINT;
  dts_code shared = check_azure(host);
  if (shared != DTS_OK) return shared;
  if (with_credential && !https && !is_loopback(host)) return DTS_ERROR_ENDPOINT_INSECURE;
  if (port >= 0) {
    out->text[out->len++] = ':';
    put_number(out, port);
  }
  out->origin_len = out->len;

  if (dts_span_ends(path, DTS_TEXT("/"))) path.len--;
  // A gateway's own prefix may end so too: what is left of two stays as it is, so that it reads the same next time.
  dts_span prefix = path;
  if (dts_span_ends(path, TRANSLATOR)) prefix.len -= TRANSLATOR.len;
  if (!dts_span_ends(prefix, TRANSLATOR)) path = prefix;
  if (!is_path(path)) return DTS_ERROR_ENDPOINT_PATH;
  put(out, path);
  return DTS_OK;
}

dts_span dts_endpoint_scope(const dts_endpoint *endpoint) {
  dts_span text = {endpoint->text, endpoint->origin_len};
  dts_span origin = dts_span_cut(text, 0, dts_span_find(text, sizeof("https:") - 1, ':'));
  if (dts_span_ends(origin, DTS_TEXT(".azure.us"))) return DTS_TEXT("https://cognitiveservices.azure.us/.default");
  if (dts_span_ends(origin, DTS_TEXT(".azure.cn"))) return DTS_TEXT("https://cognitiveservices.azure.cn/.default");
  return DTS_TEXT("https://cognitiveservices.azure.com/.default");
}

// ---- Versions and ids

static bool has_form(dts_span text, const char *form) { return text.len && dts_span_match(text, form) == text.len; }

dts_code dts_version_parse(dts_span text, dts_version_family *out) {
  bool numbered = has_form(text, "v9.9") || has_form(text, "v9.9-preview.9");
  if (!numbered && !has_form(text, "0000-00-00") && !has_form(text, "0000-00-00-preview")) return DTS_ERROR_API_VERSION;
  *out = numbered ? DTS_VERSION_IN_PATH : DTS_VERSION_IN_QUERY;
  return DTS_OK;
}

bool dts_id_is_valid(dts_span text) { return has_form(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"); }

// ---- Operations' URLs

// Capital letters stand for the parts of a URL; matched against one, they take what goes up to the next '/'.
#define IN_PATH "/translator/text/batch/B/batches"
#define IN_QUERY "/translator/document/batches"
static const char *const OPERATIONS[] = {"/C/documents/D", "/C", "/C/documents", ""}; // by dts_operation

typedef struct {
  char *out;
  size_t *len, room;
  bool fits;
} writer;

static void write(writer *w, dts_span text) {
  w->fits = w->fits && text.len <= w->room - *w->len;
  if (!w->fits) return;
  memcpy(w->out + *w->len, text.ptr, text.len);
  *w->len += text.len;
}

static bool is_part(char c) { return c >= 'A' && c <= 'D'; }

static void write_form(writer *w, const char *form, const dts_span *parts) {
  for (size_t len; *form; form += len) {
    for (len = 0; form[len] && !is_part(form[len]); len++) {
    }
    write(w, len ? (dts_span){form, len} : parts[*form - 'A']);
    len += !len;
  }
}

// The endpoint without a trailing /translator, with which an operation's path begins. The host in https://translator
// stays.
static dts_span base_of(dts_span endpoint) {
  if (endpoint.len > sizeof("https:/") - 1 + TRANSLATOR.len && dts_span_ends(endpoint, TRANSLATOR))
    endpoint.len -= TRANSLATOR.len;
  return endpoint;
}

dts_code dts_url_write(dts_span endpoint, dts_operation operation, dts_span api_version, dts_span batch_id,
                       dts_span document_id, char *out, size_t *out_len) {
  dts_version_family family;
  if (dts_version_parse(api_version, &family) != DTS_OK) return DTS_ERROR_API_VERSION;
  if (operation != DTS_LIST_BATCHES && !dts_id_is_valid(batch_id)) return DTS_ERROR_BATCH_ID;
  if (operation == DTS_GET_DOCUMENT && !dts_id_is_valid(document_id)) return DTS_ERROR_DOCUMENT_ID;
  endpoint = base_of(endpoint);
  const dts_span parts[] = {endpoint, api_version, batch_id, document_id};
  writer w = {out, out_len, DTS_URL_MAX, true};
  *out_len = 0;
  write(&w, endpoint);
  write_form(&w, family == DTS_VERSION_IN_PATH ? IN_PATH : IN_QUERY, parts);
  write_form(&w, OPERATIONS[operation], parts);
  if (family == DTS_VERSION_IN_QUERY) write_form(&w, "?api-version=B", parts);
  return w.fits ? DTS_OK : DTS_ERROR_ENDPOINT;
}

// The position behind the form that stands at `from`, or 0.
static size_t match(dts_span path, size_t from, const char *form, dts_span *parts) {
  for (; *form; form++) {
    if (is_part(*form)) {
      size_t end = dts_span_find(path, from, '/');
      parts[*form - 'A'] = dts_span_cut(path, from, end);
      from = end;
    } else if (from == path.len || path.ptr[from++] != *form) {
      return 0;
    }
  }
  return from;
}

// The value of the query's api-version; empty where there is none.
static dts_span find_version(dts_span query) {
  for (size_t at = 0; at < query.len;) {
    size_t end = dts_span_find(query, at, '&');
    dts_span pair = dts_span_cut(query, at, end), name = DTS_TEXT("api-version=");
    if (dts_span_starts(pair, name)) return dts_span_cut(pair, name.len, pair.len);
    at = end + 1;
  }
  return DTS_TEXT("");
}

dts_code dts_location_parse(dts_span text, dts_location *out) {
  size_t query = dts_span_find(text, 0, '?'), end = 0, rest;
  dts_span path = dts_span_cut(text, 0, query), parts[4] = {{0}};
  // Behind the host, which may be called as the path is.
  size_t host = dts_span_search(path, DTS_TEXT("://")), base = host < path.len ? dts_span_find(path, host + 3, '/') : 0;
  if (dts_span_ends(path, DTS_TEXT("/"))) path.len--;
  dts_version_family family, expected = DTS_VERSION_IN_PATH;
  for (; base < path.len; base++) {
    if ((end = match(path, base, IN_PATH "/C", parts))) break;
    if ((end = match(path, base, IN_QUERY "/C", parts))) {
      expected = DTS_VERSION_IN_QUERY;
      if (query < text.len) parts[1] = find_version(dts_span_cut(text, query + 1, text.len));
      break;
    }
  }
  if (!end || dts_version_parse(parts[1], &family) != DTS_OK || family != expected || !dts_id_is_valid(parts[2]) ||
      dts_span_find(text, 0, '#') < text.len)
    return DTS_ERROR_OPERATION_LOCATION;
  if (end < path.len) {
    rest = match(path, end, "/documents/D", parts);
    if (rest ? !dts_id_is_valid(parts[3]) : !(rest = match(path, end, "/documents", parts)))
      return DTS_ERROR_OPERATION_LOCATION;
    if (rest < path.len) return DTS_ERROR_OPERATION_LOCATION;
  }
  out->api_version = parts[1];
  out->batch_id = parts[2];
  out->document_id = parts[3];
  // With the first segment of the operation's path, which an endpoint may have: one of a gateway's own is then kept.
  return dts_endpoint_parse(dts_span_cut(text, 0, base + TRANSLATOR.len), false, &out->endpoint);
}

// ---- Lists

// A time has '+' and an order a space: those two are all that needs encoding.
static void write_encoded(writer *w, dts_span text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '+')
      write(w, DTS_TEXT("%2B"));
    else if (text.ptr[i] == ' ')
      write(w, DTS_TEXT("%20"));
    else
      write(w, dts_span_cut(text, i, i + 1));
  }
}

static bool is_number(dts_span text) {
  size_t digits = 0;
  while (digits < text.len && dts_is_digit(text.ptr[digits])) digits++;
  return digits == text.len && digits <= 9;
}

static bool is_page_size(dts_span text) {
  if (!is_number(text) || text.len > 3) return false;
  int size = 0;
  for (size_t i = 0; i < text.len; i++) size = size * 10 + text.ptr[i] - '0';
  return size >= 1 && size <= 100;
}

static bool is_order(dts_span text) {
  size_t space = dts_span_find(text, 0, ' ');
  dts_span name = dts_span_cut(text, 0, space), order = dts_span_cut(text, space, text.len);
  return (dts_span_equals(name, DTS_TEXT("createdDateTimeUtc")) ||
          dts_span_equals(name, DTS_TEXT("lastActionDateTimeUtc"))) &&
         (dts_span_equals(order, DTS_TEXT(" asc")) || dts_span_equals(order, DTS_TEXT(" desc")));
}

static bool is_word(dts_span text) {
  for (size_t i = 0; i < text.len; i++)
    if (dts_lower(text.ptr[i]) < 'a' || dts_lower(text.ptr[i]) > 'z') return false;
  return text.len > 0;
}

// Writes a comma-separated list of ids or of statuses, in the service's spelling.
static bool write_list(writer *w, dts_span list, bool ids) {
  for (size_t at = 0; at <= list.len;) {
    size_t end = dts_span_find(list, at, ',');
    dts_span item = dts_span_cut(list, at, end);
    if (ids ? !dts_id_is_valid(item) : !is_word(item)) return false;
    if (at) write(w, DTS_TEXT(","));
    write(w, !ids && dts_status_parse(item) == DTS_STATUS_Canceled ? DTS_TEXT("Cancelled") : item);
    at = end + 1;
  }
  return true;
}

static bool write_value(writer *w, dts_list_query which, dts_span value) {
  int64_t ticks;
  switch (which) {
  case DTS_LIST_STATUSES:
  case DTS_LIST_IDS: return write_list(w, value, which == DTS_LIST_IDS) && w->fits;
  case DTS_LIST_TOP:
  case DTS_LIST_SKIP:
    if (!is_number(value)) return false;
    break;
  case DTS_LIST_MAXPAGESIZE:
    if (!is_page_size(value)) return false;
    break;
  case DTS_LIST_ORDER_BY:
    if (!is_order(value)) return false;
    break;
  default:
    if (!dts_time_parse(value, &ticks)) return false;
  }
  write_encoded(w, value);
  return w->fits;
}

dts_list_query dts_list_query_write(const dts_span *query, dts_version_family family, char *out, size_t *len,
                                    size_t room) {
  // In the order of dts_list_query; what has a dollar sign goes without it, and in lower case, to the dated versions.
  static const char NAMES[] = "statuses\0ids\0$top\0$skip\0$maxpagesize\0$orderBy\0createdDateTimeUtcStart\0"
                              "createdDateTimeUtcEnd";
  writer w = {out, len, room, true};
  bool dollar = family == DTS_VERSION_IN_PATH;
  char separator = dollar ? '?' : '&';
  const char *name = NAMES;
  dts_list_query i = 0;
  for (; i < DTS_LIST_QUERY_COUNT; i++, name += strlen(name) + 1) {
    if (!query[i].len) continue;
    write(&w, (dts_span){&separator, 1});
    separator = '&';
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): it takes a literal to end at its first NUL
    for (const char *at = name; *at; at++) {
      char c = *name == '$' && !dollar ? dts_lower(*at) : *at;
      if (c != '$' || dollar) write(&w, (dts_span){&c, 1});
    }
    write(&w, DTS_TEXT("="));
    if (!write_value(&w, i, query[i])) break;
  }
  return i;
}

// ---- Next links

// Whether path, from behind the endpoint's prefix on, is that of the operation. The service sometimes doubles the first
// slash.
static bool is_path_of(dts_span path, dts_operation operation, dts_span batch_id) {
  dts_span parts[4] = {{0}};
  dts_version_family family;
  if (dts_span_starts(path, DTS_TEXT("//"))) path = dts_span_cut(path, 1, path.len);
  size_t end = match(path, 0, IN_PATH, parts);
  if (end && (dts_version_parse(parts[1], &family) != DTS_OK || family != DTS_VERSION_IN_PATH)) return false;
  if (!end) end = match(path, 0, IN_QUERY, parts);
  if (end) end = match(path, end, OPERATIONS[operation], parts);
  return end && end == path.len && (operation == DTS_LIST_BATCHES || dts_span_equals_any_case(parts[2], batch_id));
}

dts_code dts_next_link_write(dts_span endpoint, dts_operation operation, dts_span batch_id, dts_span link, char *out,
                             size_t *out_len) {
  static const char HEX[] = "0123456789ABCDEF";
  if (link.len > DTS_LINK_MAX) return DTS_ERROR_NEXT_LINK_SIZE;
  for (size_t i = 0; i < link.len; i++)
    if ((unsigned char)link.ptr[i] < ' ' || link.ptr[i] == 0x7f || link.ptr[i] == '#')
      return DTS_ERROR_NEXT_LINK_CHARACTERS;

  size_t query = dts_span_find(link, 0, '?'), slashes = dts_span_search(link, DTS_TEXT("://"));
  if (slashes >= query) return DTS_ERROR_NEXT_LINK;
  size_t from = dts_span_find(dts_span_cut(link, 0, query), slashes + 3, '/');
  dts_endpoint own;
  dts_code code = dts_endpoint_parse(dts_span_cut(link, 0, from), false, &own);
  if (code == DTS_ERROR_ENDPOINT_USER_INFO) return DTS_ERROR_NEXT_LINK_USER_INFO;
  endpoint = base_of(endpoint);
  if (code != DTS_OK || !dts_span_starts(endpoint, (dts_span){own.text, own.len})) return DTS_ERROR_NEXT_LINK;

  // The path begins with '/': it does not begin with the rest of a longer host or port.
  dts_span prefix = dts_span_cut(endpoint, own.len, endpoint.len), path = dts_span_cut(link, from, query);
  if (!dts_span_starts(path, prefix)) return DTS_ERROR_NEXT_LINK;
  path = dts_span_cut(path, prefix.len, path.len);
  if (!is_path_of(path, operation, batch_id)) return DTS_ERROR_NEXT_LINK_OPERATION;

  writer w = {out, out_len, DTS_LINK_URL_MAX, true};
  *out_len = 0;
  write(&w, endpoint);
  write(&w, path);
  for (size_t i = query; i < link.len; i++) {
    unsigned char c = (unsigned char)link.ptr[i];
    const char encoded[] = {'%', HEX[c >> 4], HEX[c & 15]};
    // The characters that a URL parser encodes in a query.
    write(&w, c > 0x7e || dts_is_one_of((char)c, " \"'<>") ? (dts_span){encoded, sizeof encoded}
                                                           : dts_span_cut(link, i, i + 1));
  }
  return w.fits ? DTS_OK : DTS_ERROR_NEXT_LINK_SIZE;
}
