import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/ApiProvider.tsx';
import { cellsQuery, useFileExists } from '../api/files.ts';
import { type NumberStyle, styleOf } from '../format/number.ts';

/** How a cell's own format writes numbers: an internal rate of return is a percentage. Plain when the file is gone. */
export const useCellStyle = (fileId: string, cell: string): NumberStyle => {
  const enabled = useFileExists(fileId) === true;
  const { data } = useQuery({ ...cellsQuery(useApi(), fileId, cell), retry: false, enabled });
  return styleOf(data?.cells[0]?.format);
};
