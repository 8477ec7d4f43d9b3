#include "Link.h"

#include "dcmtk/dcmdata/dcostrma.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace hn {

namespace {

/// Bytes to a descriptor. After an error it swallows what still comes, so that the association stays in step and the sender
/// gets its answer; DCMTK's own stream would wait for data that were already read.
class Descriptor : public DcmConsumer {
public:
  explicit Descriptor(const char *path) : file(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640)) {
    if (file < 0) error = errno;
    held.reserve(1 << 18);
  }
  ~Descriptor() override {
    if (file >= 0) close(file);
  }
  OFBool good() const override { return OFTrue; }
  OFCondition status() const override { return EC_Normal; }
  OFBool isFlushed() const override { return OFTrue; }
  offile_off_t avail() const override { return 1 << 30; }
  offile_off_t write(const void *bytes, offile_off_t count) override {
    const char *from = static_cast<const char *>(bytes);
    held.insert(held.end(), from, from + count);
    if (held.size() >= (1 << 18)) flush();
    return count;
  }
  void flush() override {
    size_t done = 0;
    while (!error && done < held.size()) {
      ssize_t n = ::write(file, held.data() + done, held.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) error = n < 0 ? errno : EIO;
      else done += size_t(n);
    }
    held.clear();
  }
  /// Everything is on the disk, or `error` says why not.
  void finish() {
    flush();
    if (!error && fsync(file) != 0) error = errno;
    if (file >= 0 && close(file) != 0 && !error) error = errno;
    file = -1;
  }
  int error = 0;

private:
  int file;
  std::vector<char> held;
};

class FileStream : public DcmOutputStream {
public:
  explicit FileStream(Descriptor &to) : DcmOutputStream(&to) {}
};

/// File meta information (PS3.10 7.1), explicit VR little endian.
class MetaInformation {
public:
  void add(uint16_t element, const char *vr, std::string value) {
    bool isText = std::strcmp(vr, "UI") != 0;
    if (value.size() % 2) value += isText ? ' ' : '\0';
    head(element, vr, uint16_t(value.size()));
    bytes += value;
  }
  void addVersion() {
    number16(0x0002), number16(0x0001);
    bytes += "OB";
    number16(0), number16(2), number16(0);
    bytes += std::string("\0\1", 2);
  }
  std::string file() const {
    MetaInformation length;
    length.head(0x0000, "UL", 4);
    length.number16(uint16_t(bytes.size() & 0xffff)), length.number16(uint16_t(bytes.size() >> 16));
    return std::string(128, '\0') + "DICM" + length.bytes + bytes;
  }

private:
  void number16(uint16_t n) { bytes += char(n & 0xff), bytes += char(n >> 8); }
  void head(uint16_t element, const char *vr, uint16_t size) {
    number16(0x0002), number16(element);
    bytes += vr;
    number16(size);
  }
  std::string bytes;
};

std::string metaInformation(const T_DIMSE_C_StoreRQ &request, const char *syntax, const char *sender,
                            const char *implementation) {
  MetaInformation meta;
  meta.addVersion();
  meta.add(0x0002, "UI", request.AffectedSOPClassUID);
  meta.add(0x0003, "UI", request.AffectedSOPInstanceUID);
  meta.add(0x0010, "UI", syntax);
  meta.add(0x0012, "UI", implementation);
  meta.add(0x0013, "SH", "HEPATICA");
  meta.add(0x0016, "AE", sender);
  return meta.file();
}

OFCondition answer(T_ASC_Association *association, T_ASC_PresentationContextID id, T_DIMSE_C_StoreRQ &request,
                   uint16_t status) {
  T_DIMSE_C_StoreRSP response;
  std::memset(static_cast<void *>(&response), 0, sizeof response);
  response.MessageIDBeingRespondedTo = request.MessageID;
  response.DimseStatus = status;
  response.DataSetType = DIMSE_DATASET_NULL;
  copy(response.AffectedSOPClassUID, sizeof response.AffectedSOPClassUID, request.AffectedSOPClassUID);
  copy(response.AffectedSOPInstanceUID, sizeof response.AffectedSOPInstanceUID, request.AffectedSOPInstanceUID);
  response.opts = O_STORE_AFFECTEDSOPCLASSUID | O_STORE_AFFECTEDSOPINSTANCEUID;
  return DIMSE_sendStoreResponse(association, id, &request, &response, nullptr);
}

} // namespace

OFCondition receiveObject(T_ASC_Association *association, int seconds, T_ASC_PresentationContextID id,
                          T_DIMSE_C_StoreRQ &request, const HNSink &sink, const char *sender, uint16_t *status) {
  T_ASC_PresentationContext context;
  OFCondition done = ASC_findAcceptedPresentationContext(association->params, id, &context);
  if (done.bad()) return done;
  char path[4096] = "";
  sink.begin(sink.context, path, sizeof path);
  Descriptor file(path);
  FileStream stream(file);
  std::string meta = metaInformation(request, context.acceptedTransferSyntax, sender, sink.implementation);
  file.write(meta.data(), offile_off_t(meta.size()));
  T_ASC_PresentationContextID dataID = 0;
  done = DIMSE_receiveDataSetInFile(association, DIMSE_NONBLOCKING, seconds, &dataID, &stream, nullptr, nullptr);
  if (done.good() && dataID != id) done = DIMSE_BADDATA;
  if (done.bad()) {
    unlink(path);
    return done;
  }
  file.finish();
  if (file.error) unlink(path);
  HNArrival arrival{path, request.AffectedSOPClassUID, request.AffectedSOPInstanceUID,
                    context.acceptedTransferSyntax, sender, file.error};
  *status = sink.take(sink.context, &arrival);
  return answer(association, id, request, *status);
}

} // namespace hn
