"""Reference values by statsmodels and by a bootstrap of patients written anew here (SplitMix64, rejection sampling)."""
import csv, sys
import numpy as np, statsmodels, statsmodels.api as sm

rows = list(csv.DictReader(open("lesions.csv")))
dose = np.array([float(r["dose_gy"]) for r in rows])
y = np.array([int(r["response"]) for r in rows])
patients = [r["patient"] for r in rows]
names = list(dict.fromkeys(patients))
group = np.array([names.index(p) for p in patients])
X = sm.add_constant(dose)
out = []

fit = sm.Logit(y, X).fit(disp=0, tol=1e-14, maxiter=200, cov_type="cluster",
                         cov_kwds={"groups": group, "use_correction": False})
G = len(names)
V = fit.cov_params() * G / (G - 1)
out += [("b0", fit.params[0]), ("b1", fit.params[1]), ("robust.se.b0", V[0, 0] ** 0.5), ("robust.se.b1", V[1, 1] ** 0.5)]
gee = sm.GEE(y, X, groups=group, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Independence()).fit(
    ctol=1e-14, maxiter=200)
W = gee.cov_robust * G / (G - 1)
out += [("gee.robust.se.b0", W[0, 0] ** 0.5), ("gee.robust.se.b1", W[1, 1] ** 0.5)]

M = (1 << 64) - 1
class SplitMix64:
    def __init__(self, seed): self.s = seed
    def next(self):
        self.s = (self.s + 0x9E3779B97F4A7C15) & M
        z = self.s
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
        return z ^ (z >> 31)
    def below(self, m):
        rest = (1 << 64) % m
        while True:
            v = self.next()
            if v <= M - rest: return v % m

def auc(v, o):
    a, b = v[o == 1], v[o == 0]
    d = a[:, None] - b[None, :]
    return ((d > 0) + 0.5 * (d == 0)).mean()

def youden(v, o):
    best = (-2, 0)
    for t in sorted(set(v), reverse=True):
        j = (v[o == 1] >= t).mean() + (v[o == 0] < t).mean() - 1
        if j > best[0] + 1e-12: best = (j, t)
    return best[1]

# Obuchowski, Biometrics 1997;53:567: structural components summed within clusters.
pos, neg = dose[y == 1], dose[y == 0]
compare = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
A = compare.mean()
V10 = {k: (compare.mean(axis=1)[group[y == 1] == k] - A).sum() for k in range(G)}
V01 = {k: (compare.mean(axis=0)[group[y == 0] == k] - A).sum() for k in range(G)}
I10, I01 = len(set(group[y == 1])), len(set(group[y == 0]))
S10 = I10 / (I10 - 1) / len(pos) * sum(v * v for v in V10.values())
S01 = I01 / (I01 - 1) / len(neg) * sum(v * v for v in V01.values())
S11 = G / (G - 1) * sum(V10[k] * V01[k] for k in range(G))
out += [("obuchowski.se", (S10 / len(pos) + S01 / len(neg) + 2 * S11 / len(pos) / len(neg)) ** 0.5)]

g = SplitMix64(20240601)
members = [np.where(group == k)[0] for k in range(G)]
aucs, thresholds, skipped = [], [], 0
for _ in range(500):
    pick = np.concatenate([members[g.below(G)] for _ in range(G)])
    v, o = dose[pick], y[pick]
    if o.min() == o.max():
        skipped += 1
        continue
    aucs.append(auc(v, o)); thresholds.append(youden(v, o))
out += [("auc", auc(dose, y)), ("bootstrap.auc.first", aucs[0]), ("bootstrap.auc.lower", np.quantile(aucs, 0.025)),
        ("bootstrap.auc.upper", np.quantile(aucs, 0.975)), ("bootstrap.threshold.lower", np.quantile(thresholds, 0.025)),
        ("bootstrap.threshold.upper", np.quantile(thresholds, 0.975)), ("bootstrap.skipped", skipped)]
source = f"Python {sys.version.split()[0]}; statsmodels {statsmodels.__version__}; numpy {np.__version__}"
with open("reference_python.csv", "w") as f:
    f.write("key,value,source\n")
    for key, value in out: f.write(f"{key},{float(value):.15g},{source}\n")
