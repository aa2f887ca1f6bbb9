"""Writes golden.json: arguments of every kernel with the correctly rounded result, by arbitrary precision (mpmath 1.3.0).

    python3 engine/kernels/golden.py > engine/kernels/golden.json
"""

import json
import math
import random

from mpmath import mp, mpf

mp.dps = 60
random.seed(1)
COUNT = 60


def uniform(low, high):
    return lambda: random.uniform(low, high)


def logarithmic(low, high, signed=False):
    def draw():
        size = math.exp(random.uniform(math.log(low), math.log(high)))
        return -size if signed and random.random() < 0.5 else size

    return draw


def either(*draws):
    return lambda: random.choice(draws)()


def normal_quantile(u):
    # From the nearer end, so that no digit is lost.
    if u > 0.5:
        return -normal_quantile(1 - u)
    x = mpf(-1) if u < 0.4 else mpf(0)
    if u < 1e-3:
        x = -mp.sqrt(-2 * mp.log(u))
    return mp.findroot(lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(u), x)


def regularised_root(cdf, density, u, start):
    """Newton's method on the logarithms of x and of the distribution function."""
    y = mp.log(start)
    for _ in range(200):
        x = mp.exp(y)
        value = cdf(x)
        step = (mp.log(value) - mp.log(u)) / (density(x) * x / value)
        step = max(min(step, mpf(2)), mpf(-2))
        y -= step
        if abs(step) < mpf(10) ** -40:
            break
    return mp.exp(y)


def gamma_quantile(u, shape):
    cdf = lambda x: mp.gammainc(shape, 0, x, regularized=True)
    density = lambda x: x ** (shape - 1) * mp.exp(-x) / mp.gamma(shape)
    return regularised_root(cdf, density, u, mpf(shape))


def beta_quantile(u, a, b):
    cdf = lambda x: mp.betainc(a, b, 0, x, regularized=True)
    density = lambda x: x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b)
    x = mpf(a) / (a + b)
    low, high = mpf(0), mpf(1)
    for _ in range(400):
        value = cdf(x)
        if value < u:
            low = x
        else:
            high = x
        following = x - (value - u) / density(x)
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) < mpf(10) ** -45 * x:
            break
        x = following
    return x


wide = logarithmic(1e-300, 1e300)
near = logarithmic(1e-12, 30, signed=True)
angle = either(uniform(-7, 7), logarithmic(1e-9, 2.0**27, signed=True))
within = either(uniform(-1, 1), logarithmic(1e-12, 1, signed=True))
probability = either(uniform(0, 1), logarithmic(2.0**-53, 0.5))

kernels = {
    "exp": (mp.exp, [either(uniform(-700, 709), near)]),
    "expm1": (mp.expm1, [either(near, uniform(-40, 700))]),
    "log": (mp.log, [either(wide, uniform(0.5, 2))]),
    "log1p": (mp.log1p, [either(uniform(-0.999, 3), logarithmic(1e-18, 1e300), logarithmic(1e-18, 0.9, signed=True))]),
    "log2": (lambda x: mp.log(x) / mp.log(2), [either(wide, uniform(0.5, 2))]),
    "log10": (lambda x: mp.log(x) / mp.log(10), [either(wide, uniform(0.5, 2))]),
    "pow": (mp.power, [logarithmic(1e-5, 1e5), uniform(-50, 50)]),
    "cbrt": (mp.cbrt, [wide]),
    "sin": (mp.sin, [angle]),
    "cos": (mp.cos, [angle]),
    "tan": (mp.tan, [angle]),
    "asin": (mp.asin, [within]),
    "acos": (mp.acos, [within]),
    "atan": (mp.atan, [logarithmic(1e-12, 1e12, signed=True)]),
    "atan2": (mp.atan2, [logarithmic(1e-6, 1e6, signed=True), logarithmic(1e-6, 1e6, signed=True)]),
    "sinh": (mp.sinh, [either(near, uniform(-700, 700))]),
    "cosh": (mp.cosh, [either(near, uniform(-700, 700))]),
    "tanh": (mp.tanh, [near]),
    "asinh": (mp.asinh, [logarithmic(1e-12, 1e300, signed=True)]),
    "acosh": (mp.acosh, [either(uniform(1, 3), logarithmic(1, 1e300))]),
    "atanh": (mp.atanh, [within]),
    "erf": (mp.erf, [logarithmic(1e-12, 6, signed=True)]),
    "erfc": (mp.erfc, [uniform(-5, 26)]),
    "normalCdf": (lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, [uniform(-37, 8)]),
    "normalQuantile": (normal_quantile, [probability]),
}


def rows(f, draws, count):
    for _ in range(count):
        arguments = [draw() for draw in draws]
        yield [*arguments, float(f(*[mpf(x) for x in arguments]))]


quantiles = [
    ("gamma", [2.5, 1], lambda u: gamma_quantile(u, mpf("2.5"))),
    ("gamma", [0.3, 1], lambda u: gamma_quantile(u, mpf(0.3))),
    ("beta", [2, 5], lambda u: beta_quantile(u, mpf(2), mpf(5))),
    ("beta", [0.75, 0.5], lambda u: beta_quantile(u, mpf("0.75"), mpf("0.5"))),
]


def lines(items):
    return ",\n".join(json.dumps(item) for item in items)


golden = {
    "kernels": {name: list(rows(f, draws, COUNT)) for name, (f, draws) in kernels.items()},
    "quantiles": [
        {"distribution": name, "parameters": parameters, "rows": list(rows(f, [probability], 16))}
        for name, parameters, f in quantiles
    ],
}
kernel_lines = ",\n".join(f'"{name}": [\n{lines(rows)}\n]' for name, rows in golden["kernels"].items())
print(f'{{"kernels": {{\n{kernel_lines}\n}},\n"quantiles": [\n{lines(golden["quantiles"])}\n]}}')
