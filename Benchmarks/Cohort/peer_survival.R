#!/usr/bin/env Rscript
# R survival on the file of cohort_data.py: the same curves and model as `bench cohort`.
library(survival)
file <- commandArgs(trailingOnly = TRUE)[1]
clock <- function(name, work) {
  seconds <- min(sapply(1:3, function(n) system.time(work())[["elapsed"]]))
  cat(sprintf("R %s %.4f\n", name, seconds))
}
read <- function() read.csv(file)
d <- read()
clock("read", read)
clock("km", function() survfit(Surv(os_months, os_event) ~ who_grade, data = d, conf.type = "log-log"))
model <- function() coxph(Surv(os_months, os_event) ~ age_years + I(sex == "M") + who_grade + ecog + burden_percent +
  I(extrahepatic == "yes"), data = d)
clock("cox", model)
fit <- model()
clock("zph", function() cox.zph(fit, transform = "km"))
cat("R coef", sprintf("%.12g", coef(fit)), "\n")
cat("R loglik", sprintf("%.12g", fit$loglik[2]), "\n")
