/// Numbers that the transport is compared with, each with its source; the program itself does not use them.
public struct ReferenceNumbers: Sendable {
  /// ESTAR, water: energy in keV, MeV cm²/g, g/cm².
  public struct Stopping: Sendable {
    public let energy, collision, radiative, range: Double
  }
  /// XCOM, water: energy in keV, cm²/g.
  public struct Attenuation: Sendable {
    public let energy, attenuation: Double
  }
  /// Mean dose in voxel (i, j, k) per decay in voxel (0, 0, 0).
  public struct VoxelSValue: Sendable {
    public let nuclide: String
    /// Edge of the cubic voxels, mm.
    public let spacing: Double
    public let i, j, k: Int
    /// mGy/(MBq·s), and its relative standard uncertainty.
    public let value, uncertainty: Double
  }
  /// Mean self-dose of a water sphere.
  public struct SphereSValue: Sendable {
    public let nuclide: String
    /// Mass of the sphere, g.
    public let mass: Double
    /// mGy/(MBq·s), and its relative standard uncertainty.
    public let value, uncertainty: Double
  }
  /// Energy per shell by up to two reference codes.
  public struct ShellTable: Sendable {
    public enum Part: String, Sendable { case electrons, photons }
    public let nuclide: String
    public let part: Part
    /// PENELOPE physics.
    public let kernel: RadialKernel
    /// The second code, keV per shell, where it was run; energy deposited at the site itself is not in it.
    public let second: [Double]?
  }

  /// Medium as the reference code describes it.
  public struct ReferenceMedium: Sendable {
    public let tissue: Tissue
    /// Density, g/mL, and mean excitation energy, eV.
    public let density, meanExcitation: Double
  }
  /// Energy in layers and voxels of a body with slabs of lung and bone, one decay in the block of soft tissue between them.
  public struct SlabValue: Sendable {
    public let nuclide: String
    /// Layer from the top, 0…63; columns from the axis outwards, 0…31 with i ≥ j: the mean of the voxels that are alike by symmetry.
    /// No columns: the whole layer.
    public let layer: Int
    public let column: (i: Int, j: Int)?
    /// keV per decay in one voxel or the whole layer, and its relative standard uncertainty.
    public let value, uncertainty: Double
  }
  /// Energy in shells around a point in a medium.
  public struct MediumKernel: Sendable {
    public let nuclide: String
    public let medium: ReferenceMedium
    public let kernel: RadialKernel
  }

  public let media: [ReferenceMedium]
  public let slabs: [SlabValue]
  public let mediumKernels: [MediumKernel]
  public let stopping: [Stopping]
  public let attenuation: [Attenuation]
  public let voxels: [VoxelSValue]
  public let spheres: [SphereSValue]
  public let shells: [ShellTable]

  /// - Parameter text: the content of a file by its name in the reference folder, e.g. `estar_water.csv`.
  /// - Throws: what `text` throws.
  public init(_ text: (String) throws -> String) throws {
    func columns(_ file: String) throws -> NamedColumns { NamedColumns(try text(file)) }
    stopping = try columns("estar_water.csv").rows.map {
      Stopping(
        energy: $0["energy_MeV"] * 1000, collision: $0["collision_stopping_MeV_cm2_per_g"],
        radiative: $0["radiative_stopping_MeV_cm2_per_g"], range: $0["csda_range_g_per_cm2"])
    }
    attenuation = try columns("attenuation.csv").rows.map {
      Attenuation(energy: $0["energy_keV"], attenuation: $0["attenuation_cm2_per_g"])
    }
    voxels = try columns("voxel_s_values.csv").rows.map {
      VoxelSValue(
        nuclide: $0.text("nuclide"), spacing: $0["voxel_mm"], i: Int($0["i"]), j: Int($0["j"]),
        k: Int($0["k"]),
        value: $0["S_mGy_per_MBq_s"], uncertainty: $0["stat_unc_percent"] / 100)
    }
    spheres = try columns("sphere_s_values.csv").rows.map {
      SphereSValue(
        nuclide: $0.text("nuclide"), mass: $0["mass_g"], value: $0["S_mGy_per_MBq_s"],
        uncertainty: $0["stat_unc_percent"] / 100)
    }
    let media = try columns("media.csv").rows.compactMap { row in
      Tissue(rawValue: row.text("medium")).map {
        ReferenceMedium(
          tissue: $0, density: row["density_g_per_mL"], meanExcitation: row["mean_excitation_eV"])
      }
    }
    self.media = media
    slabs = try columns("slabs.csv").rows.map { row in
      SlabValue(
        nuclide: row.text("nuclide"), layer: Int(row["layer"]),
        column: row["i"].isNaN ? nil : (Int(row["i"]), Int(row["j"])), value: row["keV_per_decay"],
        uncertainty: row["stat_unc_percent"] / 100)
    }
    mediumKernels = try columns("dpk_media.csv").mediumKernels(media)
    let (y90, lu) = (try columns("dpk_Y90_near.csv"), try columns("dpk_Lu177_electrons_near.csv"))
    shells = [
      y90.shells("Y-90", .electrons, "keV_per_decay_PENELOPE", "unc1s_keV", second: ["keV_EGSnrc"]),
      lu.shells(
        "Lu-177", .electrons, "total_e_keV_per_decay_incl_local", "beta_unc",
        second: ["EGSnrc_beta", "EGSnrc_CE_Auger"]),
      try columns("dpk_Lu177_photons_far.csv").shells(
        "Lu-177", .photons, "keV_per_decay_PENELOPE", "unc1s_keV", second: ["EGSnrc_keV_per_decay"]),
    ]
  }

