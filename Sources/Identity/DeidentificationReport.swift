import Diagnostics

/// What became of a folder. Paths are those of the originals: the report belongs to the key, not to the copies.
public struct DeidentificationReport: Sendable, Encodable {
  public struct Note: Sendable, Hashable, Encodable {
    public var path, reason: String
  }
  public var patients = 0
  /// New Study Instance UIDs.
  public var studies: Set<String> = []
  public var objects = 0
  public var tally = Deidentifier.Tally()
  public var leftOut: [Note] = []
  /// Copied, and a person must look at the pixels.
  public var toLookAt: [Note] = []
  /// Objects without Patient ID and name: each of their studies became a patient of its own.
  public var unnamed = 0
}
