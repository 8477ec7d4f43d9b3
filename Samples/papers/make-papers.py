#!/usr/bin/env python3
"""Writes the sample tables of four papers, in the form that `hepatica registry import FOLDER` takes.

What a paper prints for single patients stands in `table2.csv` as printed, with a map that says how its columns become rows.
Everything else that a record needs and the paper gives only as a total is made here, by rules that reproduce the printed
totals; `provenance.csv` in each folder says for each table and column whether it is printed, derived or generated, and by
which rule. The two trials print a design and no patients: all of their rows are generated.
"""
import csv
import datetime
import hashlib
import math
import pathlib
import random

HERE = pathlib.Path(__file__).parent


def day(start, days):
    return (datetime.date.fromisoformat(start) + datetime.timedelta(days=round(days))).isoformat()


def write(folder, name, rows):
    columns = list(dict.fromkeys(c for row in rows for c in row))
    with open(HERE / folder / f"{name}.csv", "w", newline="") as file:
        out = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        out.writeheader()
        out.writerows(rows)


def provenance(folder, rows):
    with open(HERE / folder / "provenance.txt", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["table", "column", "kind", "place in the paper, or rule"])
        out.writerows(rows)


def spread(mean, sd, n, lopsided=False):
    """n numbers with exactly this mean and sample SD: half of them a step below and half above; or, where that would be
    negative, one that carries the spread."""
    if lopsided:
        step = sd * math.sqrt(n)
        low = mean - step / n
        return [low + step] + [low] * (n - 1)
    step = sd * math.sqrt((n - 1) / n)
    return [mean - step if k % 2 else mean + step for k in range(n)]


