#include "Link.h"

namespace hn {

namespace {

/// The profile that DICOM asks of new products (PS3.15 B.9, BCP 195): TLS 1.2 and later.
OFCondition harden(DcmTLSTransportLayer &layer) {
  OFCondition done = layer.setTLSProfile(TSP_Profile_BCP195);
  return done.good() ? layer.activateCipherSuites() : done;
}

/// What is wrong with the files, by the name of their key in the configuration; empty if nothing.
std::string load(DcmTLSTransportLayer &layer, const HNSecurityFiles &files) {
  if (layer.addTrustedCertificateFile(files.trust, DCF_Filetype_PEM).bad())
    return "the certificates to trust cannot be read";
  if (!files.key || !files.certificate) return "";
  if (layer.setPrivateKeyFile(files.key, DCF_Filetype_PEM).bad()) return "the private key cannot be read";
  if (layer.setCertificateFile(files.certificate, DCF_Filetype_PEM).bad()) return "the certificate cannot be read";
  return layer.checkPrivateKeyMatchesCertificate() ? "" : "the private key does not belong to the certificate";
}

/// NULL where keys or certificates cannot be used.
std::unique_ptr<Timed<DcmTLSTransportLayer>> secureLayer(T_ASC_NetworkRole role, const HNSecurityFiles &files,
                                                         HNFailure *failure) {
  DcmTLSTransportLayer::initializeOpenSSL();
  std::unique_ptr<Timed<DcmTLSTransportLayer>> layer(new Timed<DcmTLSTransportLayer>(role, nullptr, OFTrue));
  // A pass phrase is never asked for on a terminal.
  layer->setPrivateKeyPasswd("");
  std::string fault = load(*layer, files);
  if (fault.empty() && harden(*layer).bad()) fault = "the profile BCP 195 cannot be set";
  if (!fault.empty()) {
    fail(failure, HNSecurity, fault);
    return nullptr;
  }
  layer->setCertificateVerification(DCV_requireCertificate);
  return layer;
}

template <class Layer>
std::unique_ptr<DcmTransportLayer> timed(std::unique_ptr<Timed<Layer>> layer, int seconds, Connecting *connecting) {
  if (!layer) return nullptr;
  layer->seconds = seconds;
  layer->connecting = connecting;
  return layer;
}

} // namespace

std::unique_ptr<DcmTransportLayer> transportLayer(T_ASC_NetworkRole role, const HNSecurityFiles *files, int seconds,
                                                  Connecting *connecting, HNFailure *failure) {
  if (files) return timed(secureLayer(role, *files, failure), seconds, connecting);
  return timed(std::unique_ptr<Timed<DcmTransportLayer>>(new Timed<DcmTransportLayer>), seconds, connecting);
}

} // namespace hn
