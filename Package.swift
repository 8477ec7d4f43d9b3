// swift-tools-version: 6.2
import PackageDescription

// The house: ground, doors, hall, rooms, corridor, attic. Arrows point down only; `Scripts/check-imports`
// proves that each target imports only what is declared here.

/// Numerical rooms are optimised in debug builds too: voxel loops are unbearable otherwise.
let fast: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

func cxx(_ flags: [String]) -> [CXXSetting] { [.unsafeFlags(["-O2"] + flags)] }
func libraries(_ names: [String]) -> [LinkerSetting] { names.map { .linkedLibrary($0) } }

let itk =
  [
    "ITKSmoothing", "ITKOptimizersv4", "ITKOptimizers", "ITKTransform", "ITKStatistics", "ITKCommon",
    "itkvnl_algo", "itkvnl", "itkv3p_netlib", "itksys",
  ].map { $0 + "-5.2" } + ["m"]
let dcmtk = [
  "dcmjpls", "dcmtkcharls", "dcmjpeg", "ijg8", "ijg12", "ijg16", "dcmimgle", "dcmdata", "oflog", "ofstd",
  "openjp2", "z", "m",
]

/// The commit goes into every report. SwiftPM keeps what it once read here until this file or the environment
/// changes, so a later `swift build` of other commits would still name the first one: the Makefile states it
/// anew for each build, and what was not stated so is marked.
let commit =
  Context.environment["HEPATICA_COMMIT"]
  ?? Context.gitInformation.map { $0.currentCommit + " or later" } ?? "unknown"

