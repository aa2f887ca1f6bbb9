export declare const dockerProblem: () => string | null;
