# Reference values for clustered dose-response (lesions.csv) and for subgroups (../statistics/survival.csv).
suppressMessages({library(sandwich); library(survival)})
out <- data.frame()
say <- function(key, value) out <<- rbind(out, data.frame(key = key, value = sprintf("%.15g", value)))
d <- read.csv("lesions.csv")
fit <- glm(response ~ dose_gy, binomial, d, epsilon = 1e-14)
# Sandwich with G/(G - 1), no other correction.
robust <- function(f) vcovCL(f, cluster = d$patient, type = "HC0", cadjust = TRUE)
v <- robust(fit)
b <- coef(fit)
say("b0", b[1]); say("b1", b[2])
say("plain.se.b0", sqrt(vcov(fit)[1, 1])); say("plain.se.b1", sqrt(vcov(fit)[2, 2]))
say("robust.se.b0", sqrt(v[1, 1])); say("robust.se.b1", sqrt(v[2, 2])); say("robust.cov", v[1, 2])
g <- c(-1 / b[2], b[1] / b[2]^2)
d50 <- -b[1] / b[2]
G <- length(unique(d$patient))
se <- sqrt(t(g) %*% v %*% g)
t <- qt(0.975, G - 1)
say("d50", d50); say("d50.plain.se", sqrt(t(g) %*% vcov(fit) %*% g)); say("d50.robust.se", se)
say("d50.lower", d50 - t * se); say("d50.upper", d50 + t * se)
say("slope.p", 2 * pt(-abs(b[2] / sqrt(v[2, 2])), G - 1))
x <- c(1, 150)
say("odds150.robust.se", sqrt(t(x) %*% v %*% x))

s <- read.csv("../statistics/survival.csv")
s$ia <- as.integer(s$arm == "IA")
b <- s$burden_percent
s$band <- ifelse(b < 25, "below25", ifelse(b <= 50, "to50", ifelse(b <= 75, "to75", "above75")))
for (by in c("grade", "band")) {
  s$g <- factor(s[[by]])
  for (level in levels(s$g)) {
    m <- coxph(Surv(months, event) ~ ia, s[s$g == level, ], eps = 1e-14, iter.max = 100)
    say(paste0("subgroup.", by, ".", level, ".hr"), exp(coef(m)))
    say(paste0("subgroup.", by, ".", level, ".lower"), exp(confint(m))[1])
    say(paste0("subgroup.", by, ".", level, ".upper"), exp(confint(m))[2])
  }
  main <- coxph(Surv(months, event) ~ ia + strata(g), s, eps = 1e-14, iter.max = 100)
  both <- coxph(Surv(months, event) ~ ia:strata(g) + strata(g), s, eps = 1e-14, iter.max = 100)
  say(paste0("interaction.", by, ".chisq"), 2 * (both$loglik[2] - main$loglik[2]))
  say(paste0("interaction.", by, ".df"), length(coef(both)) - length(coef(main)))
  say(paste0("interaction.", by, ".p"), anova(main, both)[2, "Pr(>|Chi|)"])
}
# Each group against the first, as where there are no arms to compare.
m <- coxph(Surv(months, event) ~ factor(grade), s, eps = 1e-14, iter.max = 100)
say("against.grade.2.hr", exp(coef(m))[1]); say("against.grade.3.hr", exp(coef(m))[2])
say("against.grade.chisq", 2 * diff(m$loglik))
out$source <- sprintf("R %s; sandwich %s; survival %s", getRversion(), packageVersion("sandwich"),
                      packageVersion("survival"))
write.csv(out, "reference_R.csv", row.names = FALSE, quote = FALSE)
