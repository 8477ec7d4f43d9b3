#include "Link.h"

#include <cstring>

using namespace hn;

namespace {

bool isPlain(const std::string &syntax) {
  return syntax == UID_LittleEndianImplicitTransferSyntax || syntax == UID_LittleEndianExplicitTransferSyntax ||
         syntax == UID_BigEndianExplicitTransferSyntax;
}

/// The context of the file's own syntax; an object without compression may also go in another of that sort.
T_ASC_PresentationContextID context(T_ASC_Association *association, const char *sopClass, const char *syntax) {
  T_ASC_PresentationContextID id = ASC_findAcceptedPresentationContextID(association, sopClass, syntax);
  if (id || !isPlain(syntax)) return id;
  id = ASC_findAcceptedPresentationContextID(association, sopClass, UID_LittleEndianExplicitTransferSyntax);
  return id ? id
            : ASC_findAcceptedPresentationContextID(association, sopClass, UID_LittleEndianImplicitTransferSyntax);
}

int store(HNLink *link, DcmDataset &data, T_DIMSE_C_StoreRQ &request, T_ASC_PresentationContextID id,
          uint16_t *status, HNFailure *failure) {
  T_DIMSE_C_StoreRSP response;
  std::memset(static_cast<void *>(&response), 0, sizeof response);
  DcmDataset *detail = nullptr;
  OFCondition done = DIMSE_storeUser(link->association, id, &request, nullptr, &data, nullptr, nullptr,
                                     DIMSE_NONBLOCKING, link->seconds, &response, &detail);
  delete detail;
  *status = response.DimseStatus;
  if (done.bad()) return fail(failure, done);
  return isFailure(*status) ? refused(failure, *status) : int(HNOkay);
}

} // namespace

extern "C" {

int hn_store(HNLink *link, const char *path, const char *sopClass, const char *sopInstance,
             const char *transferSyntax, uint16_t *status, HNFailure *failure) {
  return guarded(failure, [&] {
    T_ASC_PresentationContextID id = context(link->association, sopClass, transferSyntax);
    if (!id) return fail(failure, HNNoContext, "the peer does not take this kind of object in this transfer syntax");
    DcmFileFormat file;
    if (file.loadFile(path).bad()) return fail(failure, HNFile, "the file cannot be read");
    T_DIMSE_C_StoreRQ request;
    std::memset(static_cast<void *>(&request), 0, sizeof request);
    request.MessageID = link->association->nextMsgID++;
    copy(request.AffectedSOPClassUID, sizeof request.AffectedSOPClassUID, sopClass);
    copy(request.AffectedSOPInstanceUID, sizeof request.AffectedSOPInstanceUID, sopInstance);
    request.DataSetType = DIMSE_DATASET_PRESENT;
    request.Priority = DIMSE_PRIORITY_MEDIUM;
    return store(link, *file.getDataset(), request, id, status, failure);
  });
}
}
