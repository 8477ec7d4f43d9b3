#include "CBoostMath.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <limits>

namespace {
namespace math = boost::math;
namespace policies = boost::math::policies;

// Bad arguments answer through errno and NaN; what still throws is caught in `guarded`.
using Policy = policies::policy<
    policies::domain_error<policies::errno_on_error>, policies::pole_error<policies::errno_on_error>,
    policies::overflow_error<policies::errno_on_error>,
    policies::evaluation_error<policies::errno_on_error>, policies::promote_double<false>>;

using Normal = math::normal_distribution<double, Policy>;
using StudentT = math::students_t_distribution<double, Policy>;
using ChiSquared = math::chi_squared_distribution<double, Policy>;
using FisherF = math::fisher_f_distribution<double, Policy>;
using Beta = math::beta_distribution<double, Policy>;
using NoncentralT = math::non_central_t_distribution<double, Policy>;
using Binomial = math::binomial_distribution<double, Policy>;

template <typename F> double guarded(F f) noexcept {
  try {
    return f();
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

template <typename D> double below(D d, double x) {
  return guarded([&] { return math::cdf(d, x); });
}
template <typename D> double above(D d, double x) {
  return guarded([&] { return math::cdf(math::complement(d, x)); });
}
template <typename D> double inverse(D d, double p) {
  return guarded([&] { return math::quantile(d, p); });
}
}  // namespace

double hep_normal_cdf(double z) { return below(Normal(), z); }
double hep_normal_survival(double z) { return above(Normal(), z); }
double hep_normal_quantile(double p) { return inverse(Normal(), p); }

double hep_student_t_cdf(double t, double n) { return below(StudentT(n), t); }
double hep_student_t_survival(double t, double n) { return above(StudentT(n), t); }
double hep_student_t_quantile(double p, double n) { return inverse(StudentT(n), p); }

double hep_chi_squared_cdf(double x, double n) { return below(ChiSquared(n), x); }
double hep_chi_squared_survival(double x, double n) { return above(ChiSquared(n), x); }
double hep_chi_squared_quantile(double p, double n) { return inverse(ChiSquared(n), p); }

double hep_fisher_f_cdf(double x, double n, double m) { return below(FisherF(n, m), x); }
double hep_fisher_f_survival(double x, double n, double m) { return above(FisherF(n, m), x); }
double hep_fisher_f_quantile(double p, double n, double m) { return inverse(FisherF(n, m), p); }

double hep_beta_cdf(double x, double a, double b) { return below(Beta(a, b), x); }
double hep_beta_survival(double x, double a, double b) { return above(Beta(a, b), x); }
double hep_beta_quantile(double p, double a, double b) { return inverse(Beta(a, b), p); }

double hep_binomial_cdf(double k, double n, double p) { return below(Binomial(n, p), k); }
double hep_binomial_survival(double k, double n, double p) { return above(Binomial(n, p), k); }
double hep_binomial_mass(double k, double n, double p) {
  return guarded([&] { return math::pdf(Binomial(n, p), k); });
}

double hep_noncentral_t_cdf(double t, double n, double d) { return below(NoncentralT(n, d), t); }
double hep_noncentral_t_survival(double t, double n, double d) { return above(NoncentralT(n, d), t); }

double hep_log_gamma(double x) {
  return guarded([&] { return math::lgamma(x, Policy()); });
}
