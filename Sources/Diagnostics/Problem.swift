/// A fault of input or environment that stops the work, described so that the user can act.
///
/// Never holds patient data: no names, identifiers or free text of a file. Files are named by the path that
/// the user gave, tags by group and element.
public struct Problem: Error, Sendable, Hashable {
  /// What sort of trouble it is; decides the exit code.
  public enum Kind: String, Sendable, Hashable, Codable {
    case usage, dataRejected, inputMissing, serviceUnavailable, internalError, cannotCreate, inputOutput
    case tryAgain, interrupted
  }
  public var kind: Kind
  /// What is wrong, one sentence.
  public var what: String
  /// Where: file, tag, line, series, structure; empty only if there is no place.
  public var location: String
  /// Why it matters for the result.
  public var why: String
  /// What the user can do.
  public var remedy: String

  public init(_ kind: Kind, what: String, at location: String = "", why: String = "", remedy: String = "") {
    (self.kind, self.what, self.location, self.why, self.remedy) = (kind, what, location, why, remedy)
  }
}

extension Problem: CustomStringConvertible {
  public var description: String {
    var text = location.isEmpty ? what : "\(location): \(what)"
    if !why.isEmpty { text += "\n  why it matters: \(why)" }
    if !remedy.isEmpty { text += "\n  what to do: \(remedy)" }
    return text
  }
}

/// Several problems found in one pass; all are shown.
public struct Problems: Error, Sendable, CustomStringConvertible {
  public var all: [Problem]
  /// - Precondition: at least one problem.
  public init(_ all: [Problem]) {
    precondition(!all.isEmpty, "at least one problem is needed")
    self.all = all
  }
  public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// Exit statuses of the program (sysexits.h where it has one).
public enum ExitCode: Int32, Sendable {
  case done = 0
  case needsReview = 3
  case someFailed = 8
  case usage = 64
  case dataRejected = 65
  case inputMissing = 66
  case serviceUnavailable = 69
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case tryAgain = 75
  case interrupted = 130

  public init(_ kind: Problem.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .dataRejected: .dataRejected
      case .inputMissing: .inputMissing
      case .serviceUnavailable: .serviceUnavailable
      case .internalError: .internalError
      case .cannotCreate: .cannotCreate
      case .inputOutput: .inputOutput
      case .tryAgain: .tryAgain
      case .interrupted: .interrupted
      }
  }
}

/// Called by long work with the fraction done, 0…1, and what it is doing. Must be cheap and safe from any thread.
public typealias ProgressHandler = @Sendable (_ fraction: Double, _ activity: String) -> Void
