import Volumes

/// Several slices at one place are several volumes (time points, echoes, acquisitions) in one series.
enum SharedPlaces {
  /// Splits by the first number that leaves every place only once in each part; leaves the stack whole if none does,
  /// so that the geometry complains.
  static func separate(_ stack: Stack) -> [Stack] {
    guard hasSharedPlace(stack.frames) else { return [stack] }
    let numbers: [(name: String, of: (Frame, Instance) -> Int?)] = [
      ("temporal position", { $1.temporalPosition ?? ($0.label.temporal > 0 ? $0.label.temporal : nil) }),
      ("echo number", { $1.echo }),
      ("acquisition number", { $1.acquisitionNumber }),
    ]
    for number in numbers {
      let groups = Dictionary(grouping: stack.frames) { number.of($0, stack.files[$0.file]) ?? Int.min }
      guard groups.count > 1, !groups.values.contains(where: hasSharedPlace) else { continue }
      return groups.sorted { $0.key < $1.key }.map { value, frames in
        var part = stack
        part.frames = frames
        part.findings.append(
          .note("the series holds \(groups.count) volumes; this is the one with \(number.name) \(value)"))
        return part
      }
    }
    return [stack]
  }

  static func hasSharedPlace(_ frames: [Frame]) -> Bool {
    guard let normal = frames.first?.normal else { return false }
    let heights = frames.compactMap { $0.position?.dot(normal) }.sorted()
    return zip(heights, heights.dropFirst()).contains { $1 - $0 < StackGeometry.samePlace }
  }
}