# ---------------------------------------------------------------- Tata Memorial, 14 patients
def tata():
    start, cycles = "2020-07-06", {p: 1 for p in range(1, 15)}
    cycles.update({2: 2, 6: 2, 8: 2, 10: 2, 13: 2, 1: 3, 3: 3})
    site = {2: "liver", 9: "liver", 14: "colon", 12: "rectum", 13: "rectum"}
    site.update({p: "pancreas" for p in (1, 3, 5, 6, 7)})
    site.update({p: "small bowel" for p in (4, 8, 10, 11)})
    prior = {p: "octreotide LAR" for p in (1, 2, 3, 4, 5)}
    prior.update({p: "chemotherapy" for p in (12, 13, 14)})
    count = {12: 1, 14: 1, 4: 2, 5: 2, 10: 3}
    size = {10: 55} | {p: 45 for p in (1, 2, 3, 4, 5, 13)}
    stable = {3, 6, 8, 12, 14}
    born = {2: 1992, 6: 1947, 4: 1966}
    T = {k: [] for k in "patients courses administrations procedures lesions responses adverse_events dose_summaries research_studies screenings referrals".split()}
    segment = {2: ["2", "4"], 4: ["7", "5"]}
    labs, n = [], range(1, 15)
    doses = {
        "kidneys": spread(1.22, 0.64, 14), "spleen": spread(2.09, 6.71, 14, lopsided=True),
        "liver": spread(0.72, 0.50, 14), "lungs": spread(0.03, 0.007, 14), "tumour": spread(15.37, 13.64, 14),
    }
    roles = {"kidneys": "kidney", "spleen": "spleen", "liver": "liver", "lungs": "lung", "tumour": "tumour"}
    for p in n:
        who, course = f"T{p}", f"T{p}/IA PRRT"
        T["patients"].append(dict(
            id=who, site="TMC", sex="female" if p in (2, 8, 11, 14) else "male", birth_year=born.get(p, ""),
            primary_site=site[p], grade=1 if p in (4, 5, 7, 9) else 2))
        T["screenings"].append(dict(
            patient=who, protocol="inclusion and exclusion criteria", screened="2020-07-01", verdict="yes", enrolled=1,
            study="3881", consented="2020-07-01"))
        if 6 <= p <= 11:
            T["courses"].append(dict(
                id=f"T{p}/IV PRRT", patient=who, kind="IV PRRT", nuclide="Lu-177", started="2018-01-08",
                ended="2018-01-08", reason_ended="completed"))
        else:
            T["courses"].append(dict(id=f"T{p}/drug", patient=who, kind="drug", product=prior[p], started="2018-01-08"))
        T["courses"].append(dict(
            id=course, patient=who, kind="IA PRRT", product="Lu-177-DOTATATE", nuclide="Lu-177", started=start,
            ended=day(start, 70 * (cycles[p] - 1)), planned_cycles=cycles[p], reason_ended="completed",
            protocol="ethics project 3881", index_therapy=1))
        for c in range(1, cycles[p] + 1):
            given = f"{course}/{c}"
            T["administrations"].append(dict(
                id=given, patient=who, course=course, cycle=c, started=day(start, 70 * (c - 1)) + "T10:00",
                product="Lu-177-DOTATATE", nuclide="Lu-177", prescribed_gbq=7.4, activity_gbq=7.4))
            T["procedures"].append(dict(
                patient=who, administration=given, admitted=day(start, 70 * (c - 1)), premedication="given",
                amino_acids_g=50, lysine_g=25, arginine_g=25, amino_acids_ml=2000, amino_acids_h=4,
                agreed_by="nuclear medicine physician and interventional radiologist", cone_beam_ct="confirmed",
                checked_h=4, check_result="as intended"))
        for k in range(count.get(p, 4)):
            T["lesions"].append(dict(
                patient=who, name=f"L{k + 1}", organ="liver", diameter_mm=size.get(p, 35) if k == 0 else "",
                segment=(segment.get(p, []) + [""] * 4)[k]))
        seen = day(start, 70 * (cycles[p] - 1) + 56)
        T["responses"].append(dict(
            patient=who, course=course, assessed=seen, criterion="RECIST 1.1", result="SD" if p in stable else "PR",
            scope="overall"))
        T["responses"].append(dict(
            patient=who, course=course, assessed=seen, criterion="EORTC 1999", result="SMD" if p == 3 else "PMR",
            scope="overall"))
        for organ, values in doses.items():
            T["dose_summaries"].append(dict(
                patient=who, course=course, delivered=start, therapy="IA PRRT", region=organ, role=roles[organ],
                definition="as printed; cycle or whole course, and lesions in or out, are not stated",
                mean_gy=round(values[p - 1], 6), nuclide="Lu-177", engine="not stated",
                source="generated: the printed mean and SD of 14 patients"))
        visits = [("2020-07-01", "baseline"), (day(start, 28), "4 weeks"), (day(start, 56), "8 weeks")]
        for when, visit in visits:
            for test, value, unit, lower, upper in (
                ("ALT", "25", "U/L", "", "40"), ("AST", "25", "U/L", "", "40"), ("ALP", "80", "U/L", "", "120"),
                ("creatinine", "0.9", "mg/dL", "", "1.2"), ("haemoglobin", "13", "g/dL", "12", ""),
                ("WBC", "6", "10^9/L", "4", "10"), ("platelets", "200", "10^9/L", "150", "400"),
            ):
                printed = ""
                if test == "creatinine" and visit == "4 weeks" and p in (5, 11):
                    value, printed = ("1.7" if p == 5 else "2.0"), "Puranik 2024, Results, Safety"
                if test == "platelets" and visit == "4 weeks" and p == 10:
                    value, printed = "86", "Puranik 2024, Discussion"
                labs.append(dict(
                    patient=who, sampled=when, test=test, value=value, unit=unit, lower=lower, upper=upper,
                    source=printed or "generated: normal, as the text says without a value"))
    labs.append(dict(
        patient="T10", sampled=day(start, 70 + 56), test="platelets", value="112", unit="10^9/L", lower="150", upper="400",
        source="Puranik 2024, Discussion"))
    T["adverse_events"].append(dict(
        patient="T13", term="Platelet count decreased", grade=2, edition="v5.0", started=day(start, 28),
        ended=day(start, 56), attribution="PRRT"))
    T["research_studies"] = [dict(
        id="3881", name="Intra-arterial PRRT in liver metastases of neuroendocrine tumours", ethics="project 3881",
        design="prospective, one arm", started="2020-07-01", ended="2021-10-31")]
    T["referrals"] = [dict(
        patient="T2", referred=day(start, 70 + 56), purpose="transplantation", decision="under consideration")]
    T["sites"] = [dict(id="TMC", name="Tata Memorial Center", country="IN", time_zone="Asia/Kolkata")]
    T["laboratory"] = labs
    for name, rows in T.items():
        write("tata", name, rows)
    provenance("tata", [
        ["table2", "all", "printed", "Table 2, as printed; its map adds the days and an upper limit of bilirubin of 1.2 mg/dL and a lower one of albumin of 3.5 g/dL, which are not printed"],
        ["patients", "sex, primary_site, grade", "generated", "totals of Table 1 and the abstract; patients 2, 4 and 6 as in the legends of Figures 1 to 3, the others in ascending order"],
        ["patients", "birth_year", "derived", "ages of Figures 1 to 3 in 2020; others are not printed and stay empty"],
        ["courses", "IA PRRT", "generated", "patients 2, 6, 8, 10, 13 have two cycles by Table 2; the three-cycle patients are the lowest numbers left; all start on one day within the enrolment window"],
        ["courses", "earlier treatment", "generated", "totals of Table 1; the day is not printed"],
        ["administrations", "activity_gbq", "generated", "200 mCi of the abstract for every cycle; the methods print 180 to 200 mCi. Artery: not printed for patients, and left empty"],
        ["procedures", "all", "printed", "Methods: for all patients alike; access and minutes are printed as alternatives and left empty"],
        ["lesions", "all", "generated", "classes of Table 1 by count and by the largest; 35, 45 and 55 mm stand for the classes, four lesions for more than three"],
        ["responses", "result", "generated", "Results, Efficacy: counts by number of cycles; patients 10 and 13 responded (Results, Safety), patient 6 is stable (Figure 2), the others in ascending order"],
        ["research_studies", "ethics, started, ended", "printed", "Materials and Methods: ethics project 3881, July 2020 to October 2021"],
        ["screenings", "consented", "derived", "written consent of all; the day is not printed, and the first day of enrolment stands for it"],
        ["lesions", "segment", "printed", "legends of Figures 1 and 3: II and IVA of patient 2, VII and V of patient 4"],
        ["referrals", "transplantation", "printed", "legend of Figure 1; the day is not printed"],
        ["laboratory", "source", "printed or generated", "stands in each row"],
        ["laboratory", "patients of 1.7 and 2.0 mg/dL and of 86,000 platelets", "generated", "the paper does not name them: 5, 11 and 10"],
        ["adverse_events", "Platelet count decreased", "generated", "the second of two patients with thrombocytopenia; grade 2 as the results print"],
        ["dose_summaries", "mean_gy", "generated", "14 doses with exactly the printed mean and SD: half a step above and half below; of the spleen one patient carries the spread, since doses are not negative"],
        ["all", "days", "generated", "no day is printed: visits lie 4 and 8 weeks after a cycle, cycles 10 weeks apart"],
    ])


