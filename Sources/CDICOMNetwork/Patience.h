#pragma once
#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmnet/dcmlayer.h"
#include "dcmtk/dcmnet/dcmtrans.h"

/// DCMTK keeps the time limits of sockets for the whole process. Here each connection has those of its own peer.
namespace hn {

/// While it lives, or until it is done, connections are opened with this limit: those of the same limit at once, those of
/// another one after them.
class Connecting {
public:
  explicit Connecting(int seconds);
  ~Connecting() { done(); }
  Connecting(const Connecting &) = delete;
  Connecting &operator=(const Connecting &) = delete;
  void done();

private:
  bool isUnderWay = true;
};

/// Sets how long sending and receiving wait on this socket.
void limit(DcmNativeSocketType socket, int seconds);

/// A transport layer, plain or secure, whose connections wait for so many seconds.
template <class Layer> class Timed : public Layer {
public:
  using Layer::Layer;
  int seconds = 60;
  Connecting *connecting = nullptr;

  DcmTransportConnection *createConnection(DcmNativeSocketType socket, OFBool isSecure) override {
    if (connecting) connecting->done();
    connecting = nullptr;
    DcmTransportConnection *connection = Layer::createConnection(socket, isSecure);
    limit(socket, seconds);
    return connection;
  }
};

} // namespace hn