let package = Package(
  name: "Hepatica",
  products: [.executable(name: "hepatica", targets: ["hepatica"])],
  targets: [
    // Ground
    .target(name: "Quantities", swiftSettings: fast),
    .target(
      name: "CBuildInfo", cSettings: [.define("HEPATICA_COMMIT", to: "\"\(commit)\"")]),
    .target(name: "Diagnostics", dependencies: ["CBuildInfo"]),
    // The data files of the rooms, as bytes; `Scripts/make-tables` writes it.
    .target(name: "CTables"),
    .target(name: "Parallel", swiftSettings: fast),
    .target(name: "Volumes", dependencies: ["Quantities"], swiftSettings: fast),
    .systemLibrary(name: "COpenSSL"),
    .target(name: "Files", dependencies: ["Diagnostics", "COpenSSL"], swiftSettings: fast),
    .target(name: "Arguments", dependencies: ["Diagnostics", "Files"]),
    .systemLibrary(name: "CMINPACK"),
    .target(name: "CBoostMath", cxxSettings: cxx([]), linkerSettings: libraries(["m"])),
    .target(name: "Statistics", dependencies: ["CMINPACK", "CBoostMath"], swiftSettings: fast),

    // Doors
    .target(
      name: "CDCMTK", cxxSettings: [.define("HAVE_CONFIG_H")] + cxx([]), linkerSettings: libraries(dcmtk)),
    .target(name: "DICOM", dependencies: ["CDCMTK", "COpenSSL", "Quantities", "Diagnostics"]),
    .target(
      name: "Identity", dependencies: ["CTables", "DICOM", "Diagnostics", "Files"], exclude: ["Data"],
      swiftSettings: fast),
    .target(
      name: "CITK", cxxSettings: cxx(["-isystem", "/usr/include/ITK-5.2"]), linkerSettings: libraries(itk)),
    .target(
      name: "Alignment", dependencies: ["Parallel", "CITK", "Volumes", "Diagnostics", "Statistics"],
      swiftSettings: fast),
    .systemLibrary(name: "CZlib"),
    .target(
      name: "ImageFiles", dependencies: ["CZlib", "Quantities", "Volumes", "Diagnostics", "Files"],
      swiftSettings: fast),
    .systemLibrary(name: "CXraylib"),
    .target(
      name: "Nuclides", dependencies: ["CTables", "CXraylib", "Quantities", "Diagnostics"],
      exclude: ["Data"], swiftSettings: fast),

    // Hall
    .target(name: "Stages", dependencies: ["Quantities", "Volumes"]),
    .target(name: "Checks", dependencies: ["Stages", "Quantities", "Volumes", "Diagnostics", "Files"]),

    // Rooms
    .target(
      name: "Intake",
      dependencies: [
        "CTables",
        "Parallel", "DICOM", "Identity", "ImageFiles", "Nuclides", "Checks", "Stages", "Quantities",
        "Volumes",
        "Diagnostics", "Files",
      ],
      exclude: ["Data"], swiftSettings: fast),
    .target(
      name: "Quantification",
      dependencies: ["Alignment", "Checks", "Stages", "Quantities", "Volumes", "Diagnostics", "Statistics"],
      swiftSettings: fast),
    .target(
      name: "Kinetics",
      dependencies: [
        "CTables", "Parallel", "Checks", "Stages", "Quantities", "Volumes", "Diagnostics", "Statistics",
      ],
      exclude: ["Data"], swiftSettings: fast),
    .target(
      name: "DoseEngines",
      dependencies: ["CTables", "Parallel", "Stages", "Quantities", "Volumes", "Diagnostics", "Nuclides"],
      exclude: ["Data"], swiftSettings: fast),
    .target(
      name: "Summaries",
      dependencies: ["CTables", "Parallel", "Stages", "Quantities", "Volumes", "Diagnostics"],
      exclude: ["Data"], swiftSettings: fast
    ),
    .target(
      name: "Criteria", dependencies: ["CTables", "Checks", "Quantities", "Diagnostics", "Files"],
      exclude: ["Data"],
      swiftSettings: fast),
    .target(
      name: "Planning",
      dependencies: ["CTables", "Stages", "Quantities", "Diagnostics", "Files", "Statistics"],
      exclude: ["Data"]),
    .target(
      name: "Trials", dependencies: ["Statistics", "Checks", "Quantities", "Diagnostics", "Files"],
      swiftSettings: fast),
    .target(
      name: "Phantoms", dependencies: ["Parallel", "Stages", "Quantities", "Volumes", "Statistics"],
      swiftSettings: fast),
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CPQ"),
    .target(
      name: "Registry",
      dependencies: ["CTables", "CSQLite", "CPQ", "Checks", "Stages", "Quantities", "Diagnostics", "Files"],
      exclude: ["Data"]),
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo"),
    .target(
      name: "Reporting",
      dependencies: [
        "CTables",
        "Parallel", "CCairo", "Checks", "Stages", "Quantities", "Volumes", "Diagnostics", "Files",
      ],
      exclude: ["Web"], swiftSettings: fast),

    // Documents and records: user files become nouns; rows of the registry become nouns
    .target(
      name: "Documents",
      dependencies: [
        "Parallel", "Quantities", "Volumes", "Diagnostics", "Files", "Checks", "Stages", "Nuclides", "Intake",
        "Quantification", "DoseEngines", "Summaries", "Criteria", "Planning",
      ]),
    .target(
      name: "Records",
      dependencies: [
        "Documents", "Quantities", "Diagnostics", "Parallel", "Files", "Criteria", "Trials", "Registry",
        "Stages", "Checks", "Planning",
      ]),

    // Corridor
    .target(
      name: "Workflow",
      dependencies: [
        "Quantities", "Volumes", "Diagnostics", "Files", "Checks", "Stages", "Alignment", "ImageFiles",
        "Nuclides",
        "Intake",
        "Quantification", "Kinetics", "DoseEngines", "Summaries", "Phantoms", "Criteria",
        "Planning", "Documents",
      ]),

    // Galleries: what each study shows
    .target(
      name: "Studies",
      dependencies: [
        "Quantities", "Volumes", "Diagnostics", "DICOM", "Parallel", "Files", "Checks", "Stages", "Reporting",
        "Criteria",
        "Planning",
        "Trials", "Statistics", "Registry", "Documents", "Records", "Workflow", "Intake", "Quantification",
        "Summaries", "Alignment", "DoseEngines", "ImageFiles", "Nuclides",
      ]),
    .target(
      name: "Demonstrations",
      dependencies: [
        "Quantities", "Volumes", "Diagnostics", "Files", "Checks", "Stages", "Intake", "Phantoms", "Kinetics",
        "Quantification",
        "DoseEngines", "Nuclides", "Trials", "Registry", "Documents", "Records", "Workflow", "Studies",
        "Reporting", "Statistics", "Summaries",
      ]),

    // Front: the workstation. It is given the operations, and knows none of them.
    .target(name: "CMicrohttpd", linkerSettings: libraries(["microhttpd"])),
    .systemLibrary(name: "CArgon2"),
    .target(
      name: "Server",
      dependencies: [
        "CMicrohttpd", "CArgon2", "Arguments", "Diagnostics", "Files", "Volumes", "ImageFiles", "Reporting",
        "Alignment",
        "Stages", "Checks", "Quantities", "Quantification", "Summaries", "Intake", "Documents", "Workflow",
        "Registry", "Records", "Trials", "Studies",
      ],
      resources: [.copy("Resources")], swiftSettings: fast),

    // The way to archives: DICOM over TCP and TLS, and DICOMweb
    .target(
      name: "CDICOMNetwork", cxxSettings: [.define("HAVE_CONFIG_H")] + cxx([]),
      linkerSettings: libraries(["dcmnet", "dcmtls", "dcmdata", "oflog", "ofstd", "ssl", "crypto"])),
    .systemLibrary(name: "CCurl"),
    .target(
      name: "Network", dependencies: ["CDICOMNetwork", "CCurl", "Checks", "DICOM", "Diagnostics", "Files"]),

    // Stairs
    .target(
      name: "Operations",
      dependencies: [
        "Arguments", "Checks", "Diagnostics", "Files", "Quantities", "Stages", "Documents", "Parallel",
        "Records", "Reporting",
        "Workflow", "Studies", "Demonstrations", "Server", "Network", "Identity",
      ]),

    // Attic
    .executableTarget(name: "hepatica", dependencies: ["Arguments", "Diagnostics", "Operations"]),

    // Not installed: a registry killed, tampered with and asked by many
    .executableTarget(
      name: "endurance", dependencies: ["Registry", "Diagnostics", "Files"], path: "Endurance"),

    // Not installed: dose engines and voxel curves against the clock, and against SciPy
    .executableTarget(
      name: "bench",
      dependencies: ["DoseEngines", "Kinetics", "Nuclides", "Stages", "Quantities", "Volumes"],
      path: "Benchmarks",
      exclude: ["peer_fftconvolve.py", "peer_toxicity.py", "toxicity", "Cohort"]),
    .executableTarget(
      name: "cohortbench", dependencies: ["Trials", "Statistics"], path: "Benchmarks/Cohort",
      exclude: ["cohort_data.py", "compare.py", "peer_survival.R"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// Each target with a folder of the same name under Tests has a test target of its own. HEPATICA_TESTS=Kinetics,Intake
// leaves the others out, so that `make test-room ROOM=Kinetics` builds that room and what it stands on alone.
let chosen = Context.environment["HEPATICA_TESTS"].map { Set($0.split(separator: ",").map(String.init)) }
let tested: [String: [Target.Dependency]] = [
  "Quantities": ["Quantities"],
  "Parallel": ["Parallel"],
  "Volumes": ["Volumes", "Quantities"],
  "Files": ["Files", "Diagnostics"],
  "Arguments": ["Arguments", "Diagnostics", "Files"],
  "Statistics": ["Statistics"],
  "DICOM": ["DICOM", "Quantities", "Volumes", "Diagnostics"],
  "Identity": ["Identity", "DICOM", "Diagnostics", "Files"],
  "Alignment": ["Alignment", "ImageFiles", "Volumes", "Diagnostics", "Statistics"],
  "ImageFiles": ["ImageFiles", "Volumes", "Diagnostics"],
  "Nuclides": ["Nuclides", "Quantities", "Diagnostics"],
  "Intake": [
    "Intake", "Reporting", "Nuclides", "Checks", "DICOM", "Identity", "ImageFiles", "Stages", "Quantities",
    "Volumes", "Diagnostics", "Files",
  ],
  "Quantification": [
    "Quantification", "Reporting", "Checks", "Stages", "Quantities", "Volumes", "Diagnostics", "Nuclides",
  ],
  "Kinetics": ["Kinetics", "Stages", "Quantities", "Volumes", "Diagnostics"],
  "DoseEngines": ["DoseEngines", "Stages", "Quantities", "Volumes", "Diagnostics", "Nuclides"],
  "Summaries": ["Summaries", "Stages", "Quantities", "Volumes", "Diagnostics"],
  "Criteria": ["Criteria", "Reporting", "Checks", "Quantities", "Diagnostics"],
  "Planning": ["Planning", "Stages", "Quantities", "Diagnostics"],
  "Registry": [
    "Registry", "Reporting", "Checks", "Stages", "Quantities", "Diagnostics", "Files", "endurance",
  ],
  "Trials": ["Trials", "Reporting", "Checks", "Quantities", "Diagnostics", "Files", "Statistics"],
  "Phantoms": ["Phantoms", "Stages", "Quantities", "Volumes"],
  "Reporting": ["Reporting", "Checks", "Stages", "Quantities", "Volumes", "Diagnostics", "Files"],
  "Operations": [
    "Operations", "Documents", "Studies", "Workflow", "Arguments", "DICOM", "Diagnostics", "Files",
    "ImageFiles",
    "Server",
    "Volumes",
  ],
  "hepatica": ["hepatica", "Operations", "Diagnostics"],
  "Network": ["Network", "DICOM", "Diagnostics", "Files"],
  "Server": [
    "Server", "Operations", "Documents", "Arguments", "Diagnostics", "Files", "ImageFiles", "Volumes",
    "Registry",
  ],
  "Workflow": [
    "Documents", "Records", "Workflow", "Studies", "Demonstrations", "Intake", "ImageFiles", "Nuclides",
    "Parallel", "Checks", "Stages", "Quantities", "Volumes", "Diagnostics",
    "Files", "Reporting", "Registry", "Trials", "Criteria", "Phantoms", "hepatica",
  ],
]
package.targets += [
  .target(name: "Fixtures", path: "Tests/Fixtures", exclude: ["clinical", "emissions", "physics"])
]
let wanted = tested.filter { chosen?.contains($0.key) ?? true }.sorted { $0.key < $1.key }
package.targets += wanted.map { name, dependencies in
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["Fixtures"], path: "Tests/" + name + "Tests",
    // Images that are made up voxel by voxel.
    swiftSettings: ["Alignment"].contains(name) ? fast : [])
}

// Coverage-guided fuzzing needs libFuzzer's instrumentation in all that it links: HEPATICA_FUZZING=1, and the flags of
// Scripts/fuzz-readers.
if Context.environment["HEPATICA_FUZZING"] != nil {
  package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
  package.targets += [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "DICOM", "Diagnostics", "Documents", "DoseEngines", "Files", "ImageFiles", "Intake", "Registry",
        "Trials",
      ], path: "Fuzzing", exclude: ["Seeds"])
  ]
}
