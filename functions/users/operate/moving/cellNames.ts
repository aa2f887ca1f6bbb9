import { nameOfCell } from '../../../../shared/tenancy/tenancy.ts';
import type { MovedService } from './services.ts';

export interface CellNames {
  /** What all of them begin with. */
  names: string;
  table(service: MovedService): string;
  /** `place` is the account and region of the installation. */
  bucket(purpose: string, place: string): string;
}

/** What the tables and buckets of a cell are called. */
export const cellNames = (installation: string, cell: string): CellNames => {
  const names = nameOfCell(installation, cell);
  return {
    names,
    table: (service) => `${names}-${service}`,
    bucket: (purpose, place) => `${names}-${purpose}-${place}`,
  };
};
