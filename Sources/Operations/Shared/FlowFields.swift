import Arguments
import Diagnostics
import Studies
import Workflow

/// The record that a command reads from and, with --record, writes what it found to.
struct FlowFields: SharedFields {
  var registry: String?
  var patient: String?
  var on: String?
  var recording = RecordingFields()

  static var fields: [Field<Self>] {
    Field.option(
      \.registry, "registry", nil, "REGISTRY",
      "registry with the patient's record: a file of SQLite, or postgresql://USER@HOST/DATABASE",
      completes: .files)
    Field.option(
      \.patient, "patient", nil, "ID", "patient of the registry", fallback: "the pseudonym of the file")
    Field.option(\.on, "on", nil, "DATE", "day that the recorded values belong to", fallback: "today")
    \.recording
  }

  /// `nil` without a registry.
  /// - Throws: a usage `Problem` for a recording without a registry.
  func link(in context: Context) throws(Problem) -> RecordLink? {
    let author = try recording.author(registry)
    guard let registry else {
      guard patient == nil else {
        throw Problem(
          .usage, what: "a patient is named, and no registry", at: "--patient", remedy: "give --registry")
      }
      return nil
    }
    let place = registry.contains("://") ? registry : context.path(FilePath(registry))
    return RecordLink(place: place, patient: patient, day: on, recording: author)
  }
}
