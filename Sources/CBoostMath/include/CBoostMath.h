#pragma once
// Distributions of Boost.Math. Every function answers NaN where the argument has no answer; none throws.

#ifdef __cplusplus
extern "C" {
#endif

double hep_normal_cdf(double z);
/// 1 − cdf without cancellation.
double hep_normal_survival(double z);
double hep_normal_quantile(double p);

double hep_student_t_cdf(double t, double degrees_of_freedom);
double hep_student_t_survival(double t, double degrees_of_freedom);
double hep_student_t_quantile(double p, double degrees_of_freedom);

double hep_chi_squared_cdf(double x, double degrees_of_freedom);
double hep_chi_squared_survival(double x, double degrees_of_freedom);
double hep_chi_squared_quantile(double p, double degrees_of_freedom);

double hep_fisher_f_cdf(double x, double numerator, double denominator);
double hep_fisher_f_survival(double x, double numerator, double denominator);
double hep_fisher_f_quantile(double p, double numerator, double denominator);

double hep_beta_cdf(double x, double a, double b);
double hep_beta_survival(double x, double a, double b);
double hep_beta_quantile(double p, double a, double b);

/// Of at most, more than and exactly `k` successes in `n` trials.
double hep_binomial_cdf(double k, double n, double p);
double hep_binomial_survival(double k, double n, double p);
double hep_binomial_mass(double k, double n, double p);

double hep_noncentral_t_cdf(double t, double degrees_of_freedom, double noncentrality);
double hep_noncentral_t_survival(double t, double degrees_of_freedom, double noncentrality);

/// ln Γ(x)
double hep_log_gamma(double x);

#ifdef __cplusplus
}
#endif
