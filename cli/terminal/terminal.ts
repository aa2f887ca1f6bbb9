/** What the terminal can show. */
import { styleText } from 'node:util';

export interface Terminal {
  /** In columns. */
  width: number;
  isUnicode: boolean;
  bold(text: string): string;
  dim(text: string): string;
  bar(text: string): string;
  negative(text: string): string;
  warning(text: string): string;
}

type Format = Parameters<typeof styleText>[0];

/** `stream` decides on colour and width: none into a pipe or with NO_COLOR, 80 columns where there is no telling. */
export function terminalOf(stream: NodeJS.WriteStream, { ascii = false }: { ascii?: boolean } = {}): Terminal {
  const styled = (format: Format) => (text: string) => (text === '' ? '' : styleText(format, text, { stream }));
  const columns = stream.columns ?? Number(process.env.COLUMNS);
  return {
    width: Number.isFinite(columns) && columns >= 40 ? Math.floor(columns) : 80,
    isUnicode: !ascii && showsUnicode(process.env, process.platform),
    bold: styled('bold'),
    dim: styled('dim'),
    bar: styled('cyan'),
    negative: styled('yellow'),
    warning: styled('yellow'),
  };
}

/** By the locale; Windows has none, but its newer terminals say who they are. */
export function showsUnicode(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (environment.TERM === 'linux' || environment.TERM === 'dumb') return false;
  if (platform === 'win32') {
    return environment.WT_SESSION !== undefined || /vscode|mintty|wezterm/i.test(environment.TERM_PROGRAM ?? '');
  }
  const locale =
    environment.LC_ALL || environment.LC_CTYPE || environment.LANG || (platform === 'darwin' ? 'UTF-8' : '');
  return /utf-?8/i.test(locale);
}
