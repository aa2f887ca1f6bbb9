"""Writes golden.json: quantiles, distribution functions and moments of every distribution, from its definition, at 40 digits.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install mpmath==1.4.1 && /tmp/golden/bin/python engine/distributions/golden.py

Nothing here is taken from the engine: each density is written out from the literature and integrated, or its distribution function is
mpmath's own. A point holds u, the quantile x of u, and the distribution function and its complement at that x as a double.
"""
import json
import pathlib
from mpmath import mp, mpf, exp, log, sqrt, pi, gamma, beta, quad, inf, betainc, gammainc, ncdf, erfinv, atan, tan, sinh, asinh, cosh, log1p, expm1, erfc, erf

mp.dps = 40
US = [1e-12, 1e-6, 0.01, 0.3, 0.5, 0.77, 0.99, 1 - 1e-6, 1 - 1e-12]


def normal_quantile(u):
    # Newton from the lower tail, on the logarithm.
    if u > 0.5:
        return -normal_quantile(1 - u)
    z = -sqrt(-2 * log(u)) if u < 0.2 else mpf(u - 0.5) * 2.5
    for _ in range(60):
        c = ncdf(z)
        step = (log(c) - log(u)) * c / (exp(-z * z / 2) / sqrt(2 * pi))
        z -= step
        if abs(step) < mpf(10) ** -36:
            return z
    raise ValueError(u)


def P(a, x):
    return gammainc(a, 0, x, regularized=True)


def Q(a, x):
    return gammainc(a, x, inf, regularized=True)


def I(x, a, b):
    return betainc(a, b, 0, x, regularized=True)


def J(x, a, b):
    """1 - I, at full relative precision."""
    return betainc(b, a, 0, 1 - x, regularized=True)


def refine(cdf, sf, u, low, high):
    """The quantile by bisection on the smaller tail, then the secant rule."""
    u = mpf(u)
    tail = (lambda x: log(cdf(x)) - log(u)) if u <= 0.5 else (lambda x: log(1 - u) - log(sf(x)))
    for _ in range(120):
        middle = (low + high) / 2 if not (low > 0 and high / low > 4) else sqrt(low * high)
        if tail(middle) < 0:
            low = middle
        else:
            high = middle
        if high - low < abs(high) * mpf(10) ** -3 and tail(high) - tail(low) < 0.1:
            break
    a, b, fa, fb = low, high, tail(low), tail(high)
    for _ in range(20):
        if fb == fa:
            break
        c = b - fb * (b - a) / (fb - fa)
        a, fa, b, fb = b, fb, c, tail(c)
        if abs(a - b) < max(abs(b), mpf(10) ** -30) * mpf(10) ** -20:
            break
    return b


cases = []


def add(name, parameters, cdf, sf, quantile=None, bracket=None, mean=None, variance=None, us=US):
    parameters_m = parameters
    points = []
    for u in us:
        x = quantile(mpf(u)) if quantile else refine(cdf, sf, u, *[mpf(b) for b in bracket])
        x = float(x)
        points.append([u, x, float(cdf(mpf(x))), float(sf(mpf(x)))])
    cases.append({'name': name, 'parameters': parameters_m, 'mean': None if mean is None else float(mean),
                  'variance': None if variance is None else float(variance), 'points': points})
    print(name, parameters, flush=True)


def discrete(name, parameters, pmf, low, high, us=US, tail=None):
    """By the sum of probabilities, from both ends; `high` is where nothing counts any more."""
    probabilities = {k: pmf(k) for k in range(low, high + 1)}
    below, above = {}, {}
    s = mpf(0)
    for k in range(low, high + 1):
        s += probabilities[k]
        below[k] = s
    s = mpf(0) if tail is None else tail
    for k in range(high, low - 1, -1):
        above[k] = s
        s += probabilities[k]
    points = []
    for u in us:
        k = next(k for k in range(low, high + 1) if (below[k] >= mpf(u) if u < 0.5 else above[k] <= 1 - mpf(u)))
        points.append([u, k, float(below[k]), float(above[k])])
    mean = sum(k * p for k, p in probabilities.items())
    variance = sum((k - mean) ** 2 * p for k, p in probabilities.items())
    exact = tail is None
    cases.append({'name': name, 'parameters': parameters, 'mean': float(mean) if exact else None,
                  'variance': float(variance) if exact else None, 'points': points})
    print(name, parameters, flush=True)


