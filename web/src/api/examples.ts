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

export const loadExample = async ({ workbook, request }: Example) => {
  const [file, document] = await Promise.all([fetchExample(workbook), fetchExample(request)]);
  return { file: new File([await file.blob()], workbook), request: simulationRequest.parse(await document.json()) };
};
