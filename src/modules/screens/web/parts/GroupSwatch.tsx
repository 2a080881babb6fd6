/** The colour of a group; its name always stands beside it. */
export function GroupSwatch({ colour }: { readonly colour: string }) {
  return (
    <svg className="sc-swatch" viewBox="0 0 12 12" aria-hidden="true">
      <rect x="0.5" y="0.5" width="11" height="11" rx="2.5" fill={colour} />
    </svg>
  );
}
