import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home, root, runStep, StepFailed, Unprepared } from './steps.mjs';

const requirements = join(root, 'localstack', 'requirements.txt');
const environment = join(home, 'venv');
const python = join(environment, 'bin', 'python');
const stamp = join(environment, 'simsheet-requirements.sha256');

/** The oldest Python that MiniStack runs on. */
const oldestMinor = 10;
const programs = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** A Python without pip gets this one, which installs others and is not kept: https://pypi.org/project/pip/25.3/ */
const pip = {
  file: 'pip-25.3-py3-none-any.whl',
  sha256: '9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd',
};

const hash = () => createHash('sha256').update(readFileSync(requirements)).digest('hex');

export const ministackIsInstalled = () =>
  existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash();

/** Makes a virtual environment with MiniStack in it, unless it is there. */
export const ensureMinistack = async () => {
  if (ministackIsInstalled()) return;
  const host = findPython();
  rmSync(environment, { recursive: true, force: true });
  try {
    // Without pip: Debian keeps what would put it there in a package of its own (python3-venv).
    await runStep(`Making a Python environment (${host.program} ${host.version})`, host.program, [
      '-m',
      'venv',
      '--without-pip',
      environment,
    ]);
    const installer = await findPip(host.program);
    await runStep('Installing MiniStack, the local cloud (pip install)', installer.program, [
      ...installer.args,
      'install',
      '--no-deps',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '-r',
      requirements,
    ]);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Unprepared(error.message, adviceFor(error));
  }
  writeFileSync(stamp, hash());
};

/** @param {StepFailed} error */
const adviceFor = (error) => {
  if (error.isOffline) {
    return 'The Python package index cannot be reached. Look at the network connection, and at PIP_INDEX_URL or HTTPS_PROXY if there is a mirror or a proxy.';
  }
  if (/No module named venv/.test(error.output)) {
    return 'This Python has no venv module: install the package python3-venv (or python3-full), or set SIMSHEET_PYTHON to another Python.';
  }
  return 'What Python says above is what is in the way. SIMSHEET_PYTHON names another Python to use.';
};

const findPython = () => {
  const named = process.env.SIMSHEET_PYTHON;
  const seen = [];
  for (const program of named ? [named] : programs) {
    const { status, stdout } = spawnSync(program, ['-c', 'import sys; print(*sys.version_info[:3], sep=".")'], {
      encoding: 'utf8',
    });
    if (status !== 0) continue;
    const version = stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= oldestMinor) return { program, version };
    seen.push(`${program} is ${version}`);
  }
  const found =
    seen.length > 0 ? `found only: ${[...new Set(seen)].join(', ')}` : named ? `${named} does not run` : 'found none';
  throw new Unprepared(
    `The local cloud needs Python 3.${oldestMinor} or newer, or a Docker engine; ${found}.`,
    'Install one (Debian: apt install python3; macOS: brew install python), or name one with SIMSHEET_PYTHON=/path/to/python3.',
  );
};

/** A way to run pip for the new environment. @param {string} host */
const findPip = async (host) => {
  const theirs = spawnSync(host, ['-m', 'pip', '--version'], { encoding: 'utf8' });
  // From 22.3 on it installs into another environment, which saves copying it there.
  const [, major, minor] = /^pip (\d+)\.(\d+)/.exec(theirs.stdout ?? '') ?? [];
  if (Number(major) > 22 || (Number(major) === 22 && Number(minor) >= 3)) {
    return { program: host, args: ['-m', 'pip', '--python', python] };
  }
  const bundled = spawnSync(python, ['-c', 'import ensurepip']);
  if (bundled.status === 0) {
    await runStep('Adding pip', python, ['-m', 'ensurepip', '--upgrade', '--default-pip']);
    return { program: python, args: ['-m', 'pip'] };
  }
  // A wheel is an archive that Python runs as it is.
  return { program: python, args: [join(await downloadPip(), 'pip')] };
};

const downloadPip = async () => {
  const index = (process.env.PIP_INDEX_URL ?? 'https://pypi.org/simple').replace(/\/$/, '');
  const wheel = join(home, pip.file);
  console.log('Downloading pip, which this Python lacks ...');
  try {
    const accept = { headers: { accept: 'application/vnd.pypi.simple.v1+json' } };
    const { files } = await (await fetch(`${index}/pip/`, accept)).json();
    const { url } = files.find(({ filename }) => filename === pip.file);
    const bytes = Buffer.from(await (await fetch(new URL(url, `${index}/pip/`))).arrayBuffer());
    if (createHash('sha256').update(bytes).digest('hex') !== pip.sha256) throw new Error('it is not the known file');
    writeFileSync(wheel, bytes);
    return wheel;
  } catch (error) {
    throw new Unprepared(
      `This Python has no pip, and it could not be had from ${index} (${error.cause?.code ?? error.message}).`,
      'Install the package python3-venv (Debian: apt install python3-venv) and run the same command again.',
    );
  }
};
