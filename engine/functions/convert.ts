import { notAvailable } from '../interpret/value.ts';
import { pow } from '../kernels/index.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/**
 * CONVERT's units: the group and how many of the group's base unit one makes. Units marked `metric` take decimal prefixes, those
 * marked `binary` (information) also binary ones; `power` is the dimension that a prefix is raised to (km^2 is 10^6 m^2).
 * Sources: "CONVERT function", support.microsoft.com; OpenFormula 1.2, 6.16; NIST SP 811, appendix B.
 */
interface Unit {
  group: string;
  factor: number;
  metric?: true;
  binary?: true;
  power?: number;
}

const inch = 0.0254;
const foot = 0.3048;
const yard = 0.9144;
const mile = 1609.344;
const nauticalMile = 1852;
const surveyFoot = 1200 / 3937;
const pica = inch / 72;
const lightYear = 9_460_730_472_580_800;
const angstrom = 1e-10;
const parsec = 3.085_677_581_281_55e16;
const pound = 453.592_37;
const grain = 0.064_798_91;
const gallon = 3.785_411_784;
const imperialGallon = 4.546_09;
const calorie = 4.186_8;
const thermalCalorie = 4.184;
const horsepower = 745.699_871_582_270_2;
const footPound = 1.355_817_948_331_4;
const btu = 1055.055_852_62;

const lengths: Record<string, number> = {
  in: inch,
  ft: foot,
  yd: yard,
  mi: mile,
  Nmi: nauticalMile,
  survey_mi: 5280 * surveyFoot,
  Picapt: pica,
  Pica: pica,
  pica: 12 * pica,
  ell: 45 * inch,
  ly: lightYear,
  ang: angstrom,
};

const units = new Map<string, Unit>();
const define = (group: string, factors: Record<string, number>, options: Omit<Unit, 'group' | 'factor'> = {}) => {
  for (const [name, factor] of Object.entries(factors)) units.set(name, { group, factor, ...options });
};

define('mass', { g: 1, u: 1.660_538_782e-24 }, { metric: true });
define('mass', {
  sg: 14_593.902_937_206_36,
  lbm: pound,
  ozm: pound / 16,
  grain,
  cwt: 100 * pound,
  shweight: 100 * pound,
  uk_cwt: 112 * pound,
  lcwt: 112 * pound,
  hweight: 112 * pound,
  stone: 14 * pound,
  ton: 2000 * pound,
  uk_ton: 2240 * pound,
  LTON: 2240 * pound,
  brton: 2240 * pound,
});
define('length', { m: 1, parsec, pc: parsec }, { metric: true });
define('length', lengths);
units.set('ly', { group: 'length', factor: lightYear, metric: true });
units.set('ang', { group: 'length', factor: angstrom, metric: true });
define('time', { sec: 1, s: 1 }, { metric: true });
define('time', { yr: 31_557_600, day: 86_400, d: 86_400, hr: 3600, mn: 60, min: 60 });
define('pressure', { Pa: 1, p: 1, atm: 101_325, at: 101_325, mmHg: 133.322 }, { metric: true });
define('pressure', { psi: 6894.757_293_168_361, Torr: 101_325 / 760 });
define('force', { N: 1, dyn: 1e-5, dy: 1e-5, pond: 9.806_65e-3 }, { metric: true });
define('force', { lbf: 4.448_221_615_260_5 });
define(
  'energy',
  { J: 1, e: 1e-7, c: thermalCalorie, cal: calorie, eV: 1.602_176_487e-19, ev: 1.602_176_487e-19, Wh: 3600, wh: 3600 },
  { metric: true },
);
define('energy', { HPh: horsepower * 3600, hh: horsepower * 3600, flb: footPound, BTU: btu, btu });
define('power', { W: 1, w: 1 }, { metric: true });
define('power', { HP: horsepower, h: horsepower, PS: 735.498_75 });
define('magnetism', { T: 1, ga: 1e-4 }, { metric: true });
define('volume', { l: 1, L: 1, lt: 1 }, { metric: true });
define('volume', {
  tsp: gallon / 768,
  tspm: 0.005,
  tbs: gallon / 256,
  oz: gallon / 128,
  cup: gallon / 16,
  pt: gallon / 8,
  us_pt: gallon / 8,
  uk_pt: imperialGallon / 8,
  qt: gallon / 4,
  uk_qt: imperialGallon / 4,
  gal: gallon,
  uk_gal: imperialGallon,
  barrel: 42 * gallon,
  bushel: 35.239_070_166_88,
  regton: 2831.684_659_2,
  GRT: 2831.684_659_2,
  MTON: 40 * 28.316_846_592,
});
const liters = (x: number) => 1000 * x * x * x;
units.set('m3', { group: 'volume', factor: 1000, metric: true, power: 3 });
units.set('m^3', { group: 'volume', factor: 1000, metric: true, power: 3 });
units.set('ang3', { group: 'volume', factor: liters(angstrom), metric: true, power: 3 });
units.set('ang^3', { group: 'volume', factor: liters(angstrom), metric: true, power: 3 });
for (const [name, x] of Object.entries({
  ft: foot,
  in: inch,
  ly: lightYear,
  mi: mile,
  Nmi: nauticalMile,
  Picapt: pica,
  Pica: pica,
  yd: yard,
})) {
  define('volume', { [`${name}3`]: liters(x), [`${name}^3`]: liters(x) });
  define('area', { [`${name}2`]: x * x, [`${name}^2`]: x * x });
}
define('area', { m2: 1, 'm^2': 1 }, { metric: true, power: 2 });
define('area', { ang2: angstrom * angstrom, 'ang^2': angstrom * angstrom }, { metric: true, power: 2 });
define('area', { ar: 100 }, { metric: true });
define('area', {
  ha: 10_000,
  uk_acre: 4046.856_422_4,
  us_acre: 43_560 * surveyFoot * surveyFoot,
  Morgen: 2500,
});
define('information', { bit: 1, byte: 8 }, { metric: true, binary: true });
define('speed', { 'm/s': 1, 'm/sec': 1, 'm/h': 1 / 3600, 'm/hr': 1 / 3600 }, { metric: true });
define('speed', { mph: mile / 3600, kn: nauticalMile / 3600, admkn: (6080 * foot) / 3600 });

