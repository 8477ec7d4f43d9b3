import Arguments
import Diagnostics
import Files
import Foundation

/// An operation as the server sees it: by its name, with what its declaration says, and a way to run it.
package struct ServedOperation: Sendable {
  /// The surroundings that the server gives it.
  package struct Setting: Sendable {
    package var folder: URL
    package var registry: String?
    package var account: String
    /// Whether others than whoever started the server ask: their files name nothing outside the folder.
    package var isShared = false
    package var progress: ProgressHandler = { _, _ in }
    package var cancellation = Cancellation()
    package init(folder: URL, registry: String?, account: String) {
      (self.folder, self.registry, self.account) = (folder, registry, account)
    }
  }
  package struct Answer: Sendable {
    package var json: String
    package var review: [String]
    package init(json: String, review: [String]) { (self.json, self.review) = (json, review) }
  }

  /// What the trial office and the program write themselves; nobody enters rows there.
  package static let protectedTables: Set<String> = [
    "trials", "allocations", "allocation_lists", "unblindings", "registry", "audit",
  ]

  /// Its words joined by hyphens.
  package let name: String
  package let permission: Permission
  /// Name, chapter, summary, fields and schema.
  package let description: JSON
  /// Refuses a body that is not a request, or that names a file outside the folder.
  package let check: @Sendable (Data, Setting) throws -> Void
  package let run: @Sendable (Data, Setting) throws -> Answer

  package init(
    name: String, permission: Permission, description: JSON,
    check: @escaping @Sendable (Data, Setting) throws -> Void,
    run: @escaping @Sendable (Data, Setting) throws -> Answer
  ) {
    (self.name, self.permission, self.description) = (name, permission, description)
    (self.check, self.run) = (check, run)
  }
}
