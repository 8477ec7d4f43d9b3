#pragma once
#include "CDICOMNetwork.h"
#include "Patience.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctk.h"
#include "dcmtk/dcmnet/assoc.h"
#include "dcmtk/dcmnet/cond.h"
#include "dcmtk/dcmnet/dcmtrans.h"
#include "dcmtk/dcmnet/dimse.h"
#include "dcmtk/dcmtls/tlslayer.h"

#include <memory>
#include <string>

struct HNLink {
  T_ASC_Network *network = nullptr;
  T_ASC_Association *association = nullptr;
  std::unique_ptr<DcmTransportLayer> layer;
  int seconds = 60;
};

namespace hn {

int fail(HNFailure *failure, HNKind kind, const std::string &text, uint16_t status = 0);
/// Says what a condition of DCMTK means.
int fail(HNFailure *failure, const OFCondition &condition, T_ASC_Parameters *parameters = nullptr);
int refused(HNFailure *failure, uint16_t status, const DcmDataset *detail = nullptr);

/// Plain without files; NULL where keys or certificates cannot be used.
/// @param seconds how long its connections wait.
/// @param connecting what ends once a connection is there; may be NULL.
std::unique_ptr<DcmTransportLayer> transportLayer(T_ASC_NetworkRole role, const HNSecurityFiles *files, int seconds,
                                                  Connecting *connecting, HNFailure *failure);

/// Receives the data set of a C-STORE into a file, has the sink judge it, and answers.
OFCondition receiveObject(T_ASC_Association *association, int seconds, T_ASC_PresentationContextID id,
                          T_DIMSE_C_StoreRQ &request, const HNSink &sink, const char *sender, uint16_t *status);

/// Receives the data set of an N-EVENT-REPORT of storage commitment, hands it over and answers.
OFCondition receiveReport(T_ASC_Association *association, int seconds, T_ASC_PresentationContextID id,
                          T_DIMSE_N_EventReportRQ &request, void *context, HNReport report);

void copy(char *to, size_t capacity, const char *from);

inline bool isFailure(uint16_t status) {
  return status != 0 && (status & 0xf000) != 0xb000 && status != 0x0107 && status != 0x0116;
}

/// Runs `body`; no exception leaves.
template <class Body> int guarded(HNFailure *failure, Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(failure, HNOther, "needs more memory than there is");
  } catch (...) {
    return fail(failure, HNOther, "unexpected error in the network library");
  }
}

} // namespace hn