# ---------------------------------------------------------------- Mayo Clinic, 15 patients
def mayo():
    start = "2020-01-06"
    printed = list(csv.DictReader(open(HERE / "mayo" / "table2.csv")))
    cycles = {int(r["row"]): int(r["cycles"]) for r in printed}
    reasons = {4: "progression", 5: "still under treatment", 8: "renal failure", 9: "infection"}
    female = {4, 12, 2, 3}
    pancreas = {2, 5, 9, 12, 15}
    grade = {1: 1, 3: 1, 6: 1, 10: 1, 11: 3, 13: ""}
    ages = dict(zip(range(1, 16), [62, 36, 41, 46, 50, 54, 57, 60, 64, 66, 68, 70, 72, 74, 77]))
    dead = {3: (100, "disease progression"), 6: (250, "disease progression"), 13: (400, "disease progression"),
            9: (510, "infection"), 8: (619, "renal failure")}
    follow = {5: 3.9, 1: 12, 2: 16, 4: 19.4, 7: 24, 10: 28, 11: 32, 12: 36, 14: 40, 15: 45.6}
    better, worse = {1, 2, 5}, {3, 6, 13, 14, 4}
    seen = day(start, 84)
    T = {k: [] for k in "patients courses administrations responses adverse_events deaths drugs measurements findings".split()}
    for row in printed:
        p = int(row["row"])
        who, course = f"M{p}", f"M{p}/PRRT"
        last = day(start, 56 * (cycles[p] - 1))
        alive = day(start, follow[p] * 30.4375) if p in follow else ""
        T["patients"].append(dict(
            id=who, site="MC", sex="female" if p in female else "male", birth_year=2020 - ages[p],
            primary_site="unknown" if p == 13 else "pancreas" if p in pancreas else "small bowel", grade=grade.get(p, 2),
            burden_percent=76, ecog=0 if p in (1, 2, 3, 6, 15) else 2 if p in (8, 11) else 1, last_seen=alive))
        T["findings"].append(dict(
            patient=who, found="2020-01-02", term="miliary disease", present=1 if p == 6 else 0, method="MR"))
        ecog = T["patients"][-1]["ecog"]
        T["measurements"].append(dict(
            patient=who, measured=seen, quantity="ECOG", value=ecog + (p == 14), unit="1",
            definition="performance status", source="generated"))
        for n, prior in enumerate(t for t in row["treatments_before"].lower().split(", ") if t != "none"):
            T["courses"].append(dict(
                id=f"M{p}/prior {n + 1}", patient=who, kind="embolisation" if "embolization" in prior else "drug",
                product=prior, started="2018-01-08"))
        T["courses"].append(dict(
            id=course, patient=who, kind="IV PRRT", product="Lu-177-DOTATATE", nuclide="Lu-177", started=start,
            ended="" if p == 5 else last, planned_cycles=4, reason_ended=reasons.get(p, "completed"), index_therapy=1))
        for c in range(1, cycles[p] + 1):
            T["administrations"].append(dict(
                id=f"{course}/{c}", patient=who, course=course, cycle=c, started=day(start, 56 * (c - 1)) + "T10:00",
                route="intravenous", product="Lu-177-DOTATATE", nuclide="Lu-177"))
        T["responses"].append(dict(
            patient=who, course=course, assessed=seen, criterion="radiological report",
            result="PR" if p in better else "PD" if p in worse else "SD", scope="overall"))
        if p in dead:
            T["deaths"].append(dict(patient=who, died=day(last, dead[p][0]), cause=dead[p][1]))
    def event(p, term, grade, when=seen, **more):
        T["adverse_events"].append(
            dict(patient=f"M{p}", term=term, grade=grade, edition="v5.0", started=when) | dict(attribution="PRRT") | more)
    for p in (10, 11, 12):
        event(p, "Platelet count decreased", 2, when="2019-12-16", ended="2020-01-05", attribution="unknown")
    for p, g in ((1, 2), (2, 2), (8, 3), (9, 3)):
        event(p, "Platelet count decreased", g)
    event(9, "Infections and infestations - Other, specify: infection under cytopenia", 3)
    event(8, "Upper gastrointestinal hemorrhage", 2)
    for p in (8, 15):
        event(p, "Creatinine increased", 2, attribution="other")
    for p in (1, 3, 5, 7, 9, 11):
        event(p, "Fatigue", 1)
    event(4, "Nausea", 1)
    event(10, "Small intestinal obstruction", 3, attribution="unknown")
    event(7, "Pericarditis", 2, attribution="unknown")
    names = ["acetaminophen"] * 6 + ["statin"] * 2 + ["allopurinol"]
    for p, name in enumerate(names, 1):
        T["drugs"].append(dict(patient=f"M{p}", name=name, kind="potentially hepatotoxic", started=start))
    T["sites"] = [dict(id="MC", name="Mayo Clinic, three sites", country="US")]
    T["screenings"] = []
    def screened(who, step, when, why=""):
        T["screenings"].append(dict(patient=who, protocol=step, screened=when, verdict="no" if why else "yes", reasons=why))
    T["patients"] += [dict(id=f"S{n}", site="MC") for n in range(16, 372)]
    for n in range(1, 372):
        who = f"M{n}" if n <= 15 else f"S{n}"
        screened(who, "one cycle or more", "2020-01-02")
        screened(who, "reports of more than 75 %", "2020-01-03",
                 "" if n <= 22 else "no report with innumerable liver metastases")
        if n <= 22:
            screened(who, "confirmed", "2020-01-04", "" if n <= 15 else "three readers: not more than 75 % of the liver")
    for name, rows in T.items():
        write("mayo", name, rows)
    provenance("mayo", [
        ["table2", "all", "printed", "Table 2, as printed; its map adds the days and upper limits AST 48, ALT 58, ALP 129 U/L and bilirubin 1.0 mg/dL, which are not printed: with them the paper's 1 of 15 comes out"],
        ["table2", "ascites", "printed", "Y, N and grade; an ascites that is N afterwards is taken to have ended at the second reading, and one that is new is attributed to progression (Results, Hepatotoxicity)"],
        ["patients", "sex", "derived and generated", "rows 4 and 12 are women by the flags of alkaline phosphatase; the other two are generated"],
        ["patients", "primary_site, grade, ecog, birth_year", "generated", "totals of Table 1, median and range of the results, in an order of our own"],
        ["patients", "burden_percent", "generated", "76 stands for more than 75 %"],
        ["patients", "last_seen", "generated", "median 19.4 and range 3.9 to 45.6 months"],
        ["screenings", "all", "derived", "Materials and Methods: 371 patients with a cycle or more were searched, 22 were candidates by their reports, 15 were confirmed by three readers; who was left out is printed for none, and no day"],
        ["patients", "S16 to S371", "derived", "those of the 371 who were not confirmed; nothing is printed of them"],
        ["courses", "treatments before", "printed", "Table 2; the day is not printed"],
        ["courses", "reason_ended", "generated", "Results: four of 15 had fewer than 4 cycles, for these reasons; which patient had which is printed for none"],
        ["responses", "result", "generated", "improvement (PR), no change (SD), progression (PD) by number of cycles as printed; no criterion is stated"],
        ["adverse_events", "all", "generated", "counts of the results; which patients is not printed, platelets stand for cytopenia, creatinine for renal failure"],
        ["measurements", "ECOG", "generated", "performance status declined in one of 15 (Results); in which and when is not printed"],
        ["findings", "miliary disease", "generated", "one of 15 (Results, Demographics); which patient is not printed"],
        ["deaths", "all", "generated", "causes, median and range of the results; 250 and 510 days are between"],
        ["drugs", "all", "generated", "Results, Demographics; which patients is not printed"],
        ["all", "days", "generated", "no day is printed: all start on one day, cycles 8 weeks apart, second values 12 weeks after the start"],
    ])


