import Diagnostics
import Files
import Foundation
import ImageFiles
import Intake
import Synchronization
import Volumes

/// An installed program that segments images.
struct Segmenter {
  let words: [String]
  private let program: URL
  /// First line of `--version`.
  let version: String
  /// SHA-256 of its file.
  let digest: String

  /// - Throws: `Problem` for a program that is not there or does not state its version.
  init(_ words: [String]) throws {
    guard let first = words.first, let program = Self.find(first) else {
      throw Problem(
        .serviceUnavailable, what: "there is no program “\(words.first ?? "")”", at: "--with",
        remedy: "install it, or give its path")
    }
    (self.words, self.program) = (Array(words.dropFirst()), program)
    digest = try sha256(file: program.resolvingSymlinksInPath().path)
    let (status, output, _) = try Self.run(program, Array(words.dropFirst()) + ["--version"])
    let line = output.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    guard status == 0, !line.isEmpty else {
      throw Problem(
        .serviceUnavailable, what: "the segmenter does not state its version (--version)", at: program.path,
        why: "a result must be traced to what made it",
        remedy: "wrap it in a script that prints name and version")
    }
    version = String(line.prefix(120))
  }

  private static func find(_ name: String) -> URL? {
    if name.contains("/") {
      return FileManager.default.isExecutableFile(atPath: name) ? URL(filePath: name) : nil
    }
    let folders = (Surroundings.current.environment("PATH") ?? "").split(separator: ":")
    return folders.lazy.map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// - Returns: the label image, and the name of each label in it.
  /// - Throws: `Problem` if the program fails, writes nothing, or leaves a label without name.
  func segment(_ image: Volume<Float>, in work: URL, classes: String?) throws -> (URL, [Int: String]) {
    let (input, output) = (work.appending(path: "image.nii.gz"), work.appending(path: "labels.nii.gz"))
    try ImageFiles.write(image, input.path, description: "input of a segmenter")
    let (status, _, errors) = try Self.run(program, words + [input.path, output.path])
    guard status == 0 else {
      let last = errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no message"
      throw Problem(
        .serviceUnavailable, what: "the segmenter ended with exit status \(status): \(last.prefix(200))",
        at: program.path,
        remedy: "try it alone: \((words + ["IMAGE.nii.gz", "LABELS.nii.gz"]).joined(separator: " "))")
    }
    guard FileManager.default.fileExists(atPath: output.path) else {
      throw Problem(
        .serviceUnavailable, what: "the segmenter wrote no label image", at: program.path,
        remedy: "its last word is the name of the file that it must write")
    }
    return (output, try Self.names(output, classes, work))
  }

  private static func names(_ output: URL, _ classes: String?, _ work: URL) throws -> [Int: String] {
    let labels = Set(try ImageFiles.readLabels(output.path).voxels).filter { $0 != 0 }.map(Int.init).sorted()
    if let classes { return try ClassMap.named(classes).checked(labels, at: output.lastPathComponent) }
    let own = try stated(work.appending(path: "labels.json")) ?? table(output)
    let bare = labels.filter { own[$0] == nil }
    guard bare.isEmpty else {
      throw Problem(
        .inputMissing, what: "label \(bare.prefix(5).map(String.init).joined(separator: ", ")) has no name",
        at: output.lastPathComponent,
        why: "a number could be any organ",
        remedy: "name the class map with --classes: "
          + ClassMap.known.map(\.name).joined(separator: ", "))
    }
    return own.filter { labels.contains($0.key) }
  }

  private static func stated(_ url: URL) throws -> [Int: String]? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    guard let names = try? JSONDecoder().decode([String: String].self, from: readFile(url.path)) else {
      throw Problem(
        .dataRejected, what: "labels.json is not an object of numbers and names", at: url.lastPathComponent)
    }
    return Dictionary(
      names.compactMap { key, name in Int(key).map { ($0, name) } }, uniquingKeysWith: { first, _ in first })
  }

  private static func table(_ output: URL) throws -> [Int: String] {
    Dictionary(
      try ImageFiles.segments(output.path).map { ($0.label, $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func run(_ program: URL, _ words: [String]) throws -> (Int32, String, String) {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    (process.executableURL, process.arguments) = (program, words)
    (process.standardInput, process.standardOutput, process.standardError) = (
      FileHandle.nullDevice, output, errors
    )
    do { try process.run() } catch {
      throw Problem(.serviceUnavailable, what: "the segmenter cannot be started", at: program.path)
    }
    let cancellation = Surroundings.current.cancellation
    let watch = Thread {
      while process.isRunning {
        if cancellation.isRequested { return process.terminate() }
        usleep(50_000)
      }
    }
    watch.start()
    let said = Said()
    let reader = Thread { said.keep(errors.fileHandleForReading.readDataToEndOfFile()) }
    reader.start()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try cancellation.check()
    return (process.terminationStatus, text, String(decoding: said.wait(), as: UTF8.self))
  }
}

/// What came on standard error, read at the same time: a full pipe would stop the program.
private final class Said: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let data = Mutex(Data())
  func keep(_ all: Data) {
    data.withLock { $0 = all }
    done.signal()
  }
  func wait() -> Data {
    done.wait()
    return data.withLock { $0 }
  }
}
