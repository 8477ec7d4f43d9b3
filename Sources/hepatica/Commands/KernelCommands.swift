import Arguments
import Diagnostics
import Documents
import Foundation
import Studies

/// Kernels and S values from our own transport.
extension Verb {
  static let kernel = Verb(
    command: Command(
      "kernel", "simulate dose-point kernels",
      discussion: """
        Simulates the energy around a point source of a nuclide in water, tissue, lung or bone, and keeps the kernel \
        (~/.cache/hepatica/kernels, or $XDG_CACHE_HOME). The kernel engine uses that in water for nuclides without a \
        tabulated kernel, and any that the case file names under options.kernel.
        """,
      positionals: [.init("NUCLIDE", "for example Ho-166", completes: .nothing)],
      options: [
        .value(
          "medium", "m", "NAME", "water, tissue, lung, bone or all (water)",
          completes: .words(KernelMedium.allCases.map(\.rawValue) + ["all"])),
        .value("spacing", "s", "MM", "print voxel S values for cubic voxels of this edge"),
        .value("histories", "n", "N", "decays to simulate (2000000)"),
        .value("output", "o", "FOLDER", "copy the kernels here", completes: .folders),
        .flag("fresh", nil, "simulate even if the kernel is kept already"),
      ] + dataOptions + Console.options,
      examples: [
        .init("hepatica kernel Ho-166 --spacing 3", "in water, with voxel S values at 3 mm"),
        .init("hepatica kernel Y-90 --medium all -o kernels", "four media, copied"),
      ])
  ) { arguments, console in
    var request = KernelTask.Request(nuclide: arguments.positional("NUCLIDE")!)
    request.edition = try arguments.choice("data") ?? request.edition
    if arguments["medium"] == "all" {
      request.media = KernelMedium.allCases
    } else if let medium: KernelMedium = try arguments.choice("medium") {
      request.media = [medium]
    }
    request.spacing = try arguments.positive("spacing")
    request.histories = try arguments.positive("histories").map { Int(min($0, 1e12)) } ?? request.histories
    request.seed = try arguments.positive("seed").map { UInt64(min($0, 1e15)) } ?? request.seed
    request.threads = try arguments.positive("threads").map { Int(min($0, 1024).rounded(.up)) }
    request.folder = arguments["output"].map { URL(filePath: $0) }
    request.isFresh = arguments.has("fresh")
    return console.finish(
      try KernelTask.run(request, progress: console.reporter), json: arguments.has("json"))
  }

  static let sValues = Verb(
    command: Command(
      "svalues", "mean dose per decay of spheres and regions",
      discussion: """
        S values (MIRD Pamphlet No. 21): of spheres from the point kernel, of your own regions by Monte Carlo in water \
        or in the tissue of a CT, from each source region to all regions.
        """,
      positionals: [.init("NUCLIDE", "for example Lu-177", completes: .nothing)],
      options: [
        .value("spheres", nil, "G,G,…", "masses of spheres, g"),
        .value("regions", "r", "FILE", "label image, RTSTRUCT or SEG", completes: .files),
        .value("ct", nil, "PATH", "CT that gives density and tissue", completes: .files),
        .value("source", nil, "NAME", "source region; repeat for several, none for all", repeats: true),
        .value("spacing", "s", "MM", "edge of the voxels"),
        .value("kernel", "k", "FILE", "point kernel for the spheres", completes: .files),
      ] + dataOptions
        + engineOptions.filter { $0.name != "engine" && $0.name != "seed" && $0.name != "threads" }
        + Console.options,
      examples: [
        .init("hepatica svalues Lu-177 --spheres 1,10,100,1000", "spheres of water"),
        .init(
          "hepatica svalues Y-90 -r organs.nii.gz --ct CT --source Liver", "from the liver to all regions"),
      ])
  ) { arguments, console in
    let nuclide = arguments.positional("NUCLIDE")!
    let edition: DataEdition = try arguments.choice("data") ?? .evaluated
    guard let regions = arguments["regions"].map({ URL(filePath: $0) }) else {
      let outcome = try SValues.spheres(
        nuclide, edition: edition, masses: try arguments.masses(),
        kernel: arguments["kernel"].map { URL(filePath: $0) })
      return console.finish(outcome, json: arguments.has("json"))
    }
    var options = Options()
    try arguments.apply(to: &options)
    let outcome = try SValues.regions(
      nuclide, edition: edition, structures: regions, ct: arguments["ct"].map { URL(filePath: $0) },
      spacing: try arguments.positive("spacing"), sources: arguments.all("source"),
      simulation: options.monteCarlo,
      progress: console.reporter)
    return console.finish(outcome, json: arguments.has("json"))
  }

  private static let dataOptions: [Command.Option] = [
    .value(
      "data", nil, "EDITION", "DDEP or ICRP-107 (DDEP)",
      completes: .words(DataEdition.allCases.map(\.rawValue))),
    .value("seed", nil, "N", "seed of the random numbers (1)"),
    .value("threads", nil, "N", "threads to compute with; the result does not depend on it"),
  ]
}

extension Arguments {
  fileprivate func masses() throws(Problem) -> [Double] {
    let words = (self["spheres"] ?? "10,1000").split(separator: ",").map { Double($0) }
    guard !words.isEmpty, words.allSatisfy({ $0.map { $0 > 0 && $0.isFinite } ?? false }) else {
      throw Problem(
        .usage, what: "these are not masses", at: "--spheres",
        remedy: "write grams with commas, for example 1,10,100")
    }
    return words.map { $0! }
  }
}
