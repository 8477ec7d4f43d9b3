import Checks
import Volumes

/// Several slices at one place are several volumes (time points, echoes, acquisitions) in one series.
enum SharedPlaces {
  /// Splits by the first number that leaves every place only once in each part; leaves the stack whole if none does,
  /// so that the geometry complains.
  static func separate(_ stack: Stack) -> [Stack] {
    guard hasSharedPlace(stack.frames) else { return [stack] }
    let times = Set(stack.frames.compactMap(\.start?.localSeconds)).sorted()
    let timeFrame: (Frame, Instance) -> Int? = { frame, file in
      file.kind == .pet && file.isDynamic
        ? frame.start.flatMap { times.firstIndex(of: $0.localSeconds)! + 1 } : nil
    }
    let numbers: [(name: String, of: (Frame, Instance) -> Int?)] = [
      ("temporal position", { $1.temporalPosition ?? ($0.label.temporal > 0 ? $0.label.temporal : nil) }),
      ("echo number", { $1.echo }),
      ("acquisition number", { $1.acquisitionNumber }),
      ("time frame", timeFrame),
    ]
    for number in numbers {
      let groups = Dictionary(grouping: stack.frames) { number.of($0, stack.files[$0.file]) ?? Int.min }
      guard groups.count > 1, !groups.values.contains(where: hasSharedPlace) else { continue }
      return groups.sorted { $0.key < $1.key }.map { value, frames in
        var part = stack
        part.frames = frames
        part.findings.append(told(stack, groups.count, number.name, value, frames))
        return part
      }
    }
    return [stack]
  }

  private static func told(_ stack: Stack, _ count: Int, _ name: String, _ value: Int, _ frames: [Frame])
    -> ImageFinding
  {
    guard stack.first.isDynamic else {
      return .note(.frames(.oneOfSeveral(volumes: count, number: name, value: value)))
    }
    return .review(
      .frames(
        .timeFrame(
          frames: count, slices: frames.count, number: name, value: value,
          duration: frames.compactMap(\.duration).max())), at: "\(stack.first.path) (0054,1000)")
  }

  static func hasSharedPlace(_ frames: [Frame]) -> Bool {
    guard let normal = frames.first?.normal else { return false }
    let heights = frames.compactMap { $0.position?.dot(normal) }.sorted()
    return zip(heights, heights.dropFirst()).contains { $1 - $0 < StackGeometry.samePlace }
  }
}
