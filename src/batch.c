// A job's status, and a page of a list of documents or of jobs: their members, and what those must be.
#include "members.h"
#include "text.h"

#include "cJSON.h"

static const dts_member BATCH[] = {
    DTS_MEMBER(id, DTS_STRING | DTS_REQUIRED),
    DTS_MEMBER(createdDateTimeUtc, DTS_TIME),
    DTS_MEMBER(error, DTS_OBJECT),
    DTS_MEMBER(lastActionDateTimeUtc, DTS_TIME | DTS_REQUIRED),
    DTS_MEMBER(status, DTS_STATUS | DTS_REQUIRED),
    DTS_MEMBER(summary, DTS_OBJECT | DTS_REQUIRED),
    {DTS_NO_MORE, 0},
};

static const dts_member SUMMARY[] = {
    DTS_MEMBER(total, DTS_AMOUNT),
    DTS_MEMBER(failed, DTS_AMOUNT),
    DTS_MEMBER(success, DTS_AMOUNT),
    DTS_MEMBER(inProgress, DTS_AMOUNT),
    DTS_MEMBER(notYetStarted, DTS_AMOUNT),
    DTS_MEMBER(cancelled, DTS_AMOUNT),
    DTS_MEMBER(totalCharacterCharged, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansSucceeded, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansFailed, DTS_AMOUNT),
    DTS_MEMBER(totalImageCharged, DTS_AMOUNT),
    DTS_MEMBER(totalImageCharacterDetected, DTS_AMOUNT),
    {DTS_NO_MORE, 0},
};

static const dts_member PAGE[] = {
    DTS_MEMBER(value, DTS_LIST | DTS_REQUIRED),
    DTS_MEMBER(nextLink, DTS_STRING),
    {DTS_NO_MORE, 0},
};

// Renames the member `from` to `to`. A null is as good as absent: under either name it loses its name, so that it is
// not taken for a duplicate of the other.
static void rename_member(cJSON *object, const char *from, dts_name to) {
  for (cJSON *value = object->child; value; value = value->next)
    if (strcmp(value->string, from) == 0 || strcmp(value->string, dts_names[to]) == 0)
      value->string = (char *)(uintptr_t)(cJSON_IsNull(value) ? "" : dts_names[to]);
}

dts_code dts_batch_check(cJSON *object, const char **out_member) {
  dts_code code = dts_members_check(BATCH, object, out_member);
  if (code != DTS_OK) return code;
  cJSON *summary = dts_member_find(object, DTS_NAME_summary);
  rename_member(summary, "succeeded", DTS_NAME_success);
  rename_member(summary, "notStarted", DTS_NAME_notYetStarted);
  rename_member(summary, "canceled", DTS_NAME_cancelled);
  return dts_members_check(SUMMARY, summary, out_member);
}

static dts_code check_page(cJSON *object, dts_check_reply *check_item, const char **out_member) {
  if (cJSON_IsObject(object)) rename_member(object, "@nextLink", DTS_NAME_nextLink);
  dts_code code = dts_members_check(PAGE, object, out_member);
  if (code != DTS_OK) return code;
  cJSON *item = dts_member_find(object, DTS_NAME_value)->child;
  for (; code == DTS_OK && item; item = item->next) code = check_item(item, out_member);
  return code;
}

dts_code dts_document_page_check(cJSON *object, const char **out_member) {
  return check_page(object, dts_document_check, out_member);
}

dts_code dts_batch_page_check(cJSON *object, const char **out_member) {
  return check_page(object, dts_batch_check, out_member);
}
