import Foundation
import Quantities
import Stages
import Volumes

extension TableForm where Row == AcquisitionRecord {
  static var acquisitions: TableForm {
    TableForm(
      "acquisitions", file: "tables/acquisitions.csv",
      identity + voxels + [
        .init(
          "decay_state", "Decay state", share: 1.5, means: "instant to which the activities are corrected"
        ) {
          .text(words($0.decay))
        },
        .init(
          "in_field_percent", "In field", unit: "%", .measured, share: 0.8,
          means: "activity in the image over the administered activity less physical decay", .standard
        ) { .of($0.countsConserved, 0.01) },
        .init("reconstruction", means: "algorithm, filter and corrections") { .words($0.reconstruction) },
      ])
  }

  private static var identity: [FormColumn<AcquisitionRecord>] {
    [
      .init("image", "Image", share: 1.2, means: "name of the time point") { .text($0.id) },
      .init("modality", "Modality", share: 0.8, means: "DICOM modality") { .text($0.modality) },
      .init(
        "after_h", "Time p.i.", unit: "h", .number, share: 0.75,
        means: "time after the start of the administration, at the instant to which the activities refer"
      ) { .value($0.afterAdministration.map { $0.value / 3600 }) },
      .init("start", "Start", share: 1.5, means: "start of the acquisition", on: .shown) {
        .text($0.start.map(Format.time) ?? "–")
      },
      .init("started", means: "start of the acquisition, ISO 8601") { .words($0.start?.description) },
      .init(
        "duration_min", "Duration", unit: "min", .number, share: 0.75, means: "duration of the acquisition"
      ) {
        .value($0.duration.map { $0.value / 60 })
      },
    ]
  }

  private static var voxels: [FormColumn<AcquisitionRecord>] {
    let axes: [(String, @Sendable (GridSize) -> Int, @Sendable (Vector3) -> Double)] = [
      ("i", { $0.i }, { $0.x }), ("j", { $0.j }, { $0.y }), ("k", { $0.k }, { $0.z }),
    ]
    return [
      .init("matrix", "Matrix, voxel", share: 1.5, means: "voxels and their size", on: .shown) {
        .text(matrix($0))
      }
    ]
      + axes.map { axis, count, _ in
        .init("voxels_\(axis)", nil, .number, means: "voxels along \(axis)") {
          .number(of: $0.matrix.map(count))
        }
      }
      + axes.map { axis, _, size in
        .init("voxel_\(axis)_mm", unit: "mm", .number, means: "size of a voxel along \(axis)") {
          .value($0.voxel.map(size))
        }
      }
  }

  private static func matrix(_ a: AcquisitionRecord) -> String {
    let size = a.matrix.map { "\($0.i) × \($0.j) × \($0.k)" }
    let voxel = a.voxel.map { v in
      [v.x, v.y, v.z].map { Format.number($0).text }.joined(separator: " × ") + " mm"
    }
    return [size, voxel].compactMap { $0 }.joined(separator: ", ")
  }

  private static func words(_ state: DecayState?) -> String {
    switch state {
    case .reference(let time): "corrected to " + Format.time(time)
    case .uncorrected: "not corrected: mean over the acquisition"
    case nil: "not recorded"
    }
  }
}

extension TableForm where Row == Registration {
  static var registrations: TableForm {
    TableForm(
      "registrations", file: "tables/registrations.csv",
      [
        .init("images", "Images", share: 1.4, means: "moving and fixed image") {
          .text("\($0.moving) → \($0.fixed)")
        },
        .init("method", "Method", share: 2, means: "how they were registered") { .text($0.method) },
        .init("shift_mm", "Shift", unit: "mm", .number, share: 0.7, means: "length of the translation") {
          .number($0.transform.translation.norm)
        },
        .init("rotation_degrees", "Rotation", unit: "°", .number, share: 0.7, means: "angle of the rotation")
        {
          .number(angle($0.transform.rotation), significant: 2)
        },
        .init("residual_mm", "Residual", unit: "mm", .number, share: 0.75, means: "what remained") {
          .value($0.residual?.value, significant: 2)
        },
        .init("residual_is", "Meaning of the residual", share: 1.7, means: "what the residual is") {
          .text($0.residualMeaning)
        },
      ] + byHand)
  }

  private static var byHand: [FormColumn<Registration>] {
    let axes: [(String, String, @Sendable (Vector3) -> Double)] = [
      ("left", "to the left", { $0.x }), ("back", "to the back", { $0.y }), ("head", "to the head", { $0.z }),
    ]
    return axes.map { axis, words, along in
      .init("moved_\(axis)_mm", unit: "mm", .number, means: "how far a person moved the image \(words)") {
        .value($0.moved.map(along))
      }
    } + [
      .init("mark", "Mark", share: 0.7, means: "by which registered of the case file names it") {
        .text($0.mark)
      },
      .init("accepted", "Looked at", share: 1.6, means: "who accepted it, when and why, and a move by hand") {
        .text(judgement($0))
      },
    ]
  }

  private static func judgement(_ r: Registration) -> String {
    let move = r.moved.map { v in
      let mm = [v.x, v.y, v.z].map(Format.compact).joined(separator: ", ")
      return "moved by hand by (\(mm)) mm"
    }
    let person = r.accepted.map { a in
      let day = a.at.map { " on " + Format.time($0) } ?? ""
      return "accepted by \(a.by)\(day)" + (a.why.isEmpty ? "" : ": \(a.why)")
    }
    let words = [move, person].compactMap { $0 }.joined(separator: "; ")
    return words.isEmpty ? "not stated" : words
  }

  /// Of a rotation matrix, degrees.
  private static func angle(_ m: Matrix3) -> Double {
    let trace = m.columns.x.x + m.columns.y.y + m.columns.z.z
    return acos(min(1, max(-1, (trace - 1) / 2))) * 180 / .pi
  }
}
