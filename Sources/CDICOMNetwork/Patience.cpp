#include "Patience.h"

#include "dcmtk/dcmnet/dul.h"

#include <condition_variable>
#include <mutex>
#include <sys/socket.h>
#include <sys/time.h>

namespace hn {

namespace {

struct Door {
  std::mutex mutex;
  std::condition_variable isFree;
  int seconds = 0, within = 0;
};

Door &door() {
  static Door door;
  return door;
}

} // namespace

Connecting::Connecting(int seconds) {
  std::unique_lock<std::mutex> lock(door().mutex);
  door().isFree.wait(lock, [&] { return door().within == 0 || door().seconds == seconds; });
  ++door().within;
  door().seconds = seconds;
  dcmConnectionTimeout.set(seconds);
}

void Connecting::done() {
  if (!isUnderWay) return;
  isUnderWay = false;
  std::lock_guard<std::mutex> lock(door().mutex);
  if (--door().within == 0) door().isFree.notify_all();
}

void limit(DcmNativeSocketType socket, int seconds) {
  timeval time{};
  time.tv_sec = seconds;
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
}

} // namespace hn
