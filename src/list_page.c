// A page of a list of documents or of jobs.
// https://learn.microsoft.com/azure/ai-services/translator/document-translation/reference/get-documents-status
#include "member_checks.h"

#include "cJSON.h"

static const dts_member PAGE[] = {
    DTS_MEMBER(value, DTS_LIST | DTS_REQUIRED),
    DTS_MEMBER(nextLink, DTS_STRING),
    DTS_END_OF_MEMBERS,
};

static dts_code check_page(cJSON *object, dts_response_check *check_item, const char **out_member) {
  if (cJSON_IsObject(object)) dts_member_rename(object, "@nextLink", DTS_NAME_nextLink);
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
