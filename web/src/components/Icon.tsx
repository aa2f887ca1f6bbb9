/** Line icons on a grid of 24, drawn for this page. They only accompany a text or a label. */
const paths = {
  bell: 'M6 16.500h12l-1.600-2.200V10a4.400 4.400 0 0 0-8.800 0v4.300L6 16.500ZM10 19.500a2 2 0 0 0 4 0',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  chevron: 'm7.500 10 4.500 4.500 4.500-4.500',
  close: 'M6.500 6.500l11 11m0-11-11 11',
  copy: 'M9 9h10.500v10.500H9V9Zm-3 6H4.500V4.500H15V6',
  download: 'M12 4.500v10m0 0 4-4m-4 4-4-4M5 19.500h14',
  edit: 'M5 19l1-4L16 5l3 3L9 18l-4 1Z',
  file: 'M7 3.500h7l4 4v13H7v-17Zm7 0v4h4M10 12.500h5m-5 3.500h5',
  key: 'M11 12.500a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0Zm0 0h9v3.500m-4-3.500v2.500',
  lock: 'M6.500 11h11v8.500h-11V11Zm2.500 0V8a3 3 0 0 1 6 0v3',
  menu: 'M12 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Zm-7 8c.6-3.600 3.400-5.500 7-5.500s6.400 1.900 7 5.500',
  play: 'M8 5.500v13l10.500-6.500L8 5.500Z',
  plus: 'M12 5.500v13M5.500 12h13',
  repeat: 'M5 11a7 7 0 0 1 12-4.500L19 8.500m0-4v4h-4M19 13a7 7 0 0 1-12 4.500L5 15.500m0 4v-4h4',
  stop: 'M7 7h10v10H7z',
  trash: 'M5 7h14M10 7V4.500h4V7m-7.500 0 .8 12.500h9.400L17.500 7',
  upload: 'M12 15.500v-10m0 0-4 4m4-4 4 4M5 19.500h14',
  warning: 'M12 4.500 21 19.500H3L12 4.500Zm0 6v4m0 2.300v.2',
} as const;

export const Icon = ({ name, size = 18 }: { name: keyof typeof paths; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path
      d={paths[name]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
