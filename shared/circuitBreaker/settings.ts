import * as z from 'zod';

/** Times in milliseconds. What says "fleet" counts over all processes that share the circuit's store. */
export interface CircuitSettings {
  /** Opens at so many failures within the window, counted over the fleet. */
  failureThreshold: number;
  windowMs: number;
  /** How long an open circuit refuses before it lets probes through; up to a fifth more by chance. */
  recoveryTimeoutMs: number;
  /** A circuit that opens again soon recovers twice as slowly each time, up to this. */
  maxRecoveryMs: number;
  /** A call gets so long at most; an option of the call may cut it. */
  timeoutMs: number;
  /** So many probes are let through a half-open circuit, over the fleet; all of them must pass to close it. */
  halfOpenProbes: number;
  /** Opens at errors that the service composed itself for so many tenants within the window, over the fleet. */
  tenantThreshold: number;
  /** The rates below are estimates from a process's own calls within the window, and count from so many calls on. */
  minimumCalls: number;
  /** Opens when this share of the process's calls failed. */
  failureRateThreshold: number;
  /** A call is slow from this duration on, whatever its outcome. */
  slowCallMs: number;
  /** Opens when this share of the process's calls was slow. */
  slowCallRateThreshold: number;
  /** How old a process's knowledge of a circuit that is not open may be. */
  cacheMs: number;
}

export const defaultSettings: CircuitSettings = {
  failureThreshold: 5,
  windowMs: 60_000,
  recoveryTimeoutMs: 60_000,
  maxRecoveryMs: 600_000,
  timeoutMs: 30_000,
  halfOpenProbes: 3,
  tenantThreshold: 3,
  minimumCalls: 20,
  failureRateThreshold: 0.5,
  slowCallMs: 15_000,
  slowCallRateThreshold: 0.8,
  cacheMs: 2_000,
};

const positive = z.number().positive();
/** Those that are given in place of the defaults. */
export const circuitSettings = z
  .strictObject({
    failureThreshold: positive,
    windowMs: positive,
    recoveryTimeoutMs: positive,
    maxRecoveryMs: positive,
    timeoutMs: positive,
    halfOpenProbes: positive,
    tenantThreshold: positive,
    minimumCalls: positive,
    failureRateThreshold: positive,
    slowCallMs: positive,
    slowCallRateThreshold: positive,
    cacheMs: positive,
  })
  .partial();
