import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does `work` while no other process on this machine does work under the same lock: two commands started at the same
 * time must not install or build into the same folder. The lock of a process that is gone does not count.
 * @template T @param {string} lock @param {() => Promise<T>} work @returns {Promise<T>}
 */
export const exclusively = async (lock, work) => {
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !tryLock(lock); await sleep(100)) {
    if (!told) console.log(`Waiting for another command (${basename(lock)}) ...`);
    told = true;
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

/** @param {string} lock */
const tryLock = (lock) => {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!holderIsGone(lock)) return false;
    rmSync(lock, { recursive: true, force: true });
    return tryLock(lock);
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
};

/** A lock without a readable process id has just been made. @param {string} lock */
const holderIsGone = (lock) => {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')) || process.pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};
