#include "Link.h"

#include <cstring>

namespace hn {

void copy(char *to, size_t capacity, const char *from) {
  size_t n = std::min(std::strlen(from), capacity - 1);
  std::memcpy(to, from, n);
  to[n] = 0;
}

int fail(HNFailure *failure, HNKind kind, const std::string &text, uint16_t status) {
  failure->kind = kind;
  failure->status = status;
  copy(failure->text, sizeof failure->text, text.c_str());
  return kind;
}

namespace {

HNKind rejection(T_ASC_RejectParametersReason reason) {
  switch (reason) {
  case ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED: return HNCalledRejected;
  case ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED: return HNCallingRejected;
  default: return HNRejected;
  }
}

int reject(HNFailure *failure, T_ASC_Parameters *parameters) {
  T_ASC_RejectParameters reason;
  ASC_getRejectParameters(parameters, &reason);
  char code[32];
  std::snprintf(code, sizeof code, "reason %04x", unsigned(reason.reason));
  return fail(failure, rejection(reason.reason), code);
}

/// Conditions nest causes in their text, which is all that some of them keep.
HNKind kindOf(const OFCondition &condition, const std::string &text) {
  auto has = [&](const char *part) { return text.find(part) != std::string::npos; };
  if (has("TLS") || has("SSL") || has("certificate")) return HNSecurity;
  if (has("nknown host") || has("Unknown Host") || condition.code() == DULC_UNKNOWNHOST) return HNUnknownHost;
  if (condition == DIMSE_NODATAAVAILABLE || condition == DUL_READTIMEOUT || has("imeout") || has("imed out"))
    return HNTimeout;
  if (has("TCP Initialization Error") || condition.code() == DULC_TCPINITERROR) return HNUnreachable;
  if (condition.code() == ASCC_NOPRESENTATIONCONTEXTPROPOSED || condition == DIMSE_NOVALIDPRESENTATIONCONTEXTID)
    return HNNoContext;
  switch (condition.code()) {
  case DULC_PEERABORTEDASSOCIATION: case DULC_PEERREQUESTEDRELEASE: case DULC_NETWORKCLOSED: case DULC_TCPIOERROR:
  case DULC_UNEXPECTEDPDU: case DULC_FSMERROR: return HNDropped;
  default: return has("Peer aborted") || has("network closed") ? HNDropped : HNOther;
  }
}

} // namespace

int fail(HNFailure *failure, const OFCondition &condition, T_ASC_Parameters *parameters) {
  if (condition == DUL_ASSOCIATIONREJECTED && parameters) return reject(failure, parameters);
  std::string text = condition.text() ? condition.text() : "";
  for (char &c : text)
    if (c == '\n') c = ' ';
  return fail(failure, kindOf(condition, text), text);
}

int refused(HNFailure *failure, uint16_t status, const DcmDataset *) {
  char text[32];
  std::snprintf(text, sizeof text, "status %04x", status);
  return fail(failure, HNStatus, text, status);
}

} // namespace hn
