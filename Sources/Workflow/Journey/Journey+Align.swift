import Alignment
import Checks
import Diagnostics
import Documents
import Intake
import Quantities
import Stages
import Volumes

extension Journey {
  /// Reads the reference and registers the other time points to it.
  ///
  /// - Parameter stored: registrations of an earlier run, taken as they are.
  package func align(stored: [Registration]? = nil) throws -> AlignedStudy {
    var study = try aligned(stored: stored)
    study.questions += try library.patients(therapy.sources)
    return study
  }

  private func aligned(stored: [Registration]?) throws -> AlignedStudy {
    try refuseRepeatedImages()
    guard let reference = therapy.timePoints.first(where: { $0.name == therapy.reference }) else {
      return try enteredStudy()
    }
    let emission = try emission(of: reference)
    var study = AlignedStudy(grid: try grid(around: emission.values.grid), study: emission.study)
    if let ct = try ct(of: reference) {
      try demandCommonSpace(emission, ct, reference)
      study.questions += try questions(onCT: ct, of: reference)
      study.study = study.study ?? ct.study
      lay(ct, into: &study)
    }
    if let stored {
      study.registrations = stored
    } else {
      try register(&study, reference)
    }
    return study
  }

  /// An image shows one moment: at a second time it would bend the curve.
  private func refuseRepeatedImages() throws {
    var images = try therapy.timePoints.map { point in
      let name = "the emission image of \(point.name)"
      return (
        name: name, source: point.emission, entry: try library.find(point.emission, as: name, \.isEmission).1
      )
    }
    if case .activity(let list)? = therapy.entry?.map {
      images += try list.map { given in
        let entry = try library.find(given.source, as: "the activity") { _ in true }.1
        return (name: "the activity at \(given.time)", source: given.source, entry: entry)
      }
    }
    var seen: [[String]: String] = [:]
    for (name, source, entry) in images {
      guard let other = seen.updateValue(name, forKey: [entry.id] + entry.files.sorted()) else { continue }
      throw Problem(
        .dataRejected, what: "\(other) and \(name) are one image, \(entry.id)", at: source.location,
        why: "an image shows one moment, and the curve would have it twice",
        remedy: "name the image of each time")
    }
  }

  private func register(_ study: inout AlignedStudy, _ reference: TimePoint) throws {
    let others = therapy.timePoints.filter { $0.name != reference.name }
    for (n, point) in others.enumerated() {
      progress(Double(n) / Double(others.count), "aligning \(point.name)")
      guard therapy.options.register else {
        study.registrations.append(untouched(point, reference))
        continue
      }
      if let fixed = study.ct, !therapy.options.registersByUptake, let moving = try ct(of: point) {
        try register(point, moving, to: fixed, reference, &study)
      } else {
        try registerEmission(point, reference, &study)
      }
    }
    study.registrations = study.registrations.map(moved)
  }

  /// As a person moved it, where that was on this registration. Of another one the move is not taken; the report asks.
  private func moved(_ registration: Registration) -> Registration {
    let own = therapy.moves.first {
      $0.timePoint == registration.moving && $0.mark == registration.mark
    }
    return own.map { registration.moved(by: $0.shift) } ?? registration
  }

  /// CT to CT, carried to the emission image.
  private func register(
    _ point: TimePoint, _ moving: ImageSeries, to fixed: ImageSeries, _ reference: TimePoint,
    _ study: inout AlignedStudy
  ) throws {
    let emission = try emission(of: point)
    study.questions += try questions(onCT: moving, of: point)
    var found = try Alignment.registerRigid(
      fixed: fixed.values, moving: moving.values, options: options(.ct, of: point))
    if !confirmed(point) { found = try found.carried(to: emission.values.grid, from: moving.values.grid) }
    study.registrations.append(Registration(found, from: point, to: reference))
  }

  /// The CT of a time point as it was registered, on the reference grid, for the eye; `nil` where CTs were not registered.
  package func registeredCT(_ registration: Registration, _ study: AlignedStudy) throws -> Volume<Float>? {
    guard therapy.options.register, study.ct != nil,
      let point = therapy.timePoints.first(where: { $0.name == registration.moving }),
      let moving = try ct(of: point)
    else { return nil }
    return Alignment.average(
      moving.values, onto: study.grid, through: registration.transform, outside: -1000)
  }

  private func registerEmission(_ point: TimePoint, _ reference: TimePoint, _ study: inout AlignedStudy)
    throws
  {
    let found = try Alignment.registerRigid(
      fixed: emission(of: reference).values, moving: emission(of: point).values,
      options: options(.emission, of: point))
    var registration = Registration(found, from: point, to: reference)
    if therapy.options.registersByUptake {
      registration.warnings = registration.warnings.map {
        $0 == .registration(.byUptake) ? .registration(.byUptakeAsAsked) : $0
      }
    }
    study.registrations.append(registration)
  }

  private func options(_ kind: RegistrationKind, of point: TimePoint) -> RegistrationOptions {
    RegistrationOptions(kind: kind, seed: point.registrationSeed ?? therapy.options.registrationSeed)
  }

  private func untouched(_ point: TimePoint, _ reference: TimePoint) -> Registration {
    Registration(
      fixed: reference.name, moving: point.name, transform: .identity, residual: nil,
      residualMeaning: "not evaluated", method: "none: the images are taken as aligned (case file)",
      warnings: [.registration(.byChoice(timePoint: point.name))])
  }

  private func confirmed(_ point: TimePoint) -> Bool { point.emission.answers.confirmGeometry }

