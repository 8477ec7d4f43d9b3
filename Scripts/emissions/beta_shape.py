"""Shapes of beta spectra from end point, nuclear charge and forbiddenness.

Allowed:       N(W) = p W q^2 F(Z, W)
Unique first:  times (q^2 + lambda_2 p^2)
in units of the electron's rest energy, with q = W0 - W. F is the relativistic Fermi function of a point nucleus taken
at the nuclear radius R = 1.123 A^(1/3) - 0.941 A^(-1/3) fm; lambda_2 the ratio of Coulomb functions. Screening after
Rose: F and the phase space are taken at W -/+ V0, V0 = 1.13 alpha^2 Z^(4/3), Z of the parent (beta-: W - V0).
Sources: Behrens, Jaenecke, Numerical Tables for Beta-Decay and Electron Capture (Landolt-Boernstein I/4, 1969);
Rose, Phys Rev 49 (1936) 727, doi:10.1103/PhysRev.49.727; radius: Elton, Nuclear Sizes (1961).
The charge of the nucleus is spread out: L0 after Wilkinson, Nucl Instrum Methods A 290 (1990) 509, first order in R.
Not included: radiative and weak-magnetism corrections, exchange; non-unique forbidden branches get the allowed shape.
"""
import numpy as np
from scipy.special import loggamma

ALPHA = 1 / 137.035999
REST = 510.99895  # keV


def coulomb(k, z, w, p, radius):
    """F_{k-1}(Z, W), with z > 0 for electrons and z < 0 for positrons."""
    gamma = np.sqrt(k * k - (ALPHA * z) ** 2)
    y = ALPHA * z * w / p
    odd = np.prod(np.arange(1, 2 * k, 2))
    log = (
        2 * np.log(k * odd) + k * np.log(4) + 2 * (gamma - k) * np.log(2 * p * radius) + np.pi * y
        + 2 * np.real(loggamma(gamma + 1j * y)) - 2 * np.real(loggamma(1 + 2 * gamma))
    )
    return np.exp(log), gamma


def finite_size(z, w, radius):
    """L0(Z, W) for a uniformly charged sphere, z signed as above."""
    az = ALPHA * z
    gamma = np.sqrt(1 - az**2)
    return (
        1 + 13 / 60 * az**2 - w * radius * az * (41 - 26 * gamma) / (15 * (2 * gamma - 1))
        - az * radius * gamma * (17 - 2 * gamma) / (30 * w * (2 * gamma - 1))
    )


def density(kinetic, endpoint, daughter, mass, positron, shape, point_nucleus=False):
    """Unnormalised dN/dE at kinetic energies in keV; 0 above the end point."""
    w = 1 + np.asarray(kinetic, float) / REST
    w0 = 1 + endpoint / REST
    sign = -1 if positron else 1
    parent = daughter + 1 if positron else daughter - 1
    shift = 1.13 * ALPHA**2 * parent ** (4 / 3) * sign
    q = np.clip(w0 - w, 0, None)
    screened = np.maximum(w - shift, 1 + 1e-6)
    p = np.sqrt(screened**2 - 1)
    radius = (1.123 * mass ** (1 / 3) - 0.941 * mass ** (-1 / 3)) / 386.15926  # reduced Compton wavelengths
    f0, _ = coulomb(1, sign * daughter, screened, p, radius)
    value = p * screened * q**2 * f0
    if not point_nucleus:
        value *= finite_size(sign * daughter, screened, radius)
    if shape == "1U":
        plain = np.sqrt(np.maximum(w**2 - 1, 1e-12))
        bare, g1 = coulomb(1, sign * daughter, w, plain, radius)
        f1, g2 = coulomb(2, sign * daughter, w, plain, radius)
        value *= q**2 + f1 / bare * (2 + g2) / (2 * (1 + g1)) * plain**2
    return value


def histogram(edges, endpoint, daughter, mass, positron, shape, point_nucleus=False):
    """Probability per bin (edges in keV), normalised to 1; Gauss-Legendre in sub-bins that end at the end point."""
    x, weights = np.polynomial.legendre.leggauss(8)
    result = np.zeros(len(edges) - 1)
    for n, (low, high) in enumerate(zip(edges[:-1], edges[1:])):
        high = min(high, endpoint)
        if high <= low:
            continue
        points = (low + high) / 2 + (high - low) / 2 * x
        result[n] = (high - low) / 2 * np.dot(
            weights, density(points, endpoint, daughter, mass, positron, shape, point_nucleus))
    return result / result.sum()


def mean_energy(endpoint, daughter, mass, positron, shape, point_nucleus=False):
    x, weights = np.polynomial.legendre.leggauss(400)
    points = endpoint / 2 * (1 + x)
    n = density(points, endpoint, daughter, mass, positron, shape, point_nucleus)
    return np.dot(weights, n * points) / np.dot(weights, n)
