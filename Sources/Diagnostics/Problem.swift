/// A fault of input or environment that stops the work, described so that the user can act.
///
/// Never holds patient data: no names, identifiers or free text of a file. Files are named by the path that
/// the user gave, tags by group and element.
public struct Problem: Error, Sendable, Hashable, Codable {
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
  public var description: String { grouped.map(\.description).joined(separator: "\n") }

  /// Equal faults of several places as one, with the places that it was found at.
  public var grouped: [Problem] {
    var order: [Problem] = []
    var places: [Problem: [String]] = [:]
    for problem in all {
      var fault = problem
      fault.location = ""
      if places[fault] == nil { order.append(fault) }
      if places[fault]?.contains(problem.location) != true {
        places[fault, default: []].append(problem.location)
      }
    }
    return order.map { fault in
      var whole = fault
      let found = places[fault]!.filter { !$0.isEmpty }
      whole.location =
        found.prefix(8).joined(separator: ", ") + (found.count > 8 ? " and \(found.count - 8) more" : "")
      return whole
    }
  }

  /// The kind that decides the exit status, whatever the order of the problems: what happened to the program or its
  /// surroundings before what is wrong with the data, and wrong data before missing data. So a misspelt key, which is unknown
  /// and leaves another missing, has the status of a misspelt value.
  public var kind: Problem.Kind {
    let gravest: [Problem.Kind] = [
      .internalError, .interrupted, .inputOutput, .cannotCreate, .serviceUnavailable, .tryAgain, .usage,
      .dataRejected, .inputMissing,
    ]
    return gravest.first { kind in all.contains { $0.kind == kind } } ?? .internalError
  }
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
