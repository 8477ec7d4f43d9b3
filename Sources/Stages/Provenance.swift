/// What went into a result: enough for a stranger to repeat it.
public struct Provenance: Sendable, Hashable, Codable {
  /// An input file or folder by role, with the SHA-256 of its content; never a path or a patient's name.
  public struct Input: Sendable, Hashable, Codable {
    public var role: String
    public var sha256: String
    public var files: Int
    public init(role: String, sha256: String, files: Int = 1) {
      (self.role, self.sha256, self.files) = (role, sha256, files)
    }
  }
  /// One processing step with the parameters that it used, as printed.
  public struct Step: Sendable, Hashable, Codable {
    public var name: String
    public var parameters: [String: String]
    public init(_ name: String, _ parameters: [String: String] = [:]) {
      (self.name, self.parameters) = (name, parameters)
    }
  }

  public var inputs: [Input]
  public var steps: [Step]
  /// Data tables by name with their edition, e.g. `Lu-177 decay data` : `DDEP 2016`.
  public var tables: [String: String]
  /// Seed of a stochastic step.
  public var seed: UInt64?

  public init(inputs: [Input] = [], steps: [Step] = [], tables: [String: String] = [:], seed: UInt64? = nil) {
    (self.inputs, self.steps, self.tables, self.seed) = (inputs, steps, tables, seed)
  }

  /// Both, in order, each input and table once.
  public func merged(with other: Provenance) -> Provenance {
    var all = self
    all.inputs += other.inputs.filter { !inputs.contains($0) }
    all.steps += other.steps
    all.tables.merge(other.tables) { mine, _ in mine }
    all.seed = seed ?? other.seed
    return all
  }

  public func adding(_ step: Step) -> Provenance {
    var copy = self
    copy.steps.append(step)
    return copy
  }
}
