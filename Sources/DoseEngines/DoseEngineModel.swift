import Nuclides
import Stages

/// What a dose engine is: one type that conforms, in a folder of its own, and its place in `DoseEngine.models`.
protocol DoseEngineModel: Sendable {
  /// The word after `--engine` and in the case file.
  static var word: String { get }
  /// In words, as a report prints it and as stored doses are named.
  static var name: String { get }

  /// The engine as a case file without settings of its own runs it.
  static func make(_ means: EngineMeans) -> Self
  /// Whether what the engine needs is at hand; only then is it run where every engine is asked for.
  static func isAvailable(_ means: EngineMeans) -> Bool

  /// - Parameter materials: on the grid of the activity, or on the transport grid of the options; the densities of the
  ///   task are theirs.
  /// - Throws: `Problem` for options out of range; `.interrupted` if the current task was cancelled.
  func run(_ task: DoseTask, materials: MaterialMap?) throws -> DoseCalculation
}

extension DoseEngineModel {
  static func isAvailable(_ means: EngineMeans) -> Bool { true }
}

/// What a journey has at hand for its engines.
package struct EngineMeans: Sendable {
  /// Point kernel of the nuclide; `nil` where none is tabulated or was made.
  package var pointKernel: PointKernel?

  package init(pointKernel: PointKernel?) { self.pointKernel = pointKernel }
}

extension DoseEngine {
  /// All engines by rising effort: where several were run, the last one is the reference.
  static let models: [any DoseEngineModel.Type] = [
    LocalDeposition.self, KernelConvolution.self, MonteCarlo.self,
  ]

  /// An engine by the word that names it.
  public struct Kind: RawRepresentable, Sendable, Hashable, CaseIterable {
    public let rawValue: String

    /// `nil` for a word that names no engine.
    public init?(rawValue: String) {
      guard DoseEngine.models.contains(where: { $0.word == rawValue }) else { return nil }
      self.rawValue = rawValue
    }

    init(_ model: any DoseEngineModel.Type) { rawValue = model.word }

    public static let local = Kind(LocalDeposition.self)
    public static let kernel = Kind(KernelConvolution.self)
    public static let monteCarlo = Kind(MonteCarlo.self)
    /// By rising effort.
    public static let allCases = DoseEngine.models.map { Kind($0) }

    var model: any DoseEngineModel.Type { DoseEngine.models.first { $0.word == rawValue }! }
    /// In words, as a report prints it and as stored doses are named.
    public var name: String { model.name }
    /// Whether what the engine needs is at hand.
    package func isAvailable(_ means: EngineMeans) -> Bool { model.isAvailable(means) }
  }

  /// The engine of this kind with its defaults.
  package init(_ kind: Kind, _ means: EngineMeans) { self.init(kind.model.make(means)) }
}
