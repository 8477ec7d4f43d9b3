import Diagnostics
import Files
import Foundation

/// Who is behind a pseudonym: a file of its own, never in the registry, encrypted with a pass phrase and readable by its
/// owner alone.
///
/// AES-256-GCM; the key comes from the pass phrase by scrypt. The file begins with `hepatica-identities 1` and the salt.
public struct Identities: Sendable {
  private let url: URL
  private let passphrase: String
  /// Identity by pseudonym.
  public private(set) var entries: [String: String]

  private static let magic = "hepatica-identities 1 "

  /// Makes an empty file.
  /// - Throws: `Problem` if it exists, or if the pass phrase has fewer than 12 characters.
  public static func create(_ url: URL, passphrase: String) throws(Problem) -> Identities {
    guard passphrase.count >= 12 else {
      throw Problem(
        .usage, what: "the pass phrase has fewer than 12 characters", remedy: "take several words")
    }
    guard !FileManager.default.fileExists(atPath: url.path) else {
      throw Problem(.cannotCreate, what: "the key file exists already", at: url.path)
    }
    let file = Identities(url: url, passphrase: passphrase, entries: [:])
    try file.write()
    return file
  }

  private init(url: URL, passphrase: String, entries: [String: String]) {
    (self.url, self.passphrase, self.entries) = (url, passphrase, entries)
  }

  /// - Throws: `Problem` if the file is missing, readable by others, or does not open.
  public init(_ url: URL, passphrase: String) throws(Problem) {
    let data = try readPrivately(url)
    let line = data.prefix { $0 != 0x0A }
    let head = String(decoding: line, as: UTF8.self)
    guard head.hasPrefix(Self.magic), let salt = hexBytes(head.dropFirst(Self.magic.count)) else {
      throw Problem(.dataRejected, what: "this is not a key file of pseudonyms", at: url.path)
    }
    let plain = try unseal(
      Data(data.dropFirst(line.count + 1)), with: SecretKey(passphrase: passphrase, salt: salt),
      context: Self.magic, at: url.path)
    guard let entries = try? JSONDecoder().decode([String: String].self, from: Data(plain)) else {
      throw Problem(.dataRejected, what: "the key file is damaged", at: url.path)
    }
    self.init(url: url, passphrase: passphrase, entries: entries)
  }

  /// Adds a pair and writes the file.
  /// - Throws: `Problem` if the pseudonym is taken.
  public mutating func add(_ pseudonym: String, identity: String) throws(Problem) {
    guard entries[pseudonym] == nil || entries[pseudonym] == identity else {
      throw Problem(.dataRejected, what: "this pseudonym belongs to another person", at: url.path)
    }
    entries[pseudonym] = identity
    try write()
  }

  private func write() throws(Problem) {
    let salt = randomBytes(16)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let sealed = seal(
      Array(try! encoder.encode(entries)), with: SecretKey(passphrase: passphrase, salt: salt),
      context: Self.magic)
    try writePrivately(Data((Self.magic + hex(salt) + "\n").utf8) + sealed, to: url, over: .state)
  }
}
