internal import CDCMTK
import Diagnostics
import Foundation

extension DataSet {
  /// The whole text of an element, several values still joined by backslashes, in Unicode, without padding.
  public func text(_ tag: Tag) -> String? {
    var out = HDText()
    guard hd_text(handle, tag.code, &out) == HDOkay else { return nil }
    return out.take()
  }

  /// The first value as text; `nil` if absent, empty, or not text.
  public func string(_ tag: Tag) -> String? { strings(tag).first.flatMap { $0.isEmpty ? nil : $0 } }

  /// All values as text; empty if absent. Values that are empty between backslashes stay as empty strings.
  public func strings(_ tag: Tag) -> [String] {
    guard let all = text(tag), !all.isEmpty else { return [] }
    // In ST, LT and UT a backslash is a character like any other (PS3.5 6.2).
    if ["ST", "LT", "UT", "UR"].contains(vr(tag)) { return [all.trimmingCharacters(in: .padding)] }
    return all.split(separator: "\\", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .padding)
    }
  }

  /// The first value as a number (DS, IS or binary); `nil` if absent or not a finite number.
  public func double(_ tag: Tag) -> Double? { try? values(tag, parse: DecimalString.parse)?.first }

  /// All values as numbers; `nil` if absent, empty, or if one of them is not a finite number.
  public func doubles(_ tag: Tag) -> [Double]? { try? values(tag, parse: DecimalString.parse) }

  /// The first value as an integer; `nil` if absent or not an integer.
  public func int(_ tag: Tag) -> Int? { ints(tag)?.first }

  /// All values as integers; `nil` if absent, empty or if one of them is not an integer.
  public func ints(_ tag: Tag) -> [Int]? {
    guard let numbers = doubles(tag) else { return nil }
    let whole = numbers.compactMap { Int(exactly: $0) }
    return whole.count == numbers.count ? whole : nil
  }

  /// Attribute tags (VR AT), such as Frame Increment Pointer.
  public func tags(_ tag: Tag) -> [Tag] {
    guard vr(tag) == "AT", let codes = doubles(tag) else { return [] }
    return codes.compactMap { UInt32(exactly: $0).map { Tag(code: $0) } }
  }

  /// The value as it is stored, little endian; `nil` if absent or a sequence.
  public func bytes(_ tag: Tag) -> [UInt8]? {
    var out = HDText()
    guard hd_bytes(handle, tag.code, &out) == HDOkay else { return nil }
    return out.takeBytes()
  }

  /// All values of an FL or OF element without detour; `nil` if absent or of another length.
  public func floats(_ tag: Tag) -> [Float]? {
    guard let raw = bytes(tag), raw.count % 4 == 0 else { return nil }
    return raw.withUnsafeBytes { all in
      (0..<raw.count / 4).map {
        Float(bitPattern: all.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    }
  }

  /// All numbers of an element.
  /// - Returns: `nil` if the element is absent or empty.
  /// - Throws: `dataRejected` if a value is there that is not a finite number.
  public func numbers(_ tag: Tag) throws(Problem) -> [Double]? { try values(tag, parse: DecimalString.parse) }

  /// One number that the work cannot do without.
  /// - Throws: `inputMissing` if absent or empty, `dataRejected` if it is not a finite number.
  public func number(_ tag: Tag, _ name: String, why: String = "", remedy: String = "") throws(Problem)
    -> Double
  {
    guard let first = try numbers(tag)?.first else { throw missing(tag, name, why: why, remedy: remedy) }
    return first
  }

  /// A text that the work cannot do without.
  ///
  /// - Throws: `inputMissing` if the element is absent or empty.
  public func required(_ tag: Tag, _ name: String, why: String = "", remedy: String = "") throws(Problem)
    -> String
  {
    guard let value = string(tag) else { throw missing(tag, name, why: why, remedy: remedy) }
    return value
  }

  public func missing(_ tag: Tag, _ name: String, why: String = "", remedy: String = "") -> Problem {
    Problem(
      .inputMissing, what: "\(name) \(tag) is \(contains(tag) ? "empty" : "absent")", at: location, why: why,
      remedy: remedy)
  }

  /// The actual tag of a private element, found by its private creator (PS3.5 7.8.1); `nil` if the creator has
  /// reserved no block in this data set or the element is absent.
  public func privateTag(_ group: UInt16, creator: String, _ element: UInt8) -> Tag? {
    for block in UInt16(0x10)...0xFF where string(Tag(group, block)) == creator {
      let tag = Tag(group, block << 8 | UInt16(element))
      if contains(tag) { return tag }
    }
    return nil
  }

  private func values(_ tag: Tag, parse: (String) -> Double?) throws(Problem) -> [Double]? {
    guard let element = element(tag), element.length > 0 else { return nil }
    var values: [Double] = []
    var first = 0.0
    switch hd_number(handle, tag.code, 0, &first) {
    case HDOkay: values = binary(tag, count: Int(element.multiplicity), first: first)
    case HDWrongType:
      let texts = strings(tag)
      guard !texts.isEmpty, texts != [""] else { return nil }
      values = texts.compactMap(parse)
      if values.count != texts.count { values = [] }
    default: break
    }
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
      throw Problem(
        .dataRejected, what: "the value is not a finite number", at: place(tag),
        remedy: "have the object corrected at its source")
    }
    return values
  }

  private func binary(_ tag: Tag, count: Int, first: Double) -> [Double] {
    var values = [first]
    values.reserveCapacity(min(count, 1 << 20))
    var next = 0.0
    for n in 1..<max(1, count) {
      guard hd_number(handle, tag.code, UInt32(n), &next) == HDOkay else { return [] }
      values.append(next)
    }
    return values
  }
}

extension CharacterSet {
  /// What PS3.5 6.2 allows around a value without meaning: spaces and the trailing null.
  static let padding = CharacterSet(charactersIn: " \0\t\r\n")
}
