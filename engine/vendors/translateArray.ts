/** The call of a function that fills a range, taken apart. */
import type { CallNode, Node } from '../formula/ast.ts';
import { failed, ok, type Result } from '../result.ts';
import { type ArrayKind, type ArrayKindName, arrayKinds } from './arrayFunctions.ts';
import { vendorFunction } from './vendorFunctions.ts';

interface ArrayCall {
  formulas: ArrayKind['formulas'];
  parameters: Node[];
  name?: string;
}

export function arrayCall(call: CallNode, kind: ArrayKindName): Result<ArrayCall, string> {
  const given: Node[] = [];
  let name: string | undefined;
  for (const argument of call.arguments) {
    const role = argument.kind === 'call' ? vendorFunction(argument.name) : undefined;
    if (argument.kind !== 'call' || (role?.role !== 'modifier' && role?.role !== 'unsupported')) given.push(argument);
    else if (role.role === 'unsupported') return failed(`${argument.written}: ${role.reason}`);
    else if (role.effect === 'name') name = argument.arguments.find((part) => part.kind === 'text')?.value;
    else if (role.effect !== 'ignored') return failed(`${argument.written} does not act on it`);
  }
  const { parameters, formulas } = arrayKinds[kind];
  if (given.length !== parameters.length || given.some((argument) => argument.kind === 'missing'))
    return failed(`it takes ${parameters.length} parameters (${parameters.join(', ')})`);
  return ok({ formulas, parameters: given, ...(name !== undefined && { name }) });
}
