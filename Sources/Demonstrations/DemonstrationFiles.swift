import Phantoms
import Quantities
import Stages

/// The papers of the digital patient, as a hospital would write them.
package enum DemonstrationFiles {
  package static func caseFile(_ patient: DigitalPatient) -> String {
    let given = patient.records.administration
    let points = patient.timePoints.map { point in
      """
          { name: "\(point.name)",
            emission: { path: "images/session_\(point.index + 1)" },
            ct: { path: "images/session_\(point.index + 1)" } },
      """
    }
    let roles = patient.structures.map { "      \"\($0.name)\": \"\($0.role.rawValue)\"," }
    let reference = patient.timePoints[patient.reference]
    return """
      {
        // A digital patient; its truth is known. Not a human being.
        hepatica: 1,
        patient: { pseudonym: "DEMO-01", sex: "F", weightKg: 68, heightCm: 167 },
        therapy: {
          kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "\(patient.options.therapy.nuclide)", cycle: 1,
          indication: "liver metastases of a neuroendocrine tumour (digital patient)", site: "Demonstration",
          intendedActivityGBq: \(patient.options.therapy.administered.inGigabecquerels), prescriptionLevel: 2,
        },
        administrations: [{
          start: "\(given.start)", durationMinutes: \(given.duration.value / 60), route: "\(given.route)",
          activityGBq: \(given.measured.inGigabecquerels), measured: "\(given.measuredAt)",
          residualGBq: \(given.residual.inGigabecquerels), residualMeasured: "\(given.residualAt)",
          relativeUncertainty: 0.02, calibrator: "digital", batch: "DEMO",
        }],
        timePoints: [
      \(points.joined(separator: "\n"))
        ],
        reference: "\(reference.name)",
        calibration: "calibration.json5",
        structures: [{
          path: "images/session_\(reference.index + 1)",
          roles: {
      \(roles.joined(separator: "\n"))
          },
        }],
        options: { resolutionMm: \(patient.options.resolution.value) },
        limits: [
          { region: "Kidney L", gray: 23, source: "conventional limit of external-beam radiotherapy, as used in trials" },
          { region: "Kidney R", gray: 23, source: "conventional limit of external-beam radiotherapy, as used in trials" },
        ],
      }

      """
  }

  package static func calibration(_ patient: DigitalPatient) -> String {
    let sheet = patient.records.calibration
    return """
      {
        // Calibration of the digital camera.
        factor: \(sheet.sensitivity), unit: "cps/MBq", counts: "total", nuclide: "\(patient.options.therapy.nuclide)",
        scanner: "digital SPECT/CT", window: "208 keV ± 10 %", geometry: "\(sheet.geometry)", date: "\(sheet.date)",
        validDays: 400, relativeUncertainty: \(sheet.relativeUncertainty),
        deadTime: { model: "none" },
      \(recovery(patient))}

      """
  }

  private static func recovery(_ patient: DigitalPatient) -> String {
    let curve = patient.measuredRecovery()
    let volumes = curve.points.map(\.volume.value)
    return """
        recovery: {
          model: "logistic", a: \(curve.a), b: \(curve.b), relativeUncertainty: \(max(0.02, curve.modelDeviation)),
          smallestMl: \(volumes.min() ?? 0.5), largestMl: \(volumes.max() ?? 500),
        },

      """
  }
}
