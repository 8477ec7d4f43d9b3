import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

/// Commands that judge: who may be treated, what harm was done, how the disease answered.
extension Verb {
  static let protocols = Verb(
    command: Command(
      "protocols", "the built-in rules with edition and source",
      discussion: """
        Lists every built-in rule document: eligibility protocols, toxicity and response criteria, liver \
        function. NAME prints one with its limits. A site's own protocol is a file of the same form.
        """,
      positionals: [.init("NAME", "one document, or a file of your own to check", .optional)],
      options: Console.options,
      examples: [
        .init("hepatica protocols", "the list"), .init("hepatica protocols tare", "one with its limits"),
        .init("hepatica protocols our-protocol.json5", "check a file of your own"),
      ])
  ) { arguments, console in
    console.finish(try Protocols.list(arguments.positional("NAME")), json: arguments.has("json"))
  }

  static let eligibility = Verb(
    command: Command(
      "eligibility", "check a patient against a protocol",
      discussion: """
        Every criterion is met, not met or unknown; for an unknown one it states what would settle it. PATIENT is a JSON5 \
        object of facts by the protocol's names, a list of such objects, or a CSV table with one patient per row and \
        columns such as “platelets [10^9/L]”. Units convert by analyte. Exit status 3: something is unknown.
        """,
      positionals: [.init("PATIENT", "facts: JSON5, JSON or CSV")],
      options: [
        .value("protocol", "p", "NAME", "built-in protocol, or a local file", completes: .files),
        .value("patient", nil, "ID", "only this row of a table"),
        .flag("explain", nil, "inputs, limits with their source and the reason of each item"),
        .flag("keep-going", nil, "continue without facts that cannot be read"),
        Console.decimalComma,
      ] + Console.options,
      examples: [
        .init("hepatica eligibility Samples/patient.json5 --protocol tare --explain", "radioembolisation"),
        .init("hepatica eligibility patients.csv -p our-protocol.json5", "a table, a local protocol"),
      ])
  ) { arguments, console in
    guard let rules = arguments["protocol"] else {
      throw Problem(
        .usage, what: "no protocol is named", at: "--protocol",
        remedy: "hepatica protocols lists the built-in ones")
    }
    var job = EligibilityJob(path: arguments.positional("PATIENT")!, rules: rules)
    job.patient = arguments["patient"]
    job.explain = arguments.has("explain")
    job.keepGoing = arguments.has("keep-going")
    job.decimalComma = arguments.has("decimal-comma")
    return console.finish(try PatientSelection.run(job), json: arguments.has("json"))
  }

  static let toxicity = Verb(
    command: Command(
      "toxicity", "grade laboratory values and findings",
      discussion: """
        FILE: laboratory values as CSV, one result per row (patient, date, test, value, unit, LLN, ULN, laboratory) or \
        one visit per row (ALT [U/L], ALT ULN [U/L] …), a REDCap export, or FHIR observations (JSON bundle or ndjson). \
        Grades against baseline and limits from the first cycle to three months after the last. With --output: grades, \
        timeline and cohort tables (CSV), toxicity.json, a page and figures. Every fault of the input is listed and \
        nothing is written, unless --keep-going.
        """,
      positionals: [.init("FILE", "laboratory values", .atLeastOne)],
      options: [
        .value(
          "patients", "t", "FILE",
          "CSV: patient, cycles (days), sex, birth, arm, anticoagulation, end, death",
          completes: .files),
        .value("findings", "f", "FILE", "CSV of ascites, encephalopathy and attributions", completes: .files),
        .value(
          "limits", "l", "FILE", "JSON5 of limits of normal by laboratory, sex, age and date",
          completes: .files),
        .value(
          "columns", nil, "FILE", "JSON5 that renames columns, or a REDCap data dictionary (CSV)",
          completes: .files),
        .value("criteria", nil, "EDITION", "CTCAE 5.0 (default) or 6.0", completes: .words(["5.0", "6.0"])),
        .value("baseline-months", nil, "N", "baseline window before cycle 1, months (1)"),
        .value("months-after", nil, "N", "window after the last cycle, months (3)"),
        .flag("treatment-day-after", nil, "blood of the first treatment day was drawn after administration"),
        .value("ignore", nil, "TESTS", "tests to ignore, separated by commas"),
        Console.decimalComma,
        .flag("explain", nil, "explain each worst grade"),
        .flag("keep-going", "k", "leave out what is faulty and list it"),
        .value("output", "o", "FOLDER", "tables, figures and page", completes: .folders),
      ] + Console.options,
      examples: [
        .init(
          "hepatica toxicity Samples/labs.csv -t Samples/patients.csv -f Samples/findings.csv -o out",
          "a cohort"),
        .init("hepatica toxicity bundle.json -t patients.csv --criteria 6.0", "FHIR, CTCAE v6.0"),
      ])
  ) { arguments, console in
    let job = try toxicityJob(arguments)
    if let folder = job.output { Interruption.folders.withLock { $0.append(folder) } }
    return console.finish(
      try Toxicity.run(job, progress: console.reporter), json: arguments.has("json"))
  }

