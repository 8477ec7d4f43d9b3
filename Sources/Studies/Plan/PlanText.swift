import Foundation
import Quantities
import Reporting
import Workflow

/// A plan for the terminal.
package struct PlanText {
  package let record: PlanRecord

  package init(_ record: PlanRecord) { self.record = record }

  package var text: String {
    var parts = ["PLAN  \(record.pseudonym)   \(record.researchUse)"]
    if let tare = record.radioembolisation { parts += radioembolisation(tare) }
    if let prrt = record.prrt { parts += self.prrt(prrt) }
    return parts.joined(separator: "\n\n")
  }

  // MARK: Radioembolisation

  private func radioembolisation(_ r: RadioembolisationRecord) -> [String] {
    var parts = [constants(r), lungs(r)]
    parts += r.injections.flatMap(injection)
    parts += r.sessions.map(session)
    if !r.total.isEmpty { parts.append(comparison("all injections", r.total)) }
    parts.append(references(r))
    return parts
  }

  private func constants(_ r: RadioembolisationRecord) -> String {
    """
    Y-90 \(r.microspheres) microspheres; k = \(rounded4(r.energyConstantJoulesPerGBq)) J/GBq (\(r.energyConstantBasis)), \
    half-life \(r.halfLifeHours) h, density \(r.densityGPerMl) g/mL, vial residual \(percent(r.residualFraction))
    liver \(rounded(r.liverMl)) mL, tumour \(rounded(r.liverTumourMl)) mL (\(percent(r.burdenPercent / 100)))\
    \(r.bodySurfaceM2.map { ", BSA \(rounded($0)) m² (Du Bois)" } ?? "")
    """
  }

  private func lungs(_ r: RadioembolisationRecord) -> String {
    let shunts = r.shunts.map {
      "\($0.isUsed ? "→" : " ") lung shunt \(percentText($0.fraction)), \($0.method): \($0.detail)"
    }
    let mass = "  lung mass \(r.lungMassGrams.text) g, \(r.lungMassSource)"
    let earlier = r.earlier.map {
      "  earlier: \($0.date) \($0.treatment), lungs \(rounded($0.lungGy)) Gy, normal liver \(rounded($0.normalLiverGy)) Gy"
    }
    return (shunts + [mass] + earlier).joined(separator: "\n")
  }

  private func injection(_ i: InjectionRecord) -> [String] {
    let head = "\(i.name.uppercased())  perfused \(rounded(i.perfusedMl)) mL (\(rounded(i.perfusedGrams)) g)"
    let parts = i.compartments.map {
      "  \($0.name): \($0.ml.text) mL, to normal \($0.toNormal?.text ?? "not measured")"
    }
    var all = [([head] + parts).joined(separator: "\n"), methods(i)]
    if !i.spread.isEmpty { all.append(spread(i)) }
    all += i.allowances.map(allowance)
    if !i.vials.isEmpty { all.append(vials(i)) }
    if let given = i.given { all.append(self.given(given)) }
    all += injected(i)
    if !i.comparison.isEmpty { all.append(comparison(i.name, i.comparison)) }
    return all
  }

  private func methods(_ i: InjectionRecord) -> String {
    let rows = i.proposals.map { p in
      [
        (p.isPrescribed ? "→ " : "  ") + p.label + (p.madeFor.map { " (\($0))" } ?? ""),
        rounded(p.activityGBq),
        p.dosesGy.tumour?.text ?? "–", p.dosesGy.perfusedNormalLiver?.text ?? "–",
        p.dosesGy.normalLiver?.text ?? "–",
        p.dosesGy.lungs?.text ?? "–",
        p.crossed.isEmpty ? "" : "✗ " + p.crossed.map(\.name).joined(separator: "; "),
      ]
    }
    let head = [
      "  method", "activity GBq", "tumour Gy", "perfused normal Gy", "normal liver Gy", "lungs Gy", "crosses",
    ]
    let reasons = i.proposals.map { p in
      "  \(p.label): \(p.basis)\(p.limiting.map { "; limited by \($0.name) (\(rounded($0.gray)) Gy, \($0.source))" } ?? ""); doses by \(p.doseModel)"
    }
    let missing = i.unavailable.map { "  \($0.method): not computed, \($0.reason)" }
    let choice = i.prescribedGBq.map { "prescribed \(rounded($0)) GBq, \(i.prescribedBy)" } ?? i.prescribedBy
    return ([columns([head] + rows)] + reasons + missing + [choice]).joined(separator: "\n")
  }

  private func spread(_ i: InjectionRecord) -> String {
    "spread: "
      + i.spread.map {
        "\($0.quantity) \(rounded($0.least)) (\($0.leastBy)) … \(rounded($0.greatest)) \($0.unit) (\($0.greatestBy))"
          + ($0.ratio.map { ", × \(rounded($0))" } ?? "")
      }.joined(separator: "\n        ")
  }

  private func allowance(_ a: AllowanceRecord) -> String {
    columns(
      [["largest activity by \(a.model)", "limit Gy", "received Gy", "GBq", ""]]
        + a.reached.map {
          [
            $0.limit.name, rounded($0.limit.gray), rounded($0.limit.receivedGray),
            $0.activityGBq.map(rounded) ?? "no limit", $0.isLimiting ? "← limits" : "",
          ]
        })
  }

  private func vials(_ i: InjectionRecord) -> String {
    columns(
      [
        [
          "  vial", "GBq at treatment", "excess", "Bq/sphere", "spheres, million", "part",
          "exact at",
        ]
      ]
        + i.vials.nearTheChosen.map { v in
          [
            (v.isChosen ? "→ " : "  ") + "\(rounded(v.nominalGBq)) GBq \(v.microspheres), \(v.source)",
            rounded(v.atTreatmentGBq), percent(v.excessPercent / 100), rounded(v.becquerelPerSphere),
            rounded(v.spheres / 1e6), percent(v.share), String(v.exactAt.description.prefix(16)),
          ]
        })
  }

  /// What limits are judged at, where it is not what was prescribed, and what other injections add.
  private func injected(_ i: InjectionRecord) -> [String] {
    guard let activity = i.injectedGBq else { return [] }
    var rows: [[String]] = []
    if let doses = i.injectedDosesGy, i.prescribedGBq != activity {
      rows.append(row("  \(rounded(activity)) GBq injected", doses))
    }
    if let doses = i.withOthersGy { rows.append(row("  with the other injections", doses)) }
    let head = [
      "  what the tissue gets", "tumour Gy", "perfused normal Gy", "normal liver Gy", "perfused Gy",
    ]
    return rows.isEmpty ? [] : [columns([head] + rows)]
  }

  private func row(_ title: String, _ d: DosesRecord) -> [String] {
    [title] + [d.tumour, d.perfusedNormalLiver, d.normalLiver, d.perfusedVolume].map { $0?.text ?? "–" }
  }

  private func given(_ g: GivenRecord) -> String {
    "given \(rounded(g.netGBq)) GBq net at \(g.start), \(percent(g.deviationPercent / 100)) from the prescribed \(rounded(g.prescribedGBq)) GBq: "
      + (g.isWithinTolerance ? "within" : "OUTSIDE") + " ±\(rounded(g.tolerancePercent)) %"
  }

  private func comparison(_ title: String, _ rows: [ComparisonRecord]) -> String {
    columns(
      [["predicted against delivered, \(title)", "predicted Gy", "delivered Gy", "difference", "in u"]]
        + rows.map {
          [
            "\($0.region) (\($0.structure))", $0.predictedGy.text, $0.deliveredGy.text,
            percent($0.deviationPercent / 100), $0.standardised.map(rounded) ?? "–",
          ]
        })
  }

  private func session(_ s: SessionRecord) -> String {
    columns(
      [
        [
          "session \(s.session), \(rounded(s.activityGBq)) GBq in \(s.injections.count) injection(s)",
          "dose Gy", "with earlier Gy", "limit Gy", "",
        ]
      ]
        + s.judged.map {
          [
            $0.limit.name, $0.doseGy.text, rounded($0.totalGy), rounded($0.limit.gray),
            $0.isCrossed ? "✗ crossed" : "✓",
          ]
        })
  }

  private func references(_ r: RadioembolisationRecord) -> String {
    (["published figures, as reference only:"]
      + r.references.map {
        "  \($0.region) \(rounded4($0.gray)) Gy (\($0.sense)): \($0.text); \($0.setting) [\($0.citation)]"
      })
      .joined(separator: "\n")
  }

  // MARK: PRRT

  private func prrt(_ p: PRRTRecord) -> [String] {
    var parts: [String] = []
    if !p.cycles.isEmpty {
      let organs = Set(p.cycles.flatMap(\.doses.keys)).sorted()
      parts.append(
        columns(
          [["\(p.product), cycle", "day", "GBq"] + organs.map { "\($0) Gy" }]
            + p.cycles.map { c in
              ["\(c.number) (\(c.source))", c.date ?? "–", rounded(c.activityGBq)]
                + organs.map { c.doses[$0]?.text ?? "–" }
            }))
    }
    if !p.outlooks.isEmpty { parts.append(outlooks(p)) }
    if !p.unjudged.isEmpty {
      parts.append(p.unjudged.map { "\($0.method): not judged, \($0.reason)" }.joined(separator: "\n"))
    }
    if let cycles = p.remainingCycles {
      parts.append(
        "remaining cycles of \(rounded(p.nextGBq)) GBq: \(cycles), limited by \(p.limitedBy ?? "–") (\(p.plannedCycles) planned)"
      )
    }
    parts += p.gates.map(gate)
    return parts
  }

  private func outlooks(_ p: PRRTRecord) -> String {
    columns(
      [["limit", "limit Gy", "received Gy", "Gy/GBq", "cycles left", "range", "largest next GBq"]]
        + p.outlooks.map { o in
          [
            "\(o.organ), \(o.measure)", rounded(o.limitGy), rounded(o.receivedGy), o.gyPerGBq.text,
            "\(o.remainingCycles)",
            o.remainingAtLeast.flatMap { low in o.remainingAtMost.map { "\(low)…\($0)" } } ?? "–",
            rounded(o.largestNextGBq),
          ]
        })
  }

  private func gate(_ g: GateRecord) -> String {
    let rows = g.aggregates.map {
      "  \($0.aggregation): \(rounded4($0.value))" + g.says($0)
    }
    let interval = g.gainLow.flatMap { low in g.gainHigh.map { " [\(rounded(low)), \(rounded($0))]" } } ?? ""
    let expected = g.expectedGyPerGBq.map {
      "\n  expected tumour dose \(rounded($0)) Gy/GBq"
        + (g.expectedLow.flatMap { low in g.expectedHigh.map { " [\(rounded(low)), \(rounded($0))]" } } ?? "")
    }
    return "\(g.kind), intra-arterial over intravenous, \(g.lesions.count) lesions (\(g.source))\n"
      + rows.joined(separator: "\n")
      + "\n  expected intra-arterial/intravenous dose ratio \(rounded(g.gain))\(interval), 95 % interval of the geometric mean"
      + (expected ?? "")
  }

  private func percentText(_ fraction: Measured) -> String {
    Measured(100 * fraction.value, u: fraction.u.map { 100 * $0 }).text + " %"
  }
}