def location_scale(name, parameters, location, scale, cdf, sf, quantile=None, bracket=None, mean=0, variance=1, us=US):
    m, s = mpf(location), mpf(scale)
    add(name, parameters, lambda x: cdf((x - m) / s), lambda x: sf((x - m) / s),
        (lambda u: m + s * quantile(u)) if quantile else (lambda u: m + s * refine(cdf, sf, u, *[mpf(b) for b in bracket])),
        mean=None if mean is None else m + s * mean, variance=None if variance is None else s * s * variance, us=us)


# Normal and what is made of it
for m, s in [(0, 1), (-40, 12), (3, 0.25)]:
    location_scale('normal', [m, s], m, s, ncdf, lambda z: ncdf(-z), normal_quantile)
location_scale('erf', [0.5], 0, 1 / (mpf(0.5) * sqrt(2)), ncdf, lambda z: ncdf(-z), normal_quantile)
for m, s in [(10, 3), (1, 4), (250, 2)]:
    v = log1p((mpf(s) / m) ** 2)
    mu, sigma = log(m) - v / 2, sqrt(v)
    add('lognormal', [m, s], lambda x: ncdf((log(x) - mu) / sigma), lambda x: ncdf(-(log(x) - mu) / sigma),
        lambda u: exp(mu + sigma * normal_quantile(u)), mean=m, variance=mpf(s) ** 2)
mu, sigma = mpf(0.3), mpf(0.6)
add('lognormal2', [0.3, 0.6], lambda x: ncdf((log(x) - mu) / sigma), lambda x: ncdf(-(log(x) - mu) / sigma),
    lambda u: exp(mu + sigma * normal_quantile(u)), mean=exp(mu + sigma**2 / 2), variance=expm1(sigma**2) * exp(2 * mu + sigma**2))
a, b = mpf(-0.3), mpf(2.5)
w = exp(1 / b**2)
location_scale('johnsonsu', [-0.3, 2.5, 1, 2], 1, 2, lambda z: ncdf(a + b * asinh(z)), lambda z: ncdf(-a - b * asinh(z)),
               lambda u: sinh((normal_quantile(u) - a) / b), mean=-sqrt(w) * sinh(a / b), variance=(w - 1) * (w * cosh(2 * a / b) + 1) / 2)
a2, b2 = mpf(0.5), mpf(1.2)
sb = lambda z: 1 / (1 + exp(-(z - a2) / b2))
phi = lambda z: exp(-z * z / 2) / sqrt(2 * pi)
cuts = [-15, -8, -3, 0, 3, 8, 15]
sbm = quad(lambda z: sb(z) * phi(z), cuts)
location_scale('johnsonsb', [0.5, 1.2, -1, 3], -1, 4, lambda z: ncdf(a2 + b2 * log(z / (1 - z))), lambda z: ncdf(-a2 - b2 * log(z / (1 - z))),
               lambda u: sb(normal_quantile(u)), mean=sbm, variance=quad(lambda z: (sb(z) - sbm) ** 2 * phi(z), cuts), us=US[:-1])
al = mpf(0.8)
fl = lambda u: (al * normal_quantile(u) / 2 + sqrt((al * normal_quantile(u) / 2) ** 2 + 1)) ** 2
location_scale('fatiguelife', [1, 2, 0.8], 1, 2, lambda z: ncdf((sqrt(z) - 1 / sqrt(z)) / al), lambda z: ncdf(-(sqrt(z) - 1 / sqrt(z)) / al),
               fl, mean=1 + al**2 / 2, variance=al**2 * (1 + 5 * al**2 / 4))
location_scale('levy', [0, 1.5], 0, 1.5, lambda z: erfc(sqrt(1 / (2 * z))), lambda z: erf(sqrt(1 / (2 * z))),
               lambda u: 1 / normal_quantile(u / 2) ** 2, mean=None, variance=None)


