import Arguments
import Diagnostics
import Studies

/// Who changes something and why; both are kept in the audit record.
struct AuthorFields: SharedFields {
  var by = ""
  var why = ""

  static var fields: [Field<Self>] {
    Field.option(\.by, "by", nil, "NAME", "who changes something", needed: true)
    Field.option(\.why, "why", nil, "REASON", "why", needed: true)
  }

  func author() throws -> ChangeAuthor { try ChangeAuthor(who: by, why: why) }
}

/// A registry by its file or the URL of its database.
struct RegistryFields: SharedFields {
  var registry = ""
  static var fields: [Field<Self>] {
    Field.word(
      \.registry, "REGISTRY", "a file of SQLite, or postgresql://USER@HOST/DATABASE", completes: .files)
  }

  func place(in context: Context) -> String {
    registry.contains("://") ? registry : context.path(FilePath(registry))
  }
}

/// A trial of a registry.
struct TrialFields: SharedFields {
  var registry = RegistryFields()
  var trial = ""
  static var fields: [Field<Self>] {
    \.registry
    Field.word(\.trial, "TRIAL", "name of the trial")
  }
}

/// The record of a registry in place of files.
struct RecordFields: SharedFields {
  var registry: String?
  var patient: String?

  static var fields: [Field<Self>] {
    Field.option(
      \.registry, "registry", nil, "REGISTRY",
      "read the record of this registry in place of files: a file of SQLite, or postgresql://USER@HOST/DATABASE",
      completes: .files)
    Field.option(\.patient, "patient", nil, "ID", "this patient alone")
  }

  func place(in context: Context) -> String? {
    registry.map { $0.contains("://") ? $0 : context.path(FilePath($0)) }
  }

  /// - Throws: a usage `Problem` unless there is either a file or a registry.
  func check(file isGiven: Bool, _ name: String) throws(Problem) {
    guard isGiven || registry != nil else {
      throw Problem(
        .usage, what: "\(name) is missing", remedy: "name a file, or a registry with --registry; see --help")
    }
    guard !isGiven || registry == nil else {
      throw Problem(
        .usage, what: "a file and a registry are given", at: name,
        why: "a value could stand in both",
        remedy: "import the file into the registry, or leave --registry out")
    }
  }
}

/// Whether what was found goes back into the registry.
struct RecordingFields: SharedFields {
  var record = false
  var by: String?
  var why: String?

  static var fields: [Field<Self>] {
    Field.flag(\.record, "record", nil, "write what was found into the registry; needs --by and --why")
    Field.option(\.by, "by", nil, "NAME", "who records it")
    Field.option(\.why, "why", nil, "REASON", "why")
  }

  /// - Throws: a usage `Problem` for a recording without author, reason or registry.
  func author(_ registry: String?) throws(Problem) -> (who: String, why: String)? {
    guard record else { return nil }
    guard registry != nil else {
      throw Problem(
        .usage, what: "there is no registry to record in", at: "--record", remedy: "give --registry")
    }
    return (by ?? "", why ?? "")
  }
}