  static let response = Verb(
    command: Command(
      "response", "RECIST, mRECIST, WHO, Choi, EORTC and PERCIST side by side",
      discussion: """
        LESIONS: CSV with one row per lesion, visit and reader: patient, lesion, date, and of organ, kind, role (target, \
        non-target, new), state (measured, too small, absent, not evaluated, progressive), long_mm, short_mm, slice_mm, \
        enhancing_mm, product_mm2, hu, suvmax, suvmean, sulpeak, extent_mm, volume_ml, uptake and tracer those that \
        were measured. The baseline is the last visit up to the first cycle, or the first visit where the cycles are not \
        known; days of one visit are those of one name, or within a fortnight. hepatica measure makes such rows from structures and images.
        """,
      positionals: [.init("LESIONS", "table of lesions")],
      options: [
        .value("patients", "t", "FILE", "CSV: patient, cycles, arm, end, death", completes: .files),
        .flag("confirm", nil, "CR and PR need confirmation"),
        .value("confirm-days", nil, "DAYS", "days between response and confirmation (28)"),
        .value(
          "between-ne", nil, "N", "visits not evaluable between response and confirmation (1), or “any”"),
        .value("between-sd", nil, "N", "visits with stable disease between them (0), or “any”"),
        .value("stable-days", nil, "DAYS", "days from which disease that does not grow is stable (42)"),
        .value("reader", nil, "NAME", "whose assessments the figures and rates show (the first by name)"),
        Console.decimalComma,
        .flag("explain", nil, "the clause that decided, inputs and what was missing"),
        .flag("keep-going", "k", "leave out what is faulty and list it"),
        .value("output", "o", "FOLDER", "tables, figures and page", completes: .folders),
      ] + Console.options,
      examples: [
        .init(
          "hepatica response Samples/lesions.csv -t Samples/patients.csv -o out", "all criteria, with figures"
        ),
        .init("hepatica response lesions.csv --confirm --confirm-days 28 --explain", "confirmed responses"),
      ])
  ) { arguments, console in
    var job = ResponseJob(lesions: arguments.positional("LESIONS")!)
    (job.patients, job.reader) = (arguments["patients"], arguments["reader"])
    job.confirmation = arguments.has("confirm")
    job.confirmationDays = try arguments.whole("confirm-days", "days", 0...3650) ?? job.confirmationDays
    job.minimumStableDays = try arguments.whole("stable-days", "days", 0...3650) ?? job.minimumStableDays
    job.notEvaluableBetween = try arguments.count("between-ne", by: job.notEvaluableBetween)
    job.stableBetween = try arguments.count("between-sd", by: job.stableBetween)
    (job.explain, job.keepGoing) = (arguments.has("explain"), arguments.has("keep-going"))
    job.decimalComma = arguments.has("decimal-comma")
    job.output = arguments["output"].map { URL(filePath: $0) }
    if let folder = job.output { Interruption.folders.withLock { $0.append(folder) } }
    return console.finish(try TumourResponse.run(job), json: arguments.has("json"))
  }

  static let measure = Verb(
    command: Command(
      "measure", "rows of a table of lesions from structures and images",
      discussion: """
        For each structure: longest diameter in the planes of its image, longest chord perpendicular to it, volume; mean \
        attenuation on CT; SUVmax, SUVmean and SULpeak (sphere of 1 mL) on PET or SPECT. The rows are what hepatica \
        response reads.
        """,
      positionals: [.init("STRUCTURES", "RTSTRUCT, SEG or label image")],
      options: [
        .value("anatomy", "a", "FOLDER", "CT or MR on which the lesions were drawn", completes: .folders),
        .value("uptake", "u", "FOLDER", "PET or SPECT in Bq/mL or SUV", completes: .folders),
        .value("series", nil, "ID", "series of the anatomy as inspect prints it, where there are several"),
        .value("uptake-series", nil, "ID", "series of the uptake, in the same way"),
        .value("patient", "p", "ID", "pseudonym"), .value("date", "d", "DAY", "day of the visit, 2026-03-02"),
        .value("visit", nil, "NAME", "name of the visit"),
        .value("reader", nil, "NAME", "who drew the structures"),
        .value("organ", nil, "NAME", "organ of the lesions"),
        .value("kind", nil, "KIND", "solid (default), node …"),
        .value("tracer", nil, "NAME", "for example DOTATATE"),
        .value("label", nil, "N=NAME", "name of a label number in a label image", repeats: true),
        .value("except", nil, "NAME", "structures to exclude", repeats: true),
        .value("lean", nil, "FORMULA", "for SULpeak", completes: .words(["janmahasatian", "james128"])),
        .value("weight", nil, "KG", "overrides the image header"),
        .value("height", nil, "CM", "overrides the image header"),
        .value("sex", nil, "F|M", "overrides the image header", completes: .words(["F", "M"])),
        .value("activity", nil, "MBQ", "injected activity; overrides the image header"),
        .value("injected", nil, "TIME", "date and time of the injection; overrides the image header"),
        .value("half-life", nil, "H", "overrides the image header"),
        .value("table", "t", "FILE", "table that the rows are added to", completes: .files),
      ] + Console.options,
      examples: [
        .init(
          "hepatica measure rs.dcm -a ct -p P01 -d 2026-03-02 --visit baseline --organ liver -t lesions.csv",
          "diameters and attenuation"),
        .init("hepatica measure seg.dcm -u pet --lean janmahasatian -p P01 -d 2026-03-02", "uptake"),
      ])
  ) { arguments, console in
    console.finish(
      try LesionMeasurement.run(measureJob(arguments), progress: console.reporter),
      json: arguments.has("json"))
  }

