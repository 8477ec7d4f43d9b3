import Checks
import DICOM
import Diagnostics
import Foundation

/// How many frames a file has, by each place in it that says so: Number of Frames, the vectors of nuclear medicine, the
/// functional groups and the bytes of the pixels. They must agree; one that is absent does not mean one frame where the
/// others say more.
struct FrameCount: Sendable {
  typealias Statement = FrameNote.Statement
  /// (0028,0008); `nil` where it is absent.
  let stated: Int?
  private(set) var statements: [Statement] = []
  /// Bytes that are stored, and that Rows, Columns and frames make; `nil` where they agree or the frames differ.
  private let excess: (stored: Int, due: Int)?
  /// The file ends before its elements do.
  let damage: Problem?

  /// - Parameter set: the header; the length of the pixels is looked up in the file where several frames are possible.
  init(_ set: DataSet) {
    let number = set.int(.numberOfFrames)
    stated = number
    if let number { statements.append(Statement(place: "Number of Frames (0028,0008)", count: number)) }
    for (name, tag) in Self.vectors {
      guard let length = set.doubles(tag)?.count else { continue }
      statements.append(Statement(place: "\(name) \(tag)", count: length))
    }
    let groups = [Tag.sharedFunctionalGroupsSequence, .perFrameFunctionalGroupsSequence]
    if groups.contains(where: set.contains) {
      let described = set.items(.perFrameFunctionalGroupsSequence).count
      statements.append(Statement(place: "described in functional groups (5200,9230)", count: described))
    }
    var damage: Problem?
    let stored = Self.stored(set, expected: number ?? 1, &damage)
    self.damage = damage
    excess = stored?.excess
    if let frames = stored?.frames {
      statements.append(Statement(place: "stored in the pixel data (7FE0,0010)", count: frames))
    }
  }

  private static let vectors: [(String, Tag)] = [
    ("Energy Window Vector", .energyWindowVector), ("Detector Vector", .detectorVector),
    ("Phase Vector", .phaseVector), ("Rotation Vector", .rotationVector),
    ("R-R Interval Vector", .rrIntervalVector), ("Time Slot Vector", .timeSlotVector),
    ("Slice Vector", .sliceVector), ("Angular View Vector", .angularViewVector),
    ("Time Slice Vector", .timeSliceVector), ("Grid Frame Offset Vector", .gridFrameOffsetVector),
  ]

  /// Number of frames to list; what is contradictory is refused by the finding.
  var count: Int { min(max(stated ?? 1, 1), 1 << 20) }

  /// Blocking where two places differ.
  func finding(at path: String) -> ImageFinding? {
    if let damage { return ImageFinding(.blocking, .told(damage), at: damage.location) }
    let counts = Set(statements.map(\.count) + (stated == nil ? [1] : []))
    guard counts.count > 1 else { return excessFinding(at: path) }
    return .blocking(.frames(.countContradicted(statements, isStated: stated != nil)), at: path)
  }

  /// Pixels that Rows and Columns do not account for: the picture would be sheared or cut.
  private func excessFinding(at path: String) -> ImageFinding? {
    guard let excess else { return nil }
    return .blocking(
      .frames(.pixelData(stored: excess.stored, due: excess.due)),
      at: "\(path) (7FE0,0010) (0028,0010) (0028,0011)")
  }

  /// What uncompressed pixel data hold: whole frames, or more than the stated ones need by a row or a column at least (less
  /// is padding). `nil` where they are compressed, absent, or fit what is expected.
  /// - Parameter damage: why the file cannot be read to its end, although its header can.
  private static func stored(_ set: DataSet, expected: Int, _ damage: inout Problem?) -> (
    frames: Int?, excess: (stored: Int, due: Int)?
  )? {
    func side(_ tag: Tag) -> Int { set.int(tag).flatMap { (1...65535).contains($0) ? $0 : nil } ?? 0 }
    let pixel = max(1, set.int(.samplesPerPixel) ?? 1) * (set.int(.bitsAllocated) ?? 0)
    let (rows, columns) = (side(.rows), side(.columns))
    let bits = rows * columns * pixel
    guard bits > 0, expected > 0, expected < 1 << 31 else { return nil }
    let whole: DataSet
    do { whole = try DataSet.read(set.location) } catch {
      damage = error
      return nil
    }
    guard let length = whole.nativePixelLength else { return nil }
    let due = (bits * expected + 7) / 8
    if length == due || length == due + 1 { return nil }
    let frames = length * 8 / bits
    guard frames == expected && length > due else { return (frames, nil) }
    let rest = length * 8 - bits * expected
    return rest >= max(16, min(rows, columns) * pixel) ? (nil, (length, due)) : nil
  }
}
