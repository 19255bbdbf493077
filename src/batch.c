// A job's status, and a page of its list of documents: their members, and what those must be.
#include "members.h"
#include "text.h"

#include "cJSON.h"

static const dts_member BATCH[] = {
    DTS_MEMBER(id, DTS_STRING | DTS_REQUIRED),
    DTS_MEMBER(createdDateTimeUtc, DTS_TIME | DTS_REQUIRED),
    DTS_MEMBER(error, DTS_OBJECT),
    DTS_MEMBER(lastActionDateTimeUtc, DTS_TIME | DTS_REQUIRED),
    DTS_MEMBER(status, DTS_STATUS | DTS_REQUIRED),
    DTS_MEMBER(summary, DTS_OBJECT | DTS_REQUIRED),
    {DTS_NO_MORE, 0},
};

static const dts_member SUMMARY[] = {
    DTS_MEMBER(total, DTS_AMOUNT | DTS_REQUIRED),         DTS_MEMBER(failed, DTS_AMOUNT | DTS_REQUIRED),
    DTS_MEMBER(success, DTS_AMOUNT | DTS_REQUIRED),       DTS_MEMBER(inProgress, DTS_AMOUNT | DTS_REQUIRED),
    DTS_MEMBER(notYetStarted, DTS_AMOUNT | DTS_REQUIRED), DTS_MEMBER(cancelled, DTS_AMOUNT | DTS_REQUIRED),
    DTS_MEMBER(totalCharacterCharged, DTS_AMOUNT),        DTS_MEMBER(totalImageScansSucceeded, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansFailed, DTS_AMOUNT),        DTS_MEMBER(totalImageCharged, DTS_AMOUNT),
    DTS_MEMBER(totalImageCharacterDetected, DTS_AMOUNT),  {DTS_NO_MORE, 0},
};

static const dts_member PAGE[] = {
    DTS_MEMBER(value, DTS_LIST | DTS_REQUIRED),
    DTS_MEMBER(nextLink, DTS_STRING),
    {DTS_NO_MORE, 0},
};

dts_code dts_batch_check(cJSON *object, const char **out_member) {
  dts_code code = dts_members_check(BATCH, object, out_member);
  return code == DTS_OK ? dts_members_check(SUMMARY, dts_member_find(object, DTS_NAME_summary), out_member) : code;
}

dts_code dts_page_check(cJSON *object, const char **out_member) {
  // The newest versions write nextLink, the others @nextLink; a reply may have both if one of them is null.
  for (cJSON *value = cJSON_IsObject(object) ? object->child : NULL; value; value = value->next) {
    if (strcmp(value->string, "@nextLink") == 0) value->string++;
    if (cJSON_IsNull(value) && strcmp(value->string, "nextLink") == 0) value->string = "";
  }
  dts_code code = dts_members_check(PAGE, object, out_member);
  if (code != DTS_OK) return code;
  cJSON *item = dts_member_find(object, DTS_NAME_value)->child;
  for (; code == DTS_OK && item; item = item->next) code = dts_document_check(item, out_member);
  return code;
}