def skew_normal(shape):
    s = mpf(shape)
    mp.dps = 22
    pdf = lambda t: 2 * phi(t) * ncdf(s * t)
    def below(z):
        edges = [z - k for k in (0, 0.25, 0.5, 1, 2, 4, 8, 16, 40)]
        return quad(pdf, edges[::-1], maxdegree=5)
    def above(z):
        return quad(pdf, [z + k for k in (0, 0.25, 0.5, 1, 2, 4, 8, 16, 40)], maxdegree=5)
    d = s / sqrt(1 + s * s)
    return below, above, d * sqrt(2 / pi), 1 - 2 * d * d / pi


for parameters in ([1, 2, 4], [0, 1, -1.5]):
    below, above, m, v = skew_normal(parameters[2])
    location_scale('skewnormal', parameters, parameters[0], parameters[1], below, above, bracket=(-15, 15), mean=m, variance=v,
                   us=[1e-12, 0.01, 0.5, 0.99, 1 - 1e-12])
    mp.dps = 40

# Inverse Gaussian
for m, l in [(2, 5), (1, 400)]:
    m, l = mpf(m), mpf(l)
    A = lambda x: sqrt(l / x) * (x / m - 1)
    B = lambda x: sqrt(l / x) * (x / m + 1)
    mp.dps = 60 if l < 100 else 420
    add('inversegaussian', [float(m), float(l)], lambda x: ncdf(A(x)) + exp(2 * l / m) * ncdf(-B(x)), lambda x: ncdf(-A(x)) - exp(2 * l / m) * ncdf(-B(x)),
        bracket=(m * mpf(0.01), m * 60), mean=m, variance=m**3 / l)
    mp.dps = 40

# Gamma and what is made of it
for k, t in [(0.7, 2), (5, 0.1), (900, 3)]:
    K, T = mpf(k), mpf(t)
    location_scale('gamma', [k, t], 0, t, lambda z: P(K, z), lambda z: Q(K, z), bracket=(mpf(10) ** -20, K + 40 * sqrt(K) + 60), mean=K, variance=K)
location_scale('erlang', [3, 2], 0, 2, lambda z: P(3, z), lambda z: Q(3, z), bracket=(mpf(10) ** -8, 90), mean=3, variance=3)
for n in (1, 4.5, 200):
    N = mpf(n)
    location_scale('chisquare', [n], 0, 1, lambda z: P(N / 2, z / 2), lambda z: Q(N / 2, z / 2), bracket=(mpf(10) ** -30, N + 40 * sqrt(N) + 100), mean=N, variance=2 * N)
for n in (1, 7.5):
    N = mpf(n)
    m = sqrt(mpf(2)) * gamma((N + 1) / 2) / gamma(N / 2)
    location_scale('chi', [n], 0, 1, lambda z: P(N / 2, z * z / 2), lambda z: Q(N / 2, z * z / 2), bracket=(mpf(10) ** -15, 20), mean=m, variance=N - m * m)
location_scale('maxwell', [2], 0, 2, lambda z: P(mpf(3) / 2, z * z / 2), lambda z: Q(mpf(3) / 2, z * z / 2), bracket=(mpf(10) ** -6, 20), mean=2 * sqrt(2 / pi), variance=3 - 8 / pi)
location_scale('pearson5', [7, 3], 0, 3, lambda z: Q(7, 1 / z), lambda z: P(7, 1 / z), bracket=(mpf(10) ** -3, 100), mean=mpf(1) / 6, variance=mpf(1) / 180)
for parameters in ([1, 2, 1.5], [0, 1, 4]):
    s = mpf(parameters[2])
    upper = lambda z: Q(1 / s, z**s) / 2 if z >= 0 else 1 - Q(1 / s, (-z) ** s) / 2
    location_scale('exponentialpower', parameters, parameters[0], parameters[1], lambda z: upper(-z), upper,
                   quantile=lambda u: mpf(0) if u == 0.5 else refine(lambda z: upper(-z), upper, u, mpf(-20), mpf(20)), mean=0, variance=gamma(3 / s) / gamma(1 / s))


def poisson_mixture(n, l, f):
    return sum(exp(-l / 2) * (l / 2) ** j / mp.factorial(j) * f(j) for j in range(int(l / 2 + 12 * sqrt(l / 2) + 60)))