  private static func measureJob(_ arguments: Arguments) throws -> MeasureJob {
    guard let patient = arguments["patient"], let day = arguments["date"] else {
      throw Problem(
        .usage, what: "the pseudonym or the day of the visit is missing", at: "hepatica measure",
        remedy: "give --patient and --date 2026-03-02")
    }
    var job = try MeasureJob(
      structures: URL(filePath: arguments.positional("STRUCTURES")!), patient: patient, date: day)
    job.anatomy = arguments["anatomy"].map { URL(filePath: $0) }
    job.series = arguments["series"]
    job.uptake = try arguments["uptake"].map { try uptakeRequest(arguments, URL(filePath: $0)) }
    for label in arguments.all("label") {
      let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let number = Int(parts[0]) else {
        throw Problem(.usage, what: "“\(label)” is not N=NAME", at: "--label", remedy: "1=L1")
      }
      job.labelNames[number] = parts[1]
    }
    job.except = Set(arguments.all("except"))
    (job.visit, job.reader) = (arguments["visit"] ?? "", arguments["reader"] ?? "")
    (job.organ, job.tracer) = (arguments["organ"] ?? "", arguments["tracer"] ?? "")
    job.kind = try arguments.choice("kind") ?? job.kind
    job.table = arguments["table"].map { URL(filePath: $0) }
    return job
  }

  private static func uptakeRequest(_ arguments: Arguments, _ image: URL) throws -> UptakeRequest {
    var request = UptakeRequest(image: image)
    request.series = arguments["uptake-series"]
    (request.leanMass, request.sex, request.injected) = (
      arguments["lean"], arguments["sex"], arguments["injected"]
    )
    (request.weight, request.height) = (try arguments.number("weight"), try arguments.number("height"))
    request.injectedMegabecquerel = try arguments.number("activity")
    request.halfLifeHours = try arguments.number("half-life")
    return request
  }

  private static func toxicityJob(_ arguments: Arguments) throws -> ToxicityJob {
    guard let patients = arguments["patients"] else {
      throw Problem(
        .usage, what: "the table of patients is missing", at: "--patients",
        remedy: "a CSV with the columns patient and cycles states when each was treated")
    }
    var job = ToxicityJob(files: arguments.positionals("FILE"), patients: patients)
    (job.findings, job.limits, job.columns) = (
      arguments["findings"], arguments["limits"], arguments["columns"]
    )
    job.edition = try arguments.choice("criteria") ?? .five
    job.baselineMonths = try arguments.whole("baseline-months", "months", 0...120) ?? job.baselineMonths
    job.monthsAfterLast = try arguments.whole("months-after", "months", 0...120) ?? job.monthsAfterLast
    job.treatmentDayIsBaseline = !arguments.has("treatment-day-after")
    job.ignored = Set(
      (arguments["ignore"] ?? "").split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces).lowercased()
      })
    job.decimalComma = arguments.has("decimal-comma")
    (job.explain, job.keepGoing) = (arguments.has("explain"), arguments.has("keep-going"))
    job.output = arguments["output"].map { URL(filePath: $0) }
    return job
  }
}

extension Arguments {
  fileprivate func whole(_ option: String, _ unit: String, _ range: ClosedRange<Int>) throws(Problem) -> Int?
  {
    guard let value = try number(option) else { return nil }
    guard let whole = Int(exactly: value), range.contains(whole) else {
      throw Problem(
        .usage, what: "whole \(unit) from \(range.lowerBound) to \(range.upperBound) are expected",
        at: "--\(option)")
    }
    return whole
  }
}

extension Arguments {
  /// A number of visits; “any” is no limit.
  fileprivate func count(_ name: String, by default: Int?) throws -> Int? {
    if self[name]?.lowercased() == "any" { return nil }
    return try whole(name, "visits", 0...1000) ?? `default`
  }
}
