import { describe, expect, it } from 'vitest';
import { type Circuit, newCircuit } from './circuit.ts';
import { knowledge } from './knowledge.ts';
import { defaultSettings } from './settings.ts';

const at = (epoch: number, given: Partial<Circuit> = {}): Circuit => ({ ...newCircuit('files'), epoch, ...given });

/** Knowledge whose reads are answered by the test. */
const aKnowledge = () => {
  let now = 0;
  const reads: PromiseWithResolvers<Circuit>[] = [];
  const read = () => {
    const answer = Promise.withResolvers<Circuit>();
    reads.push(answer);
    return answer.promise;
  };
  return {
    known: knowledge(read, defaultSettings, () => now),
    reads,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

describe('what a process knows of a circuit', () => {
  it('is read once for all who ask at the same time, and lasts a while', async () => {
    const { known, reads, wait } = aKnowledge();

    const asked = [known.current(), known.current(), known.current()];
    reads[0]?.resolve(at(1));

    expect(await Promise.all(asked)).toEqual([at(1), at(1), at(1)]);
    wait(1999);
    expect(known.current()).toEqual(at(1));
    wait(1);
    expect(known.current()).toBeInstanceOf(Promise);
    expect(reads).toHaveLength(2);
  });

  it('lasts until it is time for probes when that is sooner', () => {
    const { known, wait } = aKnowledge();
    known.learn(at(1, { state: 'OPEN', openUntil: 700 }));

    wait(699);
    const before = known.current();
    wait(1);
    const after = known.current();

    expect([before instanceof Promise, after instanceof Promise]).toEqual([false, true]);
  });

  it('is not unlearnt by the answer to an earlier write', () => {
    const { known } = aKnowledge();

    known.learn(at(2));
    known.learn(at(1));

    expect(known.current()).toEqual(at(2));
  });

  it('is not unlearnt by a read that a write overtook', async () => {
    const { known, reads } = aKnowledge();

    const asked = known.current();
    known.learn(at(2));
    reads[0]?.resolve(at(1));

    expect(await asked).toEqual(at(2));
  });

  it('goes by a later read even if that is of an earlier epoch', async () => {
    const { known, reads, wait } = aKnowledge();
    known.learn(at(2));
    wait(2000);

    const asked = known.current();
    reads[0]?.resolve(at(0));

    expect(await asked).toEqual(at(0));
  });

  it('is asked for again after a failed read', async () => {
    const { known, reads } = aKnowledge();

    const asked = known.current();
    reads[0]?.reject(new Error('no route to host'));
    await expect(asked).rejects.toThrow();
    const again = known.current();
    reads[1]?.resolve(at(1));

    expect(await again).toEqual(at(1));
  });
});
