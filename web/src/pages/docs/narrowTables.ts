/**
 * On a narrow screen the component squeezes its table of an answer's headers to a letter per line. Its parts have no name
 * to style them by from outside, so that a sheet joins those that each of its elements adopts.
 */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  @media (max-width: 767.98px) {
    .resp-headers + table { width: 100%; }
    .resp-headers + table td { display: block; border: 0 !important; padding: 4px 8px !important; }
    .resp-headers + table td:is(:nth-child(2), :nth-child(4)) { display: none; }
  }
`);

export const widenNarrowTables = (): void => {
  const response = customElements.get('api-response') as { elementStyles?: CSSStyleSheet[] } | undefined;
  response?.elementStyles?.push(sheet);
};
