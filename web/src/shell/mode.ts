import { createContext } from 'react';
import type { PageConfig } from '../config.ts';

export const ModeContext = createContext<PageConfig['mode']>('cloud');
