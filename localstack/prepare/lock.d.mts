export declare const exclusively: <T>(lock: string, work: () => Promise<T>) => Promise<T>;
