internal import CDICOMNetwork
import Diagnostics
import Foundation

/// Carries objects from the network into a store, and the verdict back as a DIMSE status.
final class ObjectSink: Sendable {
  let store: ObjectStore
  /// Kept for C, which holds the pointer.
  private nonisolated(unsafe) let texts = CTexts()

  init(_ store: ObjectStore) { self.store = store }

  /// For C; valid as long as the sink lives.
  func passed(implementation: String) -> HNSink {
    HNSink(
      context: Unmanaged.passUnretained(self).toOpaque(),
      begin: { context, path, capacity in
        let sink = Unmanaged<ObjectSink>.fromOpaque(context!).takeUnretainedValue()
        strlcpyText(sink.store.newPath(), path, capacity)
      },
      take: { context, arrival in
        Unmanaged<ObjectSink>.fromOpaque(context!).takeUnretainedValue().take(arrival.pointee)
      },
      implementation: texts.text(implementation))
  }

  /// Statuses of PS3.4 B.2.3.
  private func take(_ arrival: HNArrival) -> UInt16 {
    if arrival.error != 0 {
      store.refuse(ObjectStore.unwritten(arrival.error))
      return 0xA700
    }
    do throws(Problem) {
      try store.take(
        swiftText(arrival.path), announced: (swiftText(arrival.sopClass), swiftText(arrival.sopInstance)))
      return 0
    } catch {
      if error.what == ObjectStore.mismatch { return 0xA900 }
      return error.kind == .dataRejected || error.kind == .inputMissing ? 0xC000 : 0xA700
    }
  }
}

private func strlcpyText(_ text: String, _ to: UnsafeMutablePointer<CChar>, _ capacity: Int) {
  let bytes = Array(text.utf8.prefix(capacity - 1))
  for (n, byte) in bytes.enumerated() { to[n] = CChar(bitPattern: byte) }
  to[bytes.count] = 0
}
