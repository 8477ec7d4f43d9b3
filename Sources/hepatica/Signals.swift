import Diagnostics
import Foundation
import Operations

/// Ctrl-C and TERM leave nothing half-written: results are renamed into place only when whole, and the temporary files of
/// this process are removed here. A simulation saves its state first; a second signal does not wait.
struct Signals {
  private let sources: [any DispatchSourceSignal]

  /// Listens while an operation runs with the context.
  init(_ operation: some Operations.Operation, _ context: Context) {
    let folders =
      operation.outputFiles(in: context).map { $0.deletingLastPathComponent() }
      + [operation.outputFolder(in: context)].compactMap(\.self)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        if context.cancellation.request() {
          writeError("\n\(Program.name): saving what is under way; repeat to stop at once\n")
          return
        }
        Self.removeTemporaryFiles(below: folders)
        writeError("\n\(Program.name): interrupted; no incomplete file was left\n")
        _exit(ExitCode.interrupted.rawValue)
      }
      source.resume()
      return source
    }
  }

  func end() { for source in sources { source.cancel() } }

  private static func removeTemporaryFiles(below folders: [URL]) {
    let prefix = ".\(getpid())-"
    for folder in folders {
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      while let url = files?.nextObject() as? URL {
        if url.lastPathComponent.hasPrefix(prefix) { try? FileManager.default.removeItem(at: url) }
      }
    }
  }
}
