import Diagnostics
import Files
import Foundation

/// Whether subjects are real. The two never meet: lists have different keys and contexts, and subjects of a trial run
/// have names that real subjects cannot have.
public enum ListPurpose: String, Sendable, CaseIterable {
  case production, test

  /// Begins the subjects' names of a trial run.
  public static let testPrefix = "TEST-"

  /// - Throws: `Problem` if the name belongs to the other purpose.
  public func check(subject: String) throws(Problem) {
    let isTest = subject.uppercased().hasPrefix(Self.testPrefix)
    guard isTest == (self == .test) else {
      throw Problem(
        .dataRejected,
        what: self == .test
          ? "a subject of a trial run is called \(Self.testPrefix)…"
          : "a real subject is not called \(Self.testPrefix)…",
        why: "a real patient must never be on a test list, nor a synthetic one on the real list")
    }
  }
}

/// The allocations of one stratum: secret until each is revealed.
///
/// The commitment is published when the protocol is locked; who later sees salt and sequence can recompute it and knows
/// that the list was not changed in between.
public struct AllocationList: Sendable, Hashable {
  public let trial: String
  public let purpose: ListPurpose
  /// Levels of the strata, such as `centre=1`.
  public let stratum: String
  public let seed: UInt64
  public let salt: String
  public let sequence: String

  public init(
    trial: String, purpose: ListPurpose, stratum: String, seed: UInt64, salt: String, sequence: String
  ) {
    (self.trial, self.purpose, self.stratum) = (trial, purpose, stratum)
    (self.seed, self.salt, self.sequence) = (seed, salt, sequence)
  }

  /// A list as the protocol asks. A production list's seed comes from the operating system; a test list's from the
  /// protocol, so that it can be foreseen and is worth nothing.
  public static func draw(_ plan: TrialProtocol, purpose: ListPurpose, stratum: String) -> AllocationList {
    let isTest = purpose == .test
    let seed = isTest ? testSeed(plan, stratum) : UInt64.random(in: 0 ... .max)
    let salt = isTest ? "test-" + stratum : hex(randomBytes(16))
    let sequence: String =
      switch plan.allocation {
      case .permutedBlocks(let sizes, let count):
        PermutedBlocks(seed: seed, count: count, sizes: sizes, arms: plan.arms.map(\.letter)).sequence
      // Minimisation knows no sequence; the committed seed decides its random element.
      case .minimisation: ""
      }
    return AllocationList(
      trial: plan.name, purpose: purpose, stratum: stratum, seed: seed, salt: salt, sequence: sequence)
  }

  private static func testSeed(_ plan: TrialProtocol, _ stratum: String) -> UInt64 {
    let digits = sha256("\(plan.testSeed)|\(stratum)".utf8).prefix(16)
    return UInt64(digits, radix: 16)!
  }

  /// Lowercase hexadecimal SHA-256 of `salt|sequence`. Minimisation commits to its seed in the sequence's place.
  public var commitment: String {
    Self.commitment(salt: salt, sequence: sequence.isEmpty ? "\(seed)" : sequence)
  }

  public static func commitment(salt: String, sequence: String) -> String {
    sha256("\(salt)|\(sequence)".utf8)
  }

  private static func context(_ trial: String, _ purpose: ListPurpose, _ stratum: String) -> String {
    "hepatica-allocation|\(trial)|\(purpose.rawValue)|\(stratum)"
  }

  /// The list under AES-256-GCM, hexadecimal, bound to trial, purpose and stratum.
  public func sealed(with key: SecretKey) -> String {
    let text = "\(seed)|\(salt)|\(sequence)"
    return hex(
      seal(
        text.utf8, with: key.derived(for: purpose.rawValue), context: Self.context(trial, purpose, stratum)))
  }

  /// - Throws: `Problem` if the key is wrong, a byte was changed, or the list is not the one that was committed to.
  public init(
    unsealing sealed: String, with key: SecretKey, trial: String, purpose: ListPurpose, stratum: String,
    commitment: String
  ) throws(Problem) {
    let place = "list of \(stratum)"
    let plain = try unseal(
      Data(hexBytes(sealed) ?? []), with: key.derived(for: purpose.rawValue),
      context: Self.context(trial, purpose, stratum), at: place)
    let parts = String(decoding: plain, as: UTF8.self).split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 3, let seed = UInt64(parts[0]) else {
      throw Problem(.dataRejected, what: "the list is damaged", at: place)
    }
    self.init(
      trial: trial, purpose: purpose, stratum: stratum, seed: seed, salt: String(parts[1]),
      sequence: String(parts[2]))
    guard self.commitment == commitment else {
      throw Problem(
        .dataRejected, what: "the list is not the one that was committed to", at: place,
        why: "the allocation could have been manipulated",
        remedy: "stop the trial's allocation and find out why")
    }
  }

  /// The letter at a place, from 1.
  /// - Throws: `Problem` if the list is used up.
  public func arm(at place: Int) throws(Problem) -> Character {
    guard place >= 1, place <= sequence.count else {
      throw Problem(
        .dataRejected, what: "the list of this stratum is used up", at: stratum,
        remedy: "an amendment of the protocol adds a list")
    }
    return Array(sequence)[place - 1]
  }
}
