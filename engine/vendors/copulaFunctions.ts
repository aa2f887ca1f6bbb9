/**
 * ModelRisk's copulas fill a range with uniform numbers that belong together; distributions read them as their U. Source: "VoseCopulaBiClayton"
 * and kin (vosesoftware.com, riskwiki): the direction counts counterclockwise rotations by 90 degrees, from 1 for none.
 */
import type { Node } from '../formula/ast.ts';
import { type ArrayKind, elements } from './arrayKind.ts';
import type { CorrelationRole } from './properties.ts';
import { callNode, numberNode } from './rewrite.ts';

const standardUniform = callNode('uniform', numberNode(0), numberNode(1));
const reflected = (node: Node): Node => ({ kind: 'binary', operator: '-', left: numberNode(1), right: node });

const archimedean = (
  copula: 'clayton' | 'gumbel' | 'frank',
  { directions, size }: { directions: number; size?: 2 },
): ArrayKind => ({
  parameters: directions > 1 ? ['theta', 'direction'] : ['theta'],
  defaults: { direction: numberNode(1) },
  note: `uniform numbers joined by a ${copula === 'frank' ? 'Frank' : copula === 'gumbel' ? 'Gumbel' : 'Clayton'} copula`,
  formulas(parts) {
    if (size !== undefined && parts.length !== size) return `it fills ${size} cells, not ${parts.length}`;
    const theta = parts.value(0);
    const direction = directions > 1 ? parts.value(1) : 1;
    if (typeof theta !== 'number') return 'its parameter is no number';
    if (typeof direction !== 'number' || !Number.isInteger(direction) || direction < 1 || direction > directions)
      return `its direction is a whole number from 1 to ${directions}`;
    const correlation: CorrelationRole = {
      kind: 'archimedean',
      copula,
      theta,
      survival: direction === 3,
      instance: parts.identity,
    };
    // A quarter turn and a swap, which changes nothing of these copulas, reflect one variable: the first, or for three turns the second.
    const turned = direction === 2 ? 0 : direction === 4 ? 1 : undefined;
    return elements(parts).map((element) => {
      const u = parts.draw(element, standardUniform, correlation);
      return element === turned ? reflected(u) : u;
    });
  },
});

const elliptical = (parameters: readonly string[], { matrix, degreesOfFreedom, size }: Elliptical): ArrayKind => ({
  parameters,
  note: `uniform numbers joined by a ${degreesOfFreedom === undefined ? 'Gaussian' : 't'} copula, of which the correlations are the parameters`,
  formulas(parts) {
    if (size !== undefined && parts.length !== size) return `it fills ${size} cells, not ${parts.length}`;
    const degrees = degreesOfFreedom === undefined ? undefined : parts.value(degreesOfFreedom);
    if (degrees !== undefined && !(typeof degrees === 'number' && degrees > 0 && degrees <= 1e6))
      return 'its degrees of freedom are a number above 0';
    return elements(parts).map((element) =>
      parts.draw(element, standardUniform, {
        kind: 'matrix',
        matrix: parts.parameter(matrix),
        position: element + 1,
        instance: parts.identity,
        measure: 'copula',
        ...(degrees !== undefined && { degreesOfFreedom: degrees }),
      }),
    );
  },
});

interface Elliptical {
  /** Places among the parameters. */
  matrix: number;
  degreesOfFreedom?: number;
  size?: 2;
}

export const copulaKinds = {
  claytonCopula: archimedean('clayton', { directions: 4, size: 2 }),
  gumbelCopula: archimedean('gumbel', { directions: 4, size: 2 }),
  frankCopula: archimedean('frank', { directions: 2, size: 2 }),
  claytonCopulaOfMany: archimedean('clayton', { directions: 1 }),
  gumbelCopulaOfMany: archimedean('gumbel', { directions: 1 }),
  frankCopulaOfMany: archimedean('frank', { directions: 1 }),
  gaussianCopula: elliptical(['correlation'], { matrix: 0, size: 2 }),
  gaussianCopulaOfMany: elliptical(['matrix'], { matrix: 0 }),
  tCopula: elliptical(['nu', 'correlation'], { matrix: 1, degreesOfFreedom: 0, size: 2 }),
} as const satisfies Record<string, ArrayKind>;
