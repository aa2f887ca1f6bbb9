import { useExport } from '../../api/results.ts';
import type { ExportFormat } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Problem } from '../../components/states.tsx';

const formats = { csv: 'CSV', json: 'JSON' } as const satisfies Record<ExportFormat, string>;

export const ExportButtons = ({ simulationId }: { simulationId: string }) => {
  const exporting = useExport(simulationId);
  const download = async (format: ExportFormat) => {
    const url = await exporting.mutateAsync(format).catch(() => undefined);
    if (url === undefined) return;
    const link = document.createElement('a');
    link.href = url;
    link.download = '';
    link.click();
  };
  return (
    <>
      {(Object.keys(formats) as ExportFormat[]).map((format) => {
        const isBusy = exporting.isPending && exporting.variables === format;
        return (
          <Button key={format} disabled={exporting.isPending} onClick={() => void download(format)}>
            <Icon name="download" />
            {isBusy ? 'Exporting…' : `Export ${formats[format]}`}
          </Button>
        );
      })}
      {exporting.error && <Problem error={exporting.error} />}
    </>
  );
};
