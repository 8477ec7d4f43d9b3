import Arguments
import Diagnostics
import Files
import Foundation
import Quantities
import Records
import Registry
import Studies

/// The page of a patient as `hepatica registry patient` has it.
extension Workstation {
  var patientPageRoutes: [Route] {
    [
      .get("/api/registry/patients/:patient/page", .readRegistry) { call in
        let registry = try self.desk().open()
        let id = try registry.patient(call["patient"]).id
        let today = String("\(DateTime.now)".prefix(10))
        let text = try self.answers.value(
          "page \(id)", .init(text: "\(registry.auditHead()) \(today)")
        ) {
          let content = try PatientContent(ClinicalRecord(registry, patient: id)).content
          return JSON.object([
            ("needsReview", .flag(content.header.state == .needsReview)),
            ("sections", StudyJSON(sections: content.sections).json),
          ]).printed
        }
        return .text(json: text)
      }
    ]
  }
}
