import { useQuery } from '@tanstack/react-query';
import { ApiError, unreachable } from './errors.ts';
import { type Example, exampleList, simulationRequest } from './schemas.ts';

const fetchExample = async (name: string): Promise<Response> => {
  const response = await fetch(`/examples/${encodeURIComponent(name)}`).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (!response.ok)
    throw new ApiError({ kind: 'unexpected', detail: `The example ${name} is not there (${response.status}).` });
  return response;
};

/** The workbooks that come with Simsheet, each with its simulation request. */
export const useExamples = () =>
  useQuery({
    queryKey: ['examples'],
    queryFn: async () => exampleList.parse(await (await fetchExample('index.json')).json()),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const fetchWorkbook = async ({ workbook }: Example): Promise<File> =>
  new File([await (await fetchExample(workbook)).blob()], workbook);

/** The request of the example with this id. */
export const useExampleRequest = (id: string) => {
  const examples = useExamples();
  const request = useQuery({
    queryKey: ['example', id],
    queryFn: async () => {
      const example = examples.data?.find((candidate) => candidate.id === id);
      if (example === undefined) throw new ApiError({ kind: 'problem', detail: `There is no example "${id}".` });
      return simulationRequest.parse(await (await fetchExample(example.request)).json());
    },
    enabled: examples.data !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return examples.error ? { ...request, error: examples.error, refetch: examples.refetch } : request;
};
