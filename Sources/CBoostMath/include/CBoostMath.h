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

#ifdef __cplusplus
}
#endif
