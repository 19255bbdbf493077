// The URLs of the operations, and the API versions and ids in them.
#include "operation_url.h"
#include "endpoint.h"
#include "span.h"
#include "writer.h"

static bool matches_entirely(dts_span text, const char *pattern) {
  return text.len && dts_span_match_pattern(text, pattern) == text.len;
}

dts_code dts_version_parse(dts_span text, dts_version_family *out_family) {
  bool in_path = matches_entirely(text, "v9.9") || matches_entirely(text, "v9.9-preview.9");
  if (!in_path && !matches_entirely(text, "0000-00-00") && !matches_entirely(text, "0000-00-00-preview"))
    return DTS_ERROR_API_VERSION;
  *out_family = in_path ? DTS_VERSION_IN_PATH : DTS_VERSION_IN_QUERY;
  return DTS_OK;
}

bool dts_id_is_valid(dts_span text) { return matches_entirely(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"); }

const char *const DTS_URL_OPERATIONS[] = {"/B/documents/C", "/B", "/B/documents", ""};

static bool is_part(char c) { return c >= 'A' && c <= 'C'; }

static void write_template(dts_writer *writer, const char *template, const dts_span *parts) {
  for (size_t len; *template; template += len) {
    for (len = 0; template[len] && !is_part(template[len]); len++) {
    }
    dts_writer_append(writer, len ? (dts_span){template, len} : parts[*template - 'A']);
    len += !len;
  }
}

dts_code dts_url_write(dts_span endpoint, dts_operation operation, dts_span api_version, dts_span batch_id,
                       dts_span document_id, char *out_url, size_t *out_len) {
  dts_version_family family;
  if (dts_version_parse(api_version, &family) != DTS_OK) return DTS_ERROR_API_VERSION;
  if (operation != DTS_LIST_BATCHES && !dts_id_is_valid(batch_id)) return DTS_ERROR_BATCH_ID;
  if (operation == DTS_GET_DOCUMENT && !dts_id_is_valid(document_id)) return DTS_ERROR_DOCUMENT_ID;
  const dts_span parts[] = {api_version, batch_id, document_id};
  dts_writer writer = {out_url, out_len, DTS_MAX_URL_LENGTH, true};
  *out_len = 0;
  dts_writer_append(&writer, dts_endpoint_base(endpoint));
  write_template(&writer, family == DTS_VERSION_IN_PATH ? DTS_URL_IN_PATH : DTS_URL_IN_QUERY, parts);
  write_template(&writer, DTS_URL_OPERATIONS[operation], parts);
  if (family == DTS_VERSION_IN_QUERY) write_template(&writer, "?api-version=A", parts);
  return writer.fits ? DTS_OK : DTS_ERROR_ENDPOINT;
}

size_t dts_url_match(dts_span path, size_t start, const char *template, dts_span *out_parts) {
  for (; *template; template ++) {
    if (is_part(*template)) {
      size_t end = dts_span_find_char(path, start, '/');
      out_parts[*template - 'A'] = dts_span_slice(path, start, end);
      start = end;
    } else if (start == path.len || path.ptr[start++] != *template) {
      return 0;
    }
  }
  return start;
}