for n, l in [(3, 2), (5, 40)]:
    N, L = mpf(n), mpf(l)
    mp.dps = 25
    add('noncentralchisquare', [n, l], lambda x: poisson_mixture(N, L, lambda j: P(N / 2 + j, x / 2)), lambda x: poisson_mixture(N, L, lambda j: Q(N / 2 + j, x / 2)),
        bracket=(mpf(10) ** -9, 300), mean=N + L, variance=2 * (N + 2 * L), us=[1e-12, 0.01, 0.5, 0.99, 1 - 1e-12])
add('noncentralf', [4, 12, 3], lambda x: poisson_mixture(4, mpf(3), lambda j: I(4 * x / (4 * x + 12), mpf(2) + j, 6)),
    lambda x: poisson_mixture(4, mpf(3), lambda j: J(4 * x / (4 * x + 12), mpf(2) + j, 6)), bracket=(mpf(10) ** -7, 3000),
    mean=mpf(12 * 7) / (4 * 10), variance=2 * mpf(9) * (49 + 10 * 10) / (100 * 8), us=[1e-12, 0.01, 0.5, 0.99, 1 - 1e-12])
mp.dps = 40

# Beta and what is made of it
for a, b in [(2, 3), (0.5, 0.5), (40, 2)]:
    A, B = mpf(a), mpf(b)
    location_scale('beta', [a, b], 0, 1, lambda z: I(z, A, B), lambda z: J(z, A, B), bracket=(mpf(10) ** -30, 1 - mpf(10) ** -30),
                   mean=A / (A + B), variance=A * B / ((A + B) ** 2 * (A + B + 1)), us=US if a > 1 else US[:-2])


def general_beta(name, parameters, a, b, low, high):
    A, B = mpf(a), mpf(b)
    location_scale(name, parameters, low, mpf(high) - low, lambda z: I(z, A, B), lambda z: J(z, A, B), bracket=(mpf(10) ** -15, 1 - mpf(10) ** -15),
                   mean=A / (A + B), variance=A * B / ((A + B) ** 2 * (A + B + 1)), us=US[:-1])


general_beta('betageneral', [2, 3, -1, 4], 2, 3, -1, 4)
general_beta('pert', [0, 2, 10], 1 + mpf(8) / 10, 1 + mpf(32) / 10, 0, 10)
general_beta('pert', [0, 2, 10, 7], 1 + mpf(14) / 10, 1 + mpf(56) / 10, 0, 10)
alpha = 2 * mpf(4) * (5 - 3) / (mpf(1) * 10)
general_beta('betasubjective', [0, 3, 4, 10], alpha, alpha * 6 / 4, 0, 10)
for n in (3, 5.5, 100):
    N = mpf(n)
    upper = lambda t: I(N / (N + t * t), N / 2, mpf(1) / 2) / 2 if t >= 0 else 1 - I(N / (N + t * t), N / 2, mpf(1) / 2) / 2
    location_scale('studentt', [n], 0, 1, lambda t: upper(-t), upper,
                   quantile=lambda u: mpf(0) if u == 0.5 else refine(lambda t: upper(-t), upper, u, mpf(-40000), mpf(0)) if u < 0.5 else refine(lambda t: upper(-t), upper, u, mpf(0), mpf(40000)),
                   mean=0, variance=N / (N - 2))
add('f', [5, 12], lambda x: I(5 * x / (5 * x + 12), mpf(5) / 2, 6), lambda x: J(5 * x / (5 * x + 12), mpf(5) / 2, 6), bracket=(mpf(10) ** -8, 3000),
    mean=mpf(12) / 10, variance=mpf(2 * 144 * 15) / (5 * 100 * 8))
add('pearson6', [3, 9, 2], lambda x: I(x / (x + 2), 3, 9), lambda x: J(x / (x + 2), 3, 9), bracket=(mpf(10) ** -8, 3000), mean=mpf(6) / 8, variance=mpf(4 * 3 * 11) / (64 * 7))

