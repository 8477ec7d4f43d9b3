import Diagnostics
import Foundation

/// Writes a whole file or nothing: temporary file in the same folder, fsync, rename, fsync of the folder.
///
/// - Parameter existing: what a file that is there already is to the caller; see `Ownership`.
/// - Throws: `Problem` of kind `cannotCreate` (folder missing, no permission, a file of somebody else's), `inputOutput`
///   (disk full) or `interrupted`.
///   The target is then as it was before and no temporary file is left.
public func writeAtomically(_ data: Data, to url: URL, over existing: Existing = .own) throws(Problem) {
  try writeAtomically(to: url, over: existing) { descriptor throws(Problem) in
    try writeAll(data, to: descriptor, of: url)
  }
}

/// Writes a text file in UTF-8, whole or not at all.
///
/// - Throws: `Problem` if the file cannot be created or written, for example because the disk is full.
public func writeAtomically(_ text: String, to url: URL, over existing: Existing = .own) throws(Problem) {
  try writeAtomically(Data(text.utf8), to: url, over: existing)
}

/// Replaces a file through a library that writes by path: `body` writes to the temporary path that it is given, whose
/// name ends like the target's so that formats chosen by extension are right.
///
/// - Throws: what `body` throws; `Problem` if the file cannot be synchronised or renamed.
public func replaceAtomically(_ url: URL, _ body: (_ temporaryPath: String) throws -> Void) throws {
  try mayWrite(url, over: .own)
  let temporary = temporaryPath(for: url)
  do {
    try body(temporary)
    try syncFile(temporary, of: url)
    try rename(temporary, to: url, over: .own)
  } catch {
    unlink(temporary)
    throw error
  }
}

/// Creates a folder and those above it.
///
/// - Throws: `Problem` if the folder cannot be created.
public func createFolder(_ url: URL) throws(Problem) {
  do {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  } catch {
    let reason = creationProblem("the folder", url, remedy: "choose a folder in which you may write")
    throw fileOnTheWay(to: url).map(inTheWay) ?? reason
  }
}

/// Removes the temporary files below a folder that processes left which are no more (killed, or the power failed).
public func removeAbandonedFiles(below folder: URL) {
  let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  while let url = files?.nextObject() as? URL {
    guard let found = url.lastPathComponent.wholeMatch(of: /\.([0-9]+)-[0-9]+-.+/),
      let process = Int32(found.output.1), kill(process, 0) != 0, errno == ESRCH
    else { continue }
    unlink(url.path)
  }
}

func writeAtomically(
  to url: URL, permissions: mode_t = 0o644, over existing: Existing = .own,
  _ body: (Int32) throws(Problem) -> Void
) throws(Problem) {
  let temporary = try writeTemporary(for: url, permissions: permissions, over: existing, body)
  do throws(Problem) { try rename(temporary, to: url, over: existing) } catch {
    unlink(temporary)
    throw error
  }
}

/// Writes the temporary file of a target to the disk.
/// - Returns: its path, which the caller renames or removes.
func writeTemporary(
  for url: URL, permissions: mode_t = 0o644, over existing: Existing = .own,
  _ body: (Int32) throws(Problem) -> Void
) throws(Problem) -> String {
  try mayWrite(url, over: existing)
  let temporary = temporaryPath(for: url)
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
  guard descriptor >= 0 else {
    throw creationProblem(
      "the file", url, remedy: "choose a folder that exists and in which you may write")
  }
  do throws(Problem) {
    try body(descriptor)
    guard fsync(descriptor) == 0 else { throw writeProblem(url) }
  } catch {
    close(descriptor)
    unlink(temporary)
    throw error
  }
  close(descriptor)
  return temporary
}

func writeAll(_ data: Data, to descriptor: Int32, of url: URL) throws(Problem) {
  var done = 0
  while done < data.count {
    let written = data.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, data.count - done) }
    if written < 0 && errno == EINTR { continue }
    guard written > 0 else { throw writeProblem(url) }
    done += written
  }
}

private func temporaryPath(for url: URL) -> String {
  let folder = url.deletingLastPathComponent().path
  return "\(folder)/.\(getpid())-\(UInt32.random(in: 0 ... .max))-\(url.lastPathComponent)"
}

private func syncFile(_ path: String, of url: URL) throws(Problem) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw writeProblem(url) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw writeProblem(url) }
}

func rename(_ temporary: String, to url: URL, over existing: Existing) throws(Problem) {
  // Recorded first: a line without its file does no harm, a result that is not known as one could not be replaced.
  if existing == .own { try Ownership.current?.record(temporary, as: url) }
  guard Foundation.rename(temporary, url.path) == 0 else { throw writeProblem(url) }
  // The new name itself must survive a power cut.
  let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  if folder >= 0 {
    fsync(folder)
    close(folder)
  }
}

private func writeProblem(_ url: URL) -> Problem {
  Problem(
    .inputOutput, what: "the file cannot be written (\(systemReason()))", at: url.path,
    why: "no incomplete file was left",
    remedy: "free some disk space or choose another folder, then run again")
}

/// A name that cannot be made because the disk is full is not a matter of permission.
private func creationProblem(_ what: String, _ url: URL, remedy: String) -> Problem {
  if errno == ENOSPC || errno == EDQUOT { return writeProblem(url) }
  if errno == ENOTDIR || errno == EEXIST, let file = fileOnTheWay(to: url) {
    return inTheWay(file)
  }
  return Problem(
    .cannotCreate, what: "\(what) cannot be created (\(systemReason()))", at: url.path, remedy: remedy)
}

private func inTheWay(_ file: String) -> Problem {
  Problem(
    .cannotCreate, what: "this is a file, not a folder", at: file,
    remedy: "name a folder, or move the file away")
}

/// The part of a path, or all of it, that is a file.
private func fileOnTheWay(to url: URL) -> String? {
  var place = url.standardizedFileURL
  while place.path != "/" {
    if isFolder(place.path) == false { return place.path }
    place = place.deletingLastPathComponent()
  }
  return nil
}

private func systemReason() -> String { String(cString: strerror(errno)) }