  /// Those that come with the program.
  public static let embedded = try! ReferenceNumbers { embeddedText($0)! }

  /// A file of the program by its name in the reference folder; `nil` if there is none.
  public static func embeddedText(_ name: String) -> String? {
    let files: [String: [UInt8]] = [
      "estar_water.csv": PackageResources.reference_estar_water_csv,
      "attenuation.csv": PackageResources.reference_attenuation_csv,
      "media.csv": PackageResources.reference_media_csv,
      "slabs.csv": PackageResources.reference_slabs_csv,
      "dpk_media.csv": PackageResources.reference_dpk_media_csv,
      "voxel_s_values.csv": PackageResources.reference_voxel_s_values_csv,
      "sphere_s_values.csv": PackageResources.reference_sphere_s_values_csv,
      "dpk_Y90_near.csv": PackageResources.dpk_Y90_near_csv,
      "dpk_Lu177_electrons_near.csv": PackageResources.dpk_Lu177_electrons_near_csv,
      "dpk_Lu177_photons_far.csv": PackageResources.dpk_Lu177_photons_far_csv,
    ]
    return files[name].map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Rows of a table by the names in its header; what is missing or no number is NaN.
private struct NamedColumns {
  struct Row {
    let cells: [String: String]
    subscript(_ name: String) -> Double { cells[name].flatMap(Double.init) ?? .nan }
    func text(_ name: String) -> String { cells[name] ?? "" }
  }
  let rows: [Row]

  init(_ text: String) {
    let all = DataFile(Array(text.utf8)).rows
    let names = all.first ?? []
    rows = all.dropFirst().map { cells in
      Row(cells: Dictionary(zip(names, cells), uniquingKeysWith: { first, _ in first }))
    }
  }

  /// Groups of rows with the same nuclide and medium, in the order of the file.
  func mediumKernels(_ media: [ReferenceNumbers.ReferenceMedium]) -> [ReferenceNumbers.MediumKernel] {
    var order: [String] = []
    let groups = Dictionary(grouping: rows) { row in
      let key = row.text("nuclide") + " " + row.text("medium")
      if !order.contains(key) { order.append(key) }
      return key
    }
    return order.compactMap { key in
      let rows = groups[key]!, tissue = rows[0].text("medium")
      guard let medium = media.first(where: { $0.tissue.rawValue == tissue }) else { return nil }
      let shells = rows.map {
        RadialKernel.Shell(
          inner: $0["r_low_mm"], outer: $0["r_high_mm"], energy: $0["keV_per_decay"],
          uncertainty: $0["unc1s_keV"])
      }
      return ReferenceNumbers.MediumKernel(
        nuclide: rows[0].text("nuclide"), medium: medium, kernel: RadialKernel(name: key, shells: shells))
    }
  }

  /// - Parameter second: columns of the second code, to be added.
  func shells(
    _ nuclide: String, _ part: ReferenceNumbers.ShellTable.Part, _ energy: String, _ uncertainty: String,
    second: [String]
  ) -> ReferenceNumbers.ShellTable {
    let shells = rows.map {
      RadialKernel.Shell(
        inner: $0["r_low_mm"], outer: $0["r_high_mm"], energy: $0[energy], uncertainty: $0[uncertainty])
    }
    let other = rows.map { row in second.reduce(0) { $0 + row[$1] } }
    return ReferenceNumbers.ShellTable(
      nuclide: nuclide, part: part, kernel: RadialKernel(name: part.rawValue, shells: shells),
      second: other.contains { $0.isNaN } ? nil : other)
  }
}
