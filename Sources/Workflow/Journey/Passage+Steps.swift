import Checks
import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Stages
import Summaries

// The path, from its end: each step asks for the one before it.

extension Passage {
  /// The report's table, and all that it rests on.
  /// - Parameter table: the table as a file of people's, whose form the corridor does not know.
  package func summarised(table: (DoseSummary) -> String) throws -> Summarised {
    let dosed = try dosed()
    return try pass(
      .summarise,
      take: { _ in Summarised(dosed, try readRecord(DoseSummary.self, journey.folder.summary)) },
      make: { sources in
        let made = Summarised(dosed, try part(0.8, 0.85).summarise(dosed))
        return Made(made, files: try journey.write(made.summary, sources, table: table(made.summary)))
      })
  }

  package func dosed() throws -> Dosed {
    let integrated = try integrated()
    let field = try journey.doseField(integrated)
    return try pass(
      .dose, take: { try journey.storedDose(integrated, field, $0) },
      make: { _ in try part(0.6, 0.8).made(integrated, field) })
  }

  /// The dose of the shards of a simulation instead of a whole one.
  package func merged(_ files: [URL], partial: Bool) throws -> Dosed {
    let integrated = try integrated()
    let field = try journey.doseField(integrated)
    return try pass(.dose, take: { try journey.storedDose(integrated, field, $0) }) { _ in
      try journey.merged(files, partial: partial, integrated, field)
    }
  }

  package func integrated() throws -> Integrated {
    let quantified = try quantified()
    let anatomy = try journey.anatomy(quantified)
    return try pass(
      .integrate, take: { Integrated(quantified, anatomy, try journey.storedIntegration($0)) },
      make: { _ in
        let integration = try part(0.5, 0.6).integration(quantified, anatomy)
        return Made(
          Integrated(quantified, anatomy, integration), files: try journey.write(integration),
          review: integration.warnings, remarks: ["method": integration.method])
      })
  }

  package func quantified() throws -> Quantified {
    let aligned = try aligned()
    return try pass(
      .quantify,
      take: { Quantified(aligned, images: try journey.storedImages($0), notes: $0.review) },
      make: { _ in
        let images = try part(0.45, 0.5).quantify(aligned.study)
        let notes = images.flatMap { image in
          image.notes.ofFile + image.notes.warnings.findings(at: image.activity.id)
        }
        let files = try images.flatMap { try journey.write($0.activity) }
        return Made(
          Quantified(aligned, images: images, notes: notes), files: files,
          review: notes,
          remarks: ["images": images.map(\.activity.id).joined(separator: "\n")])
      })
  }

  package func aligned() throws -> Aligned {
    try pass(
      .align,
      take: { record in
        let known = try readRecord([Registration].self, journey.folder.alignment)
        return Aligned(study: try journey.align(stored: known), notes: record.review)
      },
      make: { _ in
        let study = try part(0, 0.45).align()
        return Made(
          Aligned(study: study, notes: study.questions), files: try journey.write(study),
          review: study.questions)
      })
  }

  /// Progress of one step as a part of the whole way; a single step fills it all.
  private func part(_ from: Double, _ to: Double) -> Journey { mends ? journey.part(from, to) : journey }
}

/// A record of the work folder.
/// - Throws: `Problem` of kind `dataRejected` with its path for one that cannot be read.
package func readRecord<T: Decodable>(_ type: T.Type, _ url: URL) throws(Problem) -> T {
  let data = try readFile(url.path, called: "record")
  do { return try JSONDecoder().decode(type, from: data) } catch {
    throw Problem(
      .dataRejected, what: "the record cannot be read", at: url.path, why: "it was damaged or edited",
      remedy: "hepatica run CASE --fresh makes it anew")
  }
}
