import Diagnostics

// Typed access with messages that name file, line and key.

extension JSON5Value {
  /// The value as a text in quotes.
  ///
  /// - Throws: `Problem` with the line if it is something else.
  public func string() throws(Problem) -> String {
    guard case .string(let text) = content else { throw wrong("a text in quotes") }
    return text
  }

  /// The value as a number.
  ///
  /// - Throws: `Problem` with the line if it is something else.
  public func number() throws(Problem) -> Double {
    guard case .number(let number, _) = content else { throw wrong("a number") }
    return number
  }

  /// The number as it was written, for decimal arithmetic.
  ///
  /// - Throws: `Problem` with the line if it is not a number.
  public func numberText() throws(Problem) -> String {
    guard case .number(_, let text) = content else { throw wrong("a number") }
    return text
  }

  /// The value as a whole number.
  ///
  /// - Throws: `Problem` with the line if it is something else.
  public func integer() throws(Problem) -> Int {
    // Beyond 2⁵³ a number of JSON is no longer exact, and sums of some would overflow.
    guard case .number(let number, _) = content, abs(number) <= 0x1p53, let whole = Int(exactly: number)
    else {
      throw wrong("a whole number")
    }
    return whole
  }

  /// The value as a whole number of a range: counts that decide how long something lasts or how much memory it takes.
  ///
  /// - Throws: `Problem` with the line if it is something else, or outside.
  public func integer(in range: ClosedRange<Int>) throws(Problem) -> Int {
    let whole = try integer()
    guard range.contains(whole) else {
      throw rejected("\(whole) is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// The value as `true` or `false`.
  ///
  /// - Throws: `Problem` with the line if it is something else.
  public func bool() throws(Problem) -> Bool {
    guard case .bool(let flag) = content else { throw wrong("true or false") }
    return flag
  }

  /// The value as a list.
  ///
  /// - Throws: `Problem` with the line if it is something else.
  public func array() throws(Problem) -> [JSON5Value] {
    guard case .array(let elements) = content else { throw wrong("a list in [ ]") }
    return elements
  }

  /// The value as an object.
  ///
  /// - Throws: `Problem` with the line if it is something else.
  public func object() throws(Problem) -> JSON5Object {
    guard case .object(let members) = content else { throw wrong("an object in { }") }
    return JSON5Object(members: members, location: location, document: document)
  }

  /// A complaint about this value.
  public func rejected(_ what: String, why: String = "", remedy: String = "") -> Problem {
    Problem(.dataRejected, what: what, at: location, why: why, remedy: remedy)
  }

  private func wrong(_ expected: String) -> Problem {
    rejected("\(expected) is expected here, not \(kind)", remedy: "correct the value on this line")
  }

  private var kind: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .number(_, let text): "the number \(text)"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// An object whose keys are asked for one by one; unknown keys are reported by `rejectUnknown`.
public struct JSON5Object: Sendable {
  public let members: [JSON5Member]
  public let location: String
  public let document: String

  public subscript(key: String) -> JSON5Value? {
    guard let value = members.first(where: { $0.name == key })?.value else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  /// - Throws: `Problem` naming the object's line and the missing key.
  public func required(_ key: String, _ meaning: String) throws(Problem) -> JSON5Value {
    if let value = self[key] { return value }
    throw Problem(
      .inputMissing, what: "“\(key)” is missing (\(meaning))", at: location, remedy: "add “\(key): …”")
  }

  /// One problem per key that is not among `known` but close to one of them, with that as advice; and one for all others
  /// together, with the list of known keys. A misspelt key must not be ignored.
  public func unknown(except known: [String]) -> [Problem] {
    let strange = members.filter { !known.contains($0.name) }
    let close = strange.filter { likelyMeaning(of: $0.name, among: known) != nil }
    let misspelt = close.map { member in
      unknown([member], "did you mean “\(likelyMeaning(of: member.name, among: known)!)”?")
    }
    let far = strange.filter { likelyMeaning(of: $0.name, among: known) == nil }
    var listed = Set<String>()
    let each = known.filter { listed.insert($0).inserted }.joined(separator: ", ")
    return misspelt + (far.isEmpty ? [] : [unknown(far, "known keys: \(each)")])
  }

  private func unknown(_ members: [JSON5Member], _ remedy: String) -> Problem {
    let names = members.map { "“\($0.name)”" }.joined(separator: ", ")
    let more = members.count > 1 ? " and \(members.count - 1) more" : ""
    let place = "\(document):\(members[0].line)\(more)"
    return Problem(
      .dataRejected, what: members.count == 1 ? "unknown key \(names)" : "unknown keys \(names)", at: place,
      why: "a misspelt key would be ignored silently", remedy: remedy)
  }
}