units.set('mph', { group: 'speed', factor: mile / 3600, metric: true });
units.set('uk_pt', { group: 'volume', factor: imperialGallon / 8, metric: true });

const prefixes: Record<string, number> = {
  Y: 1e24,
  Z: 1e21,
  E: 1e18,
  P: 1e15,
  T: 1e12,
  G: 1e9,
  M: 1e6,
  k: 1e3,
  h: 1e2,
  da: 1e1,
  e: 1e1,
  d: 1e-1,
  c: 1e-2,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  f: 1e-15,
  a: 1e-18,
  z: 1e-21,
  y: 1e-24,
};
const binaryPrefixes: Record<string, number> = {
  ki: pow(2, 10),
  Mi: pow(2, 20),
  Gi: pow(2, 30),
  Ti: pow(2, 40),
  Pi: pow(2, 50),
  Ei: pow(2, 60),
  Zi: pow(2, 70),
  Yi: pow(2, 80),
};

const raised = (x: number, power: number): number => (power === 1 ? x : power === 2 ? x * x : x * x * x);

function unitOf(name: string): Unit | undefined {
  const known = units.get(name);
  if (known) return known;
  for (const length of [2, 1]) {
    const unit = units.get(name.slice(length));
    if (!unit) continue;
    const prefix = name.slice(0, length);
    const binary = unit.binary ? binaryPrefixes[prefix] : undefined;
    const decimal = unit.metric ? prefixes[prefix] : undefined;
    const scale = binary ?? decimal;
    if (scale !== undefined) return { group: unit.group, factor: unit.factor * raised(scale, unit.power ?? 1) };
  }
  return undefined;
}

/** Kelvin from a scale, and back. */
const temperatures: Record<string, { toKelvin: (x: number) => number; fromKelvin: (x: number) => number }> = {
  C: { toKelvin: (x) => x + 273.15, fromKelvin: (x) => x - 273.15 },
  F: { toKelvin: (x) => ((x - 32) * 5) / 9 + 273.15, fromKelvin: (x) => ((x - 273.15) * 9) / 5 + 32 },
  K: { toKelvin: (x) => x, fromKelvin: (x) => x },
  Rank: { toKelvin: (x) => (x * 5) / 9, fromKelvin: (x) => (x * 9) / 5 },
  Reau: { toKelvin: (x) => x * 1.25 + 273.15, fromKelvin: (x) => (x - 273.15) / 1.25 },
};
const temperatureAliases: Record<string, string> = { cel: 'C', fah: 'F', kel: 'K' };
function temperatureOf(name: string): { scale: string; factor: number } | undefined {
  const scale = temperatureAliases[name] ?? name;
  if (scale in temperatures) return { scale, factor: 1 };
  // Only the kelvin takes prefixes.
  const base = name.replace(/(?:kel|K)$/, '');
  const factor = base === name ? undefined : prefixes[base];
  return factor === undefined ? undefined : { scale: 'K', factor };
}

export const convert: readonly FunctionDescriptor[] = [
  pure('CONVERT', ['number', 'text', 'text'], (x, from, to) => {
    const source = temperatureOf(from);
    const target = temperatureOf(to);
    if (source && target) {
      if (from === to) return x;
      return (
        temperatures[target.scale]!.fromKelvin(temperatures[source.scale]!.toKelvin(x * source.factor)) / target.factor
      );
    }
    const a = unitOf(from);
    const b = unitOf(to);
    if (!a || !b || a.group !== b.group) return notAvailable;
    return a === b ? x : (x * a.factor) / b.factor;
  }),
];
