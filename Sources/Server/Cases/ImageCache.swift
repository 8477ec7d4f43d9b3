import Foundation
import ImageFiles
import Synchronization
import Volumes

/// The volumes that were last looked at.
final class ImageCache: Sendable {
  private struct Entry {
    var key: String
    var volume: Volume<Float>
  }
  private let kept = Mutex<[Entry]>([])
  private static let limit = 6

  func volume(_ file: URL, _ changed: Date?) throws -> Volume<Float> {
    let key = "\(file.path) \(changed?.timeIntervalSinceReferenceDate ?? 0)"
    if let volume = kept.withLock({ $0.first { $0.key == key }?.volume }) { return volume }
    let volume = try ImageFiles.read(file.path)
    kept.withLock { $0 = Array(([Entry(key: key, volume: volume)] + $0).prefix(Self.limit)) }
    return volume
  }
}