  /// CT and emission of one session must share their frame of reference, or a human says that they do.
  private func demandCommonSpace(_ emission: ImageSeries, _ ct: ImageSeries, _ point: TimePoint) throws {
    guard emission.values.grid.hasOtherFrame(than: ct.values.grid), !confirmed(point) else { return }
    throw Problem(
      .dataRejected, what: "CT and emission image of \(point.name) have different frames of reference",
      at: point.emission.location, why: "nothing states that they are aligned",
      remedy: "choose the CT of the same session, or look at both and state confirmGeometry: true")
  }

  /// The reference grid: the emission's own, or one of the chosen spacing over the same field.
  private func grid(around own: Grid) throws -> Grid {
    guard let spacing = therapy.options.gridSpacing else { return own }
    return try own.respaced(to: Vector3(repeating: spacing))
  }

  private func lay(_ ct: ImageSeries, into study: inout AlignedStudy) {
    study.ct = ct
    if study.grid.frameOfReference == nil {
      study.grid = study.grid.with(frameOfReference: ct.values.grid.frameOfReference)
    }
    study.hounsfield = Alignment.average(ct.values, onto: study.grid, outside: .nan)
  }

  /// Without time points the entered map, or its CT, gives the grid.
  private func enteredStudy() throws -> AlignedStudy {
    let ct = try therapy.entry?.ct.map { try library.load($0, as: "the CT", \.isCT) }
    let map = try enteredMap()
    guard let grid = map?.series.values.grid ?? ct?.values.grid else {
      throw Problem(
        .inputMissing, what: "neither the entered map nor a CT gives a grid", at: "enter",
        remedy: "name the CT under enter.ct")
    }
    var study = AlignedStudy(grid: try self.grid(around: grid), study: ct?.study)
    if let ct { lay(ct, into: &study) }
    if let ct, let source = therapy.entry?.ct {
      study.questions += try library.questions(source, ct, as: "the CT", at: "the CT", \.isCT)
    }
    // Each activity is asked about where it is quantified.
    if let map, !map.isActivity { study.questions += try questions(onEntered: map) }
    return study
  }

  private func enteredMap() throws -> EnteredMap? {
    switch therapy.entry?.map {
    case .activity(let list): try enteredActivity(list[0].source)
    case .timeIntegratedActivity(let source):
      EnteredMap(
        source: source, word: "the map", series: try library.load(source, as: "the map", { _ in true }))
    case .dose(let source):
      EnteredMap(source: source, word: "the dose", series: try doseSeries(source), fits: \.canBeDose)
    case .regionActivity, nil: nil
    }
  }

  package func emission(of point: TimePoint) throws -> ImageSeries {
    try library.load(point.emission, as: "the emission image of \(point.name)", \.isEmission)
  }

  /// What a human should know of an emission image that was used.
  package func questions(on emission: ImageSeries, of point: TimePoint) throws -> [Finding] {
    try library.questions(
      point.emission, emission, as: "the emission image of \(point.name)", at: point.name, \.isEmission
    ).map { answered($0, by: emission) }
  }

  /// What the case file states elsewhere needs no decision: the nuclide, and times that only a camera’s calibration uses.
  private func answered(_ finding: Finding, by emission: ImageSeries) -> Finding {
    var answer: CaseNote?
    switch finding.code.rawValue {
    case "image.nuclide-unknown": answer = .nuclideStated(therapy.therapy.nuclide)
    case "image.duration-unknown":
      if case .administered = therapy.calibration {
        answer = .scaledByActivity
      } else if emission.unit != .counts {
        answer = .unitKnown(emission.unit.word)
      }
    default: break
    }
    return answer.map { finding.answered(by: $0) } ?? finding
  }

  private func questions(onCT ct: ImageSeries, of point: TimePoint) throws -> [Finding] {
    guard let source = point.ct else { return [] }
    return try library.questions(
      source, ct, as: "the CT of \(point.name)", at: "CT of \(point.name)", \.isCT)
  }

  package func ct(of point: TimePoint) throws -> ImageSeries? {
    try point.ct.map { try library.load($0, as: "the CT of \(point.name)", \.isCT) }
  }
}

extension Registration {
  package init(_ found: RigidRegistration, from point: TimePoint, to reference: TimePoint) {
    self.init(
      fixed: reference.name, moving: point.name, transform: found.transform, residual: Length(found.residual),
      residualMeaning: RigidRegistration.residualMeaning, method: found.method,
      warnings: found.warnings.map { Note.registration(RegistrationNote($0)) })
  }
}

extension RegistrationNote {
  package init(_ doubt: RigidRegistration.Doubt) {
    self =
      switch doubt {
      case .runsDisagree(let by, let limit): .runsDisagree(by: by, limit: limit)
      case .notUsed: .notUsed
      case .matchesLess: .matchesLess
      case .lowCorrelation(let coefficient): .lowCorrelation(coefficient: coefficient)
      case .littleOverlap(let fraction): .littleOverlap(fraction: fraction)
      case .largeRotation(let degrees): .largeRotation(degrees: degrees)
      case .byUptake: .byUptake
      case .frameUnknown: .frameUnknown
      }
  }
}

extension Grid {
  /// A grid over the same field with other spacings.
  package func respaced(to spacing: Vector3) throws(GridError) -> Grid {
    let extent = Vector3(Double(size.i), Double(size.j), Double(size.k)) * self.spacing
    let count = (extent / spacing).rounded(.up)
    let corner = position(Vector3(repeating: -0.5))
    return try Grid(
      size: GridSize(Int(count.x), Int(count.y), Int(count.z)), spacing: spacing, direction: direction,
      origin: corner + direction * (spacing * 0.5), frameOfReference: frameOfReference)
  }
}
