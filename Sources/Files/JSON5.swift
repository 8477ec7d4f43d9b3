import Diagnostics

/// A value of a JSON5 document that remembers where it stands, so that every complaint can name the line.
public struct JSON5Value: Sendable {
  public enum Content: Sendable {
    case null
    case bool(Bool)
    /// The number and its text as written, for comparisons in decimal arithmetic.
    case number(Double, text: String)
    case string(String)
    case array([JSON5Value])
    /// Members in order of appearance; names are unique.
    case object([JSON5Member])
  }
  public var content: Content
  /// Line and column of the value's first character, from 1.
  public var line: Int
  public var column: Int
  /// Name of the document in messages.
  public var document: String
  /// Where its text stands, in Unicode scalars from the beginning of the document.
  public var range: Range<Int>

  /// `file:line`, as editors understand it.
  public var location: String { "\(document):\(line)" }
}

public struct JSON5Member: Sendable {
  public var name: String
  public var line: Int
  public var value: JSON5Value
}

/// JSON5 (json5.org 1.0.0): comments, trailing commas, single quotes, unquoted names, hexadecimal numbers.
public enum JSON5 {
  /// - Parameter document: the file's name for messages.
  /// - Throws: `Problem` of kind `dataRejected` with `file:line` and the column in the text.
  public static func parse(_ text: String, document: String) throws(Problem) -> JSON5Value {
    var parser = JSON5Parser(text, document: document)
    return try parser.document()
  }
}

struct JSON5Parser {
  private let scalars: [Unicode.Scalar]
  private let name: String
  private var at = 0
  private var line = 1
  private var lineStart = 0
  private var depth = 0

  init(_ text: String, document: String) {
    scalars = Array(text.unicodeScalars)
    name = document
  }

  mutating func document() throws(Problem) -> JSON5Value {
    if peek == "\u{FEFF}" { advance() }
    let root = try value()
    try skipBlanks()
    if let extra = peek { throw problem("unexpected “\(extra)” after the end of the document") }
    return root
  }

