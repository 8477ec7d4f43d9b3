import Criteria
import Quantities
import Registry

/// Judgements of response that go back into the record, so that cohort, page and next command use the same ones.
package enum RecordedResponses {
  /// One row for each visit and criterion, of the whole patient. A judgement that is there already is left as it is.
  /// - Throws: `Problem` if the registry has another judgement of the same day, criterion and reader; nothing is written.
  package static func write(
    _ courses: [ResponseCourse], to registry: Registry, by author: Author
  ) throws -> (added: Int, known: Int) {
    let rows = courses.flatMap(Self.rows)
    return try registry.change(by: author) { change in
      try rows.reduce(into: (added: 0, known: 0)) { count, row in
        let isNew = try change.record(row.row, into: ResponseColumn.table).isNew
        if isNew { count.added += 1 } else { count.known += 1 }
      }
    }
  }

  private static func rows(_ course: ResponseCourse) -> [ResponseRow] {
    course.visits.flatMap { visit in
      ResponseCriterion.allCases.compactMap { criterion -> ResponseRow? in
        guard let result = visit.outcome(criterion) else { return nil }
        let words = [course.patient, visit.day.description, criterion.rawValue, "overall", course.reader]
        return [
          .id: .text(words.filter { !$0.isEmpty }.joined(separator: "/")), .patient: .text(course.patient),
          .assessed: .text(visit.day.description), .criterion: .text(criterion.rawValue),
          .result: .text(result), .scope: "overall",
          .reader: Value(course.reader.isEmpty ? nil : course.reader),
          .sumMm: criterion == .recist ? Value(visit.sums?.current.doubleValue) : .null,
        ]
      }
    }
  }
}