# Closed forms
location_scale('logistic', [1, 2], 1, 2, lambda z: 1 / (1 + exp(-z)), lambda z: 1 / (1 + exp(z)), lambda u: log(u / (1 - u)), mean=0, variance=pi**2 / 3)
location_scale('extremevalue', [3, 2], 3, 2, lambda z: exp(-exp(-z)), lambda z: -expm1(-exp(-z)), lambda u: -log(-log(u)), mean=mp.euler, variance=pi**2 / 6)
location_scale('extremevaluemin', [3, 2], 3, 2, lambda z: -expm1(-exp(z)), lambda z: exp(-exp(z)), lambda u: log(-log(1 - u)), mean=-mp.euler, variance=pi**2 / 6)
location_scale('rayleigh', [2], 0, 2, lambda z: -expm1(-z * z / 2), lambda z: exp(-z * z / 2), lambda u: sqrt(-2 * log(1 - u)), mean=sqrt(pi / 2), variance=2 - pi / 2)
location_scale('exponential', [2.5], 0, 2.5, lambda z: -expm1(-z), lambda z: exp(-z), lambda u: -log(1 - u), mean=1, variance=1)
location_scale('cauchy', [1, 2], 1, 2, lambda z: atan(-1 / z) / pi if z < 0 else mpf(1) / 2 + atan(z) / pi, lambda z: atan(1 / z) / pi if z > 0 else mpf(1) / 2 - atan(z) / pi,
               lambda u: tan(pi * (u - mpf(1) / 2)), mean=None, variance=None)
r2 = sqrt(mpf(2))
location_scale('laplace', [1, 2], 1, 2, lambda z: exp(r2 * z) / 2 if z < 0 else 1 - exp(-r2 * z) / 2, lambda z: exp(-r2 * z) / 2 if z > 0 else 1 - exp(r2 * z) / 2,
               lambda u: (log(2 * u) if u < 0.5 else -log(2 * (1 - u))) / r2)
location_scale('hyperbolicsecant', [1, 2], 1, 2, lambda z: 2 / pi * atan(exp(pi * z / 2)), lambda z: 2 / pi * atan(exp(-pi * z / 2)), lambda u: 2 / pi * log(tan(pi * u / 2)))
location_scale('uniform', [-3, 8], -3, 11, lambda z: z, lambda z: 1 - z, lambda u: u, mean=mpf(1) / 2, variance=mpf(1) / 12)
for s, t in [(1.5, 4), (5, 1)]:
    S = mpf(s)
    location_scale('weibull', [s, t], 0, t, lambda z: -expm1(-(z**S)), lambda z: exp(-(z**S)), lambda u: (-log(1 - u)) ** (1 / S), mean=gamma(1 + 1 / S), variance=gamma(1 + 2 / S) - gamma(1 + 1 / S) ** 2)
location_scale('frechet', [1, 2, 6], 1, 2, lambda z: exp(-(z**-6)), lambda z: -expm1(-(z**-6)), lambda u: (-log(u)) ** (-mpf(1) / 6), mean=gamma(mpf(5) / 6), variance=gamma(mpf(4) / 6) - gamma(mpf(5) / 6) ** 2)
for shape in (0.2, -0.3, 0.03, 0):
    S = mpf(shape)
    bent = (lambda t: expm1(S * t) / S) if shape else (lambda t: t)
    straight = (lambda z: log1p(S * z) / S) if shape else (lambda z: z)
    location_scale('generalizedextremevalue', [3, 2, shape], 3, 2, lambda z: exp(-exp(-straight(z))), lambda z: -expm1(-exp(-straight(z))), lambda u: bent(-log(-log(u))),
                   mean=(gamma(1 - S) - 1) / S if shape else mp.euler, variance=(gamma(1 - 2 * S) - gamma(1 - S) ** 2) / S**2 if shape else pi**2 / 6,
                   us=US[:-1] if shape < 0 else US)