# ---------------------------------------------------------------- two trials that print a design
def trial_rows(name, folder, arms, opened, locked="2020-01-01", reserved="2020-01-02"):
    text = (HERE / f"{folder}.protocol.json5").read_text()
    write(folder, "trials", [dict(
        id=name, title=f"{name}: as the registered summary describes it", protocol=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), locked=f"{locked}T09:00:00Z", closed=opened, opened=opened)])
    write(folder, "allocation_lists", [dict(
        id=f"{name}/production/centre=1", trial=name, purpose="production", stratum="centre=1",
        commitment="generated: no list was sealed", length=len(arms), sealed="generated")])
    write(folder, "allocations", [dict(
        id=f"{name}/{who}", trial=name, purpose="production", list=f"{name}/production/centre=1", place=n, subject=who,
        patient=who, levels="centre=1", reserved=f"{reserved}T09:00:00Z", revealed=f"{reserved}T09:00:00Z", arm=arm)
        for n, (who, arm) in enumerate(arms.items(), 1)])


def lutia():
    dice = random.Random(27)
    arms = {f"LU{n:02}": "RL"[n % 2] for n in range(1, 28)}
    T = {k: [] for k in "patients courses administrations procedures lesions measurements adverse_events responses".split()}
    start = "2020-02-03"
    for n, (who, arm) in enumerate(arms.items()):
        course = f"{who}/IA PRRT"
        treated = {"R": "right", "L": "left"}[arm]
        T["patients"].append(dict(
            id=who, site="LU", sex="female" if n % 3 == 0 else "male", birth_year=1945 + n, primary_site="small bowel",
            grade=1 + n % 2, consented="2019-12-15", burden_percent=30 + n))
        T["courses"].append(dict(
            id=course, patient=who, kind="IA PRRT", product="Lu-177-DOTATATE", nuclide="Lu-177", started=start,
            ended=day(start, 168), planned_cycles=4, reason_ended="completed", protocol="LUTIA", index_therapy=1))
        own = math.exp(dice.gauss(0, 0.3))
        for lobe in ("right", "left"):
            for k in range(3):
                T["lesions"].append(dict(
                    id=f"{who}/{lobe}{k + 1}", patient=who, name=f"{lobe} {k + 1}", organ="liver", lobe=lobe,
                    diameter_mm=60 - 8 * k))
        for c in range(1, 5):
            given, when = f"{course}/{c}", day(start, 56 * (c - 1))
            T["administrations"].append(dict(
                id=given, patient=who, course=course, cycle=c, started=when + "T10:00",
                route=f"{treated} hepatic artery", product="Lu-177-DOTATATE", nuclide="Lu-177", prescribed_gbq=7.4,
                activity_gbq=7.4))
            T["procedures"].append(dict(patient=who, administration=given, admitted=when, complications="none"))
            measured = day(when, 1)
            base = dict(patient=who, administration=given, measured=measured, cycle=c, unit="MBq/mL",
                        quantity="activity concentration", source="generated")
            for lobe in ("right", "left"):
                gain = 1.1 if lobe == treated else 1.0
                T["measurements"].append(base | dict(lobe=lobe, organ="normal liver", value=0.05))
                for k in range(3):
                    T["measurements"].append(base | dict(
                        lobe=lobe, lesion=f"{who}/{lobe}{k + 1}",
                        value=round(0.05 * 8 * own * gain * math.exp(dice.gauss(0, 0.1)), 5)))
            T["measurements"].append(base | dict(
                organ="kidneys", quantity="uptake", unit="%", value=round(3 * math.exp(dice.gauss(0, 0.1)), 4)))
        for lobe in ("right", "left"):
            T["responses"].append(dict(
                patient=who, course=course, assessed=day(start, 224), criterion="RECIST 1.1",
                result="PR" if n % 3 == 0 else "SD", scope=f"lobe {lobe}"))
        T["responses"].append(dict(
            patient=who, course=course, assessed=day(start, 224), criterion="RECIST 1.1",
            result="PR" if n % 3 == 0 else "SD", scope="overall"))
    for n in (3, 12):
        T["adverse_events"].append(dict(
            patient=f"LU{n:02}", term="Nausea", grade=1, edition="v5.0", started=day(start, 1), ended=day(start, 2),
            attribution="PRRT"))
    T["sites"] = [dict(id="LU", name="Centre 1 of the LUTIA trial", country="NL")]
    for name, rows in T.items():
        write("lutia", name, rows)
    trial_rows("LUTIA", "lutia", arms, "2022-01-03T09:00:00Z")
    provenance("lutia", [
        ["administrations", "prescribed_gbq, cycles, route", "printed", "Study population: four administrations of 7.4 GBq, each through the same randomly allocated artery"],
        ["patients", "number", "printed", "27 randomised (Ebbers 2024); 26 planned"],
        ["all", "everything else", "generated", "the registered summary prints no results: tumour-to-normal ratio about 8, 1.1 times higher in the infused lobe, SD 0.3 between patients and 0.1 within, on the logarithm; seed 27"],
    ])


