import Diagnostics
import Foundation

/// The bytes of a file that a user named.
///
/// - Parameters:
///   - name: what messages call it, for example `case file`.
///   - likely: names that are meant if a folder was given, for example `case.json5`.
///   - remedy: what else to do if there is none; for example the command that makes a first one.
/// - Throws: `Problem` of kind `inputMissing` for a file that does not exist, a folder, or a file that may not be read;
///   `inputOutput` where the disk fails.
public func readFile(
  _ path: String, called name: String = "file", likely: [String] = [], remedy: String = ""
) throws(Problem) -> Data {
  try mustBeFile(path, called: name, likely: likely, remedy: remedy)
  do { return try Data(contentsOf: URL(filePath: path)) } catch {
    throw Problem(.inputOutput, what: "the \(name) cannot be read to its end", at: path)
  }
}

/// Reads a file that a user named, as UTF-8 text.
/// - Throws: as `readFile`; `dataRejected` for a file that is not UTF-8.
public func readText(
  _ path: String, called name: String = "file", likely: [String] = [], remedy: String = ""
) throws(Problem) -> String {
  let data = try readFile(path, called: name, likely: likely, remedy: remedy)
  guard let text = String(validating: data, as: UTF8.self) else {
    throw Problem(
      .dataRejected, what: "the \(name) is not UTF-8 text", at: path,
      remedy: "is it the right file? If so, save it again as UTF-8")
  }
  // Windows programs put a byte-order mark before the first character.
  return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
}

/// Says of a path what it is, unless it is a file that can be read.
/// - Throws: as `readFile`.
public func mustBeFile(
  _ path: String, called name: String = "file", likely: [String] = [], remedy: String = ""
) throws(Problem) {
  var status = stat()
  guard stat(path, &status) == 0 else { throw absent(path, name, remedy, errno) }
  if status.st_mode & S_IFMT == S_IFDIR {
    let inside = likely.map { path + (path.hasSuffix("/") ? "" : "/") + $0 }.first {
      FileManager.default.fileExists(atPath: $0)
    }
    throw Problem(
      .inputMissing, what: "this is a folder, not a \(name)", at: path,
      remedy: inside.map { "did you mean \($0)?" } ?? (remedy.isEmpty ? "name the file itself" : remedy))
  }
  guard access(path, R_OK) == 0 else { throw absent(path, name, remedy, errno) }
}

private func absent(_ path: String, _ name: String, _ remedy: String, _ code: Int32) -> Problem {
  switch code {
  case ENOENT, ENOTDIR:
    Problem(
      .inputMissing, what: "the \(name) does not exist", at: path,
      remedy: "check the path" + (remedy.isEmpty ? "" : "; " + remedy))
  case EACCES, EPERM:
    Problem(
      .inputMissing, what: "the \(name) may not be read (permission denied)", at: path,
      remedy: "ask its owner, or change its permissions")
  default:
    Problem(.inputOutput, what: "the \(name) cannot be read (\(String(cString: strerror(code))))", at: path)
  }
}
