// List queries: validates the filters, order and page size of a list, and writes them as query parameters.
#include "span.h"
#include "writer.h"

// Encodes the '+' of a time's offset and the space in an order. The other characters of valid values need no encoding.
static void write_encoded(dts_writer *writer, dts_span text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '+')
      dts_writer_append(writer, DTS_SPAN("%2B"));
    else if (text.ptr[i] == ' ')
      dts_writer_append(writer, DTS_SPAN("%20"));
    else
      dts_writer_append(writer, dts_span_slice(text, i, i + 1));
  }
}

static bool is_number(dts_span text) {
  size_t digits = 0;
  while (digits < text.len && dts_char_is_digit(text.ptr[digits])) digits++;
  return digits == text.len && digits <= 9;
}

static bool is_page_size(dts_span text) {
  if (!is_number(text) || text.len > 3) return false;
  int size = 0;
  for (size_t i = 0; i < text.len; i++) size = size * 10 + text.ptr[i] - '0';
  return size >= 1 && size <= 100;
}

static bool is_order(dts_span text) {
  size_t space = dts_span_find_char(text, 0, ' ');
  dts_span name = dts_span_slice(text, 0, space), direction = dts_span_slice(text, space, text.len);
  return (dts_span_equals(name, DTS_SPAN("createdDateTimeUtc")) ||
          dts_span_equals(name, DTS_SPAN("lastActionDateTimeUtc"))) &&
         (dts_span_equals(direction, DTS_SPAN(" asc")) || dts_span_equals(direction, DTS_SPAN(" desc")));
}

// Unknown statuses are accepted if they consist of letters.
static bool is_status(dts_span text) {
  for (size_t i = 0; i < text.len; i++)
    if (dts_char_to_lower(text.ptr[i]) < 'a' || dts_char_to_lower(text.ptr[i]) > 'z') return false;
  return text.len > 0;
}

// Writes a comma-separated list of ids, or of statuses in the service's spelling. False if an item is invalid.
static bool write_list(dts_writer *writer, dts_span list, bool ids) {
  for (size_t at = 0; at <= list.len;) {
    size_t end = dts_span_find_char(list, at, ',');
    dts_span item = dts_span_slice(list, at, end);
    if (ids ? !dts_id_is_valid(item) : !is_status(item)) return false;
    if (at) dts_writer_append(writer, DTS_SPAN(","));
    bool canceled = !ids && dts_status_parse(item) == DTS_STATUS_Canceled;
    dts_writer_append(writer, canceled ? DTS_SPAN("Cancelled") : item);
    at = end + 1;
  }
  return true;
}

// False if the value is invalid or does not fit.
static bool write_value(dts_writer *writer, dts_list_option option, dts_span value) {
  int64_t ticks;
  switch (option) {
  case DTS_LIST_STATUSES:
  case DTS_LIST_IDS: return write_list(writer, value, option == DTS_LIST_IDS) && writer->fits;
  case DTS_LIST_TOP:
  case DTS_LIST_SKIP:
    if (!is_number(value)) return false;
    break;
  case DTS_LIST_MAX_PAGE_SIZE:
    if (!is_page_size(value)) return false;
    break;
  case DTS_LIST_ORDER_BY:
    if (!is_order(value)) return false;
    break;
  default:
    if (!dts_time_parse(value, &ticks)) return false;
  }
  write_encoded(writer, value);
  return writer->fits;
}

dts_list_option dts_list_query_append(const dts_span *values, dts_version_family family, char *url, size_t *len,
                                      size_t capacity) {
  static const char PARAMETERS[] =
#define X(symbol, option, parameter) parameter "\0"
#include "list_options.def"
#undef X
      ;
  dts_writer writer = {url, len, capacity, true};
  bool in_path = family == DTS_VERSION_IN_PATH;
  char separator = in_path ? '?' : '&';
  const char *name = PARAMETERS;
  dts_list_option option = 0;
  for (; option < DTS_LIST_OPTION_COUNT; option++, name += strlen(name) + 1) {
    if (!values[option].len) continue;
    dts_writer_append(&writer, (dts_span){&separator, 1});
    separator = '&';
    // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): the analyzer ends a literal at its first NUL
    for (const char *at = name; *at; at++) {
      char c = *name == '$' && !in_path ? dts_char_to_lower(*at) : *at;
      if (c != '$' || in_path) dts_writer_append(&writer, (dts_span){&c, 1});
    }
    dts_writer_append(&writer, DTS_SPAN("="));
    if (!write_value(&writer, option, values[option])) break;
  }
  return option;
}