def lutarterial():
    dice, account = random.Random(15), random.Random(16)
    arms = {f"LA{n:02}": "A" for n in range(1, 16)}
    gains = [3.75 * math.exp(0.35 * (n - 7) / 7) for n in range(15)]
    fifth = {who for who, _ in sorted(zip(arms, gains), key=lambda x: -x[1])[:10]}
    T = {k: [] for k in "patients courses administrations lesions measurements dose_summaries laboratory responses".split()}
    start = "2019-01-07"
    for (who, _), gain in zip(arms.items(), gains):
        first, second = f"{who}/IV PRRT", f"{who}/IA PRRT"
        T["patients"].append(dict(
            id=who, site="LA", sex="female" if who[-1] in "147" else "male", primary_site="small bowel",
            consented="2019-08-01"))
        T["courses"].append(dict(
            id=first, patient=who, kind="IV PRRT", product="Lutathera", nuclide="Lu-177", started=start,
            ended=day(start, 168), planned_cycles=4, reason_ended="completed"))
        for c in range(1, 5):
            T["administrations"].append(dict(
                id=f"{first}/{c}", patient=who, course=first, cycle=c, started=day(start, 56 * (c - 1)) + "T10:00",
                route="intravenous", product="Lutathera", nuclide="Lu-177", prescribed_gbq=7.4, activity_gbq=7.4))
        if who in fifth:
            T["courses"].append(dict(
                id=second, patient=who, kind="IA PRRT", product="Lutathera", nuclide="Lu-177", started="2019-10-07",
                ended="2019-10-07", planned_cycles=1, reason_ended="completed", protocol="LUTARTERIAL", index_therapy=1))
            T["administrations"].append(dict(
                id=f"{second}/1", patient=who, course=second, cycle=1, started="2019-10-07T10:00",
                route="proper hepatic artery", product="Lutathera", nuclide="Lu-177", prescribed_gbq=7.4,
                activity_gbq=7.4))
        given = [(first, c, day(start, 56 * (c - 1))) for c in range(1, 5)] + ([(second, 1, "2019-10-07")] if who in fifth else [])
        for course, c, when in given:
            for role, gray in (("kidney", 4.2), ("marrow", 0.25), ("normal liver", 2.4)):
                arterial = 0.8 if course == second and role != "normal liver" else 1
                T["dose_summaries"].append(dict(
                    patient=who, course=course, administration=f"{course}/{c}", delivered=when,
                    therapy="IA PRRT" if course == second else "IV PRRT", region=role, role=role,
                    lobe="whole" if role == "normal liver" else "", definition="generated", nuclide="Lu-177",
                    mean_gy=round(gray * arterial * math.exp(account.gauss(0, 0.05)), 3), engine="generated",
                    source="generated"))
        if who in fifth:
            for visit, days in (("before", -7), ("4 weeks", 28), ("8 weeks", 56)):
                fall = 0.5 if who == max(fifth) and days == 28 else 1
                for test, value, unit, lower, upper in (
                    ("creatinine", "0.9", "mg/dL", "", "1.2"), ("bilirubin", "0.6", "mg/dL", "", "1.2"),
                    ("platelets", f"{180 * fall:g}", "10^9/L", "150", "400"), ("haemoglobin", "13", "g/dL", "12", ""),
                ):
                    T["laboratory"].append(dict(
                        patient=who, sampled=day("2019-10-07", days), test=test, value=value, unit=unit, lower=lower,
                        upper=upper, source="generated"))
            worse = who in sorted(fifth)[:3]
            for months, result in ((6, "SD"), (12, "PD" if worse else "SD"), (18, "PD" if worse else "SD")):
                T["responses"].append(dict(
                    patient=who, course=second, assessed=day("2019-10-07", 30.4375 * months), criterion="RECIST 1.1",
                    result=result, scope="overall"))
        scans = {"IA": "2019-09-02", "IV": "2019-09-09"}
        for k in range(5):
            T["lesions"].append(dict(
                id=f"{who}/L{k + 1}", patient=who, name=f"L{k + 1}", organ="liver", diameter_mm=50 - 5 * k))
        for arm, when in scans.items():
            base = dict(patient=who, measured=when, quantity="SUV", unit="g/mL", arm=arm, source="generated")
            for k in range(5):
                here = 10 * math.exp(dice.gauss(0, 0.05)) * (gain if arm == "IA" else 1)
                T["measurements"].append(base | dict(lesion=f"{who}/L{k + 1}", value=round(here, 4)))
            for organ, value, ratio in (("kidneys", 12, 0.8), ("spleen", 20, 0.9), ("healthy liver", 5, 1.0), ("bone marrow", 1, 0.8)):
                T["measurements"].append(base | dict(
                    organ=organ, value=round(value * math.exp(dice.gauss(0, 0.05)) * (ratio if arm == "IA" else 1), 4)))
        if who in fifth:
            for region, hours in (("L1", 60), ("kidneys", 2)):
                row = dict(patient=who, administration=f"{second}/1", measured="2019-10-08", cycle=5, unit="h",
                           quantity="time-integrated activity coefficient", source="generated",
                           value=round(hours / 100 * math.exp(dice.gauss(0, 0.1)), 5))
                T["measurements"].append(row | (dict(lesion=f"{who}/L1") if region == "L1" else dict(organ=region)))
    T["sites"] = [dict(id="LA", name="Centre of the LUTARTERIAL trial", country="FR")]
    for name, rows in T.items():
        write("lutarterial", name, rows)
    trial_rows("LUTARTERIAL", "lutarterial", arms, "2022-01-03T09:00:00Z", locked="2019-08-01", reserved="2019-08-15")
    provenance("lutarterial", [
        ["courses", "four IV, then one IA", "printed", "Design: after four intravenous administrations; the fifth by the artery in 10 patients"],
        ["measurements", "order", "printed", "Design: the intra-arterial PET first, then the intravenous one; five metastases each"],
        ["patients", "number", "generated", "15 stands for those enrolled: the summary prints the 10 of the fifth dose alone"],
        ["measurements", "value", "generated", "enhancement ratios spread around the expected 3.75 (Kratochwil 2010); seed 15"],
        ["dose_summaries", "mean_gy", "generated", "kidneys 4.2, marrow 0.25, normal liver 2.4 Gy a cycle; kidneys and marrow 0.8 times that after the arterial dose, as the summary hopes; seed 16"],
        ["laboratory", "value", "generated", "before the fifth dose and 4 and 8 weeks after; platelets of one patient fall to half and recover"],
        ["responses", "result", "generated", "images at 6, 12 and 18 months; three patients progress at 12"],
        ["patients", "consented", "generated", "before the scans"],
        ["administrations", "fifth dose", "generated", "the ten highest ratios; all of them reach 3"],
        ["all", "days", "generated", "no day is printed"],
    ])


for make in (tata, mayo, lutia, lutarterial):
    make()
