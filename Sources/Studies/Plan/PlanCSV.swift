import Files
import Foundation
import Reporting
import Stages
import Workflow

/// The tables of a plan as one long table: part, item, quantity, value, uncertainty, unit, remark. RFC 4180.
package struct PlanCSV {
  private var lines = [["part", "item", "quantity", "value", "u", "unit", "remark"]]

  package init(_ record: PlanRecord) {
    add("plan", record.pseudonym, "research use", text: record.researchUse)
    if let tare = record.radioembolisation { radioembolisation(tare) }
    if let prrt = record.prrt { self.prrt(prrt) }
    for finding in record.findings.grouped {
      add(
        finding.rank == .information ? "note" : "review", finding.place, finding.code.rawValue,
        text: finding.text)
    }
  }

  package var text: String { lines.map { csvLine($0, ending: "\r\n") }.joined() }

  private mutating func add(_ part: String, _ item: String, _ quantity: String, text: String) {
    lines.append([part, item, quantity, "", "", "", text])
  }

  private mutating func add(
    _ part: String, _ item: String, _ quantity: String, _ value: Measured?, _ unit: String,
    _ remark: String = ""
  ) {
    guard let value else { return }
    lines.append([part, item, quantity, "\(value.value)", value.u.map { "\($0)" } ?? "", unit, remark])
  }

  private mutating func doses(
    _ part: String, _ item: String, _ doses: DosesRecord, _ unit: String, _ remark: String
  ) {
    add(part, item, "tumour", doses.tumour, unit, remark)
    for (name, dose) in doses.tumours.sorted(by: { $0.key < $1.key }) {
      add(part, item, "tumour \(name)", dose, unit, remark)
    }
    add(part, item, "perfused normal liver", doses.perfusedNormalLiver, unit, remark)
    add(part, item, "normal liver", doses.normalLiver, unit, remark)
    add(part, item, "perfused volume", doses.perfusedVolume, unit, remark)
    add(part, item, "lungs", doses.lungs, unit, remark)
  }

  private mutating func radioembolisation(_ r: RadioembolisationRecord) {
    add(
      "constants", "", "energy constant", Measured(r.energyConstantJoulesPerGBq), "J/GBq",
      r.energyConstantBasis)
    add("constants", "", "half-life", Measured(r.halfLifeHours), "h", r.devices)
    add("constants", "", "density", Measured(r.densityGPerMl), "g/mL")
    add("liver", "", "volume", Measured(r.liverMl), "mL")
    add("liver", "", "tumour", Measured(r.liverTumourMl), "mL")
    for s in r.shunts {
      add("lungs", s.method, "shunt", s.fraction, "1", s.isUsed ? "used; \(s.detail)" : s.detail)
    }
    add("lungs", "", "mass", r.lungMassGrams, "g", r.lungMassSource)
    for i in r.injections { injection(i) }
    for s in r.sessions {
      for j in s.judged {
        add(
          "session \(s.session)", j.limit.name, "dose", j.doseGy, "Gy",
          j.isCrossed ? "crosses \(j.limit.gray) Gy" : "")
        add(
          "session \(s.session)", j.limit.name, "with earlier", Measured(j.totalGy), "Gy",
          "limit \(j.limit.gray) Gy, \(j.limit.source)")
      }
    }
    comparison("all injections", r.total)
    for x in r.references {
      add("reference", x.region, x.sense, Measured(x.gray), "Gy", "\(x.text); \(x.citation)")
    }
  }

  private mutating func injection(_ i: InjectionRecord) {
    for p in i.proposals {
      let limit = p.limiting.map { "; limited by \($0.name)" } ?? ""
      add(i.name, p.label, "activity", Measured(p.activityGBq), "GBq", p.basis + limit)
      doses(i.name, p.label, p.dosesGy, "Gy", "doses by \(p.doseModel)")
    }
    for u in i.unavailable { add(i.name, u.method, "not computed", text: u.reason) }
    for a in i.allowances {
      for x in a.reached {
        add(
          i.name, "limits by \(a.model)", x.limit.name, x.activityGBq.map { Measured($0) }, "GBq",
          "\(x.limit.gray) Gy, \(x.limit.source)\(x.isLimiting ? "; limits" : "")")
      }
    }
    add(i.name, "prescription", "activity", i.prescribedGBq.map { Measured($0) }, "GBq", i.prescribedBy)
    for m in i.models { doses(i.name, "prescribed by \(m.model)", m.dosesGy, "Gy", "") }
    for v in i.vials {
      add(
        i.name, "vial \(v.nominalGBq) GBq", "at treatment", Measured(v.atTreatmentGBq), "GBq",
        "\(v.isChosen ? "chosen; " : "")exact at \(v.exactAt)")
    }
    if let injected = i.injectedGBq, let d = i.injectedDosesGy {
      add(i.name, "injected", "activity", Measured(injected), "GBq", "limits are judged at it")
      doses(i.name, "injected", d, "Gy", "")
    }
    if let d = i.withOthersGy { doses(i.name, "with the other injections", d, "Gy", "") }
    if let g = i.given {
      add(
        i.name, "given", "net activity", Measured(g.netGBq), "GBq",
        g.isWithinTolerance ? "within ±10 %" : "outside ±10 %")
      add(i.name, "given", "deviation", Measured(g.deviationPercent), "%")
      doses(i.name, "given", g.dosesGy, "Gy", "")
    }
    comparison(i.name, i.comparison)
  }

  private mutating func comparison(_ part: String, _ rows: [ComparisonRecord]) {
    for c in rows {
      add(part, "predicted", c.region, c.predictedGy, "Gy", c.structure)
      add(part, "delivered", c.region, c.deliveredGy, "Gy", c.structure)
    }
  }

  private mutating func prrt(_ p: PRRTRecord) {
    for c in p.cycles {
      add("PRRT", "cycle \(c.number)", "activity", Measured(c.activityGBq), "GBq", c.source)
      for (organ, dose) in c.doses.sorted(by: { $0.key < $1.key }) {
        add("PRRT", "cycle \(c.number)", organ, dose, "Gy")
      }
    }
    for o in p.outlooks {
      let item = "\(o.organ), \(o.measure)"
      add("PRRT", item, "limit", Measured(o.limitGy), "Gy", o.source)
      add("PRRT", item, "received", Measured(o.receivedGy), "Gy")
      add("PRRT", item, "dose per activity", o.gyPerGBq, "Gy/GBq")
      add("PRRT", item, "remaining cycles", Measured(Double(o.remainingCycles)), "1", "of \(p.nextGBq) GBq")
      add("PRRT", item, "largest next activity", Measured(o.largestNextGBq), "GBq")
    }
    for u in p.unjudged { add("PRRT", u.method, "not judged", text: u.reason) }
    for g in p.gates {
      for a in g.aggregates {
        add("PRRT", g.kind, a.aggregation, Measured(a.value), "1", String(g.says(a).dropFirst(2)))
      }
      add(
        "PRRT", g.kind, "expected gain", Measured(g.gain), "1",
        g.gainLow.flatMap { l in g.gainHigh.map { "95 % interval \(l) to \($0)" } } ?? "one pair")
    }
  }
}
