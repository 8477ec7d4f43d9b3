/// The group and element number of a DICOM attribute, PS3.5 7.1.
@frozen
public struct Tag: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let code: UInt32

  public init(_ group: UInt16, _ element: UInt16) { code = UInt32(group) << 16 | UInt32(element) }
  init(code: UInt32) { self.code = code }

  public var group: UInt16 { UInt16(code >> 16) }
  public var element: UInt16 { UInt16(code & 0xffff) }
  public var isPrivate: Bool { group % 2 == 1 }

  public static func < (a: Tag, b: Tag) -> Bool { a.code < b.code }

  /// `(0028,0010)`, as the standard prints it.
  public var description: String {
    let digits = String(code, radix: 16, uppercase: true)
    let all = String(repeating: "0", count: 8 - digits.count) + digits
    return "(\(all.prefix(4)),\(all.suffix(4)))"
  }
}
