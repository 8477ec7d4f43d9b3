import Foundation
import Synchronization

/// A peer that misbehaves: it accepts and is silent, or passes on to another port, and cuts the line after some bytes, or
/// rests before it does and after some bytes.
final class RawPeer: Sendable {
  enum Manner: Sendable {
    case silent, cutting(to: UInt16, after: Int), resting(to: UInt16, after: Int, milliseconds: Int)
  }

  let port: UInt16
  private let manner: Manner
  private let door: Int32
  private let isOver = Atomic<Bool>(false)

  init(_ manner: Manner) {
    self.manner = manner
    port = freePort()
    door = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    _ = Self.with(port) { bind(door, $0, $1) }
    listen(door, 8)
    Thread.detachNewThread { self.serve() }
  }

  deinit { stop() }

  func stop() {
    guard !isOver.exchange(true, ordering: .relaxed) else { return }
    shutdown(door, Int32(SHUT_RDWR))
    Foundation.close(door)
  }

  private func serve() {
    while !isOver.load(ordering: .relaxed) {
      let caller = accept(door, nil, nil)
      guard caller >= 0 else { return }
      switch manner {
      case .silent: continue
      case .cutting(let target, let limit):
        Thread.detachNewThread { Self.pass(caller, Self.line(to: target), limit) }
      case .resting(let target, let limit, let time):
        Thread.detachNewThread {
          usleep(UInt32(time) * 1000)
          let peer = Self.line(to: target)
          guard Self.carry(caller, peer, limit) else { return }
          usleep(UInt32(time) * 1000)
          Self.pass(caller, peer, .max)
        }
      }
    }
  }

  private static func line(to target: UInt16) -> Int32 {
    let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    _ = with(target) { connect(peer, $0, $1) }
    return peer
  }

  private static func pass(_ caller: Int32, _ peer: Int32, _ limit: Int) {
    if carry(caller, peer, limit) { close(caller, peer) }
  }

  /// Carries bytes both ways until just so many came from the caller.
  ///
  /// - Returns: false once a side has closed, and both are closed.
  private static func carry(_ caller: Int32, _ peer: Int32, _ limit: Int) -> Bool {
    var polled = [
      pollfd(fd: caller, events: Int16(POLLIN), revents: 0),
      pollfd(fd: peer, events: Int16(POLLIN), revents: 0),
    ]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var carried = 0
    while carried < limit, poll(&polled, 2, 120_000) > 0 {
      for n in 0..<2 where polled[n].revents != 0 {
        let count = recv(polled[n].fd, &buffer, n == 0 ? min(buffer.count, limit - carried) : buffer.count, 0)
        guard count > 0 else {
          close(caller, peer)
          return false
        }
        send(polled[1 - n].fd, buffer, count, Int32(MSG_NOSIGNAL))
        if n == 0 { carried += count }
      }
    }
    return true
  }

  private static func close(_ a: Int32, _ b: Int32) {
    Foundation.close(a)
    Foundation.close(b)
  }

  private static func with(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
