import Diagnostics
import Files
import Foundation

/// A text file that is written piece by piece, and is there whole or not at all.
package final class TextSink {
  private let handle: FileHandle
  private var waiting = Data()

  private init(_ handle: FileHandle) { self.handle = handle }

  package func write(_ text: some StringProtocol) throws {
    waiting.append(contentsOf: text.utf8)
    if waiting.count > 1 << 20 { try flush() }
  }

  package func write(_ bytes: [UInt8]) throws {
    waiting.append(contentsOf: bytes)
    if waiting.count > 1 << 20 { try flush() }
  }

  private func flush() throws {
    try handle.write(contentsOf: waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Opens all files, lets `body` write to them, and moves them into place if it does not throw.
  package static func writing<R>(_ urls: [URL], _ body: ([TextSink]) throws -> R) throws -> R {
    try open(urls[...], [], body)
  }

  private static func open<R>(
    _ urls: ArraySlice<URL>, _ sinks: [TextSink], _ body: ([TextSink]) throws -> R
  ) throws -> R {
    guard let url = urls.first else { return try body(sinks) }
    var result: R?
    try replaceAtomically(url) { path in
      guard FileManager.default.createFile(atPath: path, contents: nil),
        let handle = FileHandle(forWritingAtPath: path)
      else {
        throw Problem(
          .cannotCreate, what: "the file cannot be created", at: url.path,
          remedy: "choose a folder in which you may write")
      }
      defer { try? handle.close() }
      let sink = TextSink(handle)
      result = try open(urls.dropFirst(), sinks + [sink], body)
      do { try sink.flush() } catch let problem as Problem { throw problem } catch {
        throw Problem(.inputOutput, what: "the file cannot be written to its end", at: url.path)
      }
    }
    return result!
  }
}