location_scale('pareto', [6, 2], 0, 2, lambda z: 1 - z**-6, lambda z: z**-6, lambda u: (1 - u) ** (-mpf(1) / 6), mean=mpf(6) / 5, variance=mpf(6) / (25 * 4))
location_scale('pareto2', [3, 7], 0, 3, lambda z: 1 - (1 + z) ** -7, lambda z: (1 + z) ** -7, lambda u: (1 - u) ** (-mpf(1) / 7) - 1, mean=mpf(1) / 6, variance=mpf(7) / (36 * 5))
for a, b, s in [(5, 2, 3), (4, 1, mpf(0.5))]:
    split = mpf(a) / (a + b)
    lm = lambda k: mpf(a) * b / ((a - k) * (b + k))
    location_scale('loglaplace', [a, b, float(s)], 0, s, lambda z: split * z**b if z < 1 else 1 - (1 - split) * z**-a,
                   lambda z: 1 - split * z**b if z < 1 else (1 - split) * z**-a,
                   lambda u: (u / split) ** (mpf(1) / b) if u < split else ((1 - u) / (1 - split)) ** (-mpf(1) / a), mean=lm(1), variance=lm(2) - lm(1) ** 2)
theta = pi / 6
location_scale('loglogistic', [1, 2, 6], 1, 2, lambda z: 1 / (1 + z**-6), lambda z: 1 / (1 + z**6), lambda u: (u / (1 - u)) ** (mpf(1) / 6),
               mean=theta / mp.sin(theta), variance=2 * theta / mp.sin(2 * theta) - (theta / mp.sin(theta)) ** 2)
bm = lambda k: 3 * beta(3 - mpf(k) / 4, 1 + mpf(k) / 4)
location_scale('burr12', [1, 2, 4, 3], 1, 2, lambda z: 1 - (1 + z**4) ** -3, lambda z: (1 + z**4) ** -3, lambda u: ((1 - u) ** (-mpf(1) / 3) - 1) ** (mpf(1) / 4), mean=bm(1), variance=bm(2) - bm(1) ** 2)
q7 = mpf(0.7)
dm = lambda k: q7 * beta(q7 + mpf(k) / 6, 1 - mpf(k) / 6)
location_scale('dagum', [-1, 2, 6, 0.7], -1, 2, lambda z: (1 + z**-6) ** -q7, lambda z: 1 - (1 + z**-6) ** -q7, lambda u: (u ** (-1 / q7) - 1) ** (-mpf(1) / 6), mean=dm(1), variance=dm(2) - dm(1) ** 2)
km = lambda k: 3 * beta(1 + mpf(k) / 2, 3)
location_scale('kumaraswamy', [2, 3, 0, 5], 0, 5, lambda z: 1 - (1 - z**2) ** 3, lambda z: (1 - z**2) ** 3, lambda u: sqrt(1 - (1 - u) ** (mpf(1) / 3)), mean=km(1), variance=km(2) - km(1) ** 2, us=US[:-1])
k = log(mpf(4))
location_scale('bradford', [3, 1, 5], 1, 4, lambda z: log(1 + 3 * z) / k, lambda z: log(4 / (1 + 3 * z)) / k, lambda u: expm1(u * k) / 3, mean=(3 - k) / (3 * k), variance=(3 * (k - 2) + 2 * k) / (6 * k * k))
k20 = log(mpf(20))
add('reciprocal', [1, 20], lambda x: log(x) / k20, lambda x: log(20 / x) / k20, lambda u: exp(u * k20), mean=19 / k20, variance=mpf(399) / (2 * k20) - (19 / k20) ** 2)


