import Foundation
import Quantities
import Reporting
import Stages

/// What a simulation of dose-point kernels says.
package struct KernelContent {
  let kernels: [KernelTask.Record]

  package var content: StudyContent {
    StudyContent(
      "kernel", kind: "Dose-point kernels",
      header: .technical(
        kernels.first?.nuclide ?? "", detail: kernels.map(\.medium).joined(separator: ", "),
        made: kernels.map { "\($0.nuclide) \($0.medium) \($0.energyInside)" }.joined(separator: "; "),
        needsReview: false),
      sections: kernels.map(section) + [voxels], record: KernelTask.Answer(kernels: kernels))
  }

  private func section(_ kernel: KernelTask.Record) -> StudyContent.Section {
    .init(
      "kernel-\(kernel.medium)", "\(kernel.nuclide) in \(kernel.medium)",
      [
        .facts([
          ("Density", "\(rounded(kernel.density)) g/mL"), ("Source", kernel.source),
          ("Decay data", kernel.edition),
          ("Range of electrons", "99.9 % of their energy within \(rounded(kernel.electronRange)) mm"),
          (
            "Energy",
            "\(rounded(kernel.energyInside)) keV per decay within \(rounded(200 / kernel.density)) mm"
          ),
          ("File", kernel.file + (kernel.wasThere ? " (simulated before)" : "")),
        ])
      ])
  }

  private var voxels: StudyContent.Section {
    let rows = kernels.flatMap { kernel in
      (kernel.voxelSValues ?? []).map { (medium: kernel.medium, voxel: $0) }
    }
    return .init(
      "voxels", "Voxel S values", rows.isEmpty ? [] : [.table(Self.form.table("S of voxels", rows))])
  }

  static let form = TableForm<(medium: String, voxel: KernelTask.VoxelRow)>(
    "voxel-s-values", file: "voxel-s-values.csv",
    [
      .init("medium", "Medium", means: "medium of the kernel") { .text($0.medium) },
      .init("i", "i", .number, means: "distance from the source voxel, in voxels; any order of i, j, k") {
        .count($0.voxel.i)
      },
      .init("j", "j", .number, means: "as i") { .count($0.voxel.j) },
      .init("k", "k", .number, means: "as i") { .count($0.voxel.k) },
      .init("S", "S", unit: "mGy/(MBq·s)", .number, means: "mean absorbed dose per decay in the source voxel")
      {
        .number($0.voxel.value, significant: 6)
      },
    ])
}
