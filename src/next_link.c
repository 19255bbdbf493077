// Next links: checks that a link leads to the next page of the same list, and writes it as a URL.
#include "endpoint.h"
#include "operation_url.h"
#include "span.h"
#include "writer.h"

// Whether path, without the endpoint's prefix, is that of the operation. The service sometimes sends two slashes at the
// start.
static bool is_path_of(dts_span path, dts_operation operation, dts_span batch_id) {
  dts_span parts[DTS_URL_PART_COUNT] = {{0}};
  dts_version_family family;
  if (dts_span_starts_with(path, DTS_SPAN("//"))) path = dts_span_slice(path, 1, path.len);
  size_t end = dts_url_match(path, 0, DTS_URL_IN_PATH, parts);
  if (end && (dts_version_parse(parts[DTS_URL_VERSION], &family) != DTS_OK || family != DTS_VERSION_IN_PATH))
    return false;
  if (!end) end = dts_url_match(path, 0, DTS_URL_IN_QUERY, parts);
  if (end) end = dts_url_match(path, end, DTS_URL_OPERATIONS[operation], parts);
  return end && end == path.len &&
         (operation == DTS_LIST_BATCHES || dts_span_equals_ignoring_case(parts[DTS_URL_BATCH_ID], batch_id));
}

dts_code dts_next_link_write(dts_span endpoint, dts_operation operation, dts_span batch_id, dts_span link,
                             char *out_url, size_t *out_len) {
  static const char HEX[] = "0123456789ABCDEF";
  if (link.len > DTS_MAX_LINK_LENGTH) return DTS_ERROR_NEXT_LINK_SIZE;
  for (size_t i = 0; i < link.len; i++)
    if ((unsigned char)link.ptr[i] < ' ' || link.ptr[i] == 0x7f || link.ptr[i] == '#')
      return DTS_ERROR_NEXT_LINK_CHARACTERS;

  size_t query = dts_span_find_char(link, 0, '?'), scheme = dts_span_find(link, DTS_SPAN("://"));
  if (scheme >= query) return DTS_ERROR_NEXT_LINK;
  size_t start = dts_span_find_char(dts_span_slice(link, 0, query), scheme + 3, '/');
  dts_endpoint origin;
  dts_code code = dts_endpoint_parse(dts_span_slice(link, 0, start), false, &origin);
  if (code == DTS_ERROR_ENDPOINT_USER_INFO) return DTS_ERROR_NEXT_LINK_USER_INFO;
  endpoint = dts_endpoint_base(endpoint);
  if (code != DTS_OK || !dts_span_starts_with(endpoint, (dts_span){origin.text, origin.len}))
    return DTS_ERROR_NEXT_LINK;

  // If the endpoint's host or port is longer than the link's, prefix starts with the rest of it. The path starts with
  // '/', so the comparison below fails.
  dts_span prefix = dts_span_slice(endpoint, origin.len, endpoint.len), path = dts_span_slice(link, start, query);
  if (!dts_span_starts_with(path, prefix)) return DTS_ERROR_NEXT_LINK;
  path = dts_span_slice(path, prefix.len, path.len);
  if (!is_path_of(path, operation, batch_id)) return DTS_ERROR_NEXT_LINK_OPERATION;

  dts_writer writer = {out_url, out_len, DTS_MAX_LINK_URL_LENGTH, true};
  *out_len = 0;
  dts_writer_append(&writer, endpoint);
  dts_writer_append(&writer, path);
  for (size_t i = query; i < link.len; i++) {
    unsigned char c = (unsigned char)link.ptr[i];
    const char encoded[] = {'%', HEX[c >> 4], HEX[c & 15]};
    // The URL standard's query percent-encode set.
    bool encode = c > 0x7e || dts_char_is_one_of((char)c, " \"'<>");
    dts_writer_append(&writer, encode ? (dts_span){encoded, sizeof encoded} : dts_span_slice(link, i, i + 1));
  }
  return writer.fits ? DTS_OK : DTS_ERROR_NEXT_LINK_SIZE;
}
