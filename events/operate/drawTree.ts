import type { TraceNode } from './traceTree.ts';

/** A trace as lines of text: when each thing began, counted from the first, and what it led to. */
export const drawTree = (roots: readonly TraceNode[]): string[] => {
  const start = Math.min(...roots.map(({ at }) => at));
  const draw = (node: TraceNode, prefix: string, branch: string, below: string): string[] => {
    const offset = `${((node.at - start) / 1000).toFixed(3)} s`.padStart(11);
    const last = node.children.length - 1;
    return [
      `${offset}  ${prefix}${branch}${describe(node)}`,
      ...node.children.flatMap((child, index) =>
        draw(child, prefix + below, index === last ? '└─ ' : '├─ ', index === last ? '   ' : '│  '),
      ),
    ];
  };
  return roots.flatMap((root) => draw(root, '', '', ''));
};

const describe = ({ label, durationMs, note, failed }: TraceNode): string =>
  [`${failed ? '✗ ' : ''}${label}`, durationMs === null ? '' : `${durationMs} ms`, note].filter(Boolean).join('  ');
