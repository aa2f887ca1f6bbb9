import { describe, expect, it } from 'vitest';
import { auditSearch } from './audit.ts';

const everything = { from: '', to: '', actor: '', resource: '', outcome: '' };

describe('a search of the audit log', () => {
  it('asks for everything where nothing is filled in', () => {
    expect(auditSearch(everything).toString()).toBe('');
  });

  it('takes both days whole, in the time zone of who asks', () => {
    const search = auditSearch({ ...everything, from: '2026-03-01', to: '2026-03-02' });

    expect(search.get('from')).toBe(new Date(2026, 2, 1).toISOString());
    expect(search.get('to')).toBe(new Date(2026, 2, 3).toISOString());
  });

  it('goes on to the next month and year', () => {
    expect(auditSearch({ ...everything, to: '2026-12-31' }).get('to')).toBe(new Date(2027, 0, 1).toISOString());
  });
});