def triangle(name, parameters, low, mode, high):
    low, mode, high = mpf(low), mpf(mode), mpf(high)
    w = high - low
    split = (mode - low) / w
    add(name, parameters, lambda x: (x - low) ** 2 / (w * (mode - low)) if x < mode else 1 - (high - x) ** 2 / (w * (high - mode)),
        lambda x: 1 - (x - low) ** 2 / (w * (mode - low)) if x < mode else (high - x) ** 2 / (w * (high - mode)),
        lambda u: low + sqrt(u * w * (mode - low)) if u <= split else high - sqrt((1 - u) * w * (high - mode)),
        mean=(low + mode + high) / 3, variance=(low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18, us=US[:-1])


triangle('triangular', [0, 2, 10], 0, 2, 10)
triangle('triangular', [-5, -1, 10], -5, -1, 10)
lower, upper = mp.findroot(lambda a, b: [(10 - a) ** 2 - mpf(0.1) * (b - a) * (20 - a), (b - 40) ** 2 - (1 - mpf(0.9)) * (b - a) * (b - 20)], (0, 60))
triangle('trigen', [10, 20, 40, 10, 90], lower, 20, upper)
p4 = mpf(0.4)
dmean = (p4 * 4 + (1 - p4) * 14) / 3
add('doubletriangular', [0, 2, 10, 0.4], lambda x: p4 * (x / 2) ** 2 if x < 2 else 1 - (1 - p4) * ((10 - x) / 8) ** 2, lambda x: 1 - p4 * (x / 2) ** 2 if x < 2 else (1 - p4) * ((10 - x) / 8) ** 2,
    lambda u: 2 * sqrt(u / p4) if u <= p4 else 10 - 8 * sqrt((1 - u) / (1 - p4)), mean=dmean,
    variance=quad(lambda x: (x - dmean) ** 2 * p4 * x / 2, [0, 2]) + quad(lambda x: (x - dmean) ** 2 * (1 - p4) * (10 - x) / 32, [2, 10]), us=US[:-1])
slash_upper = lambda z: mpf(1) / 2 if z == 0 else (ncdf(-z) + (phi(0) - phi(z)) / z if z > 0 else 1 - (ncdf(z) - (phi(0) - phi(z)) / z))
location_scale('slash', [1, 2], 1, 2, lambda z: slash_upper(-z), slash_upper,
               quantile=lambda u: mpf(0) if u == 0.5 else (-1 if u < 0.5 else 1) * refine(lambda z: slash_upper(-z), slash_upper, 1 - min(mpf(u), 1 - mpf(u)), mpf(0), mpf(10) ** 13), mean=None, variance=None)


def myerson(parameters, low, median, high, tail):
    low, median, high = mpf(low), mpf(median), mpf(high)
    z0 = -normal_quantile(mpf(tail))
    ratio = (high - median) / (median - low)
    y = lambda u: normal_quantile(u) / z0
    q = (lambda u: median + (high - median) * y(u)) if ratio == 1 else (lambda u: median + (high - median) * (ratio ** y(u) - 1) / (ratio - 1))
    score = (lambda x: z0 * (x - median) / (high - median)) if ratio == 1 else (lambda x: z0 * log(1 + (x - median) * (ratio - 1) / (high - median)) / log(ratio))
    cut = [-15, -8, -3, 0, 3, 8, 15]
    of = lambda z: median + (high - median) * ((z / z0) if ratio == 1 else (ratio ** (z / z0) - 1) / (ratio - 1))
    m = quad(lambda z: of(z) * phi(z), cut)
    add('myerson', parameters, lambda x: ncdf(score(x)), lambda x: ncdf(-score(x)), q, mean=m, variance=quad(lambda z: (of(z) - m) ** 2 * phi(z), cut))


myerson([5, 8, 14, 0.1], 5, 8, 14, 0.1)
myerson([1, 2, 3], 1, 2, 3, 0.25)
myerson([2, 8, 10, 0.05], 2, 8, 10, 0.05)

# Metalog: moments by integration over u
def metalog(name, parameters, coefficients, bend, straighten):
    c = [mpf(x) for x in coefficients]
    def m(u):
        l, h = log(u / (1 - u)), u - mpf(1) / 2
        basis = [1, l, h * l, h, h**2, h**2 * l, h**3, h**3 * l]
        return sum(a * b for a, b in zip(c, basis))
    def u_of(x):
        # in the logit, by bisection
        a, b, t = mpf(-60), mpf(60), straighten(x)
        for _ in range(160):
            mid = (a + b) / 2
            if m(1 / (1 + exp(-mid))) < t:
                a = mid
            else:
                b = mid
        return a
    def integral(f):
        # over the logit t
        return quad(lambda t: f(m(1 / (1 + exp(-t)))) * exp(-t) / (1 + exp(-t)) ** 2, [-80, -40, -20, -8, -3, 0, 3, 8, 20, 40, 80])
    mean = integral(bend)
    add(name, parameters, lambda x: 1 / (1 + exp(-u_of(x))), lambda x: 1 / (1 + exp(u_of(x))), lambda u: bend(m(u)), mean=mean,
        variance=integral(lambda y: (bend(y) - mean) ** 2), us=US[:-1] if name == 'metalogbounded' else US)


metalog('metalog', [[10, 2, 0.3, 1, 0.5]], [10, 2, 0.3, 1, 0.5], lambda y: y, lambda x: x)
metalog('metaloglower', [[1, 0.15, 0.02], 3], [1, 0.15, 0.02], lambda y: 3 + exp(y), lambda x: log(x - 3))
metalog('metalogupper', [[1, 0.15, -0.02], 30], [1, 0.15, -0.02], lambda y: 30 - exp(-y), lambda x: -log(30 - x))
metalog('metalogbounded', [[0.2, 0.5, 0.1], 2, 8], [0.2, 0.5, 0.1], lambda y: 2 + 6 / (1 + exp(-y)), lambda x: log((x - 2) / (8 - x)))

# Counts
binom = mp.binomial
for n, p in [(10, 0.3), (1000, 0.02)]:
    discrete('binomial', [n, p], lambda k: binom(n, k) * mpf(p) ** k * (1 - mpf(p)) ** (n - k), 0, n)
for m in (0.2, 7.3, 5000):
    M = mpf(m)
    low, high = max(0, int(m - 14 * m**0.5)), int(m + 14 * m**0.5 + 60)
    discrete('poisson', [m], lambda k: exp(-M + k * log(M) - mp.loggamma(k + 1)), low, high)
for a, b, low, high in [(3, 5, -60, 50), (200, 0.5, 30, 420), (4, 0, 0, 60)]:
    A, B = mpf(a), mpf(b)
    discrete('skellam', [a, b], (lambda k: exp(-A - B) * (A / B) ** (mpf(k) / 2) * mp.besseli(abs(k), 2 * sqrt(A * B))) if b else (lambda k: exp(-A) * A**k / mp.factorial(k)), low, high)
discrete('geometric', [0.2], lambda k: mpf(0.2) * (1 - mpf(0.2)) ** k, 0, 400)
discrete('negativebinomial', [3, 0.4], lambda k: binom(k + 2, k) * mpf(0.4) ** 3 * (1 - mpf(0.4)) ** k, 0, 250)
discrete('hypergeometric', [10, 30, 100], lambda k: binom(30, k) * binom(70, 10 - k) / binom(100, 10), 0, 10)
discrete('inversehypergeometric', [3, 8, 30], lambda k: binom(k + 2, k) * binom(27 - k, 22 - k) / binom(30, 8), 0, 22)
for n, a, b in [(20, 2, 3), (50, 0.5, 0.4)]:
    discrete('betabinomial', [n, a, b], lambda k: binom(n, k) * beta(k + mpf(a), n - k + mpf(b)) / beta(mpf(a), mpf(b)), 0, n)
for p in (0.3, 0.95):
    discrete('logarithmic', [p], lambda k: -mpf(p) ** k / (k * log(1 - mpf(p))), 1, 60 if p < 0.5 else 1800)
for a, b, l, high in [(2, 3, 1.5, 400), (0.5, 20, 0, 1800), (4, 0.25, 60, 260)]:
    A, B, L = mpf(a), mpf(b), mpf(l)
    mixed = [exp(mp.loggamma(A + i) - mp.loggamma(A) - mp.loggamma(i + 1)) * B**i / (1 + B) ** (A + i) for i in range(high + 1)]
    fixed = [exp(-L) * L**i / mp.factorial(i) for i in range(high + 1)]
    discrete('delaporte', [a, b, l], lambda k: sum(mixed[i] * fixed[k - i] for i in range(k + 1)), 0, high)
top = 3000
discrete('betageometric', [6, 2], lambda k: beta(7, 2 + k) / beta(6, 2), 0, top, tail=beta(6, 2 + top + 1) / beta(6, 2))
tail = sum(binom(top + 3, j) * beta(7 + j, 2 + top + 3 - j) / beta(7, 2) for j in range(3))
discrete('betanegativebinomial', [3, 7, 2], lambda k: binom(k + 2, k) * beta(10, 2 + k) / beta(7, 2), 0, top, tail=tail)

json_text = json.dumps({'source': f'golden.py with mpmath {__import__("mpmath").__version__}', 'cases': cases})
pathlib.Path(__file__).with_name('golden.json').write_text(json_text.replace('{"name"', '\n{"name"') + '\n')
