#include "Query.h"

#include <cstring>
#include <vector>

namespace hn {

OFCondition identifier(DcmDataset &data, const char *characterSet, const HNValue *keys, size_t count) {
  OFCondition done = data.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
  for (size_t n = 0; n < count && done.good(); ++n) {
    DcmTagKey key(Uint16(keys[n].tag >> 16), Uint16(keys[n].tag & 0xffff));
    done = keys[n].text ? data.putAndInsertString(key, keys[n].text) : data.insertEmptyElement(key);
  }
  // A set that cannot express the query would ask for something else.
  if (done.good() && std::strcmp(characterSet, "ISO_IR 192") != 0) done = data.convertCharacterSet(characterSet, 0);
  return done;
}

namespace {

struct Search {
  HNLink *link;
  const char *characterSet;
  const HNValue *keys;
  size_t count;
  void *context;
  int (*answer)(void *, const HNValue *, size_t);
  T_ASC_PresentationContextID id;
  bool cancelled;
};

/// Values of the keys in UTF-8.
void hand(Search &search, DcmDataset &data) {
  OFString set;
  if (data.findAndGetOFStringArray(DCM_SpecificCharacterSet, set).bad() || set.empty())
    data.putAndInsertString(DCM_SpecificCharacterSet, search.characterSet);
  data.convertToUTF8();
  std::vector<std::string> texts(search.count);
  std::vector<HNValue> values(search.count);
  for (size_t n = 0; n < search.count; ++n) {
    OFString text;
    DcmTagKey key(Uint16(search.keys[n].tag >> 16), Uint16(search.keys[n].tag & 0xffff));
    bool found = data.findAndGetOFStringArray(key, text).good();
    texts[n].assign(text.c_str(), text.length());
    values[n] = HNValue{search.keys[n].tag, found ? texts[n].c_str() : nullptr};
  }
  search.cancelled = search.answer(search.context, values.data(), values.size()) != 0;
}

void found(void *context, T_DIMSE_C_FindRQ *request, int, T_DIMSE_C_FindRSP *, DcmDataset *data) {
  Search &search = *static_cast<Search *>(context);
  if (!data || search.cancelled) return;
  hand(search, *data);
  if (search.cancelled) DIMSE_sendCancelRequest(search.link->association, search.id, request->MessageID);
}

int find(Search &search, const char *model, DcmDataset &keys, HNFailure *failure) {
  HNLink *link = search.link;
  T_DIMSE_C_FindRQ request;
  std::memset(static_cast<void *>(&request), 0, sizeof request);
  request.MessageID = link->association->nextMsgID++;
  copy(request.AffectedSOPClassUID, sizeof request.AffectedSOPClassUID, model);
  request.DataSetType = DIMSE_DATASET_PRESENT;
  request.Priority = DIMSE_PRIORITY_MEDIUM;
  T_DIMSE_C_FindRSP response;
  std::memset(static_cast<void *>(&response), 0, sizeof response);
  DcmDataset *detail = nullptr;
  int responses = 0;
  OFCondition done = DIMSE_findUser(link->association, search.id, &request, &keys, responses, found, &search,
                                    DIMSE_NONBLOCKING, link->seconds, &response, &detail);
  delete detail;
  if (done.bad()) return fail(failure, done);
  if (response.DimseStatus == STATUS_Success || search.cancelled) return HNOkay;
  return refused(failure, response.DimseStatus);
}

} // namespace
} // namespace hn

using namespace hn;

extern "C" {

int hn_find(HNLink *link, const char *model, const char *characterSet, const HNValue *keys, size_t count,
            void *context, int (*answer)(void *, const HNValue *, size_t), HNFailure *failure) {
  return guarded(failure, [&] {
    T_ASC_PresentationContextID id = ASC_findAcceptedPresentationContextID(link->association, model);
    if (!id) return fail(failure, HNNoContext, "the query was not accepted");
    DcmDataset data;
    OFCondition done = identifier(data, characterSet, keys, count);
    if (done.bad()) return fail(failure, HNOther, "the query cannot be expressed in the character set of the peer");
    Search search{link, characterSet, keys, count, context, answer, id, false};
    return find(search, model, data, failure);
  });
}
}