  private var peek: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }
  private func peek(_ ahead: Int) -> Unicode.Scalar? {
    at + ahead < scalars.count ? scalars[at + ahead] : nil
  }

  private mutating func advance() {
    if scalars[at] == "\n" {
      line += 1
      lineStart = at + 1
    }
    at += 1
  }

  private func problem(_ what: String, line: Int? = nil) -> Problem {
    Problem(
      .dataRejected, what: "\(what) (column \(at - lineStart + 1))", at: "\(name):\(line ?? self.line)",
      remedy: "correct the line; the file is JSON with comments and trailing commas (JSON5)")
  }

  private mutating func skipBlanks() throws(Problem) {
    while let c = peek {
      if c.properties.isWhitespace {
        advance()
      } else if c == "/", peek(1) == "/" {
        while let c = peek, c != "\n" { advance() }
      } else if c == "/", peek(1) == "*" {
        try skipBlockComment()
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() throws(Problem) {
    let start = line
    while at < scalars.count {
      if peek == "*", peek(1) == "/" {
        advance()
        advance()
        return
      }
      advance()
    }
    throw problem("a comment is not closed", line: start)
  }

  private mutating func value() throws(Problem) -> JSON5Value {
    try skipBlanks()
    let (start, startLine, startColumn) = (at, line, at - lineStart + 1)
    guard let c = peek else { throw problem("the document ends where a value is expected") }
    let content: JSON5Value.Content =
      switch c {
      case "{": .object(try nested { parser throws(Problem) in try parser.members() })
      case "[": .array(try nested { parser throws(Problem) in try parser.elements() })
      case "\"", "'": .string(try quoted())
      default: try word()
      }
    return JSON5Value(
      content: content, line: startLine, column: startColumn, document: name, range: start..<at)
  }

  /// Deep nesting is an attack or a mistake, and would overflow the stack.
  private mutating func nested<T>(_ body: (inout Self) throws(Problem) -> T) throws(Problem) -> T {
    depth += 1
    guard depth <= 100 else { throw problem("values are nested more than 100 deep") }
    advance()
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func members() throws(Problem) -> [JSON5Member] {
    var members: [JSON5Member] = []
    var seen: Set<String> = []
    while true {
      try skipBlanks()
      if try closes("}") { return members }
      let nameLine = line
      let name = try memberName()
      guard seen.insert(name).inserted else { throw problem("“\(name)” is given twice", line: nameLine) }
      try skipBlanks()
      guard peek == ":" else { throw problem("a colon is missing after “\(name)”") }
      advance()
      members.append(JSON5Member(name: name, line: nameLine, value: try value()))
      try separator(before: "}")
    }
  }

  private mutating func elements() throws(Problem) -> [JSON5Value] {
    var elements: [JSON5Value] = []
    while true {
      try skipBlanks()
      if try closes("]") { return elements }
      elements.append(try value())
      try separator(before: "]")
    }
  }

  private mutating func closes(_ end: Unicode.Scalar) throws(Problem) -> Bool {
    guard let c = peek else { throw problem("“\(end)” is missing at the end of the document") }
    if c == end { advance() }
    return c == end
  }

  private mutating func separator(before end: Unicode.Scalar) throws(Problem) {
    try skipBlanks()
    if peek == "," {
      advance()
    } else if peek != end {
      throw problem(
        peek == nil ? "“\(end)” is missing at the end of the document" : "a comma or “\(end)” is missing")
    }
  }

  private mutating func memberName() throws(Problem) -> String {
    if peek == "\"" || peek == "'" { return try quoted() }
    var name = String.UnicodeScalarView()
    while let c = peek, c.properties.isIDContinue || c == "$" || c == "_" {
      name.append(c)
      advance()
    }
    guard !name.isEmpty else { throw problem("a name is expected") }
    return String(name)
  }

  private mutating func quoted() throws(Problem) -> String {
    let quote = scalars[at]
    let start = line
    advance()
    var text = String.UnicodeScalarView()
    while let c = peek {
      if c == quote {
        advance()
        return String(text)
      }
      if c == "\n" { break }
      advance()
      if c == "\\" { try escape(into: &text) } else { text.append(c) }
    }
    throw problem("a text is not closed", line: start)
  }

  private mutating func escape(into text: inout String.UnicodeScalarView) throws(Problem) {
    guard let c = peek else { return }
    advance()
    switch c {
    case "n": text.append("\n")
    case "t": text.append("\t")
    case "r": text.append("\r")
    case "b": text.append("\u{8}")
    case "f": text.append("\u{C}")
    case "v": text.append("\u{B}")
    case "0": text.append("\0")
    case "\n": break
    case "x": text.append(try hexScalar(digits: 2))
    case "u": text.append(try unicodeEscape())
    default: text.append(c)
    }
  }

  private mutating func hex(digits: Int) throws(Problem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let c = peek, c.isASCII, let digit = Character(c).hexDigitValue else {
        throw problem("\(digits) hexadecimal digits are expected")
      }
      value = value << 4 | UInt32(digit)
      advance()
    }
    return value
  }

  private mutating func hexScalar(digits: Int) throws(Problem) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(try hex(digits: digits)) else {
      throw problem("half of a surrogate pair")
    }
    return scalar
  }

  private mutating func unicodeEscape() throws(Problem) -> Unicode.Scalar {
    let first = try hex(digits: 4)
    guard (0xD800..<0xDC00).contains(first), peek == "\\", peek(1) == "u" else {
      guard let scalar = Unicode.Scalar(first) else { throw problem("half of a surrogate pair") }
      return scalar
    }
    advance()
    advance()
    let second = try hex(digits: 4)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw problem("half of a surrogate pair") }
    return scalar
  }

  /// `true`, `false`, `null` or a number.
  private mutating func word() throws(Problem) -> JSON5Value.Content {
    var text = ""
    while let c = peek,
      c.properties.isAlphabetic || c.properties.numericType != nil || "+-._$".unicodeScalars.contains(c)
    {
      text.unicodeScalars.append(c)
      advance()
    }
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default: break
    }
    guard let number = JSON5Parser.number(text) else {
      throw problem(
        text.isEmpty
          ? "unexpected “\(peek.map(String.init) ?? "")”" : "“\(text)” is not a value: texts are quoted")
    }
    return .number(number, text: text)
  }

  /// Finite numbers only: a quantity of infinity or NaN is a mistake in every file that we read.
  static func number(_ text: String) -> Double? {
    let body = text.drop { $0 == "+" || $0 == "-" }
    guard text.count - body.count <= 1, let first = body.first, first.isNumber || first == "." else {
      return nil
    }
    let sign: Double = text.hasPrefix("-") ? -1 : 1
    if body.lowercased().hasPrefix("0x") {
      return UInt64(body.dropFirst(2), radix: 16).map { sign * Double($0) }
    }
    let padded = (first == "." ? "0" : "") + body + (body.hasSuffix(".") ? "0" : "")
    guard padded.allSatisfy({ $0.isASCII && ($0.isNumber || "eE+-.".contains($0)) }) else { return nil }
    return Double(padded).flatMap { $0.isFinite ? sign * $0 : nil }
  }
}
