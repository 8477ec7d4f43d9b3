/// Frames, slices, volumes and copies of a series.
package enum FrameNote: Sendable, Hashable {
  /// A place in the file that says how many frames there are.
  package struct Statement: Sendable, Hashable {
    package var place: String
    package var count: Int
    package init(place: String, count: Int) { (self.place, self.count) = (place, count) }
  }

  /// What must be the same in all slices of an image.
  package enum Fact: Sendable, Hashable {
    case decayCorrection, totalDose, weight, administration
    case nuclide, halfLife, positronFraction, height, frameDuration
  }

  case countContradicted([Statement], isStated: Bool)
  /// Bytes.
  case pixelData(stored: Int, due: Int)
  case matrixUnknown
  case copies(files: Int, damaged: Int)
  case copiesDiffer(files: Int)
  case oneOfSeveral(volumes: Int, number: String, value: Int)
  /// Seconds; `nil` where it is not stated.
  case timeFrame(frames: Int, slices: Int, number: String, value: Int, duration: Double?)
  case severalVolumes(Int)
  /// Files of other images seem to be among its own.
  case mixed(Fact)
  /// That of the first slice is used.
  case differs(Fact)
  case doseInSlices(Int)
  case sliceTwice(number: Int)
  case slicesMissing(count: Int, from: Int, to: Int)
  case sliceNumber(stated: Int, frames: Int)
  case vectorItem(vector: String, item: Int, of: Int)
  case slicesFromZero
  /// Several energy windows, time slots and the like, and nothing assigns the frames to them.
  case vectorAbsent(of: String, count: Int)
  /// One reconstruction of all energy windows that are described.
  case windowsTogether(Int)
  /// The order of the slices is that of the frames.
  case slicesAsStored

  package var code: ReadingCode {
    switch self {
    case .countContradicted: .frameCount
    case .pixelData: .pixelCount
    case .matrixUnknown: .matrixUnknown
    case .copies: .copies
    case .copiesDiffer: .copiesDiffer
    case .oneOfSeveral: .oneOfSeveral
    case .timeFrame: .dynamic
    case .severalVolumes: .severalVolumes
    case .mixed: .mixedSlices
    case .differs: .factsDiffer
    case .doseInSlices: .doseInSlices
    case .sliceTwice, .slicesMissing, .sliceNumber, .vectorItem, .vectorAbsent: .sliceVectors
    case .slicesFromZero: .sliceVectorFromZero
    case .windowsTogether: .windowsTogether
    case .slicesAsStored: .slicesAsStored
    }
  }
}
