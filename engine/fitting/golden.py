"""Writes golden.json: samples of known distributions and what SciPy's maximum likelihood makes of them.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install scipy==1.17.1 && /tmp/golden/bin/python engine/fitting/golden.py
"""
import json
import pathlib
import numpy as np
from scipy import optimize, stats

random = np.random.default_rng(20240501)
cases = []


def case(name, true, data, fit, log_density, digits=4):
    data = [round(float(x), digits) for x in data]
    x = np.array(data)
    parameters = fit(x)
    log_likelihood = float(np.sum(log_density(x, *parameters)))
    cases.append({'name': name, 'true': true, 'parameters': [float(p) for p in parameters], 'logLikelihood': log_likelihood, 'data': data})


def likeliest(log_density, start, bounds=None):
    """By Nelder and Mead's method, started again until it stands still."""
    def fit(x):
        f = lambda p: -np.mean(log_density(x, *p))
        p = np.array(start)
        for _ in range(5):
            p = optimize.minimize(f, p, method='Nelder-Mead', bounds=bounds, options={'xatol': 1e-10, 'fatol': 1e-14, 'maxiter': 10000, 'maxfev': 10000}).x
        return p
    return fit


n = 300
case('normal', [10, 3], random.normal(10, 3, n), stats.norm.fit, stats.norm.logpdf)
case('lognormal', [10, 5], random.lognormal(np.log(10) - 0.5 * np.log(1.25), np.sqrt(np.log(1.25)), n),
     lambda x: (lambda s, _, m: (m * np.exp(s * s / 2), m * np.exp(s * s / 2) * np.sqrt(np.exp(s * s) - 1)))(*stats.lognorm.fit(x, floc=0)),
     lambda x, m, s: stats.lognorm.logpdf(x, np.sqrt(np.log1p((s / m) ** 2)), scale=m / np.sqrt(1 + (s / m) ** 2)))
case('gamma', [2.5, 4], random.gamma(2.5, 4, n), likeliest(lambda x, a, b: stats.gamma.logpdf(x, a, scale=b), [2, 5]), lambda x, a, b: stats.gamma.logpdf(x, a, scale=b))
case('weibull', [1.7, 20], 20 * random.weibull(1.7, n), likeliest(lambda x, a, b: stats.weibull_min.logpdf(x, a, scale=b), [1.5, 20]), lambda x, a, b: stats.weibull_min.logpdf(x, a, scale=b))
case('exponential', [7], random.exponential(7, n), lambda x: (x.mean(),), lambda x, m: stats.expon.logpdf(x, scale=m))
case('logistic', [5, 2], random.logistic(5, 2, n), likeliest(stats.logistic.logpdf, [5, 2]), stats.logistic.logpdf)
case('laplace', [5, 2], random.laplace(5, 2 / np.sqrt(2), n), lambda x: (lambda m, b: (m, b * np.sqrt(2)))(*stats.laplace.fit(x)), lambda x, m, s: stats.laplace.logpdf(x, m, s / np.sqrt(2)))
case('extremevalue', [100, 15], random.gumbel(100, 15, n), likeliest(stats.gumbel_r.logpdf, [100, 15]), stats.gumbel_r.logpdf)
case('extremevaluemin', [100, 15], 200 - random.gumbel(100, 15, n), likeliest(stats.gumbel_l.logpdf, [100, 15]), stats.gumbel_l.logpdf)
case('studentt', [4, 10, 2], 10 + 2 * random.standard_t(4, n), likeliest(lambda x, d, m, s: stats.t.logpdf(x, d, m, s), [4, 10, 2]), lambda x, d, m, s: stats.t.logpdf(x, d, m, s))
case('pareto', [3, 50], 50 * (1 + random.pareto(3, n)), lambda x: (len(x) / np.sum(np.log(x / x.min())), x.min()), lambda x, a, m: stats.pareto.logpdf(x, a, scale=m))
case('uniform', [-2, 9], random.uniform(-2, 9, n), lambda x: (x.min(), x.max()), lambda x, a, b: stats.uniform.logpdf(x, a, b - a))
case('inversegaussian', [4, 9], random.wald(4, 9, n), lambda x: (x.mean(), 1 / np.mean(1 / x - 1 / x.mean())), lambda x, m, l: stats.invgauss.logpdf(x, m / l, scale=l))
case('loglogistic', [0, 6, 3], 6 * (lambda u: (u / (1 - u)) ** (1 / 3))(random.uniform(size=n)),
     lambda x: (0, *likeliest(lambda x, b, c: stats.fisk.logpdf(x, c, scale=b), [6, 3])(x)), lambda x, _, b, c: stats.fisk.logpdf(x, c, scale=b))
triangular = lambda x, a, m, b: stats.triang.logpdf(x, (m - a) / (b - a), a, b - a)
case('triangular', [10, 14, 30], random.triangular(10, 14, 30, n), likeliest(triangular, [9.9, 14, 30.2]), triangular)
pert = lambda x, a, m, b: stats.beta.logpdf(x, 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a), a, b - a)
case('pert', [10, 14, 30], 10 + 20 * random.beta(1.8, 4.2, n), likeliest(pert, [9.5, 14, 32]), pert)

# Counts
case('poisson', [6.5], random.poisson(6.5, n), lambda x: (x.mean(),), stats.poisson.logpmf, 0)
case('geometric', [0.25], random.geometric(0.25, n) - 1, lambda x: (1 / (1 + x.mean()),), lambda x, p: stats.geom.logpmf(x + 1, p), 0)
case('negativebinomial', [4, 0.3], random.negative_binomial(4, 0.3, n), likeliest(stats.nbinom.logpmf, [4, 0.3], [(0.1, 50), (0.01, 0.99)]), stats.nbinom.logpmf, 0)
case('binomial', [20, 0.4], random.binomial(20, 0.4, n),
     lambda x: max(((k, x.mean() / k) for k in range(int(x.max()), 400)), key=lambda p: np.sum(stats.binom.logpmf(x, *p))), stats.binom.logpmf, 0)

text = json.dumps({'source': 'golden.py with SciPy 1.17.1', 'cases': cases})
pathlib.Path(__file__).with_name('golden.json').write_text(text.replace('{"name"', '\n{"name"') + '\n')
