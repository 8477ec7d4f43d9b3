import Diagnostics
import Stages
import Workflow

// The steps as a user takes them, one by one or all.

extension Journey {
  /// Takes one step with the results of those before it from the work folder, or all of them.
  public func take(_ step: Step) throws -> Outcome {
    switch step {
    case .align: try alignOutcome(align())
    case .quantify: try quantifyOutcome(storedStudy())
    case .integrate: try integrateOutcome()
    case .dose: try doseStep()
    case .summarise: try summariseOutcome()
    case .report: try reportOutcome(storedResults())
    case .run: try reportOutcome(wholeWay())
    }
  }

  /// From the images to the table, each noun written as soon as it is made.
  package func wholeWay() throws -> Results {
    let study = try part(0, 0.45).align()
    try write(study)
    var results = Results(study: study)
    results.review += study.questions
    if !isEntered { try measure(&results) }
    try regions(&results)
    results.integration = try part(0.5, 0.6).decays(results)
    try write(results.integration!)
    results.field = try doseField(results, results.integration?.decays)
    results.review += results.field!.review
    try part(0.6, 0.8).finalDose(&results)
    results.summary = try part(0.8, 0.85).summarise(results.dose!, results)
    try write(results.summary!)
    results.truth = truth?.compare(results.integration!, results.summary!) ?? []
    return results
  }

  /// The outcome of the step `dose`; an entered dose needs no engine.
  package func doseStep() throws -> Outcome {
    guard case .dose(let source)? = therapy.entry?.map else { return try doseOutcome(doseOfStored()) }
    return try enteredDoseOutcome(enteredDose(source, storedStudy()))
  }

  package func integrateOutcome() throws -> Outcome {
    let results = try measured()
    let integration = try decays(results)
    try write(integration)
    return try integrateOutcome(integration, review: results.review)
  }

  package func summariseOutcome() throws -> Outcome {
    let results = try dosed()
    let summary = try summarise(results.dose!, results)
    try write(summary)
    return try summariseOutcome(summary, review: results.review)
  }
}
